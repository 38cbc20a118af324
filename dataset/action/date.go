package action

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// leading are words that can come before a day and say nothing about it.
var leading = []string{"on", "by", "for", "at", "the", "date", "of", "due", "before", "until", "till", "from", "after", "around", "about", "in", "to", "day", "sometime", "over", "during"}

// listener reads days and times: the words of a language, from a day on.
type listener struct {
	*language
	ref    time.Time // zero where there is none
	prefer string    // Future, Past or ""
	hours  Hours
}

// in returns the listener to a parameter's values.
func (p *Param) in(ref time.Time) listener {
	return listener{languageOf(p.Locale), ref, p.Prefer, p.Hours}
}

func day(y int, m time.Month, d int) (time.Time, bool) {
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == d && t.Month() == m
}

// Date reads a day in en-US and returns it as YYYY-MM-DD. Relative days count from
// ref; where ref is zero they are an ErrNoReference. Years are 0 to 9999.
// Param.Normalize reads days of other locales.
//
// People are ambiguous, so these rules decide:
//
//   - 3/5 and 3/5/2025 are in the order of the locale, in en-US month/day and
//     month/day/year, unless only the other order makes a day: 30/6/2025.
//   - A day and month without a year are in the year of ref, and "the 5th" is in
//     its month; a parameter can prefer the next or the latest such day.
//   - A weekday, with or without "this", is the next one after ref. "Next friday" is
//     the friday of the next week, which begins on monday. "Last friday" is the
//     latest one before ref. A parameter that prefers the past takes a weekday alone
//     for the latest one.
//   - "Next week" is seven days after ref, and "next month" the first day of it. A
//     weekend is its saturday: "this weekend" is the one that ref's week ends with.
func Date(text string, ref time.Time) (string, error) {
	return listener{language: languageOf(""), ref: ref}.date(text)
}

func (r listener) date(text string) (string, error) {
	t, err := r.parseDate(text)
	if err != nil {
		return "", err
	}
	if !hasYear(t) {
		return "", unfit{text, "not a date of a year from 0 to 9999"}
	}
	return t.Format(time.DateOnly), nil
}

func (r listener) parseDate(text string) (time.Time, error) {
	s := said(text)
	if s != "" && isDigit(s[0]) {
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			return t, nil
		}
	}
	if t, relative, ok := r.numericDate(s); ok {
		return r.needRef(t, text, relative)
	}
	w := r.dayWords(text)
	for {
		if t, relative, ok := r.day(w); ok {
			return r.needRef(t, text, relative)
		}
		if len(w) < 2 || !slices.Contains(leading, w[0]) {
			break
		}
		w = w[1:]
	}
	return time.Time{}, unfit{text, "not a date"}
}

// day reads the words of a day, and reports whether it counts from ref.
func (r listener) day(w []string) (t time.Time, relative, ok bool) {
	if len(w) == 0 {
		return
	}
	if t, relative, ok := r.calendarDate(w); ok {
		return t, relative, true
	}
	t, ok = r.relativeDate(w)
	return t, true, ok
}

func (r listener) needRef(t time.Time, text string, relative bool) (time.Time, error) {
	if relative && r.ref.IsZero() {
		return t, fmt.Errorf("%q: %w", text, ErrNoReference)
	}
	return t, nil
}

// numeric is a date in figures: parts with slashes, points or hyphens between them.
var numeric = regexp.MustCompile(`^(\d{1,4})([/.-])(\d{1,2})(?:([/.-])(\d{1,4})?)?$`)

// numericDate reads 3/14 and 3/14/2025, also with a two-digit year, with points or
// hyphens, and 2025/3/14. Whether the day or the month is first is a matter of the
// locale; before points it is the day. Slashes and hyphens are read in the other order
// where only that makes a day.
func (r listener) numericDate(s string) (t time.Time, relative, ok bool) {
	before, last := "", s
	if i := strings.LastIndexByte(s, ' '); i >= 0 {
		before, last = s[:i], s[i+1:]
	}
	if last == "" || !isDigit(last[0]) {
		return
	}
	if t, err := time.Parse("20060102", last); err == nil {
		return t, false, before == ""
	}
	m := numeric.FindStringSubmatch(last)
	if m == nil || !r.saysNothing(before) {
		return
	}
	mark, twice, year := m[2], m[4] == m[2], m[5]
	a, _ := strconv.Atoi(m[1])
	b, _ := strconv.Atoi(m[3])
	y, _ := strconv.Atoi(year)
	switch {
	case len(m[1]) == 4: // 2025/3/14
		t, ok = day(a, time.Month(b), y)
		return t, false, ok && twice && len(year) <= 2 && year != ""
	case len(m[1]) == 3, len(year) == 1, len(year) == 3, year != "" && !twice, year == "" && mark == "-", year == "" && mark == "." && r.decimal() == '.':
		return
	case len(year) == 2:
		y += 2000
	}
	on := func(d, m int) (time.Time, bool) {
		if year == "" {
			return r.inSomeYear(time.Month(m), d)
		}
		return day(y, time.Month(m), d)
	}
	if mark != "." && !r.locale.DayFirst() {
		a, b = b, a
	}
	if t, ok = on(a, b); !ok && mark != "." {
		t, ok = on(b, a)
	}
	return t, year == "", ok
}

// saysNothing reports whether the words before a date in figures are idle ones or a
// weekday.
func (r listener) saysNothing(before string) bool {
	for _, word := range r.dayWords(before) {
		if _, isDay := weekdays[word]; !isDay && !slices.Contains(leading, word) {
			return false
		}
	}
	return true
}

// inSomeYear is a day without a year: in the year of ref, or the first one from ref
// on, or the latest one up to ref, as the listener prefers.
func (r listener) inSomeYear(m time.Month, d int) (time.Time, bool) {
	t, ok := day(r.ref.Year(), m, d)
	if r.prefer == "" || m < 1 || m > 12 || d < 1 || d > 31 {
		return t, ok
	}
	step := 1
	if r.prefer == Past {
		step = -1
	}
	for n := range 9 { // a 29th of february is at most eight years away
		t, ok = day(r.ref.Year()+n*step, m, d)
		if ok && (t.Equal(r.ref) || t.After(r.ref) == (step > 0)) {
			return t, true
		}
	}
	return t, false
}

// inSomeMonth is a day without a month, as inSomeYear is one without a year.
func (r listener) inSomeMonth(d int) (time.Time, bool) {
	t, ok := day(r.ref.Year(), r.ref.Month(), d)
	if r.prefer == "" {
		return t, ok
	}
	step := 1
	if r.prefer == Past {
		step = -1
	}
	for n := range 3 { // no two months in a row lack a day
		first := time.Date(r.ref.Year(), r.ref.Month()+time.Month(n*step), 1, 0, 0, 0, 0, time.UTC)
		t, ok = day(first.Year(), first.Month(), d)
		if ok && (t.Equal(r.ref) || t.After(r.ref) == (step > 0)) {
			return t, true
		}
	}
	return t, false
}

// dayNumber reads "3", "3rd", "third", "twenty first" and how many words it is.
func dayNumber(w []string) (d, used int) {
	if len(w) == 0 {
		return 0, 0
	}
	if n, ok := integer(w[0]); ok && n >= 1 && n <= 31 {
		if len(w) > 1 && slices.Contains([]string{"st", "nd", "rd", "th"}, w[1]) {
			return n, 2
		}
		return n, 1
	}
	if len(w) > 1 {
		if d := ordinals[w[0]+" "+w[1]]; d > 0 {
			return d, 2
		}
	}
	if d := ordinals[w[0]]; d > 0 {
		return d, 1
	}
	return 0, 0
}

// calendarDate reads days that name a month ("march 3rd 2024", "3 march", "the
// 3rd of march"), a bare day ("5th"), "first of next month" and holidays.
func (r listener) calendarDate(w []string) (t time.Time, relative, ok bool) {
	if h, ok := holidays[strings.Join(w, " ")]; ok {
		t, ok = r.inSomeYear(h.month, h.day)
		return t, true, ok
	}
	if n := len(w); n > 3 && w[1] == "month" && (w[0] == "next" || w[0] == "this") { // next month on the 5th
		w = append(slices.Clone(dropLeading(w[2:], []string{"on", "the"})), "of", w[0], "month")
	}
	if _, isWeekday := weekdays[w[0]]; isWeekday && len(w) > 2 { // "friday march 3rd", "friday the 3rd"
		if w = w[1:]; w[0] == "the" {
			w = w[1:]
		}
	}
	if month, isMonth := months[w[0]]; isMonth {
		rest := w[1:]
		if len(rest) > 0 && rest[0] == "the" {
			rest = rest[1:]
		}
		d, used := dayNumber(rest)
		return r.inYear(d, month, rest[used:])
	}
	d, used := dayNumber(w)
	rest := dropLeading(dropLeading(w[used:], []string{"of"}), []string{"the"})
	switch {
	case d == 0:
		return
	case len(rest) == 0:
		t, ok = r.inSomeMonth(d)
		return t, true, ok && (used == 2 || ordinals[w[0]] > 0)
	case rest[len(rest)-1] == "month":
		t, ok = r.inMonth(d, rest[:len(rest)-1])
		return t, true, ok
	}
	return r.inYear(d, months[rest[0]], rest[1:])
}

// inMonth is a day of "next", "this" or "last" month.
func (r listener) inMonth(d int, which []string) (time.Time, bool) {
	n, ok := 0, true
	if len(which) > 0 {
		n, ok = map[string]int{"last": -1, "the": 0, "this": 0, "next": 1, "coming": 1}[which[0]]
	}
	first := time.Date(r.ref.Year(), r.ref.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	t, valid := day(first.Year(), first.Month(), d)
	return t, ok && valid && len(which) < 2
}

// inYear is a day and month with the words behind them: a year, "next year" or none.
func (r listener) inYear(d int, m time.Month, rest []string) (t time.Time, relative, ok bool) {
	if d == 0 || m == 0 {
		return
	}
	switch rest = dropLeading(rest, []string{"of", "the", "in"}); len(rest) { // 3 de julio de 2025
	case 0:
		t, ok = r.inSomeYear(m, d)
		return t, true, ok
	case 1:
		if y, isYear := integer(rest[0]); isYear && y >= 1900 && y < 2200 {
			t, ok = day(y, m, d)
			return t, false, ok
		}
	case 2:
		n, known := map[string]int{"last": -1, "this": 0, "next": 1, "coming": 1}[rest[0]]
		t, ok = day(r.ref.Year()+n, m, d)
		return t, true, ok && known && rest[1] == "year"
	}
	return
}
