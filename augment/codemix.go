package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
)

var mixOps = []Op{
	{"spanish_mix", Noises, Words, English, "por favor, necesito", mixed(builtin("en/spanish"), "spanish_opening", "spanish_ending")},
	{"hindi_mix", Noises, Words, English, "yaar, jaldi", mixed(builtin("en/hindi"), "hindi_opening", "hindi_ending")},
	{"german_mix", Noises, Words, English, "bitte, ich möchte", mixed(builtin("en/german"), "german_opening", "german_ending")},
}

// mixed returns an operation that puts words of another language into an English prompt, as
// people do who speak both: one or two words of a lexicon, or a phrase before or behind
// what is asked.
func mixed(words ownLexicon, opening, ending string) Func {
	return func(ed *Edit, r *rand.Rand) bool {
		if !courteous(ed) {
			return false
		}
		changed := false
		switch r.IntN(4) {
		case 0:
			return putBefore(ed, r, speech().draw(r, opening))
		case 1:
			return mixedEnding(ed, r, speech().draw(r, ending))
		case 2:
			changed = mixedEnding(ed, r, speech().draw(r, ending))
		}
		changed = words.Apply(ed, r) || changed
		if r.IntN(3) == 0 {
			changed = words.Apply(ed, r) || changed
		}
		return changed
	}
}

func mixedEnding(ed *Edit, r *rand.Rand, phrase string) bool {
	ws := ed.Words()
	if last := ws[len(ws)-1]; ended[last.Text] && !ed.inSlot(last) || slices.Contains(strings.Fields(phrase), last.Text) {
		return false
	}
	return putBehind(ed, r, phrase, ", ")
}
