package grammar

import (
	"slices"
	"strings"
	"testing"
)

// TestBoundaries: words are what readers would not cut.
func TestBoundaries(t *testing.T) {
	for _, c := range []struct{ text, words string }{ // words with | between them
		{"pay ann, today!", "pay|ann|today"},
		{"1.234.567 dollars", "1.234.567|dollars"},
		{"12,50 at 9:15 on 30/06/2026.", "12,50|at|9:15|on|30/06/2026"},
		{"1'234'567 and 1\u00a0234\u202f567", "1'234'567|and|1\u00a0234\u202f567"},
		{"$50 20€ 5% US$7 -3 $.50 +49 30", "$50|20€|5%|US$7|-3|$.50|+49|30"},
		{"1.200,50 € to 5\u00a0€! $ 20 or 3 $5", "1.200,50 €|to|5\u00a0€|$ 20|or|3|$5"},
		{"20k at 3pm in room12b", "20k|at|3pm|in|room12b"},
		{"Zoë O'Brien O’Brien Anna-Lena AT&T", "Zoë|O'Brien|O’Brien|Anna-Lena|AT&T"},
		{"ann.lee@example.co.uk", "ann.lee@example.co.uk"},
		{"mom's l'argent Ahmet'e don't", "mom|mom's|argent|l'argent|Ahmet|Ahmet'e|don't"},
		{"at 5 p.m. or so", "at|5|p.m|p.m.|or|so"},
		{"last weeks charges", "last|week|weeks|charges"},
		{"boss", "boss"},
		{"给李明20美元。", "给|李|明|20|美|元"},
		{"カナダにいる", "カナダ|に|い|る"},
		{"김민수에게 보내", "김민수에게|보내"},
		{"e\u0301te\u0301 кафе́ हिन्दी", "e\u0301te\u0301|кафе́|हिन्दी"},
		{"mu\u00adller می\u200cخواهم", "mu\u00adller|می\u200cخواهم"},
		{"１，２３４．５ Ａｎｎ", "１，２３４．５|Ａｎｎ"},
		{"👩‍👩‍👧 hi 🇩🇪", "👩‍👩‍👧|hi|🇩🇪"},
		{"a\t b\u200bc", "a|b|c"},
		{"\"hi\" (x)", "\"|hi|\"|(|x|)"},
		{"!?…", ""},
		{"", ""},
	} {
		b := newBoundaries(c.text)
		var got []string
		for from := range len(c.text) {
			for to := from + 1; b.starts[from]; to++ {
				if b.ends[to] {
					got = append(got, c.text[from:to])
				}
				if to == len(c.text) || b.starts[to] && b.word[to] != b.word[from] {
					break
				}
			}
		}
		want := strings.Split(c.words, "|")
		if c.words == "" {
			want = nil
		}
		slices.Sort(got)
		got = slices.Compact(got)
		slices.Sort(want)
		if want = slices.Compact(want); !slices.Equal(got, want) {
			t.Errorf("%q has the words %q, want %q", c.text, got, want)
		}
	}
}
