package redact

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"unicode"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/check"
	"github.com/slmkit/slmkit/dataset/text"
)

// detail is a stretch of a text outside of the values of its answer that may tell of a
// person, with what makes other words for it.
type detail struct {
	stretch
	other func(src *source, said string, seed uint64) string
}

// details are the stretches that may tell of a person, those with the surest signs first.
// Two of them may lie in one place.
func details(s string) []detail {
	var out []detail
	for d := range check.Details(s) {
		out = append(out, detail{stretch{d.From, d.To}, func(src *source, said string, seed uint64) string { return src.personal(d.What, said, seed) }})
	}
	for _, f := range forms {
		for _, at := range f.shape().FindAllStringIndex(s, -1) {
			if f.is == nil || f.is(s[at[0]:at[1]]) {
				out = append(out, detail{stretch{at[0], at[1]}, f.other})
			}
		}
	}
	return append(out, names(s)...)
}

// forms are what looks like a link, an address in a network, a code, a street or a number.
var forms = []struct {
	shape func() *regexp.Regexp
	is    func(said string) bool
	other func(src *source, said string, seed uint64) string
}{
	{text.Expression(`(?i)\b(?:https?://|www\.)[^\s<>"]*[^\s<>".,!?;:)]`), nil, inventedAs("uri")},
	{text.Expression(`(?i)\b(?:[a-z0-9-]+\.)+(?:com|net|org|edu|gov|io|app|dev|info|biz|uk|de|fr|es|nl|eu|ca|au)\b(?:/[^\s<>"]*[^\s<>".,!?;:)])?`), nil, inventedAs("uri")},
	{text.Expression(`\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}\b`), nil, inventedAs("ipv4")},
	{text.Expression(`(?i)\b[0-9a-f]{1,4}(?:[:-]{1,2}[0-9a-f]{1,4}){4,7}\b`), nil, inventedAs("ipv6")},
	{text.Expression(`[A-Za-z0-9]{8,}`), isCode, otherShape},
	{text.Expression(`(?i)\b(?:[0-9]+ )?[a-z]+(?: (?:street|avenue|ave|boulevard|blvd|road|rd|lane|nagar))\b`), isStreet, otherStreet},
	{text.Expression(`[0-9](?:[ .,-]?[0-9])+`), nil, otherFigure},
}

// personal is what comes in place of what looks like data of a person: what nobody has.
func (src *source) personal(what, said string, seed uint64) string {
	if kind := kindOfDetail(what); kind != "" {
		return src.drawn(kind, said, seed)
	}
	return nobodys(said, seed, func(seed uint64) string {
		if isLetter(said[0]) { // an IBAN: no check digits are 00
			return said[:2] + "00" + otherDigits(said[4:], seed)
		}
		return "000" + otherDigits(said[3:], seed) // as no number of social security begins
	})
}

// nobodys draws other words until they look like no data of a person.
func nobodys(said string, seed uint64, draw func(seed uint64) string) string {
	r := rand.New(rand.NewPCG(seed, 4))
	for range draws {
		if other := draw(r.Uint64()); other != said && !hasDetails(other) {
			return other
		}
	}
	return strings.Map(func(c rune) rune {
		if unicode.IsDigit(c) {
			return '0'
		}
		return c
	}, said)
}

func hasDetails(s string) bool {
	for range check.Details(s) {
		return true
	}
	return false
}

// inventedAs makes a value of a format that is kept for examples.
func inventedAs(format string) func(*source, string, uint64) string {
	return func(_ *source, said string, seed uint64) string {
		return invented(&action.Param{Format: format}, said, false, rand.New(rand.NewPCG(seed, 3)))
	}
}

// isCode reports whether letters and digits are mixed as in an identifier.
func isCode(said string) bool {
	digits := strings.Map(onlyDigits, said)
	return len(digits) >= 3 && len(digits) < len(said)
}

func otherShape(_ *source, said string, seed uint64) string { return otherDigits(said, seed) }

// isStreet reports whether a street has a name: the street has none.
func isStreet(said string) bool {
	words := strings.Fields(said)
	return !function[text.Fold(words[len(words)-2])]
}

// otherStreet gives a street another name and number.
func otherStreet(_ *source, said string, seed uint64) string {
	words := strings.Fields(said)
	name := &words[len(words)-2]
	*name = titled(*name, nouns[seed%uint64(len(nouns))])
	if len(words) > 2 {
		words[0] = otherFigure(nil, words[0], seed)
	}
	return strings.Join(words, " ")
}

var aYear = text.Expression(`^(?:19|20)[0-9]{2}$`)

// otherFigure puts another number in place of one. It has as many digits and can be said in
// as many ways: a year stays one, and of two digits may be an hour, a minute or a day. It
// looks like no data of a person.
func otherFigure(_ *source, said string, seed uint64) string {
	return nobodys(said, seed, func(seed uint64) string {
		other := otherDigits(said, seed)
		switch {
		case aYear().MatchString(said):
			return fmt.Sprint(2000 + seed%30)
		case len(said) == 2:
			return fmt.Sprint(10 + seed%10)
		case other[0] == '0' && said[0] != '0':
			return "1" + other[1:]
		}
		return other
	})
}

// otherDigits puts other digits and letters in place of those of a number or a code, and
// keeps its shape.
func otherDigits(s string, seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 1))
	return strings.Map(func(c rune) rune {
		switch {
		case c >= '0' && c <= '9':
			return '0' + (c-'0'+1+rune(r.IntN(9)))%10 // never the same
		case c >= 'a' && c <= 'z':
			return 'a' + (c-'a'+1+rune(r.IntN(25)))%26
		case c >= 'A' && c <= 'Z':
			return 'A' + (c-'A'+1+rune(r.IntN(25)))%26
		}
		return c
	}, s)
}

func isLetter(c byte) bool { return c < 0x80 && unicode.IsLetter(rune(c)) }

func onlyDigits(c rune) rune {
	if c >= '0' && c <= '9' {
		return c
	}
	return -1
}
