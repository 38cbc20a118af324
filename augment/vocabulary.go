package augment

import (
	"strings"
	"sync"
	"unicode"
)

// Vocabulary tells the words that are right from slips. Words of a dataset are right, and
// so are those that people write often.
type Vocabulary struct {
	known   map[string]bool
	byShape map[string][]string // known words by first letter, last letter, as slips keep both
	slips   map[string]bool     // what slip has said
}

// NewVocabulary takes the words of prompts, and those of people's prompts that are written
// three times, or in more than one of five hundred.
func NewVocabulary(prompts, people []string) *Vocabulary {
	v := &Vocabulary{known: map[string]bool{}, byShape: map[string][]string{}, slips: map[string]bool{}}
	for _, s := range prompts {
		for _, w := range newPrompt(s).words {
			v.known[w] = true
		}
	}
	times := map[string]int{}
	for _, s := range people {
		for _, w := range newPrompt(s).words {
			times[w]++
		}
	}
	often := max(3, len(people)/500)
	for w, n := range times {
		if n >= often && !misspellings()[w] {
			v.known[w] = true
		}
	}
	for w := range v.known {
		if len(w) >= 5 && plainLetters(w) {
			v.byShape[shapeOf(w)] = append(v.byShape[shapeOf(w)], w)
		}
	}
	return v
}

func shapeOf(w string) string { return w[:1] + w[len(w)-1:] }

func plainLetters(w string) bool {
	return w != "" && !strings.ContainsFunc(w, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLower(r) })
}

// slip reports whether a word is none that is known, but one slip inside it away from a known
// word of five letters or more.
func (v *Vocabulary) slip(w string) bool {
	if len(w) < 4 || v.known[w] || !plainLetters(w) || ownWords()[w] || pronouns[w] || determiners[w] || prepositions[w] || conjunctions[w] || adverbs[w] || verbs[w] {
		return false
	}
	is, done := v.slips[w]
	if !done {
		for _, right := range v.byShape[shapeOf(w)] {
			if is = oneSlip(w, right); is {
				break
			}
		}
		v.slips[w] = is
	}
	return is
}

// oneSlip reports whether two words differ by one letter that is other, missing or too many,
// or by two that change places. Short words that differ by a letter are often both right,
// such as plan and plane, unless the letter is there twice.
func oneSlip(a, b string) bool {
	short := len(b) < 6
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:] && (!short || i > 0 && b[i] == b[i-1])
	}
	return i < len(a) && (!short && a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:])
}

func (v *Vocabulary) misspelt(w string) bool { return misspellings()[w] && !v.known[w] }

// joined reports whether a word that is not known is two words that are, each of two letters
// or more.
func (v *Vocabulary) joined(w string) bool {
	if len(w) < 6 || v.known[w] || !plainLetters(w) || v.slip(w) {
		return false
	}
	for i := 2; i+2 <= len(w); i++ {
		if a, b := w[:i], w[i:]; v.known[a] && v.known[b] && (joinable[a] || len(a) > 3) && (joinable[b] || len(b) > 3) && len(a)+len(b) > 5 {
			return true
		}
	}
	return false
}

// joinable are short words that people join with the next one.
var joinable = listed("my to the in on for is it me you can of and new all do pay get")

// short reports whether a word is a short form: one that the lexicons write, or one without
// vowels.
func (v *Vocabulary) short(w string) bool {
	if shorts()[w] {
		return true
	}
	return len(w) >= 4 && !v.known[w] && plainLetters(w) && !strings.ContainsAny(w, "aeiouy")
}

// writtenBy are the words that a lexicon writes.
func writtenBy(name string) map[string]bool {
	out := map[string]bool{}
	for _, entries := range builtin(name).read().entries {
		for _, e := range entries {
			for _, to := range e.to {
				words, _ := tokens(to)
				for _, w := range words {
					out[w] = true
				}
			}
		}
	}
	return out
}

var (
	misspellings = sync.OnceValue(func() map[string]bool { return less(writtenBy("en/misspell"), "en/misspell") })

	// shorts are the short forms of two letters or more, and u and r.
	shorts = sync.OnceValue(func() map[string]bool {
		out := less(writtenBy("en/short"), "en/short")
		for w := range less(writtenBy("en/sms"), "en/sms") {
			out[w] = true
		}
		for w := range out {
			if len(w) < 2 && w != "u" && w != "r" || len(w) > 2 && verbs[w] || w == "thank" || contractions()[w] {
				delete(out, w)
			}
		}
		return out
	})

	// ownWords are right or wrong in ways that are no slips: the words of other lexicons.
	ownWords = sync.OnceValue(func() map[string]bool {
		out := map[string]bool{}
		for _, name := range []string{"en/misspell", "en/short", "en/sms", "en/british", "en/american", "en/contract", "en/reduced", "en/dialect", "en/autocorrect", "en/tense", "en/compound", "en/mishear"} {
			for w := range writtenBy(name) {
				out[w] = true
			}
		}
		for w := range contractions() {
			out[w] = true
		}
		return out
	})
)

// less takes words away that a lexicon changes, since those are right.
func less(words map[string]bool, name string) map[string]bool {
	for _, entries := range builtin(name).read().entries {
		for _, e := range entries {
			for _, w := range e.words {
				delete(words, w)
			}
		}
	}
	return words
}
