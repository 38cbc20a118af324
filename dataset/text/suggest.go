package text

import (
	"fmt"
	"strings"
)

// Suggest returns `, did you mean "x"?` for the Nearest known name to a wrong one, "" if
// none is near, or if the name is known after all.
func Suggest(wrong string, known []string) string {
	if near := Nearest(wrong, known); near != "" && near != wrong {
		return fmt.Sprintf(", did you mean %q?", near)
	}
	return ""
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
	return ": there are " + strings.Join(known, ", ")
}
