package action

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Period reads a stretch of time in en-US and returns it in ISO 8601: a month 2025-03, a year
// 2025, a day 2025-03-05, or an interval 2025-01-01/2025-03-31 with both ends
// inclusive. Relative periods count from ref; where ref is zero they are an
// ErrNoReference. Years are 0 to 9999.
//
// People are ambiguous, so these rules decide:
//
//   - A month without a year is the latest one that has begun by ref, or the first one
//     that has not ended if the parameter prefers the future.
//   - "Last 3 months" are the three whole months before the month of ref.
//   - "Last 30 days" and "the past two weeks" end on ref.
//   - "Last week" is the week before that of ref, from monday to sunday.
//   - "This year" is the whole year. "Since march" ends on ref.
func Period(text string, ref time.Time) (string, error) {
	return listener{language: languageOf(""), ref: ref}.period(text)
}

func (r listener) period(text string) (string, error) {
	s := said(text)
	if canonicalPeriod(s) {
		return strings.ToUpper(s), nil
	}
	w := dropLeading(r.dayWords(text), []string{"for", "in", "during", "of", "the", "over", "within", "month", "whole", "entire", "on"})
	p, relative, ok := r.stretch(w)
	if ok && relative && r.ref.IsZero() {
		return "", fmt.Errorf("%q: %w", text, ErrNoReference)
	}
	if ok && hasYear(p.from) && hasYear(p.to) {
		return p.String(), nil
	}
	day, err := r.date(text)
	if err == nil || errors.Is(err, ErrNoReference) {
		return day, err
	}
	return "", unfit{text, "not a period"}
}

func canonicalPeriod(s string) bool {
	if s == "" || !isDigit(s[0]) {
		return false
	}
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	from, to, ok := strings.Cut(s, "/")
	if !ok {
		return false
	}
	a, err1 := time.Parse(time.DateOnly, from)
	b, err2 := time.Parse(time.DateOnly, to)
	return err1 == nil && err2 == nil && !b.Before(a)
}

// span is a stretch of days, both inclusive.
type span struct{ from, to time.Time }

func (p span) String() string {
	endOfMonth := p.from.AddDate(0, 1, -1)
	switch {
	case p.from.Equal(p.to):
		return p.from.Format(time.DateOnly)
	case p.from.Day() == 1 && p.to.Equal(endOfMonth):
		return p.from.Format("2006-01")
	case p.from.YearDay() == 1 && p.to.Equal(p.from.AddDate(1, 0, -1)):
		return p.from.Format("2006")
	}
	return p.from.Format(time.DateOnly) + "/" + p.to.Format(time.DateOnly)
}

func monthSpan(y int, m time.Month, n int) span {
	from := time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
	return span{from, from.AddDate(0, n, -1)}
}

func (r listener) stretch(w []string) (p span, relative, ok bool) {
	if len(w) == 0 {
		return
	}
	if len(w) > 1 && w[len(w)-1] == "month" && months[w[0]] > 0 {
		w = w[:len(w)-1]
	}
	if p, relative, ok = r.namedPeriod(w); ok {
		return
	}
	if p, ok = r.thisOrLast(w); ok {
		return p, true, true
	}
	return r.rangePeriod(w)
}

// namedPeriod reads months, quarters and years: "march", "march 2025",
// "q1 2024", "first quarter", "2024".
func (r listener) namedPeriod(w []string) (p span, relative, ok bool) {
	ref := r.ref
	y, hasYear := 0, false
	if n := len(w) - 1; n >= 0 && len(w[n]) == 4 {
		if v, ok := integer(w[n]); ok && v >= 1900 && v < 2200 {
			y, hasYear, w = v, true, w[:n]
		}
	}
	if len(w) > 0 && w[len(w)-1] == "of" {
		w = w[:len(w)-1]
	}
	if n := len(w); n >= 2 && !hasYear && w[n-1] == "year" && (w[n-2] == "last" || w[n-2] == "this") {
		y, hasYear, relative = ref.Year(), true, true
		if w[n-2] == "last" {
			y--
		}
		if w = w[:n-2]; len(w) > 0 && w[len(w)-1] == "of" {
			w = w[:len(w)-1]
		}
	}
	if len(w) == 0 {
		if !hasYear {
			return
		}
		return monthSpan(y, 1, 12), relative, true
	}
	if m := months[w[0]]; m > 0 && len(w) == 1 {
		if !hasYear {
			y, relative = ref.Year(), true
			switch {
			case r.prefer == Future && m < ref.Month():
				y++
			case r.prefer != Future && m > ref.Month():
				y--
			}
		}
		return monthSpan(y, m, 1), relative, true
	}
	if q := quarter(w); q > 0 {
		if !hasYear {
			y, relative = ref.Year(), true
			if r.prefer == Future && 3*q < int(ref.Month()) {
				y++
			}
		}
		return monthSpan(y, time.Month(3*q-2), 3), relative, true
	}
	return
}

func quarter(w []string) int {
	switch strings.Join(w, " ") {
	case "q 1", "first quarter", "1 st quarter", "quarter 1", "quarter one":
		return 1
	case "q 2", "second quarter", "2 nd quarter", "quarter 2", "quarter two":
		return 2
	case "q 3", "third quarter", "3 rd quarter", "quarter 3", "quarter three":
		return 3
	case "q 4", "fourth quarter", "4 th quarter", "quarter 4", "quarter four":
		return 4
	}
	return 0
}

var lastWords = []string{"last", "past", "previous", "prior", "latest"}

// thisOrLast reads "this month", "last year", "the past two weeks", "next
// month", "current month", "year to date".
func (r listener) thisOrLast(w []string) (span, bool) {
	ref := r.ref
	switch strings.Join(w, " ") {
	case "year to date", "ytd", "so far this year", "this year so far", "beginning of the year":
		return span{time.Date(ref.Year(), 1, 1, 0, 0, 0, 0, time.UTC), ref}, true
	case "month to date", "so far this month", "this month so far":
		return span{time.Date(ref.Year(), ref.Month(), 1, 0, 0, 0, 0, time.UTC), ref}, true
	case "weekend", "this weekend":
		if r.prefer != Future {
			return r.thisOrLast([]string{"last", "weekend"})
		}
	}
	if saturday, ok := r.weekend(w); ok {
		return span{saturday, saturday.AddDate(0, 0, 1)}, true
	}
	if len(w) < 2 {
		return span{}, false
	}
	last := slices.Contains(lastWords, w[0])
	if len(w) == 2 {
		unit := w[1]
		switch {
		case last:
			return whole(ref, unit, -1)
		case w[0] == "this" || w[0] == "current":
			return whole(ref, unit, 0)
		case w[0] == "next" || w[0] == "coming":
			return whole(ref, unit, 1)
		}
	}
	if w[0] == "next" || w[0] == "coming" {
		return nextUnits(w[1:], ref)
	}
	if !last {
		return span{}, false
	}
	n, unit, used := counted(w[1:])
	if used != len(w)-1 || n == 0 {
		return span{}, false
	}
	switch unit {
	case "month":
		first := time.Date(ref.Year(), ref.Month()-time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		return span{first, time.Date(ref.Year(), ref.Month(), 0, 0, 0, 0, 0, time.UTC)}, true
	case "year":
		return monthSpan(ref.Year()-n, 1, 12*n), true
	}
	from := shift(ref, -n, unit)
	return span{from.AddDate(0, 0, 1), ref}, true
}

// nextUnits reads "two weeks" of "the next two weeks": from the day after ref, and
// whole months and years.
func nextUnits(w []string, ref time.Time) (span, bool) {
	n, unit, used := counted(w)
	if used == 0 || used != len(w) || n == 0 {
		return span{}, false
	}
	switch unit {
	case "month":
		return monthSpan(ref.Year(), ref.Month()+1, n), true
	case "year":
		return monthSpan(ref.Year()+1, 1, 12*n), true
	}
	return span{ref.AddDate(0, 0, 1), shift(ref, n, unit)}, true
}

// whole is the week, month, quarter or year n after the one that ref is in.
func whole(ref time.Time, unit string, n int) (span, bool) {
	switch unit {
	case "week":
		m := monday(ref).AddDate(0, 0, 7*n)
		return span{m, m.AddDate(0, 0, 6)}, true
	case "month":
		return monthSpan(ref.Year(), ref.Month()+time.Month(n), 1), true
	case "quarter":
		return monthSpan(ref.Year(), (ref.Month()-1)/3*3+1+time.Month(3*n), 3), true
	case "year":
		return monthSpan(ref.Year()+n, 1, 12), true
	}
	return span{}, false
}

// rangePeriod reads "since january", "from january to march", "between march
// and june", "january through march".
func (r listener) rangePeriod(w []string) (p span, relative, ok bool) {
	if w[0] == "since" && len(w) > 1 {
		if p, ok = r.bound(w[1:]); ok {
			p.to = r.ref
		}
		return p, true, ok && !p.from.After(p.to)
	}
	if w[0] == "from" || w[0] == "between" {
		w = w[1:]
	}
	for i := 1; i < len(w)-1; i++ {
		if !slices.Contains([]string{"to", "and", "through", "until", "till", "thru"}, w[i]) {
			continue
		}
		a, ok1 := r.bound(w[:i])
		b, ok2 := r.bound(w[i+1:])
		if d, used := dayNumber(w[:i]); used == i && ok2 { // the 3rd to the 5th of march
			a.from, ok1 = day(b.from.Year(), b.from.Month(), d)
		}
		if !ok1 || !ok2 {
			return p, false, false
		}
		if _, isDay := weekdays[w[len(w)-1]]; isDay && a.from.After(b.to) { // friday to monday
			b.to = b.to.AddDate(0, 0, 7)
		}
		for y, hasYear := integer(w[i-1]); a.from.After(b.to) && (!hasYear || y < 100) && a.from.Year() > 0; { // november to january
			a.from = a.from.AddDate(-1, 0, 0)
		}
		return span{a.from, b.to}, true, !a.from.After(b.to)
	}
	return p, false, false
}

// bound reads one end of a range: a period or a day.
func (r listener) bound(w []string) (span, bool) {
	if p, _, ok := r.namedPeriod(w); ok {
		return p, true
	}
	if p, ok := r.thisOrLast(w); ok {
		return p, true
	}
	t, _, ok := r.day(dropLeading(w, leading))
	return span{t, t}, ok
}
