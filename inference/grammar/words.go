package grammar

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/inference/tokenizer"
)

// words holds the words of one prompt as an output may quote them. The output has them
// as the model sees them, and the quote is what the prompt has there: the two differ
// where the tokenizer changes characters or lacks them.
type words struct {
	view   tokenizer.View
	text   string     // of the view, each quotation mark doubled
	at     []int32    // by offset in text: the offset in the view; nil if they are the same
	starts []start    // where words begin; those come last of which an output may leave out the beginning
	ends   []bool     // by offset in text, as in all that follows: whether a word ends there
	last   []int32    // by offset: where the last word ends that a quote from there may have; 0 if there is none
	solid  []int32    // by offset: where the next letter or digit ends, beyond the text if there is none
	skips  []bool     // by offset: whether a character there that the vocabulary lacks may be left out; nil if it lacks none
	none   bool       // the prompt has no letter and no digit
	quotes []*Pattern // those that have a fits

	fitting map[opening][]int32 // what ending has found
	asked   bool                // whether an answer depended on the prompt since this was last cleared
	lacks   []bool              // the characters of automaton.rare that the vocabulary lacks
	log     *log                // of an output that is read
}

// start is where a word begins, and where the first character of it is that an output
// writes.
type start struct{ from, at int32 }

// opening is a place in the prompt where words for a quote may begin.
type opening struct{ quote, from int32 }

// maxQuote bounds how many words between spaces are tried as one value of Quote, and
// maxEnds how many ends of words are tried in a prompt that writes many without a
// space: so many for each word between spaces, of which longest counts at most.
const (
	maxQuote = 8
	maxEnds  = 4
	longest  = 256
)

// anyWords is the number of a quote without a fits.
const anyWords = -1

// newWords finds the words of a prompt.
func newWords(v tokenizer.View, quotes []*Pattern) *words {
	w := &words{view: v, text: v.Text, quotes: quotes}
	if strings.Contains(v.Text, `"`) {
		w.double()
	}
	b := newBoundaries(v.Source)
	n := len(w.text)
	offsets := make([]int32, 2*(n+1))
	w.ends, w.solid, w.last = make([]bool, n+1), offsets[:n+1], offsets[n+1:]
	next, end := int32(n)+1, int32(0)
	w.solid[n] = next
	for i := n - 1; i >= 0; i-- {
		from, to := w.source(int32(i))
		first, last := i == 0 || w.apart(i), i+1 == n || w.apart(i+1)
		if divides(v.Source, int(from)) {
			end = 0
			w.solid[i] = next
			continue
		}
		if first && b.starts[from] && from < to {
			w.starts = append(w.starts, start{int32(i), int32(i)})
		}
		if last && b.ends[to] && from < to {
			w.ends[i+1], end = true, max(end, int32(i)+1)
		}
		if last && int(b.solid[from]) <= int(to) {
			next = int32(i) + 1
		}
		w.solid[i], w.last[i] = next, end
	}
	slices.Reverse(w.starts)
	w.none = int(w.solid[0]) > n
	if strings.IndexByte(w.text, tokenizer.Lost) >= 0 {
		w.skip(b)
	}
	return w
}

// divides reports whether a prompt has a | between spaces at an offset, which divides
// it: what is before the mark and what is behind it are no words of one quote.
func divides(prompt string, at int) bool {
	return strings.HasPrefix(prompt[at:], "| ") && at > 0 && prompt[at-1] == ' '
}

// double doubles the quotation marks of the view.
func (w *words) double() {
	var text strings.Builder
	for i := range len(w.view.Text) {
		c := w.view.Text[i]
		text.WriteByte(c)
		if w.at = append(w.at, int32(i)); c == '"' {
			text.WriteByte(c)
			w.at = append(w.at, int32(i))
		}
	}
	w.text = text.String()
}

// source returns the offsets in the prompt between which the characters are that a
// byte is written for.
func (w *words) source(i int32) (from, to int32) {
	if w.at != nil {
		i = w.at[i]
	}
	if w.view.From == nil {
		return i, i + 1
	}
	return w.view.From[i], w.view.To[i]
}

// apart reports whether a byte and the one before it are for different characters.
func (w *words) apart(i int) bool {
	was, _ := w.source(int32(i) - 1)
	is, _ := w.source(int32(i))
	return was != is
}

// skip finds which of the characters that the vocabulary lacks may be left out: those
// of a word that has others, and all but the first of a run of words that has none,
// since the run is one token.
func (w *words) skip(b *boundaries) {
	w.skips = make([]bool, len(w.text)+1)
	word := func(i int) int32 { from, _ := w.source(int32(i)); return b.word[from] }
	known := map[int32]bool{} // words, by where they begin, that have a character in the vocabulary
	for i := range len(w.text) {
		if from, to := w.source(int32(i)); from < to && w.text[i] != tokenizer.Lost {
			known[b.word[from]] = true
		}
	}
	run := false // of words that have none
	for i := range len(w.text) {
		from, to := w.source(int32(i))
		lost, some := w.text[i] == tokenizer.Lost, known[b.word[from]]
		inside := i > 0 && word(i) == word(i-1) && !w.ends[i]
		unknown := lost && !some && (b.solid[from] <= to || inside)
		w.skips[i], run = lost && some || unknown && run, unknown
	}
	w.starts = slices.DeleteFunc(w.starts, func(s start) bool { // the model cannot tell where in a run it is
		from, _ := w.source(s.from)
		return w.skips[s.from] && !known[b.word[from]]
	})
	for _, s := range w.starts {
		if at := w.passed(s.from); at > s.from && int(at) < len(w.text) {
			w.starts = append(w.starts, start{s.from, at})
		}
	}
}

// quoted returns what the prompt has where the view has the text from one offset to
// another.
func (w *words) quoted(from, to int32) string {
	if from == to {
		return ""
	}
	start, _ := w.source(from)
	_, end := w.source(to - 1)
	return w.view.Source[start:max(start, end)]
}

// passed returns the offset behind the characters from an offset on that may be left
// out.
func (w *words) passed(at int32) int32 {
	for w.skips != nil && w.skips[at] {
		at++
	}
	return at
}

// ending returns where the words that begin at from and fit a quote end.
func (w *words) ending(quote, from int32) []int32 {
	key := opening{quote, from}
	found, ok := w.fitting[key]
	if ok {
		return found
	}
	most := w.quotes[quote].most
	tried, ends := 0, maxEnds*min(most, longest)
	for to, n := from+1, 1; to <= w.last[from] && n <= most && tried < ends; to++ {
		if int(to) < len(w.text) && w.text[to] == ' ' {
			n++
		}
		if !w.ends[to] {
			continue
		}
		if tried++; w.quotes[quote].fits(w.quoted(from, to)) {
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
	for _, s := range slices.Backward(w.starts) {
		if more, _ := w.between(quote, s.from, s.from); more {
			return true
		}
	}
	return false
}

// between says of the words from one offset to another whether words that fit the
// quote begin with them (more), and whether they fit it by themselves (whole).
func (w *words) between(quote, from, to int32) (more, whole bool) {
	if quote == anyWords {
		return w.solid[from] <= w.last[from] && to <= w.last[from], w.ends[to] && w.solid[from] <= to
	}
	fits := w.ending(quote, from)
	return len(fits) > 0 && fits[len(fits)-1] >= to, slices.Contains(fits, to)
}
