package augment

import (
	"math/rand/v2"
	"strings"
	"unicode"

	"github.com/slmkit/slmkit/dataset/text"
)

var dictationOps = []Op{
	{"spell_out", Noises, Noise, English, "jones → j o n e s, as it is spelled over the telephone", Func(spellOut)},
	{"say_address", Noises, Noise, English, "tom@mail.com → tom at mail dot com", Func(sayAddress)},
	{"say_digits", Noises, Noise, English, "policy 88 104 → policy double eight one oh four", Func(sayDigits)},
}

// slotWhere picks a slot by chance that a test accepts, -1 where there is none.
func slotWhere(ed *Edit, r *rand.Rand, accept func(i int, value string) bool) int {
	for _, i := range r.Perm(len(ed.Slots())) {
		if accept(i, ed.Slots()[i].Value) {
			return i
		}
	}
	return -1
}

// spellOut writes the last word of a name as letters.
func spellOut(ed *Edit, r *rand.Rand) bool {
	i := slotWhere(ed, r, func(i int, value string) bool {
		p, end := ed.Param(i), ed.Slots()[i].End
		return p != nil && namesPerson(p) && spellable(lastWord(value)) && strings.ContainsRune(" ,.?!;", ed.runeAt(end)) && !oneLetterAt(ed, end)
	})
	if i < 0 {
		return false
	}
	value := ed.Slots()[i].Value
	last := lastWord(value)
	letters := strings.Join(strings.Split(last, ""), []string{" ", " ", "-", ". "}[r.IntN(4)])
	return ed.Misspell(i, value[:len(value)-len(last)]+letters)
}

// oneLetterAt reports whether a word of one letter follows, which would be one more letter of
// what is spelled.
func oneLetterAt(ed *Edit, end int) bool {
	w, ok := ed.wordAfter(end)
	return ok && len(w.Text) == 1
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// spellable reports whether a word is a name that people spell.
func spellable(name string) bool {
	low := strings.ToLower(name)
	return len(low) >= 3 && len(low) <= 10 && isASCII(low) && !common[low] && !strings.ContainsFunc(low, func(r rune) bool { return !unicode.IsLetter(r) })
}

// addressWords are what the signs of an address are called.
var addressWords = strings.NewReplacer("@", " at ", ".", " dot ", "_", " underscore ", "-", " dash ")

// sayAddress says the signs of an e-mail address.
func sayAddress(ed *Edit, r *rand.Rand) bool {
	i := slotWhere(ed, r, func(i int, value string) bool {
		p := ed.Param(i)
		return p != nil && !p.Bare() && p.Format != "contact" && strings.Count(value, "@") == 1 && !strings.Contains(value, " ")
	})
	if i < 0 {
		return false
	}
	value := strings.ToLower(ed.Slots()[i].Value)
	if r.IntN(4) == 0 {
		return ed.Misspell(i, strings.ReplaceAll(value, "@", " at "))
	}
	return ed.Misspell(i, addressWords.Replace(value))
}

// sayDigits says the digits of a number that names something, such as a policy. It has no
// type: the reading of telephone numbers takes words for a text of their own.
func sayDigits(ed *Edit, r *rand.Rand) bool {
	i := slotWhere(ed, r, func(i int, value string) bool {
		p := ed.Param(i)
		if p == nil || p.Type != "string" || len(p.Enum) > 0 || p.Format != "" {
			return false
		}
		return isCode(value)
	})
	if i < 0 {
		return false
	}
	return ed.Misspell(i, sayCode(r, ed.Slots()[i].Value))
}

// isCode reports whether a value has four digits or more, and besides at most a few letters.
func isCode(value string) bool {
	digits, letters := 0, 0
	for _, c := range value {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case unicode.IsLetter(c) && c <= unicode.MaxASCII:
			letters++
		case !strings.ContainsRune(" -().", c):
			return false
		}
	}
	return digits >= 4 && letters <= 3
}

// sayCode says a code digit by digit. Two or three equal digits may be said as one.
func sayCode(r *rand.Rand, code string) string {
	zero := []string{"zero", "oh", "oh"}[r.IntN(3)]
	joined := r.IntN(2) == 0
	var out []string
	runes := []rune(strings.ToLower(code))
	for k := 0; k < len(runes); k++ {
		c := runes[k]
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			continue
		}
		word := string(c)
		if unicode.IsDigit(c) {
			if word = string(text.Plain.Append(nil, int64(c-'0'))); c == '0' {
				word = zero
			}
			n := 1
			for k+n < len(runes) && runes[k+n] == c {
				n++
			}
			if n == 2 || n == 3 {
				if joined {
					word = []string{"double ", "triple "}[n-2] + word
					k += n - 1
				}
			}
		}
		out = append(out, word)
	}
	return strings.Join(out, " ")
}
