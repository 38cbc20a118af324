package augment

import (
	"math/rand/v2"
	"strings"
	"unicode"
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
				if phrase(ws, i, c.from) {
					hits = append(hits, hit{ws[i].from, ws[i+len(c.from)-1].to, c.to})
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
