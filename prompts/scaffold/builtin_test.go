package scaffold

import (
	"testing"

	"github.com/slmkit/slmkit/prompts"
)

// TestExamples: the small built-in packs lint clean, give as many rows as one asks for,
// and can be copied.
func TestExamples(t *testing.T) {
	for _, name := range []string{"coffee", "dental", "support"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := prompts.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(p.Schema().Actions) - 1; n != 10 {
				t.Errorf("%d actions", n)
			}
			if n := len(p.Templates()); n < 100 || n > 150 {
				t.Errorf("%d templates", n)
			}
			sound(t, p)
			files, err := Copy(name, "mine")
			if err != nil {
				t.Fatal(err)
			}
			if mine, err := LoadFiles(files, "mine"); err != nil || mine.Name != "mine" {
				t.Error(mine, err)
			}
		})
	}
}
