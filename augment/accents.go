package augment

import (
	"math/rand/v2"
	"strings"
)

var germanOps = []Op{
	{"de_umlauts", Noises, Noise, German, "überweisen → ueberweisen, ä ö ü as ae oe ue", respell("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue")},
	{"de_no_dots", Noises, Noise, German, "für → fur: the dots are left out", respell("ä", "a", "ö", "o", "ü", "u", "Ä", "A", "Ö", "O", "Ü", "U")},
	{"de_ss", Noises, Noise, German, "groß → gross", respell("ß", "ss")},
	{"de_contract", Keeps, Words, German, "habe ich → hab ich, gibt es → gibt's", builtin("de/contract")},
	{"de_short", Noises, Words, German, "vielleicht → vllt, jetzt → jz", builtin("de/short")},
	{"de_misspell", Noises, Noise, German, "vieleicht, warscheinlich: what people often misspell", builtin("de/misspell")},
}

var spanishOps = []Op{
	{"es_accents", Noises, Noise, Spanish, "cuánto → cuanto: the accents are left out", respell("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "Á", "A", "É", "E", "Í", "I", "Ó", "O", "Ú", "U")},
	{"es_enye", Noises, Noise, Spanish, "mañana → manana", respell("ñ", "n", "Ñ", "N")},
	{"es_marks", Noises, Marks, Spanish, "¿…? → …?: no mark at the start", dropRunes("¿¡")},
	{"es_reword", Keeps, Words, Spanish, "quisiera → me gustaría", builtin("es/reword")},
	{"es_short", Noises, Words, Spanish, "por favor → xfa, que → q", builtin("es/short")},
	{"es_misspell", Noises, Noise, Spanish, "aser, targeta: what people often misspell", builtin("es/misspell")},
}

// respell returns an operation that writes letters in another way, in all words: who has
// no key for a letter has none in the next word.
func respell(oldnew ...string) Func {
	replacer := strings.NewReplacer(oldnew...)
	return func(ed *Edit, _ *rand.Rand) bool {
		changed := false
		for i := len(ed.Words()) - 1; i >= 0; i-- {
			w := ed.Words()[i]
			if !w.Free {
				continue
			}
			old := string(ed.Text()[w.From:w.To])
			if with := replacer.Replace(old); with != old {
				changed = ed.Replace(w.From, w.To, with) || changed
			}
		}
		return changed
	}
}
