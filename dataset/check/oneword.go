package check

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// Texts with fewer words say too little to be the same but for one, and shorter words are
// others words, not misspelt ones.
const (
	leastWords   = 6
	leastLetters = 5
)

// oneWordApart reports whether one of two folded texts has a word more than the other, or
// a word that is misspelt in one of them.
func oneWordApart(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < leastWords || len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) < len(y) {
		return slices.Equal(x[i:], y[i+1:])
	}
	return i < len(x) && slices.Equal(x[i+1:], y[i+1:]) && misspelt(x[i], y[i])
}

// misspelt reports whether two words are likely one.
func misspelt(a, b string) bool {
	digits := strings.ContainsAny(a+b, "0123456789")
	return !digits && min(len(a), len(b)) >= leastLetters-1 && max(len(a), len(b)) >= leastLetters && text.Distance(a, b) <= 2
}
