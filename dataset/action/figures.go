package action

import "strings"

// figuresAt reads a number in figures at the start of s, and returns it with a point
// before its decimals and without other marks, and the bytes that it takes. A space
// or an apostrophe groups digits. Of points and commas, the last one of two kinds
// begins the decimals, and one that occurs twice groups. A single one groups where
// three digits follow and the language groups with it, else it begins the decimals.
// Marks that do neither end the number.
func (l *language) figuresAt(s string) (plain string, used int) {
	digits, marks, used := scanFigures(s)
	if len(marks) == 0 {
		return digits[0], used
	}
	last := len(marks) - 1
	decimal := byte(0) // the mark that begins the decimals
	switch mark := marks[last]; {
	case strings.IndexByte(marks[:last], mark) >= 0, mark == ' ', mark == '\'':
	case last > 0: // 1,200.50
		decimal = mark
	case len(digits[1]) != 3 || len(digits[0]) > 3 || digits[0] == "" || digits[0] == "0" || mark == l.decimal():
		decimal = mark
	}
	whole, part := digits, ""
	if decimal != 0 {
		whole, part = digits[:last+1], "."+digits[last+1]
		marks = marks[:last]
	}
	if !grouped(whole, marks) {
		return digits[0], len(digits[0])
	}
	return strings.Join(whole, "") + part, used
}

// scanFigures splits s into groups of digits and the marks between them.
func scanFigures(s string) (digits []string, marks string, used int) {
	start := 0
	for i := 0; ; i++ {
		if i < len(s) && isDigit(s[i]) {
			continue
		}
		digits, used = append(digits, s[start:i]), i
		if i+1 >= len(s) || !strings.ContainsRune(".,' ", rune(s[i])) || !isDigit(s[i+1]) || s[i] == ' ' && !startsGroup(s[start:i], s[i+1:], start == 0) {
			break
		}
		marks += s[i : i+1]
		start = i + 1
	}
	return digits, marks, used
}

// startsGroup reports whether a space groups digits: three are behind it, and before it
// three, or one to three that do not begin with zero if they are the first ones.
func startsGroup(before, after string, first bool) bool {
	if _, n := digitsAt(after); n != 3 || before == "" {
		return false
	}
	if first {
		return len(before) <= 3 && before[0] != '0'
	}
	return len(before) == 3
}

// grouped reports whether groups of digits are those of thousands, or of lakhs and
// crores: 1,00,000.
func grouped(digits []string, marks string) bool {
	if marks == "" {
		return true
	}
	if strings.Trim(marks, marks[:1]) != "" || len(digits[0]) == 0 || len(digits[0]) > 3 || len(digits[len(digits)-1]) != 3 {
		return false
	}
	size := 3
	if len(digits) > 2 {
		size = len(digits[1])
	}
	for _, d := range digits[1 : len(digits)-1] {
		if len(d) != size || size != 3 && (size != 2 || marks[0] != ',') {
			return false
		}
	}
	return size == 3 || len(digits[0]) <= 2
}
