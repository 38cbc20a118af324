package check

import (
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
)

// personal finds data of people: numbers of cards and accounts with right check digits,
// social security numbers, e-mail addresses and telephone numbers. A pack invents the
// values of its slots, so what lies in a slot of a generated row is nobody's. So is what
// is reserved for examples in a row whose values were replaced.
func personal(_ *Options, r *Row, found func(kind, detail string)) {
	invented := r.Origin != nil && r.Origin.Template != "" && r.Origin.Pack != ""
	redacted := r.Origin != nil && slices.Contains(r.Origin.Ops, dataset.OpRedact)
	for d := range Details(r.Text) {
		said := r.Text[d.From:d.To]
		if invented && inSlot(r, d.From, d.To) || redacted && reserved(said) {
			continue
		}
		found(Personal, fmt.Sprintf("%s %s", masked(said), d.What))
		return
	}
}

// Detail is what looks like data of a person: bytes From to To of a text.
type Detail struct {
	What     string // such as "is a telephone number"
	From, To int
}

// Details yields what looks like data of people in a text, those with the surest check
// first. Two of them may lie in one place.
func Details(s string) iter.Seq[Detail] {
	return func(yield func(Detail) bool) {
		if !hasDetails(s) {
			return
		}
		for _, d := range personalData {
			for _, at := range d.shape().FindAllStringSubmatchIndex(s, -1) {
				from, to := at[0], at[1]
				if len(at) > 2 && at[2] >= 0 {
					from, to = at[2], at[3]
				}
				if !alone(s, from, to) || d.valid != nil && !d.valid(s[from:to], s[:from]) {
					continue
				}
				if !yield(Detail{d.what, from, to}) {
					return
				}
			}
		}
	}
}

// reservedForms are what nobody has: the domains of RFC 2606, the telephone numbers of
// films in North America and Britain, the cards that payment processors test with, and what
// begins like no number of social security.
var reservedForms = text.Expression(`(?i)@(?:[a-z0-9-]+\.)*example\.(?:com|org|net)$|^\D*(?:1\D*)?[2-9]\D*\d\D*\d\D*555\D*0(?:\D*\d){3}\D*$|^07700 ?900 ?\d{3}$|^4242 ?42|^000`)

func reserved(said string) bool { return reservedForms().MatchString(said) }

// hasDetails reports whether a text has enough digits, or an @, to hold personal data.
func hasDetails(s string) bool {
	digits := 0
	for i := range len(s) {
		if s[i] == '@' {
			return true
		}
		if s[i] >= '0' && s[i] <= '9' {
			digits++
		}
	}
	return digits >= 7
}

// personalData are the shapes, those with the surest check first. A group is the part that
// counts.
var personalData = []struct {
	what  string
	shape func() *regexp.Regexp
	valid func(said, before string) bool
}{
	{"is an IBAN with right check digits", text.Expression(`(?i)[a-z]{2}[0-9]{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,3})?`), isIBAN},
	{"is a card number with a right check digit", text.Expression(`[0-9](?:[ -]?[0-9]){12,18}`), isCard},
	{"is an e-mail address", text.Expression(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`), nil},
	{"is a social security number", text.Expression(`[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}`), isSSN},
	{"is a social security number", text.Expression(`(?i)\b(?:ssn|social security)\b\D{0,24}([0-9]{9})`), nil},
	{"is a telephone number", text.Expression(`\+[0-9]{1,3}[ .-]?\(?[0-9]{1,4}\)?(?:[ .-]?[0-9]{2,4}){2,4}`), isPhone},
	{"is a telephone number", text.Expression(`\(?[2-9][0-9]{2}(?:\) ?|[ .-])[2-9][0-9]{2}[ .-][0-9]{4}`), isPhone},
	{"is a telephone number", text.Expression(`0[1-9][0-9]{1,3}[ -][0-9]{3,4}[ -]?[0-9]{3,4}`), isPhone},
	{"is a telephone number", text.Expression(`(?i)\b(?:phone|call me|mobile|cell|tel|telephone|text me|whatsapp|reach me|number is)\b\D{0,20}((?:1[ .-]?)?0?[1-9][0-9]{8,9})`), nil},
}

// alone reports whether what was found ends inside no longer number or word.
func alone(text string, from, to int) bool {
	letter := func(c byte) bool {
		return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
	}
	joint := func(mark, next byte) bool { return (mark == '-' || mark == '.') && next >= '0' && next <= '9' }
	if from > 0 && letter(text[from-1]) || to < len(text) && letter(text[to]) {
		return false
	}
	return !(from > 1 && joint(text[from-1], text[from-2]) || to+1 < len(text) && joint(text[to], text[to+1]))
}

// inSlot reports whether bytes from to to of the text lie in a slot.
func inSlot(r *Row, from, to int) bool {
	for _, s := range r.Slots {
		a, b, ok := byteSpan(r.Text, s.Start, s.End)
		if ok && a <= from && to <= b {
			return true
		}
	}
	return false
}

// masked shows a few characters of personal data, so that reports spread no more of it.
func masked(s string) string {
	if at := strings.IndexByte(s, '@'); at > 0 {
		return s[:1] + "…" + s[at:]
	}
	if len(s) <= 6 {
		return s
	}
	return s[:2] + "…" + s[len(s)-2:]
}

func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// cardLengths says how long the numbers of cards are that begin with some digits (ISO/IEC
// 7812 and the schemes' own tables).
var cardLengths = []struct {
	from, to string // the beginnings, both included
	lengths  []int
}{
	{"4", "4", []int{13, 16, 19}}, {"51", "55", []int{16}}, {"2221", "2720", []int{16}}, {"34", "34", []int{15}}, {"37", "37", []int{15}},
	{"6011", "6011", []int{16, 19}}, {"644", "659", []int{16, 19}}, {"622126", "622925", []int{16, 17, 18, 19}}, {"3528", "3589", []int{16}},
	{"300", "305", []int{14}}, {"36", "36", []int{14}}, {"38", "39", []int{14}}, {"62", "62", []int{16, 17, 18, 19}}, {"6304", "6304", []int{16}}, {"5018", "5018", []int{16}}, {"6759", "6763", []int{16}},
}

func isCard(said, _ string) bool {
	d := digitsOf(said)
	if strings.Count(d, d[:1]) == len(d) {
		return false
	}
	for _, c := range cardLengths {
		if head := d[:len(c.from)]; head >= c.from && head <= c.to {
			for _, n := range c.lengths {
				if n == len(d) && luhn(d) {
					return true
				}
			}
		}
	}
	return false
}

// luhn reports whether the last of some digits is the check digit of the others (ISO/IEC
// 7812-1, annex B).
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// ibanLengths are those of the countries in the register of ISO 13616.
var ibanLengths = map[string]int{"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28,
	"CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28,
	"HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
	"MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22,
	"SA": 24, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20}

// isIBAN checks the length and the check digits (ISO 7064, MOD 97-10).
func isIBAN(said, _ string) bool {
	s := strings.ToUpper(strings.NewReplacer(" ", "", "-", "").Replace(said))
	n := ibanLengths[s[:2]]
	if n == 0 || len(s) < n {
		return false
	}
	s = s[:n] // words may follow
	rest := 0
	for _, c := range s[4:] + s[:4] {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest == 1
}

// isSSN checks the numbers that are never given out.
func isSSN(said, _ string) bool {
	d := digitsOf(said)
	return d[:3] != "000" && d[:3] != "666" && d[0] != '9' && d[3:5] != "00" && d[5:] != "0000"
}

// isPhone checks the number of digits.
func isPhone(said, _ string) bool {
	n := len(digitsOf(said))
	return n >= 9 && n <= 15
}
