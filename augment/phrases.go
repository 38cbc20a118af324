package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"github.com/slmkit/slmkit/dataset/text"
)

// change is a phrase and what it may become.
type change struct {
	from []string // words
	to   []string // each of them a phrase
}

// table reads changes, one a line: "phrase: phrase|phrase".
func table(lines string) []change {
	var out []change
	for line := range strings.SplitSeq(strings.TrimSpace(lines), "\n") {
		from, to, _ := strings.Cut(line, ": ")
		out = append(out, change{strings.Fields(from), strings.Split(to, "|")})
	}
	return out
}

// phrases returns an operation that changes one of the phrases in a table.
func phrases(changes []change) Func {
	return func(ed *Edit, r *rand.Rand) bool {
		type hit struct {
			from, to int
			with     []string
		}
		var hits []hit
		ws := ed.Words()
		for i := range ws {
			for _, c := range changes {
				if !phraseAt(ws, i, c.from) {
					continue
				}
				h := hit{ws[i].From, ws[i+len(c.from)-1].To, c.to}
				if !ed.Free(h.from, h.to) {
					continue
				}
				if besideNumber(ed, h.from, h.to) {
					h.with = withoutDigits(h.with)
				}
				if len(h.with) > 0 {
					hits = append(hits, h)
				}
			}
		}
		if len(hits) == 0 {
			return false
		}
		h := hits[r.IntN(len(hits))]
		with := h.with[r.IntN(len(h.with))]
		if unicode.IsUpper(ed.Text()[h.from]) {
			with = strings.ToUpper(with[:1]) + with[1:]
		}
		return ed.Replace(h.from, h.to, with)
	}
}

// besideNumber reports whether the word before or after a stretch of the text, in a slot
// or not, is a number in figures or words.
func besideNumber(ed *Edit, from, to int) bool {
	before := strings.Fields(string(ed.Text()[:from]))
	after := strings.Fields(string(ed.Text()[to:]))
	return len(before) > 0 && numeric(before[len(before)-1]) || len(after) > 0 && numeric(after[0])
}

func numeric(word string) bool {
	if strings.ContainsFunc(word, unicode.IsDigit) {
		return true
	}
	for part := range strings.FieldsFuncSeq(strings.ToLower(word), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if _, ok := text.Value(part); ok {
			return true
		}
	}
	return false
}

// withoutDigits leaves out phrases such as 4 in place of for, which beside a number
// would be read as part of the number.
func withoutDigits(all []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) })
}
