package source

import (
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// Suggest returns `, did you mean "x"?` for the known name nearest to a wrong one,
// "" if none is near.
func Suggest(wrong string, known []string) string {
	nearest := text.Nearest(wrong, known)
	if nearest == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", nearest)
}

// OrList suggests the known name nearest to a wrong one, or lists all if none is
// near.
func OrList(wrong string, known []string) string {
	if s := Suggest(wrong, known); s != "" {
		return s
	}
	if len(known) == 0 {
		return ": there are none"
	}
	return ": known are " + strings.Join(known, ", ")
}
