package action

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset/locale"
)

func localised(tag, format string) *Param {
	return &Param{Name: "p", Type: "string", Format: format, Locale: tag}
}

// TestWrittenIsRead: what a locale writes is read in the locale as what was written.
func TestWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := locale.Find(rapid.SampledFrom(locale.Tags()).Draw(t, "locale"))
		day := reference.AddDate(0, 0, rapid.IntRange(-20_000, 20_000).Draw(t, "day"))
		iso := day.Format(time.DateOnly)
		same(t, localised(l.Tag, "date"), l.LongDay(day), iso)
		same(t, localised(l.Tag, "date"), l.Figures(day), iso)
		same(t, localised(l.Tag, "date"), l.Weekdays[day.Weekday()]+" "+l.LongDay(day), iso)
		thisYear := time.Date(2025, day.Month(), min(day.Day(), 28), 0, 0, 0, 0, time.UTC)
		same(t, localised(l.Tag, "date"), l.Day(thisYear), thisYear.Format(time.DateOnly))
		same(t, localised(l.Tag, "period"), l.Months[day.Month()-1]+" "+strconv.Itoa(day.Year()), day.Format("2006-01"))

		cents := rapid.Int64Range(1, 1e14).Draw(t, "cents")
		plain := fmt.Sprintf("%d.%02d", cents/100, cents%100)
		code := rapid.SampledFrom([]string{"EUR", "GBP", "INR", "CHF", "JPY"}).Draw(t, "currency")
		amount, _ := parseDecimal(plain)
		same(t, localised(l.Tag, "money"), l.Money(plain, code), amount.money(code))
		same(t, localised(l.Tag, "money"), l.Number(plain)+" "+l.Currencies[code].Many, amount.money(code))
		number := &Param{Name: "n", Type: "number", Locale: l.Tag}
		whole := rapid.Int64Range(-1e15, 1e15).Draw(t, "whole")
		same(t, number, l.Number(strconv.FormatInt(whole, 10)), float64(whole))
	})
}

type failer interface {
	Helper()
	Errorf(format string, args ...any)
}

// same fails unless words mean a value, and that value means itself in every locale.
func same(t failer, p *Param, words string, want any) {
	t.Helper()
	if got, err := p.Normalize(words, reference); err != nil || got != want {
		t.Errorf("%s %s %q: %v, %v, want %v", p.Locale, p.Format, words, got, err, want)
		return
	}
	for _, tag := range locale.Tags() {
		other := *p
		other.Locale = tag
		if again, err := other.NormalizeValue(want, reference); err != nil || again != want {
			t.Errorf("%s: canonical %v is %v, %v", tag, want, again, err)
		}
	}
}

// TestAroundToday: CLDR's words for the days around today, the weekdays, and counted
// days, weeks, months and years are read as their English ones. Next friday is the
// coming one in Spanish, French and Portuguese.
func TestAroundToday(t *testing.T) {
	for _, tag := range locale.Tags() {
		l := locale.Find(tag)
		for english, said := range l.Relative {
			format := "date"
			if _, unit, _ := strings.Cut(english, " "); unit == "week" || unit == "month" || unit == "year" {
				format = "period"
			}
			if tag == "es" || tag == "fr" || tag == "pt" {
				if day, next := strings.CutPrefix(english, "next "); next && strings.HasSuffix(day, "day") {
					english = day
				}
			}
			want, err := localised("", format).Normalize(english, reference)
			if err != nil {
				t.Fatalf("%s: %v", english, err)
			}
			same(t, localised(tag, format), said, want)
		}
		for unit := range l.In {
			for _, n := range []int{1, 2, 3, 11, 21} {
				for sign, patterns := range map[int][2]string{1: l.In[unit], -1: l.Ago[unit]} {
					pattern := patterns[min(n, 2)-1]
					want := shift(reference, sign*n, unit).Format(time.DateOnly)
					same(t, localised(tag, "date"), strings.ReplaceAll(pattern, "{0}", strconv.Itoa(n)), want)
				}
			}
		}
	}
}

// TestPhrasesOnce: no phrase of a language means two things, whatever the order in which
// its book is made.
func TestPhrasesOnce(t *testing.T) {
	for code, own := range tongues {
		meanings := map[string]string{}
		for phrases, english := range own.phrases {
			for phrase := range strings.SplitSeq(phrases, "|") {
				if other, twice := meanings[phrase]; twice && other != english {
					t.Errorf("%s: %q is %q and %q", code, phrase, english, other)
				}
				meanings[phrase] = english
			}
		}
		for _, names := range []map[string]string{own.currencies, own.minor} {
			codes := map[string]string{}
			for code, list := range names {
				for name := range strings.SplitSeq(list, "|") {
					if codes[name] != "" {
						t.Errorf("%s: %q is %s and %s", code, name, code, codes[name])
					}
					codes[name] = code
				}
			}
		}
	}
}
