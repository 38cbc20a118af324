package action

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

var months = map[string]time.Month{}
var weekdays = map[string]time.Weekday{}

func init() {
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		months[name], months[name[:3]] = m, m
	}
	months["sept"] = time.September
	for d := time.Sunday; d <= time.Saturday; d++ {
		name := strings.ToLower(d.String())
		weekdays[name], weekdays[name[:3]] = d, d
	}
	weekdays["tues"], weekdays["thur"], weekdays["thurs"] = time.Tuesday, time.Thursday, time.Thursday
}

var ordinals = func() map[string]int {
	m := map[string]int{}
	ones := strings.Fields("first second third fourth fifth sixth seventh eighth ninth")
	for i, o := range ones {
		m[o] = i + 1
		m["twenty "+o] = 21 + i
	}
	for i, o := range strings.Fields("tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth") {
		m[o] = 10 + i
	}
	m["thirtieth"], m["thirty first"] = 30, 31
	return m
}()

// leading words that a span may carry and that say nothing about the day.
var leading = []string{"on", "by", "for", "at", "the", "date", "of", "due", "before", "until", "till"}

func day(y int, m time.Month, d int) (time.Time, bool) {
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == d && t.Month() == m
}

// Date reads a day and returns it as YYYY-MM-DD. Relative days count from ref.
//
// Where people are ambiguous the rule is: numbers are month/day(/year); a day
// and month without a year are of ref's year; "the 5th" is of ref's month; a
// weekday, also with "this", is the next one after ref; "next friday" is
// friday of the week (from monday) after ref's; "last friday" is the latest
// one before ref; "next week" is a week from ref, "next month" its first day.
func Date(text string, ref time.Time) (string, error) {
	t, err := parseDate(text, ref)
	if err != nil {
		return "", err
	}
	return t.Format(time.DateOnly), nil
}

func parseDate(text string, ref time.Time) (time.Time, error) {
	s := strings.TrimRight(fold(text), " .,!?")
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

// relativeDate reads days that count from ref.
func relativeDate(w []string, ref time.Time) (time.Time, bool) {
	s := strings.Join(w, " ")
	add := func(days int) (time.Time, bool) { return ref.AddDate(0, 0, days), true }
	switch s {
	case "today", "now", "right now", "tonight", "this morning", "this afternoon", "this evening":
		return add(0)
	case "tomorrow", "tomorrow morning", "tomorrow afternoon", "tomorrow evening", "tomorrow night":
		return add(1)
	case "yesterday", "last night", "yesterday morning", "yesterday afternoon", "yesterday evening", "yesterday night":
		return add(-1)
	case "day after tomorrow":
		return add(2)
	case "day before yesterday":
		return add(-2)
	case "next week":
		return add(7)
	case "last week":
		return add(-7)
	case "next month":
		return time.Date(ref.Year(), ref.Month()+1, 1, 0, 0, 0, 0, time.UTC), true
	case "end of the month", "end of this month", "end of month", "month end", "last day of the month":
		return time.Date(ref.Year(), ref.Month()+1, 0, 0, 0, 0, 0, time.UTC), true
	case "end of the week", "end of this week":
		return nextWeekday(ref, time.Friday, true), true
	case "end of the year", "end of this year":
		return time.Date(ref.Year(), 12, 31, 0, 0, 0, 0, time.UTC), true
	}
	if t, ok := weekdayDate(w, ref); ok {
		return t, true
	}
	return countedDate(w, ref)
}

// weekdayDate reads "friday", "this friday", "next friday", "last friday",
// "friday next week".
func weekdayDate(w []string, ref time.Time) (time.Time, bool) {
	which := ""
	if len(w) > 1 && slices.Contains([]string{"this", "next", "last", "past", "coming", "previous"}, w[0]) {
		which, w = w[0], w[1:]
	}
	d, ok := weekdays[w[0]]
	if !ok {
		return time.Time{}, false
	}
	switch rest := strings.Join(w[1:], " "); {
	case rest == "next week" && which == "":
		which = "next"
	case rest == "last week" && which == "":
		return monday(ref).AddDate(0, 0, -7+(int(d)+6)%7), true
	case rest != "" && rest != "morning" && rest != "afternoon" && rest != "evening" && rest != "night":
		return time.Time{}, false
	}
	switch which {
	case "next":
		return monday(ref).AddDate(0, 0, 7+(int(d)+6)%7), true
	case "last", "past", "previous":
		back := (int(ref.Weekday()) - int(d) + 7) % 7
		if back == 0 {
			back = 7
		}
		return ref.AddDate(0, 0, -back), true
	}
	return nextWeekday(ref, d, false), true
}

func monday(t time.Time) time.Time { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7) }

// nextWeekday is the first such day after ref, or ref itself where same is set.
func nextWeekday(ref time.Time, d time.Weekday, same bool) time.Time {
	n := (int(d) - int(ref.Weekday()) + 7) % 7
	if n == 0 && !same {
		n = 7
	}
	return ref.AddDate(0, 0, n)
}

// countedDate reads "in two weeks", "3 days from now", "a week ago", "a week
// from tomorrow".
func countedDate(w []string, ref time.Time) (time.Time, bool) {
	in := len(w) > 0 && (w[0] == "in" || w[0] == "within")
	if in {
		w = w[1:]
	}
	n, unit, used := counted(w)
	if used == 0 {
		return time.Time{}, false
	}
	sign := 1
	switch rest := strings.Join(w[used:], " "); rest {
	case "":
		if !in {
			return time.Time{}, false
		}
	case "from now", "from today", "later", "time":
	case "ago", "back", "before", "earlier":
		sign = -1
	case "from tomorrow":
		ref = ref.AddDate(0, 0, 1)
	default:
		return time.Time{}, false
	}
	return shift(ref, sign*n, unit), true
}

// counted reads "two weeks", "a month", "10 days".
func counted(w []string) (n int, unit string, used int) {
	if len(w) < 2 {
		return 0, "", 0
	}
	v, used := number(w)
	if used == 0 && (w[0] == "a" || w[0] == "an" || w[0] == "one") {
		v, used = 1, 1
	}
	if used == 0 || used >= len(w) || v != float64(int(v)) || v < 0 || v > 5000 {
		return 0, "", 0
	}
	unit = strings.TrimSuffix(w[used], "s")
	if !slices.Contains([]string{"day", "week", "month", "quarter", "year"}, unit) {
		return 0, "", 0
	}
	return int(v), unit, used + 1
}

func shift(t time.Time, n int, unit string) time.Time {
	switch unit {
	case "week":
		return t.AddDate(0, 0, 7*n)
	case "month":
		return addMonths(t, n)
	case "quarter":
		return addMonths(t, 3*n)
	case "year":
		return addMonths(t, 12*n)
	}
	return t.AddDate(0, 0, n)
}

// addMonths keeps to the last day of a shorter month.
func addMonths(t time.Time, n int) time.Time {
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(t.Day(), last)-1)
}
