package prompts

import (
	"fmt"
	"strings"
)

// A Fault is something wrong with a pack, with its place. Col counts bytes
// from 1; it is 0 where the whole line is meant, and Line is 0 where the whole
// file is.
type Fault struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`
	Col     int    `json:"col,omitempty"`
	Check   string `json:"check"` // what was checked, e.g. "undefined rule"
	Message string `json:"message"`
	Warning bool   `json:"warning,omitempty"` // worth a look, but the pack works
}

func (f *Fault) Error() string {
	switch {
	case f.Line == 0:
		return f.File + ": " + f.Message
	case f.Col == 0:
		return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Col, f.Message)
}

// Faults is every error found in a pack.
type Faults []*Fault

func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// suggest returns `, did you mean "x"?` for the known name nearest to a wrong
// one, "" where none is near.
func suggest(wrong string, known []string) string {
	best, at := "", max(1, len(wrong)/3)+1
	for _, k := range known {
		if d := distance(wrong, k); d < at || d == at && k < best && best != "" {
			best, at = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", best)
}

// distance is the Levenshtein distance of two names, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diag, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diag+cost)
		}
	}
	return row[len(b)]
}
