package text

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Fold returns s in Unicode normalization form C and in lower case, with each
// run of white space made one space and none at the ends. Two texts with equal
// folds differ in nothing that a reader would call a difference.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	return strings.ToLower(Spaces(norm.NFC.String(s)))
}

// isFolded reports whether s is ASCII that Fold would leave as it is. Most
// prompts are, and a grammar folds every word of a prompt many times.
func isFolded(s string) bool {
	space := true
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 || c < ' ' || c >= 'A' && c <= 'Z' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || s == ""
}

// Spaces returns s with each run of white space made one space and none at the
// ends.
func Spaces(s string) string { return strings.Join(strings.Fields(s), " ") }

// Exact returns s in Unicode normalization form C with its white space as Spaces
// leaves it. Case and punctuation stay.
func Exact(s string) string { return Spaces(norm.NFC.String(s)) }

// Prompt is Fold without the punctuation at the end, which does not tell two
// prompts apart.
func Prompt(s string) string { return strings.TrimRight(Fold(s), " .,!?;:") }
