package scaffold

import "testing"

// TestWritable: a schema's pattern becomes one that a lexicon can write, or none.
func TestWritable(t *testing.T) {
	for pattern, want := range map[string]string{
		"^INV-[0-9]{4}$":   "^INV-[0-9]{4}$",
		"^[A-Z]{2}[0-9]+$": `\A[A-Z]{2}[0-9]{1,6}\z`,
		"^#.*$":            `\A#[a-z]{0,5}\z`,
		"^[0-9]{3,}$":      `\A[0-9]{3,8}\z`,
		`\bfoo\b`:          "",
		"^[^x]+$":          "",
	} {
		if got := writable(pattern); got != want {
			t.Errorf("%s: %s, want %s", pattern, got, want)
		}
	}
}
