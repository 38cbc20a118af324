package locale

import (
	"strconv"
	"strings"
	"time"
)

// Number writes a number, given in digits with a point before its decimals, with the
// marks of the locale: 1200.5 is 1.200,5 in German.
func (l *Locale) Number(plain string) string {
	plain, negative := strings.CutPrefix(plain, "-")
	whole, part, hasPart := strings.Cut(plain, ".")
	if len(whole) >= l.Grouped {
		whole = l.grouped(whole)
	}
	if negative {
		whole = "-" + whole
	}
	if hasPart {
		return whole + l.Decimal + part
	}
	return whole
}

// grouped puts the mark between the groups of digits, of which the last has three.
func (l *Locale) grouped(digits string) string {
	size := 3
	if l.Indian {
		size = 2
	}
	head, last := digits[:len(digits)-3], digits[len(digits)-3:]
	var groups []string
	for len(head) > size {
		groups = append([]string{head[len(head)-size:]}, groups...)
		head = head[:len(head)-size]
	}
	return strings.Join(append(append([]string{head}, groups...), last), l.Group)
}

// Money writes an amount, given as Number takes it, with the symbol of a currency, or
// with its code where the locale has no symbol of its own: $1,200.50 and 1.200,50 €.
func (l *Locale) Money(plain, code string) string {
	symbol := code
	if c, ok := l.Currencies[code]; ok {
		symbol = c.Symbol
	}
	pattern := l.Amount
	if symbol == code && pattern == "¤#" {
		pattern = "¤\u00a0#" // CHF 5
	}
	return strings.NewReplacer("#", l.Number(plain), "¤", symbol).Replace(pattern)
}

// Day writes a day in words without its year: 3. Juli.
func (l *Locale) Day(t time.Time) string { return l.fill(l.MonthDay, t) }

// LongDay writes a day in words: 3. Juli 2025.
func (l *Locale) LongDay(t time.Time) string { return l.fill(l.LongDate, t) }

// Figures writes a day in figures: 3.7.2025.
func (l *Locale) Figures(t time.Time) string { return l.fill(l.Date, t) }

// fill puts a day into a pattern of CLDR: runs of d, M and y are fields, and quotes are
// around letters that are not.
func (l *Locale) fill(pattern string, t time.Time) string {
	var b strings.Builder
	for i := 0; i < len(pattern); {
		c, n := pattern[i], 1
		for i+n < len(pattern) && pattern[i+n] == c {
			n++
		}
		switch c {
		case '\'':
			n = 2 + strings.IndexByte(pattern[i+1:], '\'')
			b.WriteString(pattern[i+1 : i+n-1])
		case 'd':
			b.WriteString(padded(t.Day(), n))
		case 'M':
			if n == 4 {
				b.WriteString(l.Months[t.Month()-1])
			} else {
				b.WriteString(padded(int(t.Month()), n))
			}
		case 'y':
			b.WriteString(strconv.Itoa(t.Year()))
		default:
			b.WriteString(pattern[i : i+n])
		}
		i += n
	}
	return b.String()
}

// padded writes a number with at least some digits.
func padded(v, digits int) string {
	s := strconv.Itoa(v)
	return strings.Repeat("0", max(0, digits-len(s))) + s
}
