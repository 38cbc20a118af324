package action

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Time reads a time of day in en-US and returns it as HH:MM, from 00:00 to 23:59. It
// reads 7 pm, 7:30pm, 19:30, 1930, 7 o'clock in the evening, half past seven, quarter
// to nine, seven thirty, noon and midnight, and the bound in "after 5" and "fiveish".
// "Half seven" is half past seven, as the British say it. Param.Normalize reads times
// of other locales.
//
// Without am, pm or a part of the day, Time keeps the hour as written: half past seven
// is 07:30. A parameter with hours takes the half of the day that lies in them or is
// nearer to them, except for a time that is written as HH:MM.
func Time(text string) (string, error) { return listener{language: languageOf("")}.time(text) }

func (r listener) time(text string) (string, error) {
	s := said(text)
	if len(s) == len("15:04") && canonicalTime.MatchString(s) {
		return s, nil
	}
	w := r.book.words(timeWords(s))
	english := r.book.numbers == nil
	if !english {
		w = inOrder(w, inOrderOfClock)
	}
	w = dropLeading(w, beforeTime)
	if n := len(w) - 1; n > 0 && english && len(w[n-1]) < 3 && strings.HasPrefix(w[n], "hour") {
		return "", unfit{text, "a duration and no time of day"}
	}
	w, half := halfOfDay(dropTrailing(w))
	w = dropTrailing(w)
	minutes, ok := clock(w)
	switch {
	case !ok:
		return "", unfit{text, "no time of day"}
	case half == "" && !named(w):
		minutes = r.hours.nearest(minutes)
	case half != "" && !named(w):
		minutes, ok = inHalf(minutes, half)
	}
	if !ok {
		return "", unfit{text, "no time of day"}
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60), nil
}

// beforeTime are words that can come before a time and say nothing about it, or only
// how exact it is.
var beforeTime = strings.Fields("at about around by after before from until till til to on the for ~ circa roughly approximately approx exactly just since shortly well no later than any time anytime sometime")

// inHalf puts a time of 1:00 to 12:59 into the half of the day that is am, pm or night.
// It is false for any other time.
func inHalf(minutes int, half string) (int, bool) {
	if half == "night" { // 2 at night is early, 9 at night late
		if half = "pm"; minutes < 6*60 || minutes >= 12*60 {
			half = "am"
		}
	}
	ok := minutes >= 60 && minutes < 13*60
	switch {
	case half == "pm" && minutes < 12*60:
		minutes += 12 * 60
	case half == "am" && minutes >= 12*60:
		minutes -= 12 * 60
	}
	return minutes, ok
}

var canonicalTime = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

// nearest is a time, in minutes since midnight, or the same time of the other half of
// the day if that is nearer to the hours. A time past one in the afternoon has said its half.
func (h Hours) nearest(minutes int) int {
	if h == (Hours{}) || minutes >= 13*60 || minutes < 60 {
		return minutes
	}
	other := (minutes + 12*60) % (24 * 60)
	if h.away(other) < h.away(minutes) {
		return other
	}
	return minutes
}

// away is how many minutes a time is before or after the hours.
func (h Hours) away(minutes int) int { return max(h.From-minutes, minutes-h.To, 0) }

func named(w []string) bool { return len(w) == 1 && (w[0] == "noon" || w[0] == "midnight") }

var oneWord = strings.NewReplacer("a.m", "am", "p.m", "pm", "o'clock", "oclock", "o clock", "oclock", "-ish", "ish")

// timeWords splits "7:30pm" into 7 : 30 pm, and "a.m." is am.
func timeWords(s string) []string {
	s = oneWord.Replace(s)
	var out []string
	for i := 0; i < len(s); {
		j := i + letters(s[i:])
		if j == i {
			if _, n := digitsAt(s[i:]); n > 0 {
				j += n
			} else {
				_, n = utf8.DecodeRuneInString(s[i:])
				j += n
			}
		}
		joins := s[i] == '-' && i > 0 && isWord(s[:i]) && j < len(s) && letters(s[j:]) > 0 // forty-five
		if word := s[i:j]; word != " " && !joins {
			out = append(out, word)
		}
		i = j
	}
	return out
}

// dropTrailing drops words that say only how exact a time is.
func dropTrailing(w []string) []string {
	for len(w) > 1 {
		n := len(w) - 1
		switch tail := w[n]; {
		case slices.Contains([]string{"ish", "sharp", "oclock", "exactly", "hrs", "hours", "hour", "h"}, tail):
			w = w[:n]
		case n > 1 && tail == "so" && w[n-1] == "or":
			w = w[:n-1]
		case n > 2 && tail == "latest" && w[n-1] == "the" && w[n-2] == "at":
			w = w[:n-2]
		case n > 2 && tail == "dot" && w[n-1] == "the" && w[n-2] == "on":
			w = w[:n-2]
		default:
			return trimIsh(w)
		}
	}
	return trimIsh(w)
}

// trimIsh takes -ish from a word: fiveish.
func trimIsh(w []string) []string {
	if n := len(w) - 1; n >= 0 && len(w[n]) > len("ish") && strings.HasSuffix(w[n], "ish") {
		w = append(slices.Clone(w[:n]), strings.TrimSuffix(w[n], "ish"))
	}
	return w
}

// halves are the words for a part of the day behind a time.
var halves = []struct {
	words []string
	half  string
}{
	{[]string{"am"}, "am"}, {[]string{"a", "m"}, "am"}, {[]string{"in", "the", "morning"}, "am"}, {[]string{"this", "morning"}, "am"}, {[]string{"morning"}, "am"},
	{[]string{"pm"}, "pm"}, {[]string{"p", "m"}, "pm"}, {[]string{"in", "the", "afternoon"}, "pm"}, {[]string{"this", "afternoon"}, "pm"}, {[]string{"afternoon"}, "pm"},
	{[]string{"in", "the", "evening"}, "pm"}, {[]string{"this", "evening"}, "pm"}, {[]string{"evening"}, "pm"}, {[]string{"tonight"}, "pm"}, {[]string{"at", "night"}, "night"},
	{[]string{"a"}, "am"}, {[]string{"p"}, "pm"},
}

// halfOfDay takes the words for the half of the day from the end of w, or for tonight
// from its start. The half is "am", "pm", "night" or "".
func halfOfDay(w []string) ([]string, string) {
	for _, h := range halves {
		if n := len(w) - len(h.words); n > 0 && slices.Equal(w[n:], h.words) {
			return w[:n], h.half
		}
	}
	for front, half := range map[string]string{"tonight": "pm", "this evening": "pm", "this afternoon": "pm", "this morning": "am"} {
		if n := 1 + strings.Count(front, " "); len(w) > n && strings.Join(w[:n], " ") == front {
			return dropLeading(w[n:], []string{"at", "around", "about", "by", "after", "before"}), half
		}
	}
	return w, ""
}

var (
	pastWords = []string{"past", "after"}
	toWords   = []string{"to", "before", "till", "til", "of"}
)

// clock reads the minutes since midnight.
func clock(w []string) (int, bool) {
	if n := len(w) - 1; n > 0 && (w[n] == "oclock" || w[n] == "sharp") {
		w = w[:n]
	}
	switch {
	case len(w) == 0:
		return 0, false
	case named(w):
		return map[string]int{"noon": 12 * 60, "midnight": 0}[w[0]], true
	case len(w) == 2 && w[0] == "12" && named(w[1:]):
		return clock(w[1:])
	case len(w) >= 3 && (w[1] == ":" || w[1] == ".") && len(w[2]) == 2:
		if len(w) == 5 && w[3] == ":" && w[4] == "00" { // 15:00:00
			w = w[:3]
		}
		return hourAnd(w[0], strings.Join(w[2:], " "))
	case len(w) == 1 && (len(w[0]) == 4 || len(w[0]) == 3) && isDigit(w[0][0]): // 1430
		return hourAnd(w[0][:len(w[0])-2], w[0][len(w[0])-2:])
	case len(w) == 1:
		return hourAnd(w[0], "00")
	case len(w) == 2 && w[0] == "half":
		return beside(w[:1], false, w[1:])
	case len(w) == 3 && slices.Contains([]string{"h", "hour", "hours", "oclock", "hrs"}, w[1]): // 14h30, 14 Uhr 30
		if _, isNumber := integer(w[2]); isNumber {
			return hourAnd(w[0], w[2])
		}
	}
	for i := 1; i < len(w)-1; i++ {
		if before := slices.Contains(toWords, w[i]); before || slices.Contains(pastWords, w[i]) {
			return beside(w[:i], before, w[i+1:])
		}
	}
	if minute, ok := spoken(w[1:]); ok && minute > 0 {
		return hourAnd(w[0], strconv.Itoa(minute))
	}
	return 0, false
}

func hourAnd(hour, minute string) (int, bool) {
	h, ok := spoken([]string{hour})
	m, err := strconv.Atoi(minute)
	return h*60 + m, ok && err == nil && h < 24 && m >= 0 && m < 60
}

// beside reads minutes before or after a time: "quarter to nine", "five past half to
// eight".
func beside(w []string, before bool, at []string) (int, bool) {
	from, ok := clock(dropLeading(at, []string{"the"}))
	if len(w) > 1 && w[0] == "a" {
		w = w[1:]
	}
	if n := len(w) - 1; n > 0 && (w[n] == "minutes" || w[n] == "minute" || w[n] == "mins" || w[n] == "min") {
		w = w[:n]
	}
	if !ok || len(w) == 0 {
		return 0, false
	}
	minute, ok := map[string]int{"half": 30, "quarter": 15}[w[0]]
	if !ok || len(w) > 1 {
		minute, ok = spoken(w)
	}
	if before {
		minute = 24*60 - minute
	}
	return (from + minute) % (24 * 60), ok && minute%(24*60) != 0
}

// spoken reads a whole number below 60 in digits or words.
func spoken(w []string) (int, bool) {
	if len(w) == 0 {
		return 0, false
	}
	if len(w) == 2 && (w[0] == "oh" || w[0] == "o") {
		w = w[1:]
	}
	if n, ok := integer(w[0]); ok && len(w) == 1 {
		return n, n < 60
	}
	v, used := number(split(strings.Join(w, " "), digitsAt))
	return int(v), used > 0 && used == len(w) && v == float64(int(v)) && v >= 0 && v < 60
}
