package action

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// leading are words that can come before a day and say nothing about it.
var leading = []string{"on", "by", "for", "at", "the", "date", "of", "due", "before", "until", "till"}

func day(y int, m time.Month, d int) (time.Time, bool) {
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == d && t.Month() == m
}

// Date reads a day and returns it as YYYY-MM-DD. Relative days count from ref; where
// ref is zero they are an ErrNoReference. Years are 0 to 9999.
//
// People are ambiguous, so these rules decide:
//
//   - 3/5 and 3/5/2025 are month/day and month/day/year.
//   - A day and month without a year are in the year of ref, and "the 5th" is in
//     its month.
//   - A weekday, with or without "this", is the next one after ref. "Next friday" is
//     the friday of the next week, which begins on monday. "Last friday" is the
//     latest one before ref.
//   - "Next week" is seven days after ref, and "next month" the first day of it.
func Date(text string, ref time.Time) (string, error) {
	t, err := parseDate(text, ref)
	if err != nil {
		return "", err
	}
	if !hasYear(t) {
		return "", unfit{text, "not a date of a year from 0 to 9999"}
	}
	return t.Format(time.DateOnly), nil
}

func parseDate(text string, ref time.Time) (time.Time, error) {
	s := said(text)
	if s != "" && isDigit(s[0]) {
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			return t, nil
		}
	}
	if t, ok := numericDate(s, ref); ok {
		return needRef(t, text, ref, strings.Count(s, "/") == 1)
	}
	w := words(s)
	for len(w) > 1 && slices.Contains(leading, w[0]) {
		w = w[1:]
	}
	if len(w) == 0 {
		return time.Time{}, unfit{text, "not a date"}
	}
	if t, relative, ok := calendarDate(w, ref); ok {
		return needRef(t, text, ref, relative)
	}
	if t, ok := relativeDate(w, ref); ok {
		return needRef(t, text, ref, true)
	}
	return time.Time{}, unfit{text, "not a date"}
}

func needRef(t time.Time, text string, ref time.Time, relative bool) (time.Time, error) {
	if relative && ref.IsZero() {
		return t, fmt.Errorf("%q: %w", text, ErrNoReference)
	}
	return t, nil
}

// numericDate reads 3/14 and 3/14/2025, also with a two-digit year.
func numericDate(s string, ref time.Time) (time.Time, bool) {
	if !strings.Contains(s, "/") {
		return time.Time{}, false
	}
	parts := strings.Split(s, "/")
	if len(parts) > 3 {
		return time.Time{}, false
	}
	n := [3]int{2: ref.Year()}
	for i, p := range parts {
		v, err := strconv.Atoi(p)
		if err != nil || len(p) > 4 {
			return time.Time{}, false
		}
		n[i] = v
	}
	if len(parts) == 3 && n[2] < 100 {
		n[2] += 2000
	}
	return day(n[2], time.Month(n[0]), n[1])
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
// 3rd of march"), a bare day ("5th") and "first of next month".
func calendarDate(w []string, ref time.Time) (t time.Time, relative, ok bool) {
	if len(w) == 0 {
		return
	}
	if _, isWeekday := weekdays[w[0]]; isWeekday && len(w) > 2 { // "friday march 3rd", "friday the 3rd"
		w = w[1:]
		if w[0] == "the" {
			w = w[1:]
		}
	}
	month, isMonth := months[w[0]]
	d, used := 0, 0
	if isMonth {
		rest := w[1:]
		if len(rest) > 0 && rest[0] == "the" {
			rest = rest[1:]
		}
		d, used = dayNumber(rest)
		used += len(w) - len(rest)
	} else if d, used = dayNumber(w); d > 0 {
		rest := w[used:]
		if len(rest) > 0 && rest[0] == "of" {
			rest = rest[1:]
		}
		switch {
		case len(rest) == 0 && (used == 2 || ordinals[w[0]] > 0):
			t, ok = day(ref.Year(), ref.Month(), d)
			return t, true, ok
		case len(rest) == 0:
			return
		case len(rest) == 2 && rest[1] == "month" && (rest[0] == "next" || rest[0] == "this" || rest[0] == "last" || rest[0] == "the"):
			shift := map[string]int{"next": 1, "last": -1}[rest[0]]
			first := time.Date(ref.Year(), ref.Month()+time.Month(shift), 1, 0, 0, 0, 0, time.UTC)
			t, ok = day(first.Year(), first.Month(), d)
			return t, true, ok
		}
		month, isMonth = months[rest[0]]
		used = len(w) - len(rest) + 1
	}
	if !isMonth || d == 0 {
		return
	}
	switch rest := w[used:]; len(rest) {
	case 0:
		t, ok = day(ref.Year(), month, d)
		return t, true, ok
	case 1:
		if y, ok := integer(rest[0]); ok && y >= 1900 && y < 2200 {
			t, ok = day(y, month, d)
			return t, false, ok
		}
	}
	return
}
