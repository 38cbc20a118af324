package action

import (
	"math"
	"strconv"
	"strings"
)

// words splits text into lower-case words, numbers and single symbols.
// Thousands separators go: "$1,200.50" is "$" "1200.50". A hyphen between
// letters separates ("fifty-five"); before a digit it is a sign.
func words(text string) []string {
	s := fold(text)
	out := make([]string, 0, 1+strings.Count(s, " "))
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == ',' && !(i+1 < len(s) && isDigit(s[i+1])) || c == '.' && !(i+1 < len(s) && isDigit(s[i+1])):
			i++
		case isDigit(c) || c == '.':
			j := i
			for j < len(s) && (isDigit(s[j]) || (s[j] == '.' || s[j] == ',') && j+1 < len(s) && isDigit(s[j+1])) {
				j++
			}
			out = append(out, strings.ReplaceAll(s[i:j], ",", ""))
			i = j
		case isLetter(c):
			j := i
			for j < len(s) && (isLetter(s[j]) || s[j] == '\'' || s[j] >= 0x80) {
				j++
			}
			out = append(out, s[i:j])
			i = j
		case c == '-' && !(i+1 < len(s) && (isDigit(s[i+1]) || s[i+1] == '$')) || c == '-' && i > 0 && s[i-1] != ' ':
			i++
		default:
			j := i + 1
			for j < len(s) && s[j]&0xC0 == 0x80 {
				j++
			}
			out = append(out, s[i:j])
			i = j
		}
	}
	return out
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }

var small = map[string]float64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
	"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
	"seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40,
	"fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "dozen": 12, "couple": 2,
}

var scale = map[string]float64{"k": 1e3, "thousand": 1e3, "thousands": 1e3, "grand": 1e3, "m": 1e6, "million": 1e6, "mil": 1e6}

// number reads a number at the start of w and returns it and how many words it
// took, 0 if there is none. "two fifty" is 250 and "nineteen ninety" 1990, as
// people say amounts; "half a grand" is 500, "a couple hundred" 200.
func number(w []string) (n float64, used int) {
	var total, cur float64
	seen, and := false, false // a value has been read; the word before was "and"
	for i, x := range w {
		if v, ok := figures(x); ok {
			if seen && !(cur == 0 && total > 0 || v < 100 && cur >= 100 && math.Mod(cur, 100) == 0) {
				break
			}
			cur, seen, used, and = cur+v, true, i+1, false
			continue
		}
		next, rest := "", w[i+1:]
		if len(rest) > 0 {
			next = rest[0]
		}
		switch v, isSmall := small[x]; {
		case isSmall:
			if cur, isSmall = join(cur, v, seen && !(cur == 0 && total > 0)); !isSmall {
				return total + cur, used
			}
		case x == "hundred" || x == "hundreds":
			cur = max(cur, 1) * 100
		case scale[x] > 0 && (seen || x != "k" && x != "m"):
			if cur == 0 {
				cur = 1
			}
			total, cur = total+cur*scale[x], 0
		case x == "half" && (and || !seen):
			cur += 0.5
		case (x == "a" || x == "an") && (next == "half" && and || !seen && countable(next)):
			continue
		case (x == "a" || x == "an" || x == "of") && seen && (scale[next] > 0 || next == "hundred" || next == "dozen"):
			continue // half a grand, a couple of hundred
		case x == "of" && i > 0 && w[i-1] == "couple":
			used = i + 1
			continue
		case x == "and" && seen:
			and = true
			continue
		default:
			return total + cur, used
		}
		seen, used, and = true, i+1, false
	}
	return total + cur, used
}

// figures reads a number in figures.
func figures(x string) (float64, bool) {
	if !isDigit(x[0]) && x[0] != '.' {
		return 0, false
	}
	v, err := strconv.ParseFloat(x, 64)
	return v, err == nil
}

// integer reads a whole number in figures.
func integer(x string) (int, bool) {
	if !isDigit(x[0]) {
		return 0, false
	}
	v, err := strconv.Atoi(x)
	return v, err == nil
}

func countable(w string) bool {
	return w == "hundred" || w == "dozen" || w == "couple" || w == "half" || scale[w] > 0 && len(w) > 1
}

// join puts the number word v after what has been read of a group.
func join(cur, v float64, seen bool) (float64, bool) {
	switch tail := math.Mod(cur, 100); {
	case !seen:
		return cur + v, true
	case v == 12 && cur > 0 && cur < 12: // two dozen; also "two twelve"
		return cur * 12, true
	case v < 10 && cur >= 20 && tail >= 20 && math.Mod(cur, 10) == 0, v < 100 && cur >= 100 && tail == 0:
		return cur + v, true
	case v >= 10 && cur > 0 && cur < 100:
		return cur*100 + v, true
	}
	return cur, false
}

// Number reads a number in figures or words: "1,200.5", "-3", "twenty five",
// "a dozen", "a couple of".
func Number(text string) (float64, error) {
	w := words(text)
	sign := 1.0
	if len(w) > 0 && (w[0] == "-" || w[0] == "minus") {
		sign, w = -1, w[1:]
	}
	n, used := number(w)
	if used == 0 || used < len(w) || math.Abs(n) > 1e12 {
		return 0, unfit{text, "not a number"}
	}
	return sign * n, nil
}
