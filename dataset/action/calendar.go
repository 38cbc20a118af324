package action

import (
	"strings"
	"time"
)

// The names of months and days that the readers know first.
var (
	englishMonths = strings.Fields("january february march april may june july august september october november december")
	englishDays   = strings.Fields("sunday monday tuesday wednesday thursday friday saturday")
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
	weekdays["tues"], weekdays["weds"], weekdays["thur"], weekdays["thurs"] = time.Tuesday, time.Wednesday, time.Thursday, time.Thursday
}

// yearly is a day of every year.
type yearly struct {
	month time.Month
	day   int
}

// holidays are days that have the same date in every year.
var holidays = map[string]yearly{
	"christmas": {12, 25}, "christmas day": {12, 25}, "xmas": {12, 25}, "christmas eve": {12, 24}, "boxing day": {12, 26},
	"new year's eve": {12, 31}, "new years eve": {12, 31}, "nye": {12, 31}, "new year's day": {1, 1}, "new years day": {1, 1}, "new year's": {1, 1},
	"valentine's day": {2, 14}, "valentines day": {2, 14}, "halloween": {10, 31},
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

// hasYear reports whether ISO 8601 writes the year of a day in four digits.
func hasYear(t time.Time) bool { return t.Year() >= 0 && t.Year() <= 9999 }
