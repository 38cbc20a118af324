package augment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// coin is how people write a currency.
type coin struct {
	sign        string
	one, many   string   // dollar, dollars
	slang       []string // bucks
	cent, cents string
}

var coins = map[string]coin{
	"USD": {"$", "dollar", "dollars", []string{"bucks"}, "cent", "cents"},
	"GBP": {"£", "pound", "pounds", []string{"quid"}, "pence", "pence"},
	"EUR": {"€", "euro", "euros", nil, "cent", "cents"},
	"INR": {"₹", "rupee", "rupees", []string{"rs"}, "paisa", "paise"},
	"JPY": {"¥", "yen", "yen", nil, "", ""},
	"CAD": {"", "canadian dollar", "canadian dollars", nil, "", ""},
	"AUD": {"", "australian dollar", "australian dollars", nil, "", ""},
	"MXN": {"", "mexican peso", "mexican pesos", nil, "", ""},
	"CHF": {"", "swiss franc", "swiss francs", nil, "", ""},
}

// amountForms are ways to write an amount of money. They name the currency where the
// prompt does.
func amountForms(_ string, canonical any, at place) []string {
	amount, ok := canonical.(string)
	if !ok {
		return nil
	}
	number, code, _ := strings.Cut(amount, " ")
	whole, part, _ := strings.Cut(number, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	c, known := coins[code]
	switch {
	case err != nil || n < 0 || n == 0 && part == "" || code != "" && !known || len(part) > 2:
		return nil
	case part != "":
		return withCents(n, part, number, code, c, at)
	}
	figures := []string{number, text.Thousands(n)}
	if n >= 1000 && n%100 == 0 && n <= 100_000 {
		figures = append(figures, strings.TrimSuffix(fmt.Sprintf("%.1f", float64(n)/1000), ".0")+"k")
	}
	words := spokenAmounts(n)
	if code == "" {
		if at.determined() {
			words = withoutArticles(words)
		}
		return append(figures, words...)
	}
	out := []string{number + " " + strings.ToLower(code)}
	if c.sign != "" {
		for _, f := range figures {
			out = append(out, c.sign+f)
		}
		if n < 1000 {
			out = append(out, c.sign+number+".00", number+c.sign)
		}
	}
	if at.attribute() {
		for _, s := range append(figures[:1:1], withoutArticles(words[:min(2, len(words))])...) {
			out = append(out, s+" "+c.one)
		}
		return out
	}
	units := append([]string{c.many, c.many}, c.slang...)
	for _, s := range slices.Concat(figures[:min(2, len(figures))], words) {
		if at.determined() && len(withoutArticles([]string{s})) == 0 {
			continue
		}
		for _, unit := range units {
			switch {
			case n == 1:
				unit = c.one
			case strings.HasSuffix(s, "k") || strings.Contains(s, "grand"):
				unit = "" // five grand, in the money of the country
			}
			out = append(out, strings.TrimSpace(s+" "+unit))
		}
	}
	return out
}

// withCents are forms of an amount with hundredths.
func withCents(n int64, part, number, code string, c coin, at place) []string {
	cents, err := strconv.ParseInt(part, 10, 64)
	if code == "" || err != nil || cents == 0 || c.cents == "" {
		return []string{number, text.Thousands(n) + "." + part}
	}
	out := []string{c.sign + number, c.sign + text.Thousands(n) + "." + part, number + " " + c.many, number + " " + strings.ToLower(code)}
	if at.attribute() || n == 0 || n > 20_000 {
		return out[:2]
	}
	w := string(text.Plain.Append(nil, n))
	small := string(text.Plain.Append(nil, cents))
	one, cent := c.many, c.cents
	if n == 1 {
		one = c.one
	}
	if cents == 1 {
		cent = c.cent
	}
	return append(out, w+" "+one+" and "+small+" "+cent, w+" "+one+" "+small, strconv.FormatInt(n, 10)+" "+one+" and "+strconv.FormatInt(cents, 10)+" "+cent)
}

// spokenAmounts are the ways in which English speakers say a whole amount, the plain ones
// first. Some of them say another number to the reader of amounts and are left out there.
func spokenAmounts(n int64) []string {
	if n < 1 || n > 1_000_000 {
		return nil
	}
	plain := string(text.Plain.Append(nil, n))
	out := []string{plain, string(text.Joined.Append(nil, n))}
	if rest, ok := strings.CutPrefix(plain, "one "); ok {
		out = append(out, "a "+rest)
		if joined := string(text.Joined.Append(nil, n)); strings.HasPrefix(joined, "one ") {
			out = append(out, "a "+strings.TrimPrefix(joined, "one "))
		}
	}
	say := func(n int64) string { return string(text.Plain.Append(nil, n)) }
	switch {
	case n > 100 && n < 1000 && n%100 >= 10: // two fifty
		out = append(out, say(n/100)+" "+say(n%100))
	case n == 200 || n == 300:
		out = append(out, map[int64]string{200: "a couple hundred", 300: "three hundred"}[n])
	case n > 1000 && n < 10_000 && n%100 == 0 && n%1000 != 0: // twelve hundred
		out = append(out, say(n/100)+" hundred")
	case n > 1000 && n < 10_000 && n%100 >= 10 && n/100%10 != 0: // twelve fifty
		out = append(out, say(n/100)+" "+say(n%100))
	}
	switch {
	case n == 500:
		out = append(out, "half a grand")
	case n == 1000:
		out = append(out, "a grand", "one grand")
	case n == 1500:
		out = append(out, "a grand and a half", "one and a half grand", "fifteen hundred")
	case n == 2000:
		out = append(out, "two grand", "a couple grand", "a couple thousand")
	case n%1000 == 0 && n <= 50_000:
		out = append(out, say(n/1000)+" grand")
	case n%1000 == 500 && n < 10_000:
		out = append(out, say(n/1000)+" and a half grand", say(n/1000)+" and a half thousand")
	}
	return out
}

// numberForms are ways to write a whole number. A number that could be a year or a code is
// left as it is.
func numberForms(said string, canonical any, at place) []string {
	n, err := strconv.ParseInt(stringOf(canonical), 10, 64)
	if err != nil || n < 1 || n > 100_000 || n > 1800 && n < 2200 {
		return nil
	}
	out := []string{strconv.FormatInt(n, 10), string(text.Plain.Append(nil, n)), string(text.Joined.Append(nil, n))}
	if n >= 1000 {
		out = append(out, text.Thousands(n))
	}
	if at.before == "level" || at.before == "number" || at.before == "page" || at.before == "channel" || strings.HasPrefix(said, "0") {
		return out
	}
	switch {
	case at.after == "":
	case n == 12:
		out = append(out, "a dozen")
	case n == 24:
		out = append(out, "two dozen")
	case n == 6:
		out = append(out, "half a dozen")
	case n == 2:
		out = append(out, "a couple of")
	case n == 100 || n == 1000:
		out = append(out, "a "+strings.TrimPrefix(out[1], "one "))
	case n > 1000 && n < 10_000 && n%100 == 0 && n%1000 != 0:
		out = append(out, string(text.Plain.Append(nil, n/100))+" hundred")
	}
	if at.determined() {
		return withoutArticles(out)
	}
	return out
}
