package generators_test

import (
	"testing"

	"github.com/slmkit/slmkit/prompts/generators"
)

// TestPatternAnchors: a schema anchors its patterns, and an anchor at an end writes nothing.
func TestPatternAnchors(t *testing.T) {
	for pattern, want := range map[string]string{
		"^A[0-9]$": "10", "^(A|B)$": "2", "(^A$|^BC$)": "2", `\AA\z`: "1", "^": "1",
		"A^B": "", "A$|B*": "", "(A$)B": "",
	} {
		n, err := generators.Pattern(pattern)
		got := ""
		if err == nil {
			got = n.Size().String()
		}
		if got != want {
			t.Errorf("%s: %q strings (%v), want %q", pattern, got, err, want)
		}
	}
}
