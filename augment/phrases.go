package augment

import "strings"

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

// besideNumber reports whether the word before or after a stretch of the text, in a slot
// or not, is a number in figures or words.
func besideNumber(ed *Edit, from, to int) bool {
	before := strings.Fields(string(ed.Text()[:from]))
	after := strings.Fields(string(ed.Text()[to:]))
	return len(before) > 0 && numeric(before[len(before)-1]) || len(after) > 0 && numeric(after[0])
}
