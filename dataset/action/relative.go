package action

import (
	"slices"
	"strings"
	"time"
)

// relativeDate reads days that count from ref.
func (r listener) relativeDate(w []string) (time.Time, bool) {
	ref := r.ref
	s := strings.Join(w, " ")
	if n, ok := around[s]; ok {
		return ref.AddDate(0, 0, n), true
	}
	switch s {
	case "next month":
		return time.Date(ref.Year(), ref.Month()+1, 1, 0, 0, 0, 0, time.UTC), true
	case "month end", "eom", "last day of the month", "last of the month":
		return r.edge([]string{"end", "of", "month"})
	case "eow":
		return r.edge([]string{"end", "of", "week"})
	case "eoy", "year end":
		return r.edge([]string{"end", "of", "year"})
	}
	if t, ok := r.weekdayDate(w); ok {
		return t, true
	}
	if t, ok := r.weekendDate(w); ok {
		return t, true
	}
	if t, ok := r.fromAnother(w); ok {
		return t, true
	}
	if t, ok := r.countedDate(w); ok {
		return t, true
	}
	if t, ok := r.nthWeekday(w); ok {
		return t, true
	}
	return r.edge(w)
}

// nthWeekday reads "first monday of july", "last friday of next month".
func (r listener) nthWeekday(w []string) (time.Time, bool) {
	if len(w) < 4 || w[2] != "of" && w[2] != "in" {
		return time.Time{}, false
	}
	d, isDay := weekdays[w[1]]
	n := ordinals[w[0]]
	var first time.Time
	switch month := dropLeading(w[3:], []string{"the"}); {
	case !isDay, n > 4, n == 0 && w[0] != "last":
		return time.Time{}, false
	case len(month) == 1 && months[month[0]] > 0:
		first, _ = r.inSomeYear(months[month[0]], 1)
	case month[len(month)-1] == "month" && len(month) < 3:
		shift := map[string]int{"next": 1, "coming": 1, "last": -1}[month[0]]
		first = time.Date(r.ref.Year(), r.ref.Month()+time.Month(shift), 1, 0, 0, 0, 0, time.UTC)
	default:
		return time.Time{}, false
	}
	if n == 0 {
		return nextWeekday(first.AddDate(0, 1, -8), d, false), true
	}
	return nextWeekday(first, d, true).AddDate(0, 0, 7*(n-1)), true
}

// around are the days by what they are from ref.
var around = map[string]int{
	"today": 0, "now": 0, "right now": 0, "tonight": 0, "this morning": 0, "this afternoon": 0, "this evening": 0, "later today": 0, "eod": 0, "end of day": 0,
	"tomorrow": 1, "tomorrow morning": 1, "tomorrow afternoon": 1, "tomorrow evening": 1, "tomorrow night": 1,
	"yesterday": -1, "last night": -1, "yesterday morning": -1, "yesterday afternoon": -1, "yesterday evening": -1, "yesterday night": -1,
	"day after tomorrow": 2, "day before yesterday": -2, "next week": 7, "last week": -7, "week after next": 14, "same day next week": 7, "this time next week": 7,
	"today week": 7, "tomorrow week": 8,
}

var (
	nextWords = []string{"next"}
	thisWords = []string{"this", "coming", "upcoming"}
	partOfDay = []string{"morning", "afternoon", "evening", "night", "am", "pm", "lunchtime", "in the morning", "in the afternoon", "in the evening", "at night"}
)

// weekdayDate reads "friday", "this friday", "next friday", "last friday", "friday
// morning", "friday next week", "next week friday", "monday week", "friday after
// next".
func (r listener) weekdayDate(w []string) (time.Time, bool) {
	ref, which := r.ref, ""
	if n := len(w); n > 2 && w[1] == "week" && (w[0] == "next" || w[0] == "last") { // next week on friday
		rest := dropLeading(w[2:], []string{"on", "the"})
		w = append(slices.Clone(rest), w[0], "week")
	}
	if len(w) > 2 && w[0] == "this" && w[1] == "coming" {
		w = w[1:]
	}
	if len(w) > 1 && (slices.Contains(thisWords, w[0]) || slices.Contains(nextWords, w[0]) || slices.Contains(lastWords, w[0])) {
		which, w = w[0], w[1:]
	}
	d, ok := weekdays[w[0]]
	if !ok {
		return time.Time{}, false
	}
	inWeek := monday(ref).AddDate(0, 0, (int(d)+6)%7)
	rest := strings.TrimPrefix(strings.TrimPrefix(strings.Join(w[1:], " "), "of "), "the ")
	switch {
	case rest == "" || slices.Contains(partOfDay, rest):
	case which != "" && !(rest == "coming" && which == "this"):
		return time.Time{}, false
	case rest == "next week" || rest == "next":
		which = "next"
	case rest == "last week":
		return inWeek.AddDate(0, 0, -7), true
	case rest == "this week":
		return inWeek, true
	case rest == "coming" || rest == "this":
		which = "coming"
	case rest == "week": // monday week
		return nextWeekday(ref, d, false).AddDate(0, 0, 7), true
	case rest == "fortnight":
		return nextWeekday(ref, d, false).AddDate(0, 0, 14), true
	case rest == "after next":
		return inWeek.AddDate(0, 0, 14), true
	default:
		return time.Time{}, false
	}
	switch {
	case which == "next":
		return inWeek.AddDate(0, 0, 7), true
	case slices.Contains(lastWords, which), which == "" && r.prefer == Past:
		return nextWeekday(ref.AddDate(0, 0, -8), d, false), true
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

// weekendDate reads a weekend as its saturday.
func (r listener) weekendDate(w []string) (time.Time, bool) {
	if len(w) > 1 && w[0] == "at" {
		w = w[1:]
	}
	saturday, ok := r.weekend(w)
	return saturday, ok
}

// weekend returns the saturday of "this weekend", "next weekend", "last weekend",
// "weekend after next".
func (r listener) weekend(w []string) (time.Time, bool) {
	saturday := monday(r.ref).AddDate(0, 0, 5)
	s := strings.Join(w, " ")
	switch s {
	case "weekend", "this weekend", "coming weekend", "this coming weekend", "upcoming weekend":
		if r.prefer == Past && s == "weekend" {
			saturday = saturday.AddDate(0, 0, -7)
		}
		return saturday, true
	case "next weekend", "weekend next week":
		return saturday.AddDate(0, 0, 7), true
	case "weekend after next":
		return saturday.AddDate(0, 0, 14), true
	}
	if len(w) == 2 && slices.Contains(lastWords, w[0]) && w[1] == "weekend" {
		return saturday.AddDate(0, 0, -7), true
	}
	return saturday, false
}

// fromAnother reads days that count from another day: "a week from monday", "two days
// after tomorrow", "the day before friday".
func (r listener) fromAnother(w []string) (time.Time, bool) {
	n, unit, used := counted(w)
	if used == 0 && len(w) > 0 && (w[0] == "day" || w[0] == "week") {
		n, unit, used = 1, w[0], 1
	}
	if used == 0 || used >= len(w) {
		return time.Time{}, false
	}
	if _, isDay := weekdays[w[used]]; w[used] == "tomorrow" || isDay { // a week friday
		w = append([]string{""}, w[used:]...)
		used = 0
	}
	sign := 1
	switch how := w[used]; {
	case how == "":
	case how == "before":
		sign = -1
	case how != "from" && how != "after" && how != "on": // a week on friday
		return time.Time{}, false
	}
	if used+1 == len(w) {
		return time.Time{}, false
	}
	t, _, ok := r.day(dropLeading(w[used+1:], []string{"the"}))
	return shift(t, sign*n, unit), ok
}

// countedDate reads "in two weeks", "3 days from now", "a week ago", "in a
// fortnight", "a week today".
func (r listener) countedDate(w []string) (time.Time, bool) {
	in := len(w) > 0 && (w[0] == "in" || w[0] == "within")
	if in {
		w = dropLeading(w[1:], []string{"about", "around"})
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
	case "from now", "from today", "later", "time", "hence", "today", "on":
	case "ago", "back", "before", "earlier":
		sign = -1
	default:
		return time.Time{}, false
	}
	return shift(r.ref, sign*n, unit), true
}

// counted reads "two weeks", "a month", "10 days", "half a year".
func counted(w []string) (n int, unit string, used int) {
	if len(w) < 2 {
		return 0, "", 0
	}
	if strings.Join(w[:min(3, len(w))], " ") == "half a year" {
		return 6, "month", 3
	}
	v, used := number(w)
	if used == 0 && (w[0] == "a" || w[0] == "an" || w[0] == "one") {
		v, used = 1, 1
	}
	if used == 0 || used >= len(w) || v != float64(int(v)) || v < 0 || v > 5000 {
		return 0, "", 0
	}
	unit = strings.TrimRight(w[used], "'s")
	if unit == "fortnight" {
		return 2 * int(v), "week", used + 1
	}
	if !slices.Contains([]string{"day", "week", "month", "quarter", "year"}, unit) {
		return 0, "", 0
	}
	return int(v), unit, used + 1
}

// edge reads the first or last day of a stretch: "end of the month", "start of next
// week", "beginning of the year", "end of july". A week ends on friday.
func (r listener) edge(w []string) (time.Time, bool) {
	if len(w) < 3 || w[1] != "of" {
		return time.Time{}, false
	}
	ref := r.ref
	if m := months[w[2]]; m > 0 && len(w) == 3 {
		first, ok := r.inSomeYear(m, 1)
		switch w[0] {
		case "start", "beginning":
			return first, ok
		case "end":
			return first.AddDate(0, 1, -1), ok
		}
	}
	n, unit := 0, w[2:]
	switch unit[0] {
	case "the", "this":
		unit = unit[1:]
	case "next", "coming":
		n, unit = 1, unit[1:]
	case "last":
		n, unit = -1, unit[1:]
	}
	if len(unit) != 1 {
		return time.Time{}, false
	}
	p, ok := whole(ref, unit[0], n)
	switch w[0] {
	case "start", "beginning":
		return p.from, ok
	case "end":
		if unit[0] == "week" && n == 0 {
			return nextWeekday(ref, time.Friday, true), ok
		}
		if unit[0] == "week" {
			return nextWeekday(p.from, time.Friday, true), ok
		}
		return p.to, ok
	}
	return time.Time{}, false
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
