package eval

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
)

// longestReading is the most words of a prompt that are read as one value.
const longestReading = 6

// grounded reports whether a value comes from the prompt or from the turns before it: its
// words are there, or some words there mean it. A value of an enumeration and a boolean
// are always grounded, as the prompt may say them in any words.
func (q equality) grounded(e *dataset.Example, p *action.Param, v value) bool {
	if v.words == "" || p != nil && (len(p.Enum) > 0 || p.Type == "boolean") {
		return true
	}
	if said(text.Compared(e.Text), v.words) {
		return true
	}
	for i := range e.History {
		if said(text.Compared(e.History[i].Text), v.words) {
			return true
		}
	}
	switch {
	case p == nil:
		return canonical(v)
	case v.canon == nil || !p.Bare() && action.Formats[p.Format] == nil:
		return false // what has no type must be copied
	}
	ref := e.Reference()
	if ref.IsZero() {
		ref = someDay
	}
	from := func(t dataset.Turn) bool { return q.derived(t.Text, ref, p, v) }
	return q.derived(e.Text, ref, p, v) || slices.ContainsFunc(e.History, from)
}

// derived reports whether some words of a text have a typed value.
func (q equality) derived(said string, ref time.Time, p *action.Param, v value) bool {
	words := strings.Fields(said)
	for from := range words {
		for to := from + 1; to <= min(len(words), from+longestReading); to++ {
			phrase := strings.Trim(strings.Join(words[from:to], " "), ",.;:!?\"'()")
			if got, err := p.Normalize(phrase, ref); err == nil && q.equal(p, got, v.canon) {
				return true
			}
		}
	}
	return false
}

// said reports whether a prompt has some words. A number is not part of a longer one: 5 is
// not in 50.
func said(prompt, words string) bool {
	for at := 0; ; {
		i := strings.Index(prompt[at:], words)
		if i < 0 {
			return false
		}
		from, to := at+i, at+i+len(words)
		if !digitsMeet(prompt[:from], words) && !digitsMeet(words, prompt[to:]) {
			return true
		}
		_, size := utf8.DecodeRuneInString(prompt[from:])
		at = from + size
	}
}

// digitsMeet reports whether one text ends in a digit and the next begins with one.
func digitsMeet(a, b string) bool {
	return a != "" && b != "" && isDigit(a[len(a)-1]) && isDigit(b[0])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// canonical reports whether a value of unknown type is a number or has digits, and so may
// be written otherwise than the prompt has it.
func canonical(v value) bool {
	s, isText := v.canon.(string)
	return v.canon != nil && !isText || text.Compared(s) == v.words && strings.ContainsAny(s, "0123456789")
}

// missingValue is the default of a parameter that a call leaves out; it is false where
// there is none.
func missingValue(p *action.Param, ref time.Time) (value, bool) {
	if p == nil {
		return value{}, false
	}
	if ref.IsZero() {
		ref = someDay
	}
	v := p.Default(ref)
	if v == nil {
		return value{}, false
	}
	return value{words: text.Compared(spelled(v)), canon: v}, true
}
