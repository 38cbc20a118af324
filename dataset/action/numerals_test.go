package action

import (
	"os"
	"strings"
	"testing"
)

// TestNumerals: numbers are read as num2words spells them, in each language.
func TestNumerals(t *testing.T) {
	data, err := os.ReadFile("testdata/numerals.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		row := strings.Split(strings.TrimSpace(line), "|")
		tag := strings.Replace(row[0], "en", "en-US", 1)
		d, err := languageOf(tag).number(row[2])
		if err != nil || d.String() != row[1] {
			t.Errorf("%s %q: %s, %v, want %s", tag, row[2], d, err, row[1])
		}
	}
}

func TestNotNumerals(t *testing.T) {
	for _, row := range []string{"de|zwei drei", "de|undzwanzig", "de|tausendtausend", "de|hunderthundert", "de|einszwanzig", "es|dos tres", "es|y", "fr|deux trois", "fr|cent mille mille", "pt|e", "pt|um dois"} {
		tag, words, _ := strings.Cut(row, "|")
		if d, err := languageOf(tag).number(words); err == nil {
			t.Errorf("%s %q is read as %s", tag, words, d)
		}
	}
}
