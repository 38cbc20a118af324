package action

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset/text"
)

// said is a text as it is compared, without the marks that end a sentence.
func said(s string) string { return strings.TrimRight(text.Compared(s), " .,!?") }

// words splits a phrase that may hold numbers: "$1,200.50" is "$" and "1200.50". The
// language says what the marks in figures mean, and puts its words into English.
func (l *language) words(phrase string) []string {
	return dropOne(l.book.words(split(compared(phrase), l.figuresAt)))
}

// amountWords are the words of a number or an amount, with its sign: "- 50" is below zero.
// There are none where digits end in a sign, as accountants write what is owed, or where
// a character is part of a number in a way that is not read, such as the power of 10².
func (l *language) amountWords(phrase string) []string {
	if !isPlain(phrase) && strings.ContainsFunc(phrase, isRaised) {
		return nil
	}
	s := compared(phrase)
	if strings.Contains(s, "-") {
		if signBehind.MatchString(s) {
			return nil
		}
		s = signApart.ReplaceAllString(s, "$1-$2")
	}
	return l.words(s)
}

// signBehind and signApart are signs behind the digits, and before them with spaces
// between.
var (
	signBehind = regexp.MustCompile(`\d ?-(?: |$)`)
	signApart  = regexp.MustCompile(`(^|[ \p{Sc}])- +(\d)`)
)

// isPlain reports whether a phrase is ASCII.
func isPlain(phrase string) bool {
	for i := range len(phrase) {
		if phrase[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isRaised reports whether a character is a number that is no digit, such as a power or a
// number in a circle. The fractions that compared knows are not.
func isRaised(r rune) bool { return unicode.Is(unicode.No, r) && !strings.ContainsRune("½¼¾", r) }

// dropOne drops the article, read as a number, before a part: un demi-million.
func dropOne(w []string) []string {
	for len(w) > 1 && w[0] == "1" && (w[1] == "half" || w[1] == "quarter") {
		w = w[1:]
	}
	return w
}

// compared is a phrase as it is compared, with decimals for the signs of fractions:
// 2½ is 2.5.
func compared(phrase string) string {
	if strings.ContainsAny(phrase, "½¼¾") {
		phrase = strings.NewReplacer("½", ".5", "¼", ".25", "¾", ".75").Replace(phrase)
	}
	return text.Compared(phrase)
}

// dayWords splits a phrase that names days and has no decimals: "march 3,2025" is
// three words.
func (l *language) dayWords(phrase string) []string {
	s := text.Compared(phrase)
	if l.book.ordinals {
		s = dayPoint.ReplaceAllString(s, "$1 th ")
	}
	w := slices.DeleteFunc(split(s, digitsAt), func(x string) bool { return x == "," })
	return inOrder(l.book.words(w), l.book.rules)
}

// dayPoint is the number of a day as Germans write it.
var dayPoint = regexp.MustCompile(`\b(\d{1,2})\.( |$)`)

// digitsAt is the digits at the start of s.
func digitsAt(s string) (string, int) {
	n := len(s) - len(strings.TrimLeft(s, "0123456789"))
	return s[:n], n
}

// split divides a compared phrase into words, numbers and single symbols. A hyphen
// between letters separates two words, as in "fifty-five"; one before a digit is a
// sign.
func split(s string, figures func(string) (string, int)) []string {
	out := make([]string, 0, 1+strings.Count(s, " "))
	for i := 0; i < len(s); {
		c, j := s[i], 0
		switch {
		case isDigit(c) || c == '.' && digitFollows(s, i) && !(i > 0 && isWord(s[:i])): // not the point of Rs.500
			word, n := figures(s[i:])
			if n == 0 {
				i++
				continue
			}
			out = append(out, word)
			i += n
			if tail := s[i:]; strings.HasPrefix(tail, ",-") || strings.HasPrefix(tail, ".-") || strings.HasPrefix(tail, "/-") {
				i += 2 // 12,- and 500/-: nothing follows the whole amount
			}
		case c == ' ' || c == '.' || c == ',' && !digitFollows(s, i):
			i++
		case c == '-' && (i > 0 && isWord(s[:i]) || !digitFollows(s, i) && !symbolFollows(s, i)):
			i++
		default:
			if j = letters(s[i:]); j == 0 {
				_, j = utf8.DecodeRuneInString(s[i:])
			}
			out = append(out, s[i:i+j])
			i += j
		}
	}
	return out
}

func digitFollows(s string, i int) bool { return i+1 < len(s) && isDigit(s[i+1]) }

// symbolFollows reports whether a currency's symbol follows, as in -$5.
func symbolFollows(s string, i int) bool {
	r, _ := utf8.DecodeRuneInString(s[i+1:])
	return unicode.Is(unicode.Sc, r)
}

// isWord reports whether s ends in a letter or a digit.
func isWord(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// letters counts the bytes of the word at the start of s, apostrophes within it
// included.
func letters(s string) int {
	n := 0
	for n < len(s) {
		if isLetter(s[n]) || n > 0 && s[n] == '\'' {
			n++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[n:])
		if s[n] < utf8.RuneSelf || !unicode.IsLetter(r) && !unicode.IsMark(r) {
			break
		}
		n += size
	}
	return n
}

func isDigit(c byte) bool  { return c >= '0' && c <= '9' }
func isLetter(c byte) bool { return c >= 'a' && c <= 'z' }

// dropLeading drops words that can come before a value and say nothing about it. The
// last word stays.
func dropLeading(w, idle []string) []string {
	for len(w) > 1 && slices.Contains(idle, w[0]) {
		w = w[1:]
	}
	return w
}

func isFigure(x string) bool { return isDigit(x[0]) || x[0] == '.' }

// figures reads a number in figures.
func figures(x string) (float64, bool) {
	if !isFigure(x) {
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
