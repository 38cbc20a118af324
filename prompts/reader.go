package prompts

import (
	"sync"
	"time"

	"github.com/slmkit/slmkit/dataset"
)

// A Reader says which templates write prompts, and which come near. It may be shared by
// goroutines.
type Reader struct {
	pack   *Pack
	mu     sync.Mutex // of both: a reading takes less than a millisecond
	parser *Parser
	near   *Nearness
}

// NewReader returns a reader for the prompts of a pack.
func NewReader(p *Pack) *Reader {
	return &Reader{pack: p, parser: NewParser(p), near: NewNearness(p)}
}

// Reading is a template with what it makes of a prompt.
type Reading struct {
	*Template
	Share   float64          // of the words in common, as in NearTemplate; 1 where the template writes the prompt
	Example *dataset.Example // nil where the template does not write the prompt
}

// longestRead is the most bytes of a prompt that is read: people write less, and a server
// must not work long for anybody.
const longestRead = 4000

// Read returns at most a number of readings of a prompt: of the templates that write it, as
// Parser.ParseTurn finds them, or where none does, of those nearest to it. None is near to
// a prompt that follows a history.
func (r *Reader) Read(history []dataset.Turn, text string, ref time.Time, most int) []Reading {
	size := len(text)
	for _, turn := range history {
		size += len(turn.Text)
	}
	if size > longestRead {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []Reading
	for _, e := range r.parser.ParseTurn(history, text, ref) {
		key, _, err := parseDerivation(e.Origin.Derivation)
		if err == nil && len(out) < most { // the parser has just made it, so there is no error
			out = append(out, Reading{r.pack.content.Template(key), 1, &e})
		}
	}
	if len(out) > 0 || len(history) > 0 {
		return out
	}
	for _, near := range r.near.Nearest(text, most) {
		out = append(out, Reading{near.Template, near.Share, nil})
	}
	return out
}
