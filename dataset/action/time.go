package action

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Time reads a time of day and returns it as HH:MM, from 00:00 to 23:59. It reads
// 7 pm, 7:30pm, 19:30, 7 o'clock in the evening, half past seven, quarter to nine,
// seven thirty, noon and midnight. Without am, pm or a part of the day, Time keeps
// the hour as written: half past seven is 07:30.
func Time(text string) (string, error) {
	s := said(text)
	w := timeWords(s)
	for len(w) > 1 && slices.Contains([]string{"at", "about", "around", "by"}, w[0]) {
		w = w[1:]
	}
	w, half := halfOfDay(w)
	minutes, ok := clock(w)
	switch {
	case !ok, half != "" && (minutes < 60 || minutes >= 13*60) && !named(w):
		return "", unfit{text, "no time of day"}
	case half == "pm" && minutes < 12*60:
		minutes += 12 * 60
	case half == "am" && minutes >= 12*60 && !named(w):
		minutes -= 12 * 60
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60), nil
}

func named(w []string) bool { return len(w) == 1 && (w[0] == "noon" || w[0] == "midnight") }

// timeWords splits "7:30pm" into 7 : 30 pm, and "a.m." is am.
func timeWords(s string) []string {
	s = strings.NewReplacer("a.m", "am", "p.m", "pm", "o'clock", "oclock", "o’clock", "oclock").Replace(s)
	var out []string
	for i := 0; i < len(s); {
		j := i
		switch {
		case isDigit(s[i]):
			for j < len(s) && isDigit(s[j]) {
				j++
			}
		case isLetter(s[i]):
			for j < len(s) && isLetter(s[j]) {
				j++
			}
		default:
			j++
		}
		joins := s[i] == '-' && i > 0 && isLetter(s[i-1]) && j < len(s) && isLetter(s[j]) // forty-five
		if word := s[i:j]; word != " " && !joins {
			out = append(out, word)
		}
		i = j
	}
	return out
}

// halfOfDay takes the words for the half of the day from the end of w. They are
// "am", "pm" or "".
func halfOfDay(w []string) ([]string, string) {
	for end, half := range map[string]string{
		"am": "am", "pm": "pm", "in the morning": "am", "in the afternoon": "pm", "in the evening": "pm", "at night": "pm", "tonight": "pm",
	} {
		tail := strings.Fields(end)
		if n := len(w) - len(tail); n > 0 && slices.Equal(w[n:], tail) {
			return w[:n], half
		}
	}
	return w, ""
}

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
	case len(w) == 3 && (w[1] == ":" || w[1] == ".") && len(w[2]) == 2:
		return hourAnd(w[0], w[2])
	case len(w) > 2 && slices.Contains([]string{"past", "after", "to", "before"}, w[len(w)-2]):
		return beside(w[:len(w)-2], w[len(w)-2], w[len(w)-1])
	case len(w) == 1:
		return hourAnd(w[0], "00")
	}
	if minute, ok := spoken(w[1:]); ok && minute > 0 {
		return hourAnd(w[0], strconv.Itoa(minute))
	}
	return 0, false
}

func hourAnd(hour, minute string) (int, bool) {
	h, ok := spoken([]string{hour})
	m, err := strconv.Atoi(minute)
	return h*60 + m, ok && err == nil && h < 24 && m < 60
}

// beside reads minutes before or after an hour.
func beside(w []string, how, hour string) (int, bool) {
	h, ok := spoken([]string{hour})
	if len(w) > 1 && w[0] == "a" {
		w = w[1:]
	}
	if n := len(w) - 1; n > 0 && (w[n] == "minutes" || w[n] == "minute") {
		w = w[:n]
	}
	if !ok || h > 23 || len(w) == 0 {
		return 0, false
	}
	minute, ok := map[string]int{"half": 30, "quarter": 15}[w[0]]
	if !ok || len(w) > 1 {
		minute, ok = spoken(w)
	}
	if how == "to" || how == "before" {
		minute = 24*60 - minute
	}
	return (h*60 + minute) % (24 * 60), ok && minute != 0
}

// spoken reads a whole number below 60 in digits or words.
func spoken(w []string) (int, bool) {
	if len(w) == 0 {
		return 0, false
	}
	if len(w) == 2 && (w[0] == "oh" || w[0] == "o") {
		w = w[1:]
	}
	v, err := Number(strings.Join(w, " "))
	return int(v), err == nil && v == float64(int(v)) && v >= 0 && v < 60
}
