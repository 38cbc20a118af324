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

// phrasesOf reads phrases with | between them.
func phrasesOf(s string) (out [][]string) {
	for p := range strings.SplitSeq(s, "|") {
		out = append(out, strings.Fields(p))
	}
	return out
}
