package prompts

import (
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
)

// Reader reads prompts by the grammar of a pack. It is used by one goroutine.
type Reader struct {
	x   *selector
	all int32 // templates
}

// NewReader returns a reader of a pack's prompts.
func NewReader(p *Pack) *Reader { return &Reader{newSelector(p, nil), int32(len(p.templates))} }

// Read returns the examples that could have been this prompt, one for each
// template and target, the likeliest first: a template that writes fewer prompts
// says more by writing this one. Case and runs of spaces do not matter, nor does
// punctuation at the end that no template writes. Relative dates count from ref.
func (r *Reader) Read(text string, ref time.Time) []dataset.Example {
	text = strings.Join(strings.Fields(text), " ")
	out := r.read(text, ref)
	if bare := strings.TrimRight(text, ".?! "); len(out) == 0 && bare != text {
		out = r.read(bare, ref)
	}
	return out
}

func (r *Reader) read(text string, ref time.Time) []dataset.Example {
	x, lower := r.x, strings.ToLower(text)
	var out []dataset.Example
	x.found = x.finder.find(x.found[:0], lower, r.all)
	for _, rank := range x.found {
		t := x.finder.ranked[rank]
		seen := map[string]bool{}
		x.match.match(t, lower, func() bool {
			if !x.from.replay(t, x.match.digits) || !x.ok(&x.from, ref) {
				return false
			}
			if len(text) == len(x.from.buf) { // else lower case is longer, and the words stay those of the pack
				x.from.buf = append(x.from.buf[:0], text...)
			}
			e, err := newMaker(x.pack, x.meanings).example(&x.from, ref)
			if err == nil && !seen[e.Target] {
				seen[e.Target] = true
				out = append(out, e)
			}
			return len(seen) == maxReadings
		})
	}
	return out
}

// maxReadings is how many readings of one template are told.
const maxReadings = 4
