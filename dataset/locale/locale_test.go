package locale

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
	"pgregory.net/rapid"
)

// TestWrite: each locale writes what CLDR's charts have for it.
func TestWrite(t *testing.T) {
	day := time.Date(2025, 7, 3, 0, 0, 0, 0, time.UTC)
	for tag, want := range map[string]string{
		"":      "1,234,567.89 | $1,234.50 | July 3, 2025 | July 3 | 7/3/2025",
		"en-GB": "1,234,567.89 | £1,234.50 | 3 July 2025 | 3 July | 03/07/2025",
		"en-IN": "12,34,567.89 | ₹1,234.50 | 3 July 2025 | 3 July | 3/7/2025",
		"de":    "1.234.567,89 | 1.234,50\u00a0€ | 3. Juli 2025 | 3. Juli | 3.7.2025",
		"es":    "1.234.567,89 | 1234,50\u00a0€ | 3 de julio de 2025 | 3 de julio | 3/7/2025",
		"fr":    "1\u202f234\u202f567,89 | 1\u202f234,50\u00a0€ | 3 juillet 2025 | 3 juillet | 03/07/2025",
		"pt":    "1.234.567,89 | R$\u00a01.234,50 | 3 de julho de 2025 | 3 de julho | 03/07/2025",
	} {
		l := Find(tag)
		code := map[string]string{"": "USD", "en-GB": "GBP", "en-IN": "INR", "pt": "BRL"}[tag]
		if code == "" {
			code = "EUR"
		}
		got := strings.Join([]string{l.Number("1234567.89"), l.Money("1234.50", code), l.LongDay(day), l.Day(day), l.Figures(day)}, " | ")
		if got != want {
			t.Errorf("%q: %s, want %s", tag, got, want)
		}
	}
	if Find("xx") != nil {
		t.Error("a locale that is not known was found")
	}
	for _, tag := range Tags() {
		if Find(tag) == nil || Find(tag).Tag != tag {
			t.Errorf("%s has no table", tag)
		}
	}
}

// TestNumberAsInText: golang.org/x/text writes whole numbers in the same way, except for
// Spanish, whose rule of five digits it does not know, and for the space of French,
// which CLDR has made narrow since.
func TestNumberAsInText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tag := rapid.SampledFrom([]string{"en-US", "en-GB", "en-IN", "de", "fr", "pt"}).Draw(t, "locale")
		n := rapid.Int64Range(-1e12, 1e12).Draw(t, "number")
		got := Find(tag).Number(strconv.FormatInt(n, 10))
		want := message.NewPrinter(language.MustParse(tag)).Sprint(number.Decimal(n))
		if got = strings.ReplaceAll(got, "\u202f", "\u00a0"); got != want {
			t.Fatalf("%s %d: %q, want %q", tag, n, got, want)
		}
	})
}
