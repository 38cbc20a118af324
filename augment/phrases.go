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
func phrases(changes []change) func(*editor, *rand.Rand) bool {
	return func(ed *editor, r *rand.Rand) bool {
		type hit struct {
			from, to int
			with     []string
		}
		var hits []hit
		ws := ed.words()
		for i := range ws {
			for _, c := range changes {
				if !phrase(ws, i, c.from) {
					continue
				}
				h := hit{ws[i].from, ws[i+len(c.from)-1].to, c.to}
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
		if unicode.IsUpper(ed.text[h.from]) {
			with = strings.ToUpper(with[:1]) + with[1:]
		}
		return ed.replace(h.from, h.to, with)
	}
}

// phrase reports whether the wanted words begin at ws[i], with one space between
// neighbours.
func phrase(ws []word, i int, want []string) bool {
	if i+len(want) > len(ws) {
		return false
	}
	for k, w := range want {
		if ws[i+k].text != w || k > 0 && ws[i+k].from != ws[i+k-1].to+1 {
			return false
		}
	}
	return true
}

// besideNumber reports whether the word before or after a stretch of the text, in a slot
// or not, is a number in figures or words.
func besideNumber(ed *editor, from, to int) bool {
	before := strings.Fields(string(ed.text[:from]))
	after := strings.Fields(string(ed.text[to:]))
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
