package dataset

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestTextOfStrings: a string of JSON says what encoding/json reads in it, whatever its
// escapes and bytes.
func TestTextOfStrings(t *testing.T) {
	piece := rapid.SampledFrom([]string{"a", "é", "\xff", `\"`, `\\`, `\/`, `\b`, `\f`, `\n`, `\r`, `\t`, `\u0041`, `\u00e9`, `\ud83d`, `\ude00`, `\uD83D\uDE00`, "12345678", "\u2028"})
	rapid.Check(t, func(t *rapid.T) {
		raw := `"`
		for _, p := range rapid.SliceOfN(piece, 0, 12).Draw(t, "pieces") {
			raw += p
		}
		raw += `"`
		var want string
		if err := json.Unmarshal([]byte(raw), &want); err != nil {
			t.Fatal(err)
		}
		if got := valueOf(raw).text(); got != want {
			t.Errorf("%s: %q, want %q", raw, got, want)
		}
		if n := stringWidth(raw + `,"x"`); n != len(raw) {
			t.Errorf("%s is %d bytes wide", raw, n)
		}
	})
}

// TestParseDay: a day is what package time reads.
func TestParseDay(t *testing.T) {
	for _, s := range []string{"2025-06-16", "2025-02-28", "2024-02-29", "2025-02-29", "2025-13-01", "2025-00-10", "2025-1-010", "0000-01-01", "2025-06-1x", "+025-06-16", "2025/06/16", ""} {
		want, wantErr := time.Parse(time.DateOnly, s)
		if got, err := parseDay(s); got != want || (err == nil) != (wantErr == nil) {
			t.Errorf("%q: %v, %v", s, got, err)
		}
	}
}
