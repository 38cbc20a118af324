package augment

import (
	"fmt"
	"slices"
	"strings"
)

// context is what must be, and what must not be, on one side of a phrase.
type context struct {
	want, not [][]matcher
}

// matcher accepts the word at i of the words of a text, or what is there in place of a
// word where i is one of its ends.
type matcher func(ed *Edit, words []Word, i int) bool

// newContext reads alternatives such as "<verb>|the same|!<end>".
func newContext(s string) (c context, err error) {
	if strings.TrimSpace(s) == "" {
		return c, nil
	}
	for item := range strings.SplitSeq(s, "|") {
		phrase, not := strings.CutPrefix(strings.TrimSpace(item), "!")
		var matchers []matcher
		for word := range strings.FieldsSeq(strings.ToLower(phrase)) {
			m, err := newMatcher(word)
			if err != nil {
				return c, err
			}
			matchers = append(matchers, m)
		}
		switch {
		case len(matchers) == 0:
			return c, fmt.Errorf("neighbours %q: an empty alternative", s)
		case not:
			c.not = append(c.not, matchers)
		default:
			c.want = append(c.want, matchers)
		}
	}
	return c, nil
}

func newMatcher(word string) (matcher, error) {
	if !strings.HasPrefix(word, "<") {
		if words, gaps := tokens(word); len(words) != 1 || len(gaps) > 0 {
			return nil, fmt.Errorf("neighbour %q is no word", word)
		}
		return func(_ *Edit, words []Word, i int) bool { return i >= 0 && i < len(words) && words[i].Text == word }, nil
	}
	if m, ok := classes[word]; ok {
		return m, nil
	}
	return nil, fmt.Errorf("class %s is none of %s", word, strings.Join(Classes(), ", "))
}

// holds reports whether the neighbours of words[i] are as the context wants them, to the
// left for a step of -1, to the right for 1. Beyond a mark there is no neighbour.
func (c context) holds(ed *Edit, words []Word, i, step int) bool {
	if slices.ContainsFunc(c.not, func(ms []matcher) bool { return beside(ed, words, i, step, ms) }) {
		return false
	}
	return len(c.want) == 0 || slices.ContainsFunc(c.want, func(ms []matcher) bool { return beside(ed, words, i, step, ms) })
}

// beside reports whether matchers accept the words from words[i] on, in the order of
// the text.
func beside(ed *Edit, words []Word, i, step int, matchers []matcher) bool {
	for k := range matchers {
		m := matchers[k]
		if step < 0 {
			m = matchers[len(matchers)-1-k]
		}
		i = neighbourOf(ed, words, i, step)
		if !m(ed, words, i) {
			return false
		}
	}
	return true
}

// neighbourOf is the place of the word beside words[i]: -1 to the left and len(words) to the
// right where there is none, or a mark between.
func neighbourOf(ed *Edit, words []Word, i, step int) int {
	if i < 0 || i >= len(words) {
		return i
	}
	j, none := i+step, -1
	if step > 0 {
		none = len(words)
	}
	if j < 0 || j >= len(words) {
		return none
	}
	first, second := words[min(i, j)], words[max(i, j)]
	for _, r := range ed.Text()[first.To:second.From] {
		if !strings.ContainsRune(" -$£€#\u00a0", r) {
			return none
		}
	}
	return j
}
