package augment

import (
	"slices"
	"strings"
)

// protection says which words outside the slots operations must leave alone.
type protection struct {
	phrases [][]string // of the plan, in lower case
}

// negations turn a call into its opposite.
var negations = listed(`not no never don't dont doesn't didn't won't can't cannot couldn't isn't aren't wasn't haven't hasn't without nor neither
	stop un`)

// governing words say which parameter the slot after them belongs to.
var governing = listed("to from into onto for by until till before after since between and than above over under below off out of")

// mark marks the protected words of a text.
func (p *protection) mark(ed *Edit) {
	words := ed.Words()
	n := &ed.now
	protect := func(w Word) {
		for i := w.From; i < w.To; i++ {
			n.holds[i] |= protected
		}
	}
	for i, w := range words {
		beforeSlot := i+1 < len(words) && n.holds[words[i+1].From]&inSlot != 0
		if negations[w.Text] || beforeSlot && governing[w.Text] {
			protect(w)
		}
		for _, phrase := range p.phrases {
			if phraseAt(words, i, phrase) {
				for _, w := range words[i : i+len(phrase)] {
					protect(w)
				}
			}
		}
	}
	ed.known = false
}

// newProtection reads the phrases of a plan.
func newProtection(phrases []string) protection {
	var p protection
	for _, s := range phrases {
		if words := strings.Fields(strings.ToLower(s)); len(words) > 0 {
			p.phrases = append(p.phrases, words)
		}
	}
	return p
}

// phraseAt reports whether the wanted words begin at words[i], with one space between
// neighbours.
func phraseAt(words []Word, i int, want []string) bool {
	return i+len(want) <= len(words) && slices.EqualFunc(words[i:i+len(want)], want, func(w Word, s string) bool { return w.Text == s }) &&
		spaced(words[i:i+len(want)])
}

// spaced reports whether neighbours have one character between them.
func spaced(words []Word) bool {
	for k := 1; k < len(words); k++ {
		if words[k].From != words[k-1].To+1 {
			return false
		}
	}
	return true
}
