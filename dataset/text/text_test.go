package text

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// foldSlowly is Fold without its fast path.
func foldSlowly(s string) string {
	return strings.Join(strings.Fields(strings.ToLower(norm.NFC.String(s))), " ")
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"":                     "",
		" ":                    "",
		"a b":                  "a b",
		" Send\t$5 \n now. ":   "send $5 now.",
		"Cafe\u0301":           "café",
		"ΣΊΣΥΦΟΣ":              "σίσυφοσ",
		"a\u00a0b":             "a b",
		"\xff stays \xff":      foldSlowly("\xff stays \xff"),
		"İstanbul":             foldSlowly("İstanbul"),
		"two  spaces at last ": "two spaces at last",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zA-Z .\t]*`)).Draw(t, "s")
		if got := Fold(s); got != foldSlowly(s) {
			t.Errorf("Fold(%q) = %q, want %q", s, got, foldSlowly(s))
		}
	})
}

func TestPromptAndExact(t *testing.T) {
	if got := Prompt("  Pay  Bob!? . "); got != "pay bob" {
		t.Errorf("Prompt: %q", got)
	}
	if got := Exact(" Pay  Cafe\u0301! "); got != "Pay Café!" {
		t.Errorf("Exact: %q", got)
	}
}

func TestThousands(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 7: "7", 999: "999", 1000: "1,000", -1: "-1", -999: "-999", -1000: "-1,000",
		123456: "123,456", 1234567: "1,234,567", -1 << 63: "-9,223,372,036,854,775,808"} {
		if got := Thousands(n); got != want {
			t.Errorf("Thousands(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestWords(t *testing.T) {
	for n, want := range map[int64][2]string{
		0: {"zero", "zero"}, 19: {"nineteen", "nineteen"}, 20: {"twenty", "twenty"}, 25: {"twenty five", "twenty-five"},
		100: {"one hundred", "one hundred"}, 105: {"one hundred five", "one hundred and five"},
		9999:    {"nine thousand nine hundred ninety nine", "nine thousand nine hundred and ninety-nine"},
		777_777: {"seven hundred seventy seven thousand seven hundred seventy seven", "seven hundred and seventy-seven thousand seven hundred and seventy-seven"},
		-1:      {"-1", "-1"}, 1_000_000: {"1000000", "1000000"},
	} {
		if got := [2]string{string(Plain.Append(nil, n)), string(Joined.Append(nil, n))}; got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

// TestValueReadsWhatWordsWrites adds the words of every number up again.
func TestValueReadsWhatWordsWrites(t *testing.T) {
	for n := range int64(100_000) {
		total, part := int64(0), int64(0)
		for _, word := range strings.Fields(string(Plain.Append(nil, n))) {
			switch v, ok := Value(word); {
			case !ok:
				t.Fatalf("%d: %q is no number", n, word)
			case v == 1000:
				total, part = total+part*1000, 0
			case v == 100:
				part *= 100
			default:
				part += v
			}
		}
		if total+part != n {
			t.Fatalf("%d is read as %d", n, total+part)
		}
	}
	if _, ok := Value("dozen"); ok {
		t.Error("dozen is read")
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"generat", "generate", 1}, {"lnit", "lint", 1}, {"form", "from", 1}, {"ab", "ba", 1}, {"é", "e", 1}} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.StringN(0, 8, -1).Draw(t, "a"), rapid.StringN(0, 8, -1).Draw(t, "b")
		d := Distance(a, b)
		if d != Distance(b, a) || (d == 0) != (string([]rune(a)) == string([]rune(b))) || d > max(len([]rune(a)), len([]rune(b))) {
			t.Errorf("Distance(%q, %q) = %d", a, b, d)
		}
	})
}

func TestNearest(t *testing.T) {
	known := []string{"generate", "gate", "lint", "eval"}
	for wrong, want := range map[string]string{"generat": "generate", "evl": "eval", "lnt": "lint", "xyzzy": "", "": "", "gat": "gate"} {
		if got := Nearest(wrong, known); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", wrong, got, want)
		}
	}
	if got := Nearest("ab", []string{"ac", "aa"}); got != "aa" {
		t.Errorf("of two at one distance: %q, want the first in the alphabet", got)
	}
}

func TestCompared(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "Tokyo": "tokyo", "Ｔｏｋｙｏ": "tokyo", "the oﬃce": "the office", "J…": "j...", "½ cup": "1/2 cup", "O’Brien": "o'brien", "“hi”": `"hi"`, "«hi»": `"hi"`,
		"A–B—C−1": "a-b-c-1", "a\u00a0b\u202fc\u2009d\u3000e": "a b c d e", "zero\u200bwidth": "zero width", "５０": "50", "m²": "m2", "Cafe\u0301": "café", " a \t b ": "a b",
	} {
		if got := Compared(in); got != want {
			t.Errorf("Compared(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"Ｔｏｋｙｏ": "Tokyo", "O’Brien": "O’Brien", "A–B": "A–B", " a  b ": "a b", "J…": "J..."} {
		if got := Tokenized(in); got != want {
			t.Errorf("Tokenized(%q) = %q, want %q", in, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		if once := Compared(s); Compared(once) != once {
			t.Errorf("%q is compared as %q, and that as %q", s, once, Compared(once))
		}
		if Compared(Tokenized(s)) != Compared(s) {
			t.Errorf("%q is compared as %q, what a tokenizer makes of it as %q", s, Compared(s), Compared(Tokenized(s)))
		}
	})
}

// TestKey: texts of one line have one key, which no other line has.
func TestKey(t *testing.T) {
	seen := map[string]string{}
	for _, same := range [][]string{
		{"show me my balance", "Show  me, my balance!", "“SHOW ME”: my balance…", "show me my\tbalance ?", "ｓｈｏｗ me my balance"},
		{"don't show it", "Don’t show it."},
		{"dont show it"},
		{"send $1,200", "Send $1,200."},
		{"send $1200"},
		{"send 1.5"}, {"send 15"}, {"send .5", "send .5."}, {"send -5"}, {"send 5"}, {"send 2-5"},
		{"at 10:30", "At: 10:30"}, {"on 3/14"},
		{"pre-paid card", "pre paid card", "pre - paid (card)"},
		{"café", "Cafe\u0301"}, {"cafe"},
		{"?!"}, {"!"}, {""},
		{"+5 %"}, {"5 %"}, {"5"},
	} {
		for _, s := range same {
			if got := Key(s); got != Key(same[0]) {
				t.Errorf("%q: %q, and %q for %q", s, got, Key(same[0]), same[0])
			}
		}
		if other, ok := seen[Key(same[0])]; ok {
			t.Errorf("%q and %q have one key", same[0], other)
		}
		seen[Key(same[0])] = same[0]
	}
}
