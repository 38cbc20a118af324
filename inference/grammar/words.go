package grammar

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// words holds the words of one prompt as an output may quote them: runs of letters,
// runs of digits, and every other character by itself.
type words struct {
	text   string     // the prompt, each quotation mark doubled
	starts []int32    // where words begin
	ends   []bool     // by byte offset: whether a word ends there
	solid  []int32    // by byte offset: where the next letter or digit ends, beyond the text if there is none
	none   bool       // the prompt has no letter and no digit
	quotes []*Pattern // those that have a fits

	fitting map[opening][]int32 // what ending has found
	asked   bool                // whether an answer depended on the prompt since this was last cleared
}

// opening is a place in the prompt where words for a quote may begin.
type opening struct{ quote, from int32 }

// maxQuote bounds how many words between spaces are tried as one value.
const maxQuote = 8

// anyWords is the number of a quote without a fits.
const anyWords = -1

// newWords finds the words of a prompt. A word may also be quoted without the s at
// its end: "last weeks charges" has the word "week".
func newWords(prompt string, quotes []*Pattern) *words {
	w := &words{text: strings.ReplaceAll(prompt, `"`, `""`), quotes: quotes}
	w.ends, w.solid = make([]bool, len(w.text)+1), make([]int32, len(w.text)+1)
	before := ' '
	for i, r := range w.text {
		second := r == '"' && i > 0 && before == '"' && strings.Count(w.text[:i], `"`)%2 == 1 // of a doubled one
		if (class(r) != class(before) || class(r) == 0) && !second {
			w.ends[i] = !unicode.IsSpace(before)
			if !unicode.IsSpace(r) {
				w.starts = append(w.starts, int32(i))
			}
		}
		before = r
	}
	w.ends[len(w.text)] = true
	next := int32(len(w.text)) + 1
	w.solid[len(w.text)] = next
	for i := len(w.text) - 1; i >= 0; i-- {
		if r, width := utf8.DecodeRuneInString(w.text[i:]); class(r) != 0 {
			next = int32(i + width)
		}
		w.solid[i] = next
	}
	w.none = int(w.solid[0]) > len(w.text)
	for i := 1; i < len(w.text); i++ {
		if (w.text[i] == 's' || w.text[i] == 'S') && w.ends[i+1] && !w.ends[i] {
			w.ends[i] = true
		}
	}
	return w
}

// class is 1 for letters, 2 for digits and 0 for other characters.
func class(r rune) int {
	switch {
	case unicode.IsLetter(r) || unicode.IsMark(r):
		return 1
	case unicode.IsDigit(r):
		return 2
	}
	return 0
}

// ending returns where the words that begin at from and fit a quote end.
func (w *words) ending(quote, from int32) []int32 {
	key := opening{quote, from}
	found, ok := w.fitting[key]
	if ok {
		return found
	}
	for to, n := from+1, 1; int(to) <= len(w.text) && n <= maxQuote; to++ {
		if int(to) < len(w.text) && w.text[to] == ' ' {
			n++
		}
		if w.ends[to] && w.quotes[quote].fits(strings.ReplaceAll(w.text[from:to], `""`, `"`)) {
			found = append(found, to)
		}
	}
	if w.fitting == nil {
		w.fitting = map[opening][]int32{}
	}
	w.fitting[key] = found
	return found
}

// have reports whether some words of the prompt fit a quote. It looks from the end:
// days and amounts are more often there, and fewer words follow.
func (w *words) have(quote int32) bool {
	w.asked = true
	for _, from := range slices.Backward(w.starts) {
		if more, _ := w.between(quote, from, from); more {
			return true
		}
	}
	return false
}

// between says of the words from one offset to another whether words that fit the
// quote begin with them (more), and whether they fit it by themselves (whole).
func (w *words) between(quote, from, to int32) (more, whole bool) {
	if quote == anyWords {
		return int(w.solid[from]) <= len(w.text), w.ends[to] && w.solid[from] <= to
	}
	fits := w.ending(quote, from)
	return len(fits) > 0 && fits[len(fits)-1] >= to, slices.Contains(fits, to)
}
