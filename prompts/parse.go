package prompts

import (
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// A Parser finds the calls that prompts ask for by the templates of a pack. It belongs
// to one goroutine.
type Parser struct {
	pack      *Pack
	grammar   *grammar.Parser // of prompts without a history
	dialogues *grammar.Parser // of prompts with one, made when it is first needed
	found     []int32
}

// NewParser returns a parser for the prompts of a pack.
func NewParser(p *Pack) *Parser {
	return &Parser{pack: p, grammar: grammar.NewParser(p.content.OneTurn(), p.content.Calendar.First)}
}

// several is the parser of prompts with a history, and its templates by rank.
func (r *Parser) several() (*grammar.Parser, []*Template) {
	if r.dialogues == nil {
		r.dialogues = grammar.NewParser(r.pack.content.Index(), r.pack.content.Calendar.First)
	}
	return r.dialogues, r.pack.content.AllRanked()
}

// Parse returns the examples that text can be, one for each template and target. The
// likeliest comes first: a template that writes fewer prompts says more by writing this
// one. Case, runs of spaces and punctuation at the end do not matter. Relative dates
// count from ref.
func (r *Parser) Parse(text string, ref time.Time) []dataset.Example {
	return r.ParseTurn(nil, text, ref)
}

// ParseTurn is Parse for what the user says after the turns of a history. The whole of
// it must be a dialogue of the pack; what the assistant says before the user's first turn
// does not matter, nor do the calls of the history.
func (r *Parser) ParseTurn(history []dataset.Turn, text string, ref time.Time) []dataset.Example {
	for len(history) > 0 && history[0].Role == dataset.Assistant {
		history = history[1:]
	}
	said := make([]dataset.Turn, len(history))
	for i, t := range history {
		said[i] = dataset.Turn{Role: t.Role, Text: tidied(t.Text)}
	}
	text = tidied(text)
	out := r.parse(said, text, ref)
	if bare := strings.TrimRight(text, ".?! "); len(out) == 0 && bare != text {
		out = r.parse(said, bare, ref)
	}
	return out
}

// tidied is a text with one space for each run of them, and without characters that
// mark turns.
func tidied(text string) string { return strings.Join(strings.Fields(unmarked.Replace(text)), " ") }

var unmarked = strings.NewReplacer(string(grammar.AssistantTurn), " ", string(grammar.UserTurn), " ", string(grammar.Repeated), " ")

// joined is the text of a dialogue as templates write it, but for words that the
// assistant repeats.
func joined(history []dataset.Turn, text string) string {
	if len(history) == 0 {
		return text
	}
	var b strings.Builder
	for i, t := range append(history[:len(history):len(history)], dataset.Turn{Role: dataset.User, Text: text}) {
		switch {
		case i == 0:
		case t.Role == dataset.Assistant:
			b.WriteByte(grammar.AssistantTurn)
		default:
			b.WriteByte(grammar.UserTurn)
		}
		b.WriteString(t.Text)
	}
	return b.String()
}

func (r *Parser) parse(history []dataset.Turn, last string, ref time.Time) []dataset.Example {
	text := joined(history, last)
	lower := strings.ToLower(text)
	var out []dataset.Example
	parser, ranked := r.grammar, r.pack.content.Ranked
	if len(history) > 0 {
		parser, ranked = r.several()
	}
	r.found = parser.Candidates(r.found[:0], lower, int32(len(ranked)))
	for _, rank := range r.found {
		t := ranked[rank]
		seen := map[string]bool{}
		parser.Parse(&t.Compiled, lower, ref, func(w *grammar.Walker) bool {
			inCase(w, text)
			e, err := newMaker(r.pack, parser.Values).example(t, w, ref)
			if err == nil && same(e.History, history) && !seen[e.Target] {
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

// inCase gives the turns of the user in a derivation the letters of a text. A turn whose
// lower case is longer stays in the words of the pack.
func inCase(w *grammar.Walker, text string) {
	if len(w.Repeats) == 0 {
		if len(text) == len(w.Text) {
			w.Text = append(w.Text[:0], text...)
		}
		return
	}
	said, _ := grammar.Turns(text)
	turns, assistant := grammar.Turns(w.Text)
	for i, turn := range turns {
		if !assistant[i] && len(said[i]) == len(turn) {
			copy(turn, said[i])
		}
	}
}

// same reports whether two histories say the same, whatever the case.
func same(a, b []dataset.Turn) bool {
	return slices.EqualFunc(a, b, func(a, b dataset.Turn) bool { return a.Role == b.Role && strings.EqualFold(a.Text, b.Text) })
}
