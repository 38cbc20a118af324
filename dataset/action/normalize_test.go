package action

import (
	"testing"
	"time"

	"github.com/slmkit/slmkit/dataset/locale"
)

// reference is a Monday.
var reference = time.Date(2025, 6, 16, 0, 0, 0, 0, time.UTC)

func TestNormalize(t *testing.T) {
	money := &Param{Name: "amount", Type: "string", Format: "money"}
	date := &Param{Name: "date", Type: "string", Format: "date"}
	period := &Param{Name: "period", Type: "string", Format: "period"}
	currency := &Param{Name: "currency", Type: "string", Format: "currency"}
	person := &Param{Name: "payee", Type: "string", Format: "person"}
	contact := &Param{Name: "value", Type: "string", Format: "contact"}
	count := &Param{Name: "quantity", Type: "integer", Minimum: new(float64(1))}
	account := &Param{Name: "account", Type: "string", Enum: []string{"checking", "credit_card"}}
	yes := &Param{Name: "confirm", Type: "boolean"}
	for _, c := range []struct {
		p    *Param
		text string
		want any // nil: an error
	}{
		{money, "50", "50"}, {money, "$50", "50 USD"}, {money, "50 USD", "50 USD"}, {money, "50$", "50 USD"},
		{money, "$1,200.50", "1200.50 USD"}, {money, "1,200", "1200"}, {money, "fifty bucks", "50 USD"},
		{money, "fifty-five dollars", "55 USD"}, {money, "half a grand", "500"}, {money, "a grand", "1000"},
		{money, "a hundred bucks", "100 USD"}, {money, "a couple hundred dollars", "200 USD"}, {money, "couple of hundred", "200"},
		{money, "two hundred and fifty", "250"}, {money, "two fifty", "250"}, {money, "twelve hundred", "1200"},
		{money, "1.5k", "1500"}, {money, "$2k", "2000 USD"}, {money, "£20", "20 GBP"}, {money, "20 quid", "20 GBP"},
		{money, "5 dollars and 20 cents", "5.20 USD"}, {money, "five dollars twenty", "5.20 USD"}, {money, "50 cents", "0.50 USD"},
		{money, "-50", "-50"}, {money, "-$50", "-50 USD"}, {money, "1.5", "1.50"}, {money, "15", "15"},
		{money, "three thousand two hundred and ten dollars", "3210 USD"}, {money, "100 canadian dollars", "100 CAD"},
		{money, "two and a half thousand euros", "2500 EUR"}, {money, "nineteen ninety", "1990"}, {money, "1 million", "1000000"},
		{money, "half a million dollars", "500000 USD"}, {money, "a dollar", "1 USD"}, {money, "EUR 30", "30 EUR"},
		{money, "12.345", "12.3450"}, {money, "forty two dollars", "42 USD"}, {money, "a thousand", "1000"}, {money, "$5.", "5 USD"},
		{money, "three hundred", "300"}, {money, "10 grand", "10000"}, {money, "$50.00", "50 USD"}, {money, "six hundred fifty", "650"},
		{money, "two dozen", "24"}, {money, "50 US dollars", "50 USD"}, {money, "1500.00 usd", "1500 USD"}, {money, "dollars 50", "50 USD"},
		{money, "mom", nil}, {money, "", nil}, {money, "fifty mom", nil}, {money, "$", nil}, {money, "and", nil}, {money, "50 50 50", nil},
		{date, "2025-03-14", "2025-03-14"}, {date, "today", "2025-06-16"}, {date, "tomorrow", "2025-06-17"}, {date, "Yesterday", "2025-06-15"},
		{date, "friday", "2025-06-20"}, {date, "next friday", "2025-06-27"}, {date, "last friday", "2025-06-13"}, {date, "this friday", "2025-06-20"},
		{date, "monday", "2025-06-23"}, {date, "last monday", "2025-06-09"}, {date, "on friday", "2025-06-20"}, {date, "next monday", "2025-06-23"},
		{date, "march 3", "2025-03-03"}, {date, "march 3rd", "2025-03-03"}, {date, "3rd of march", "2025-03-03"}, {date, "the 3rd of March 2024", "2024-03-03"},
		{date, "march 3rd, 2024", "2024-03-03"}, {date, "14 march", "2025-03-14"}, {date, "the 5th", "2025-06-05"}, {date, "5th", "2025-06-05"},
		{date, "twenty first", "2025-06-21"}, {date, "march twenty-first", "2025-03-21"}, {date, "3/14", "2025-03-14"}, {date, "1/11/2024", "2024-01-11"},
		{date, "11/1/24", "2024-11-01"}, {date, "in two weeks", "2025-06-30"}, {date, "3 days ago", "2025-06-13"}, {date, "a week ago", "2025-06-09"},
		{date, "a week from tomorrow", "2025-06-24"}, {date, "in a month", "2025-07-16"}, {date, "end of the month", "2025-06-30"},
		{date, "the first of next month", "2025-07-01"}, {date, "the day after tomorrow", "2025-06-18"}, {date, "friday the 20th", "2025-06-20"},
		{date, "next month", "2025-07-01"}, {date, "february 30", nil}, {date, "13/1", "2025-01-13"}, {date, "savings", nil}, {date, "", nil}, {date, "5", nil},
		{period, "2025-03", "2025-03"}, {period, "2025", "2025"}, {period, "2025-01-01/2025-01-31", "2025-01-01/2025-01-31"},
		{period, "march", "2025-03"}, {period, "december", "2024-12"}, {period, "june", "2025-06"}, {period, "March 2024", "2024-03"},
		{period, "last month", "2025-05"}, {period, "this month", "2025-06"}, {period, "last year", "2024"}, {period, "this year", "2025"},
		{period, "last week", "2025-06-09/2025-06-15"}, {period, "last 3 months", "2025-03-01/2025-05-31"}, {period, "the past two weeks", "2025-06-03/2025-06-16"},
		{period, "last 30 days", "2025-05-18/2025-06-16"}, {period, "q1", "2025-01-01/2025-03-31"}, {period, "q4 2024", "2024-10-01/2024-12-31"},
		{period, "first quarter of 2024", "2024-01-01/2024-03-31"}, {period, "since january", "2025-01-01/2025-06-16"},
		{period, "from january to march", "2025-01-01/2025-03-31"}, {period, "between march and may", "2025-03-01/2025-05-31"},
		{period, "november to january", "2024-11-01/2025-01-31"}, {period, "year to date", "2025-01-01/2025-06-16"}, {period, "yesterday", "2025-06-15"},
		{period, "march of last year", "2024-03"}, {period, "last quarter", "2025-01-01/2025-03-31"}, {period, "the month of march", "2025-03"},
		{period, "last weekend", "2025-06-14/2025-06-15"}, {period, "since monday", nil}, {period, "groceries", nil},
		{currency, "euros", "EUR"}, {currency, "US dollars", "USD"}, {currency, "GBP", "GBP"}, {currency, "the yen", "JPY"}, {currency, "bananas", nil}, {money, "50 XYZ", nil}, {money, "50.00 XYZ", nil},
		{person, " John  Smith ", "john smith"}, {person, "Ana\u0301", "aná"}, {person, "!", nil},
		{contact, "Jo@Example.com", "jo@example.com"}, {contact, "(555) 010-2030", "5550102030"}, {contact, "+44 20 1234", "+44201234"},
		{count, "twenty five", 25.0}, {count, "a dozen", 12.0}, {count, "3", 3.0}, {count, "0", nil}, {count, "1.5", nil}, {count, "a couple of", 2.0},
		{account, "credit card", "credit_card"}, {account, "Checking", "checking"}, {account, "piggy", nil},
		{yes, "true", true}, {yes, "no", false}, {yes, "maybe", nil},
	} {
		got, err := c.p.Normalize(c.text, reference)
		if c.want == nil {
			if err == nil {
				t.Errorf("%s %q: %v, want an error", c.p.Format, c.text, got)
			}
			continue
		}
		if err != nil || got != c.want {
			t.Errorf("%s %q: %v (%v), want %v", c.p.Format, c.text, got, err, c.want)
			continue
		}
		if again, err := c.p.NormalizeValue(got, reference); err != nil || again != got {
			t.Errorf("%s %q: canonical %v becomes %v (%v)", c.p.Format, c.text, got, again, err)
		}
	}
}

func TestRelativeDatesNeedAReference(t *testing.T) {
	for _, text := range []string{"tomorrow", "friday", "march 3", "the 5th", "in two weeks", "3/14"} {
		if got, err := Date(text, time.Time{}); err == nil {
			t.Errorf("%q without a reference date is %v", text, got)
		}
	}
	if got, err := Date("march 3 2024", time.Time{}); err != nil || got != "2024-03-03" {
		t.Errorf("an absolute date without a reference: %v, %v", got, err)
	}
}

// FuzzNormalize: words of every kind are a value or an error, and a value is
// canonical: it is its own value, in every locale.
func FuzzNormalize(f *testing.F) {
	for _, s := range []string{"", " ", "half a grand", "-$5", "a.m", "7:", "the 31st of next month", "from to", "q", "since", "last 5000 years",
		"friday the", "in a", "99999999999999999999", "1/2/3/4", "2025-02-30/2025-01-01", "\xff", "us$", "twenty-", "a a a of and half",
		"1.234,5", "1'200.50", "5,-", "1 000", ".5.5", "½", "6e5", "a week from a week from monday", "halb acht", "vor 3 Tagen", "il y a l'", "y media",
		"dreihundertundtausend", "3.", "30.6.", "1h30", "a day and a half", "P1Y", "PT", "5ish", "after next", "half half", "1 : 2 : 3"} {
		f.Add(s)
	}
	ref := time.Date(2025, 6, 16, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, said string) {
		for _, tag := range locale.Tags() {
			for _, prefer := range []string{"", Future, Past} {
				for format := range Formats {
					p := Param{Name: "p", Type: "string", Format: format, Locale: tag, Prefer: prefer}
					if prefer != "" {
						p.Hours = Hours{8 * 60, 18 * 60}
					}
					stays(t, p, said, ref)
				}
			}
			for _, typ := range types {
				p := Param{Name: "p", Type: typ, Enum: map[string][]string{"string": {"a", "b c"}}[typ], Locale: tag}
				stays(t, p, said, ref)
			}
		}
	})
}

// stays fails unless words are an error or a value that is its own value, with and
// without a reference date.
func stays(t *testing.T, p Param, said string, ref time.Time) {
	t.Helper()
	for _, ref := range []time.Time{{}, ref} {
		v, err := p.Normalize(said, ref)
		if err != nil {
			continue
		}
		if again, err := p.NormalizeValue(v, time.Time{}); err != nil || again != v {
			t.Errorf("%s %s %s %q is %v, which is %v, %v", p.Locale, p.Type, p.Format, said, v, again, err)
		}
	}
}
