package render

import (
	"strings"
	"unicode"

	"github.com/slmkit/slmkit/eval/table"
)

// mark is a piece of a text, and whether another text lacks it.
type mark struct {
	Text    string
	Differs bool
}

// maxWords is how many words of two texts are compared one by one.
const maxWords = 200

// marks cuts two texts into pieces that they share, in one order, and pieces that only one
// of them has: those of a longest common subsequence of words.
func marks(a, b string) (as, bs []mark) {
	x, y := splitWords(table.Plain(a)), splitWords(table.Plain(b))
	if len(x) > maxWords || len(y) > maxWords {
		return []mark{{table.Plain(a), a != b}}, []mark{{table.Plain(b), a != b}}
	}
	length := make([][]int, len(x)+1) // of what the rests from i and k on have in common
	for i := range length {
		length[i] = make([]int, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for k := len(y) - 1; k >= 0; k-- {
			if length[i][k] = max(length[i+1][k], length[i][k+1]); x[i] == y[k] {
				length[i][k] = length[i+1][k+1] + 1
			}
		}
	}
	i, k := 0, 0
	for i < len(x) || k < len(y) {
		switch {
		case i < len(x) && k < len(y) && x[i] == y[k]:
			as, bs = join(as, x[i], false), join(bs, y[k], false)
			i, k = i+1, k+1
		case k == len(y) || i < len(x) && length[i+1][k] >= length[i][k+1]:
			as = join(as, x[i], true)
			i++
		default:
			bs = join(bs, y[k], true)
			k++
		}
	}
	return whole(as), whole(bs)
}

// whole marks what stands alone between two pieces that differ, such as a space: it says
// nothing.
func whole(list []mark) []mark {
	var out []mark
	for i, m := range list {
		alone := !m.Differs && i > 0 && i < len(list)-1 && strings.IndexFunc(m.Text, letter) < 0 && len(m.Text) <= 2
		out = join(out, m.Text, m.Differs || alone)
	}
	return out
}

// letter reports whether a character is part of a word.
func letter(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-.'", r)
}

// join adds a word to the last piece, or begins another one.
func join(list []mark, word string, differs bool) []mark {
	if n := len(list); n > 0 && list[n-1].Differs == differs {
		list[n-1].Text += word
		return list
	}
	return append(list, mark{word, differs})
}

// splitWords cuts a text into words and what is between them, of which every character is
// one piece.
func splitWords(s string) []string {
	var out []string
	inside := false
	for _, r := range s {
		word := letter(r)
		if word && inside {
			out[len(out)-1] += string(r)
		} else {
			out = append(out, string(r))
		}
		inside = word
	}
	return out
}

// markdownMarks writes pieces with what differs in bold, which cannot begin or end with a
// space.
func markdownMarks(list []mark) string {
	var b strings.Builder
	for _, m := range list {
		inner := strings.TrimSpace(m.Text)
		before, after, _ := strings.Cut(m.Text, inner)
		if inner = table.EscapeMarkdown(inner); m.Differs && inner != "" {
			inner = "**" + inner + "**"
		}
		b.WriteString(before + inner + after)
	}
	return b.String()
}
