package render

import (
	"cmp"
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// Limits of what a page holds. Over them it has all wrong answers that fit, and a sample
// of the rest.
const (
	maxExamples = 100_000
	maxPacked   = 6_900_000 // bytes of DEFLATE, so that a page stays under 10 MB in base64
	maxOutput   = 2_000     // bytes of a prompt or an answer
)

// Examples collects the examples of a run for a page. Of more than a page can hold it
// keeps those with the least hashes of their ids, which is a sample that does not depend
// on their order.
type Examples struct {
	wrong, right []report.Example
	total        int
	totalWrong   int
	keys         []uint64 // of all examples
	limit        int
}

// NewExamples returns a collection without examples.
func NewExamples() *Examples { return &Examples{limit: maxExamples} }

// Add adds an example.
func (x *Examples) Add(e report.Example) {
	x.total++
	x.keys = append(x.keys, e.Key)
	e.Text, e.Want, e.Got = clip(e.Text), clip(e.Want), clip(e.Got)
	if e.Status == report.Correct {
		x.right = x.keep(append(x.right, e))
		return
	}
	x.totalWrong++
	x.wrong = x.keep(append(x.wrong, e))
}

// keep drops examples when there are twice as many as a page can hold.
func (x *Examples) keep(list []report.Example) []report.Example {
	if len(list) < 2*x.limit {
		return list
	}
	return least(list, x.limit)
}

// least returns the n examples with the least keys, in that order.
func least(list []report.Example, n int) []report.Example {
	slices.SortFunc(list, func(a, b report.Example) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.ID, b.ID)) })
	kept := list[:min(n, len(list))]
	clear(list[len(kept):])
	return kept
}

// sample returns up to n examples, wrong ones first.
func (x *Examples) sample(n int) []report.Example {
	out := slices.Clone(least(x.wrong, n))
	return append(out, least(x.right, n-len(out))...)
}

// clip cuts a text that is longer than a page shows. Models that repeat themselves write
// a lot.
func clip(s string) string {
	if len(s) <= maxOutput {
		return s
	}
	cut := maxOutput
	for cut > 0 && s[cut]&0xc0 == 0x80 { // not within a character
		cut--
	}
	return s[:cut] + "…"
}

// listed are the examples of a report that comes without them: its failures.
func listed(e *report.Evaluation) *Examples {
	x := NewExamples()
	for _, f := range e.Failures {
		x.Add(report.Example{ID: f.ID, Text: f.Text, Template: f.Template, Want: f.Want, Got: f.Got, Asked: []string{f.Intent},
			Status: f.Status, Kinds: f.Kinds, Detail: f.Detail, Confidence: f.Confidence})
	}
	all, right := 0, e.Statuses[report.Correct]
	for _, n := range e.Statuses {
		all += n
	}
	x.total, x.totalWrong, x.keys = max(all, x.total), max(all-right, x.totalWrong), nil
	return x
}
