package action

import (
	"math"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// colloquial are words of numbers that text.Value does not know.
var colloquial = map[string]float64{"fourty": 40, "dozen": 12, "couple": 2}

// addend returns what a word adds to a number: "seven", "twenty", "dozen".
func addend(word string) (float64, bool) {
	if n, ok := text.Value(word); ok && n < 100 {
		return float64(n), true
	}
	n, ok := colloquial[word]
	return n, ok
}

var scale = map[string]float64{"k": 1e3, "thousand": 1e3, "thousands": 1e3, "grand": 1e3, "m": 1e6, "million": 1e6, "mil": 1e6,
	"billion": 1e9, "bn": 1e9, "lakh": 1e5, "lakhs": 1e5, "lac": 1e5, "lacs": 1e5, "crore": 1e7, "crores": 1e7, "cr": 1e7}

// number reads a number at the start of w. It returns the number and the count of
// its words, which is 0 if w starts with no number. It reads amounts as people say
// them: "two fifty" is 250, "nineteen ninety" 1990, "half a grand" 500 and "a
// couple hundred" 200.
func number(w []string) (n float64, used int) {
	var total, cur float64
	largest := 0.0            // the last scale
	seen, and := false, false // a value has been read; the word before was "and"
	for i, x := range w {
		if v, ok := figures(x); ok {
			if i > 0 && isFigure(w[i-1]) || seen && !(cur == 0 && total > 0 || v < 100 && cur >= 100 && math.Mod(cur, 100) == 0) {
				break
			}
			cur, seen, used, and = cur+v, true, i+1, false
			continue
		}
		next, rest := "", w[i+1:]
		if len(rest) > 0 {
			next = rest[0]
		}
		switch v, isSmall := addend(x); {
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
			total, cur, largest = total+cur*scale[x], 0, scale[x]
		case x == "half" && and && cur == 0 && largest > 0: // a million and a half
			total += largest / 2
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

func countable(w string) bool {
	return w == "hundred" || w == "dozen" || w == "couple" || w == "half" || scale[w] > 0 && len(w) > 1
}

// join adds the value v of a word to cur, the value of the words before it. It
// returns false if v begins a second number.
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

// number reads a number in figures or words: "1,200.5", "-3", "6.02e23", "twenty five",
// "a dozen", "a couple of".
func (l *language) number(said string) (decimal, error) {
	if strings.ContainsAny(said, "eE") { // 6.02e23
		if d, ok := parseDecimal(text.Compared(said)); ok {
			return d, nil
		}
	}
	w := l.amountWords(said)
	negative := len(w) > 0 && (w[0] == "-" || w[0] == "minus")
	if negative {
		w = w[1:]
	}
	d, used := amountAt(w)
	if used == 0 || used < len(w) {
		return decimal{}, unfit{said, "not a number"}
	}
	d.negative = negative && d.digits != ""
	return d, nil
}
