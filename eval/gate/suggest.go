package gate

import (
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// suggest returns `, did you mean "x"?` for the candidate that is most like word,
// and a list of the candidates where none is like it.
func suggest(word string, candidates []string) string {
	near := text.Nearest(word, candidates)
	switch {
	case near != "":
		return fmt.Sprintf(", did you mean %q?", near)
	case len(candidates) == 0:
		return ""
	}
	return ": there are " + strings.Join(candidates, ", ")
}
