package expr

import (
	"regexp"
	"strings"
)

// special lists the characters that have a meaning everywhere in an expression.
const special = `()[]{}<>|\;`

// likeHead is text that reads as a weight or as the head of an optional.
var likeHead = regexp.MustCompile(`^\s*(!?[A-Za-z0-9_-]+\?)?([0-9.]+%?)?:`)

// Escape returns the expression that writes a text as it is, its runs of spaces
// aside: every character that has a meaning gets a backslash before it.
func Escape(text string) string {
	head := len(likeHead.FindString(text)) - 1
	var b strings.Builder
	for i := range len(text) {
		if strings.IndexByte(special, text[i]) >= 0 || i == head {
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
	}
	return b.String()
}
