package action

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// duration reads a length of time and returns it in ISO 8601: "an hour and a half" is
// PT1H30M, "90 minutes" too, and "two weeks" is P14D. Hours are not made days: "36 hours"
// is PT36H.
func (r listener) duration(text string) (string, error) {
	s := said(text)
	if d, ok := isoDuration(strings.ToUpper(s)); ok {
		return d.String(), nil
	}
	w := dropOne(r.book.words(split(glued.ReplaceAllString(compared(strings.TrimRight(text, " .,!?")), "$1 $2"), r.figuresAt)))
	w = dropLeading(w, append([]string{"for", "in", "over", "within", "last", "lasting", "takes"}, hedges...))
	if len(w) == 3 && w[0] == "1" && isFigure(w[1]) { // eine Dreiviertelstunde
		w = w[1:]
	}
	for i := range w {
		if w[i] == "m" { // which number would take for a million
			w[i] = "min"
		}
	}
	if d, ok := durationOf(w); ok && d != (duration{}) {
		return d.String(), nil
	}
	return "", unfit{text, "not a length of time"}
}

// glued is a number and a unit without a space, or an hour and minutes: 1h30.
var glued = regexp.MustCompile(`(\pL)-?(\d)`)

// duration is a length of time. A month has no fixed days, and a day no fixed hours.
type duration struct{ months, days, seconds float64 }

// units are the units of a duration, in what they add.
var units = map[string]duration{
	"year": {months: 12}, "yr": {months: 12}, "quarter": {months: 3}, "month": {months: 1}, "mth": {months: 1}, "fortnight": {days: 14}, "week": {days: 7}, "wk": {days: 7},
	"day": {days: 1}, "d": {days: 1}, "night": {days: 1}, "hour": {seconds: 3600}, "hr": {seconds: 3600}, "h": {seconds: 3600},
	"minute": {seconds: 60}, "min": {seconds: 60}, "m": {seconds: 60}, "second": {seconds: 1}, "sec": {seconds: 1}, "s": {seconds: 1},
}

func unitOf(word string) (duration, bool) {
	if u, ok := units[word]; ok {
		return u, true
	}
	u, ok := units[strings.TrimSuffix(word, "s")]
	return u, ok
}

func (d duration) plus(n float64, u duration) duration {
	return duration{d.months + n*u.months, d.days + n*u.days, d.seconds + n*u.seconds}
}

// smaller is the unit of the number behind a unit that names none: "an hour 15".
func smaller(u duration) duration {
	if u.seconds == 3600 {
		return duration{seconds: 60}
	}
	return duration{seconds: 1}
}

// durationOf reads amounts of units: "an hour and a half", "2 hours 15 minutes",
// "three quarters of an hour", "1 : 30".
func durationOf(w []string) (d duration, ok bool) {
	if len(w) == 3 && w[1] == ":" {
		w = []string{w[0], "hours", w[2]}
	}
	for last := (duration{}); len(w) > 0; ok = true {
		if ok && len(w) > 1 && w[0] == "and" {
			w = w[1:]
		}
		if ok && vague(w) {
			break
		}
		n, used := share(w)
		isShare := used > 0
		if !isShare {
			n, used = number(w)
		}
		if ok && used == len(w) {
			return d.ending(n, isShare, last)
		}
		var unit duration
		if n, unit, used = amountOf(n, used, w); used == 0 {
			return d, false
		}
		d, last, w = d.plus(n, unit), unit, w[used:]
	}
	d, whole := d.exact()
	return d, ok && whole
}

// vague reports whether words say only how exact a duration is.
func vague(w []string) bool {
	return len(w) == 1 && w[0] == "long" || len(w) == 2 && w[0] == "or" && w[1] == "so"
}

// ending adds a number behind the last unit, a share of the unit or a number of
// smaller ones: "an hour and a half", "an hour 15".
func (d duration) ending(n float64, isShare bool, last duration) (duration, bool) {
	switch {
	case isShare:
		return d.plus(n, last).exact()
	case last.seconds < 60 || n >= 60 || n != math.Trunc(n):
		return d, false
	}
	return d.plus(n, smaller(last)).exact()
}

// amountOf reads the unit behind a number of used words. Without a number, or behind "a",
// there is one of the unit. The count of words is 0 if there is no unit.
func amountOf(n float64, used int, w []string) (float64, duration, int) {
	if used == 0 {
		n = 1
	}
	for used < len(w)-1 && slices.Contains([]string{"of", "a", "an", "the", "-"}, w[used]) { // half an hour
		used++
	}
	if used == len(w) {
		return 0, duration{}, 0
	}
	unit, ok := unitOf(w[used])
	if !ok {
		return 0, duration{}, 0
	}
	return n, unit, used + 1
}

// share reads a part of a unit: "half", "a half", "a quarter", "three quarters".
func share(w []string) (float64, int) {
	at := 0
	if len(w) > 1 && w[0] == "a" {
		at = 1
	}
	switch {
	case w[at] == "half":
		return 0.5, at + 1
	case w[at] == "quarter" && (at+1 == len(w) || w[at+1] == "of" || w[at+1] == "hour"):
		return 0.25, at + 1
	case len(w) > 1 && (w[0] == "three" || w[0] == "3") && w[1] == "quarters" && len(w) > 2:
		return 0.75, 2
	}
	return 0, 0
}

// exact makes the parts whole: half a day is 12 hours, half a year six months. It
// fails for what is no whole number of seconds, such as a third of a month.
func (d duration) exact() (duration, bool) {
	days := d.days - math.Trunc(d.days)
	d.days, d.seconds = math.Trunc(d.days), d.seconds+days*86400
	d.seconds = math.Round(d.seconds*1000) / 1000
	most := max(d.months, d.days, d.seconds)
	return d, d.months == math.Trunc(d.months) && d.seconds == math.Trunc(d.seconds) && most < 1e12
}

// String writes a duration in ISO 8601.
func (d duration) String() string {
	var b strings.Builder
	b.WriteByte('P')
	part := func(n float64, unit byte) {
		if n != 0 {
			b.WriteString(strconv.FormatFloat(n, 'f', -1, 64))
			b.WriteByte(unit)
		}
	}
	part(math.Floor(d.months/12), 'Y')
	part(math.Mod(d.months, 12), 'M')
	part(d.days, 'D')
	if d.seconds != 0 {
		b.WriteByte('T')
		part(math.Floor(d.seconds/3600), 'H')
		part(math.Floor(math.Mod(d.seconds, 3600)/60), 'M')
		part(math.Mod(d.seconds, 60), 'S')
	}
	if b.Len() == 1 {
		return "PT0S"
	}
	return b.String()
}

var isoParts = regexp.MustCompile(`^P(?:(\d{1,12})Y)?(?:(\d{1,12})M)?(?:(\d{1,12}(?:[.,]\d{1,6})?)W)?(?:(\d{1,12}(?:[.,]\d{1,6})?)D)?` +
	`(?:T(?:(\d{1,12}(?:[.,]\d{1,6})?)H)?(?:(\d{1,12}(?:[.,]\d{1,6})?)M)?(?:(\d{1,12})S)?)?$`)

// isoFraction is a decimal that something follows: ISO 8601 allows one in the smallest
// unit alone.
var isoFraction = regexp.MustCompile(`[.,]\d+[A-Z].*\d`)

// isoDuration reads a duration of ISO 8601 that is a whole number of seconds, days and
// months: PT1.5H is PT1H30M.
func isoDuration(s string) (d duration, ok bool) {
	m := isoParts.FindStringSubmatch(s)
	if m == nil || strings.HasSuffix(s, "P") || strings.HasSuffix(s, "T") || isoFraction.MatchString(s) {
		return d, false
	}
	for i, u := range []string{"year", "month", "week", "day", "hour", "minute", "second"} {
		n, _ := strconv.ParseFloat(strings.Replace("0"+m[i+1], ",", ".", 1), 64)
		d = d.plus(n, units[u])
	}
	return d.exact()
}
