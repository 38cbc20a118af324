package grammar

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// TestForms: what a form writes, it reads, and nothing else of what it writes.
func TestForms(t *testing.T) {
	for _, s := range []Style{Digits, Commas, TwoDigits, FourDigits, Cents, Decimals, Ordinal, Spelled, CardDigits, CardGroups, Dots, Spaces, IndianCommas, CentsComma, DecimalsComma} {
		f := NumberForm{s, "", ""}
		rapid.Check(t, func(rt *rapid.T) {
			v := rapid.Int64Range(0, 999_999).Draw(rt, "v")
			if s.Name == Spelled.Name && v == 0 {
				v = 1
			}
			text := string(f.write(nil, v))
			found := false
			f.matches(text+" and", func(got int64, length int) bool {
				if string(f.write(nil, got)) != text[:min(length, len(text))] {
					rt.Fatalf("%s: %q is not %d", s.Name, text[:length], got)
				}
				found = found || got == v && length == len(text)
				return true
			})
			if !found {
				rt.Fatalf("%s: %q is not read as %d", s.Name, text, v)
			}
		})
	}
}

// TestNumbersAreAllOrMany: a number node is gone through from end to end.
func TestNumbersAreAllOrMany(t *testing.T) {
	for _, count := range []int64{1, 2, 7, 1<<14 - 1, 1 << 14, 1<<14 + 1, 3_000_000} {
		n := Number(5, 5+count-1, 1, NumberForm{Style: Digits})
		texts := slices.Collect(n.Texts())
		if int64(len(texts)) != min(count, int64(len(texts))) || texts[0] != "5" || texts[len(texts)-1] != strconv.FormatInt(4+count, 10) {
			t.Errorf("%d: %d from %s to %s", count, len(texts), texts[0], texts[len(texts)-1])
		}
		if count <= 1<<13 && int64(len(texts)) != count || len(texts) > 1<<14+1 || count > 1<<14 && len(texts) < 1<<12 {
			t.Errorf("%d: %d", count, len(texts))
		}
	}
}
