package prompts

import (
	"math/bits"
	"strings"
	"time"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// Says reports whether a template of an action writes a text, and if param is not "", with
// these words as its value. Case and runs of spaces do not matter. It is quicker than
// Parse.
func (r *Parser) Says(text, action, param, words string, ref time.Time) bool {
	lower := strings.ToLower(strings.Join(strings.Fields(text), " "))
	r.found = r.grammar.Candidates(r.found[:0], lower, int32(len(r.pack.content.Ranked)))
	for _, rank := range r.found {
		t := r.pack.content.Ranked[rank]
		if t.Action() != action {
			continue
		}
		found := r.grammar.Parse(&t.Compiled, lower, ref, func(w *grammar.Walker) bool {
			return param == "" || fills(w, param, words)
		})
		if found {
			return true
		}
	}
	return false
}

// Knows reports whether a template of an action knows every word of a text. Where none does,
// none says a text with these words.
func (r *Parser) Knows(text, action string) bool {
	return r.grammar.Knows(strings.ToLower(text), func(rank int32) bool { return r.pack.content.Ranked[rank].Action() == action })
}

// fills reports whether a derivation has these words as the value of a parameter.
func fills(w *grammar.Walker, param, words string) bool {
	for set := w.Set; set != 0; set &= set - 1 {
		i := bits.TrailingZeros64(set)
		if w.Template.Slots[i].Param.Name == param && strings.EqualFold(string(w.Words(i)), words) {
			return true
		}
	}
	return false
}
