package action

import (
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// contact folds e-mail addresses and reduces phone numbers to their digits. What only
// looks like a phone number, such as -5000 or 50.00, is text.
func contact(said string) (any, error) {
	s, err := freeText(said)
	if err != nil || strings.Contains(s.(string), "@") {
		return s, err
	}
	if digits := phoneDigits(text.Compared(s.(string))); len(digits) >= 3 {
		return digits, nil
	}
	return s, nil
}

// phoneDigits are the digits of a phone number, with a plus before them if it has one. It
// is "" for anything else. Spaces, parentheses, hyphens and points part the groups of
// digits. A hyphen is between two groups, so it is no sign. So is a point, and it is no
// decimal point: where one point alone parts a number without a plus, each group has
// three digits or more, else the groups behind points have two or more.
func phoneDigits(s string) string {
	digits, plus := s, ""
	if rest, ok := strings.CutPrefix(s, "+"); ok {
		digits, plus = rest, "+"
	}
	if strings.Trim(digits, "0123456789 -().") != "" || strings.IndexFunc(digits, isNumeral) < 0 {
		return ""
	}
	points, others := strings.Count(digits, "."), strings.ContainsAny(digits, " -()")
	for i := range len(digits) {
		if c := digits[i]; c != '-' && c != '.' {
			continue
		}
		before, after := strings.TrimRight(digits[:i], " "), strings.TrimLeft(digits[i+1:], " ")
		if before == "" || after == "" || !isDigit(before[len(before)-1]) && before[len(before)-1] != ')' || !isDigit(after[0]) && after[0] != '(' {
			return ""
		}
		if digits[i] != '.' {
			continue
		}
		alone := points == 1 && !others && plus == ""
		if _, n := digitsAt(after); n < 2 || alone && (n < 3 || i < 3) {
			return ""
		}
	}
	return plus + strings.Map(func(r rune) rune {
		if isNumeral(r) {
			return r
		}
		return -1
	}, digits)
}

func isNumeral(r rune) bool { return r >= '0' && r <= '9' }
