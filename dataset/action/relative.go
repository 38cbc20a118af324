package action

import (
	"slices"
	"strings"
	"time"
)

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
