package augment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// Op is one operation on the text of an example. To add one, write a function that
// changes an editor and list it in Ops.
type Op struct {
	Name     string                              // for flags, and for origin.ops of a copy
	Contract string                              // INV: another good wording. NOISE: a mistake that people make
	Language string                              // whose words it knows, such as English; "": it suits any language
	About    string                              // one line of help
	apply    func(ed *editor, r *rand.Rand) bool // false: it found nothing to do
}

// Ops are all operations, in the order in which help lists them.
var Ops = []Op{
	{"typo_key", "NOISE", English, "a letter becomes its neighbour on the keyboard", typo(neighbour)},
	{"typo_drop", "NOISE", "", "a letter is left out", typo(func(_ *rand.Rand, w []rune, i int) []rune { return slices.Delete(w, i, i+1) })},
	{"typo_double", "NOISE", "", "a letter is typed twice", typo(func(_ *rand.Rand, w []rune, i int) []rune { return slices.Insert(w, i, w[i]) })},
	{"typo_swap", "NOISE", "", "two letters change places", typo(swap)},
	{"lower", "INV", "", "all in lower case", func(ed *editor, _ *rand.Rand) bool {
		return ed.mapRunes(func(_ int, r rune) rune { return unicode.ToLower(r) })
	}},
	{"upper", "INV", "", "ALL IN CAPITALS", func(ed *editor, _ *rand.Rand) bool {
		return ed.mapRunes(func(_ int, r rune) rune { return unicode.ToUpper(r) })
	}},
	{"sentence", "INV", English, "a capital at the start, and I", sentenceCase},
	{"end_mark", "INV", English, "a mark at the end, or none", endMark},
	{"no_commas", "INV", "", "commas are left out", dropRunes(",")},
	{"contract", "INV", English, "i am → i'm", phrases(contractions)},
	{"expand", "INV", English, "i'm → i am", phrases(expansions)},
	{"no_apostrophe", "NOISE", "", "don't → dont", dropRunes("'")},
	{"filler", "NOISE", English, "um, like, you know", filler},
	{"repeat", "NOISE", "", "a word is said twice", repeat},
	{"greeting", "INV", English, "a greeting before", greeting},
	{"politeness", "INV", English, "thanks or please after", politeness},
	{"short", "NOISE", English, "please → pls, you → u", phrases(shortForms)},
	{"drop_word", "NOISE", English, "a, the, to and the like are left out", dropWord},
	{"synonym", "INV", English, "show → display", phrases(synonyms)},
	{"join", "NOISE", "", "the space between two words is left out", join},
	{"amount_form", "INV", English, "$50 → fifty dollars", amountForm},
}

// Find returns the operations of the given names, and all of them for no names.
func Find(names []string) ([]Op, error) {
	if len(names) == 0 {
		return Ops, nil
	}
	var out []Op
	for _, name := range names {
		i := slices.IndexFunc(Ops, func(o Op) bool { return o.Name == name })
		if i < 0 {
			var known []string
			for _, o := range Ops {
				known = append(known, o.Name)
			}
			return nil, fmt.Errorf("operation %q is none of %s", name, strings.Join(known, ", "))
		}
		out = append(out, Ops[i])
	}
	return out, nil
}
