package eval

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

// isText reports whether values of a parameter are free text, which can be partly right.
func isText(p *action.Param) bool {
	return p == nil || !p.Bare() && action.Formats[p.Format] == nil
}

// sharesWords reports whether a text has a word of one of gold's: its F1 over words, the
// measure of SQuAD, is above 0.
func sharesWords(gold []value, got value) bool {
	words := strings.Fields(got.words)
	for _, g := range gold {
		for w := range strings.FieldsSeq(g.words) {
			if slices.Contains(words, w) {
				return true
			}
		}
	}
	return false
}
