package dataset

import "time"

// parseDay is time.Parse of a time.DateOnly, several times as fast for most days.
func parseDay(s string) (time.Time, error) {
	if len(s) == len(time.DateOnly) && s[4] == '-' && s[7] == '-' {
		year, month, day := digits(s[:4]), digits(s[5:7]), digits(s[8:])
		if year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= 28 { // which all months have
			return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC), nil
		}
	}
	return time.Parse(time.DateOnly, s)
}

// digits is a number of decimal digits, -1 where there is anything else.
func digits(s string) int {
	n := 0
	for i := range len(s) {
		if !isDigit(s[i]) {
			return -1
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}
