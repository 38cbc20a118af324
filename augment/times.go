package augment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/text"
)

var ordinalWords = strings.Fields(`first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
	sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth
	twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first`)

// ordinal is 1st, 2nd and so on.
func ordinal(n int) string {
	suffix := "th"
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return strconv.Itoa(n) + suffix
}

var (
	weekdayNames = strings.Fields("monday tuesday wednesday thursday friday saturday sunday")
	weekdayShort = strings.Fields("mon tue wed thu fri sat sun")
	weekdayOther = strings.Fields("mon tues weds thurs fri sat sun")
	monthNames   = strings.Fields("january february march april may june july august september october november december")
	monthShort   = strings.Fields("jan feb mar apr may jun jul aug sep oct nov dec")
	slashed      = text.Expression(`^\d{1,4}[/.-]\d{1,2}([/.-]\d{1,4})?$`)
	year         = text.Expression(`\b(19|20)\d\d\b`)
	dayOfMonth   = text.Expression(`^(the )?(\d{1,2})(st|nd|rd|th)$`)
	inUnits      = text.Expression(`^in (\w+) (day|days|week|weeks|month|months)$`)
)

// dateForms are ways to write a day, of the kind that the prompt has: a day of a month, a
// weekday or a number of days from now.
func dateForms(said string, canonical any, at place) []string {
	low := strings.ToLower(said)
	day, err := time.Parse(time.DateOnly, stringOf(canonical))
	if err != nil {
		return nil
	}
	var out []string
	switch words := strings.Fields(low); {
	case slashed().MatchString(low) || slices.ContainsFunc(words, isMonth) && len(words) <= 5:
		out = monthDays(day, at, year().MatchString(low) || strings.Count(low, "/") == 2 || strings.Count(low, "-") == 2)
	case slices.ContainsFunc(words, isWeekday) && len(words) <= 4:
		out = weekdayForms(words, at)
	case dayOfMonth().MatchString(low):
		out = append(out, "the "+ordinal(day.Day()), "the "+strings.ReplaceAll(ordinalWords[day.Day()-1], "-", " "))
	default:
		out = relativeForms(low)
	}
	if at.determined() {
		out = withoutArticles(out)
	}
	return out
}

func isMonth(w string) bool {
	w = strings.TrimRight(w, ",.")
	return slices.Contains(monthNames, w) || slices.Contains(monthShort, w)
}

func isWeekday(w string) bool {
	w = strings.TrimRight(w, ",.")
	return slices.Contains(weekdayNames, w) || slices.Contains(weekdayShort, w) || slices.Contains(weekdayOther, w)
}

// monthDays are forms of a day of a month.
func monthDays(t time.Time, at place, withYear bool) []string {
	d, m := t.Day(), int(t.Month())
	number, nth := strconv.Itoa(d), ordinal(d)
	word := strings.ReplaceAll(ordinalWords[d-1], "-", " ")
	var out []string
	for _, name := range []string{monthNames[m-1], monthShort[m-1]} {
		out = append(out, name+" "+number, name+" "+nth, number+" "+name, nth+" "+name, "the "+nth+" of "+name)
	}
	name := monthNames[m-1]
	out = append(out, name+" "+word, "the "+word+" of "+name)
	if !at.determined() {
		out = append(out, name+" the "+nth)
	}
	first, second := m, d
	if at.dayFirst {
		first, second = d, m
	}
	if !withYear {
		return append(out, fmt.Sprintf("%d/%d", first, second))
	}
	y := strconv.Itoa(t.Year())
	var dated []string
	for _, s := range out {
		if !strings.Contains(s, word) {
			dated = append(dated, s+" "+y)
		}
	}
	return append(dated, name+" "+number+", "+y, fmt.Sprintf("%d/%d/%s", first, second, y), fmt.Sprintf("%d-%d-%s", first, second, y), t.Format(time.DateOnly),
		fmt.Sprintf("%d/%d/%s", first, second, y[2:]))
}

// weekdayForms write a weekday short or in full, and next week before or behind it.
func weekdayForms(words []string, at place) []string {
	var out []string
	i := slices.IndexFunc(words, isWeekday)
	for k, full := range weekdayNames {
		if !slices.Contains([]string{full, weekdayShort[k], weekdayOther[k]}, words[i]) {
			continue
		}
		for _, name := range []string{full, weekdayShort[k], weekdayOther[k], upperFirst(full), upperFirst(weekdayShort[k])} {
			with := slices.Clone(words)
			with[i] = name
			out = append(out, strings.Join(with, " "))
		}
		switch strings.Join(slices.Delete(slices.Clone(words), i, i+1), " ") {
		case "next week":
			out = append(out, full+" next week")
			if at.before != "on" {
				out = append(out, "next week "+full, "next week on "+full)
			}
		case "this coming":
			out = append(out, "this "+full)
		case "this":
			out = append(out, "this coming "+full)
		case "last":
			out = append(out, full+" last week")
		}
	}
	return out
}

// nearDays are relative days and what else they are called.
var nearDays = [][]string{
	{"tomorrow", "tmrw", "tmr"},
	{"the day after tomorrow", "day after tomorrow", "in two days", "in 2 days", "two days from now"},
	{"the day before yesterday", "day before yesterday", "two days ago", "2 days ago"},
	{"end of the month", "the end of the month"},
	{"next week", "in a week", "a week from today", "a week from now", "in one week"},
	{"in a month", "a month from now", "in one month"},
	{"in a week", "in one week", "a week from now", "in seven days"},
	{"today", "later today"},
}

func relativeForms(low string) []string {
	var out []string
	for _, same := range nearDays {
		if slices.Contains(same, low) {
			out = append(out, same...)
		}
	}
	if m := inUnits().FindStringSubmatch(low); m != nil {
		if n := smallNumber(m[1]); n > 1 {
			w := string(text.Plain.Append(nil, int64(n)))
			f := strconv.Itoa(n)
			out = append(out, "in "+w+" "+m[2], "in "+f+" "+m[2], w+" "+m[2]+" from now", f+" "+m[2]+" from now")
		}
	}
	return out
}

// smallNumber reads a number below 100 in figures or in one word, 0 for anything else.
func smallNumber(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n < 100 {
		return n
	}
	for n := range int64(100) {
		if string(text.Plain.Append(nil, n)) == s {
			return int(n)
		}
	}
	return 0
}

var (
	vagueTime = text.Expression(`ish|about|around|after|before|by|or so|until|till|from`)
	halfOfDay = text.Expression(`[ap]\.? ?m|morning|afternoon|evening|night`)
	armyTime  = text.Expression(`^(1[3-9]|2[0-3]|0\d):?\d\d$`)
)

// timeForms are ways to write a time of day, with its half of the day where the prompt
// says that, and without where it does not.
func timeForms(said string, canonical any, _ place) []string {
	low := strings.ToLower(said)
	hh, mm, ok := strings.Cut(stringOf(canonical), ":")
	hour, err := strconv.Atoi(hh)
	minute, err2 := strconv.Atoi(mm)
	if !ok || err != nil || err2 != nil || vagueTime().MatchString(low) {
		return nil
	}
	switch {
	case hour == 12 && minute == 0:
		return []string{"noon", "12 pm", "12pm", "midday", "12 noon"}
	case hour == 0 && minute == 0:
		return []string{"midnight", "12 am", "12am"}
	}
	half, part := "am", "in the morning"
	switch {
	case hour >= 18:
		half, part = "pm", "in the evening"
	case hour >= 12:
		half, part = "pm", "in the afternoon"
	}
	clock := (hour+11)%12 + 1
	bare := clockForms(clock, minute)
	if !halfOfDay().MatchString(low) && !armyTime().MatchString(low) {
		return bare
	}
	out := []string{stringOf(canonical)}
	for _, s := range bare {
		figures := s[len(s)-1] >= '0' && s[len(s)-1] <= '9' && strings.IndexByte(s, ' ') < 0
		switch {
		case figures:
			out = append(out, s+half, s+" "+half, s+" "+half[:1]+".m.")
		case !strings.Contains(s, "o'clock") && !strings.Contains(s, " to ") && !strings.Contains(s, " past "):
			out = append(out, s+" "+half, s+" "+half[:1]+" m")
		}
		if minute == 0 || strings.Contains(s, " to ") || strings.Contains(s, " past ") {
			out = append(out, s+" "+part)
		}
	}
	return out
}

// clockForms are forms of a time on a clock with twelve hours.
func clockForms(hour, minute int) []string {
	say := func(n int) string { return string(text.Plain.Append(nil, int64(n))) }
	next := hour%12 + 1
	switch {
	case minute == 0:
		return []string{strconv.Itoa(hour), say(hour), strconv.Itoa(hour) + " o'clock", say(hour) + " o'clock", fmt.Sprintf("%d:00", hour)}
	case minute == 30:
		return []string{fmt.Sprintf("%d:30", hour), say(hour) + " thirty", "half past " + say(hour), fmt.Sprintf("half past %d", hour)}
	case minute == 15:
		return []string{fmt.Sprintf("%d:15", hour), say(hour) + " fifteen", "quarter past " + say(hour), "a quarter past " + say(hour), fmt.Sprintf("quarter past %d", hour)}
	case minute == 45:
		return []string{fmt.Sprintf("%d:45", hour), say(hour) + " forty five", "quarter to " + say(next), "a quarter to " + say(next), fmt.Sprintf("quarter to %d", next)}
	case minute < 10:
		return []string{fmt.Sprintf("%d:%02d", hour, minute), say(hour) + " oh " + say(minute), say(minute) + " past " + say(hour)}
	case minute > 30 && minute%5 == 0:
		return []string{fmt.Sprintf("%d:%02d", hour, minute), say(hour) + " " + say(minute), say(60-minute) + " to " + say(next)}
	case minute%5 == 0:
		return []string{fmt.Sprintf("%d:%02d", hour, minute), say(hour) + " " + say(minute), say(minute) + " past " + say(hour)}
	}
	return []string{fmt.Sprintf("%d:%02d", hour, minute), say(hour) + " " + say(minute)}
}

var lastUnits = text.Expression(`^(the )?(last|past|previous|next|coming) (\w+) (days|weeks|months|years)$`)

// periodForms are ways to write a stretch of time.
func periodForms(said string, _ any, at place) []string {
	low := strings.ToLower(said)
	var out []string
	if m := lastUnits().FindStringSubmatch(low); m != nil {
		n := smallNumber(m[3])
		if n < 2 {
			return nil
		}
		which := []string{"last", "past"}
		if m[1] != "" || at.determined() {
			which = append(which, "previous")
		}
		if m[2] == "next" || m[2] == "coming" {
			which = []string{"next", "coming"}
		}
		for _, w := range which {
			for _, n := range []string{strconv.Itoa(n), string(text.Plain.Append(nil, int64(n)))} {
				out = append(out, m[1]+w+" "+n+" "+m[4])
			}
		}
		return out
	}
	for _, same := range [][]string{
		{"last month", "the previous month"},
		{"last year", "the previous year"},
		{"last week", "the previous week"},
		{"this year", "the current year"},
		{"this month", "the current month"},
		{"this week", "the current week"},
		{"year to date", "ytd", "this year so far", "so far this year"},
		{"first quarter", "the first quarter", "q1"},
		{"second quarter", "the second quarter", "q2"},
		{"third quarter", "the third quarter", "q3"},
		{"fourth quarter", "the fourth quarter", "q4"},
	} {
		if slices.Contains(same, low) {
			out = append(out, same...)
		}
	}
	if !at.determined() { // for third quarter
		out = slices.DeleteFunc(out, func(s string) bool { return strings.HasSuffix(s, " quarter") && !strings.HasPrefix(s, "the ") })
	}
	words := strings.Fields(low)
	if slices.ContainsFunc(words, isMonth) {
		out = append(out, swapNames(words, monthNames, monthShort), swapNames(words, monthShort, monthNames))
		if len(words) == 3 && words[1] == "to" {
			from, to := words[0], words[2]
			out = append(out, from+" through "+to, from+" until "+to, from+" till "+to)
			if at.before != "from" && at.before != "in" && at.before != "of" && at.before != "for" {
				out = append(out, "between "+from+" and "+to, "from "+from+" to "+to)
			}
		}
	}
	if at.determined() {
		out = withoutArticles(out)
	}
	return out
}

// swapNames writes names of one list as those of another.
func swapNames(words, from, to []string) string {
	out := slices.Clone(words)
	for i, w := range out {
		if k := slices.Index(from, w); k >= 0 {
			out[i] = to[k]
		}
	}
	return strings.Join(out, " ")
}

var isoDuration = text.Expression(`^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$`)

// durationForms are ways to write a length of time of minutes, hours and days.
func durationForms(_ string, canonical any, at place) []string {
	m := isoDuration().FindStringSubmatch(stringOf(canonical))
	if m == nil {
		return nil
	}
	days, _ := strconv.Atoi(m[1])
	hours, _ := strconv.Atoi(m[2])
	minutes, _ := strconv.Atoi(m[3])
	say := func(n int) string { return string(text.Plain.Append(nil, int64(n))) }
	count := func(n int, unit string) []string {
		if n == 1 {
			article := "a "
			if unit == "hour" {
				article = "an "
			}
			return []string{"1 " + unit, "one " + unit, article + unit}
		}
		return []string{fmt.Sprintf("%d %ss", n, unit), say(n) + " " + unit + "s"}
	}
	var out []string
	all := hours*60 + minutes
	switch {
	case days > 0 && all == 0:
		out = count(days, "day")
		if days%7 == 0 {
			out = append(out, count(days/7, "week")...)
		}
		if days == 14 {
			out = append(out, "a fortnight")
		}
	case days > 0 || all == 0:
	case hours == 0 || all <= 180:
		out = append(out, count(all, "minute")...)
		out = append(out, fmt.Sprintf("%d mins", all), fmt.Sprintf("%d min", all))
		if all == 30 {
			out = append(out, "half an hour")
		}
		if all == 45 {
			out = append(out, "three quarters of an hour")
		}
	}
	if days == 0 && hours > 0 {
		switch minutes {
		case 0:
			out = append(out, count(hours, "hour")...)
			out = append(out, fmt.Sprintf("%d hrs", hours), fmt.Sprintf("%dh", hours))
		case 30:
			out = append(out, fmt.Sprintf("%d.5 hours", hours), say(hours)+" and a half hours", fmt.Sprintf("%dh 30m", hours), say(hours)+" hours and a half")
			if hours == 1 {
				out = append(out, "an hour and a half", "one and a half hours")
			}
			fallthrough
		default:
			for k, h := range count(hours, "hour") {
				c := count(minutes, "minute")
				out = append(out, h+" "+c[min(k, len(c)-1)], h+" and "+c[min(k, len(c)-1)])
			}
			out = append(out, fmt.Sprintf("%dh%02d", hours, minutes), fmt.Sprintf("%d hr %d min", hours, minutes))
		}
	}
	if at.determined() {
		out = withoutArticles(out)
	}
	return out
}
