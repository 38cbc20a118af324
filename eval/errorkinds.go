package eval

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
)

// maxCalls is how many predicted calls are matched with gold; those after them
// count as extra. A model that repeats itself writes hundreds.
const maxCalls = 64

// compare matches the predicted calls with gold's, and fills in what became of
// the arguments, the kinds of errors and the status of a result.
func (q equality) compare(e *dataset.Example, r *Result, gold, got []call) {
	kinds := map[string]string{}
	fault := func(kind, detail string) {
		if _, ok := kinds[kind]; !ok {
			kinds[kind] = detail
		}
	}
	r.Action = sameNames(r.Want, r.Got)
	actionFaults(r, got, fault)
	match := q.align(gold, got[:min(len(got), maxCalls)])
	taken := make([]bool, len(got))
	r.Right = make([]bool, len(gold))
	for i := range gold {
		at := match[i]
		if at < 0 || gold[i].name != got[at].name {
			r.missing(&gold[i])
			continue
		}
		taken[at] = true
		before := len(r.Args)
		q.compareArgs(e, r, &gold[i], &got[at], fault)
		r.Right[i] = !slices.ContainsFunc(r.Args[before:], func(a Arg) bool { return a.Kind != COR })
	}
	for i := range got {
		if !taken[i] {
			r.spurious(&got[i])
		}
	}
	for _, k := range report.Kinds {
		if detail, ok := kinds[k]; ok {
			if len(r.Kinds) == 0 {
				r.Detail = detail
			}
			r.Kinds = append(r.Kinds, k)
		}
	}
	r.Status = report.Wrong
	if len(r.Kinds) == 0 {
		r.Status = report.Correct
	}
}

func sameNames(a, b []string) bool {
	if len(a) < 2 || len(b) < 2 { // need no sorting
		return slices.Equal(a, b)
	}
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

// actionFaults names how the action names differ.
func actionFaults(r *Result, got []call, fault func(kind, detail string)) {
	for _, c := range got {
		if !c.known && !slices.Contains(r.Want, c.name) {
			fault(report.KindUnknownAction, "there is no action "+c.name)
		}
	}
	if r.Action {
		return
	}
	want, have := strings.Join(r.Want, "; "), strings.Join(r.Got, "; ")
	arrow := want + " → " + have
	onlyNone := func(names []string) bool { return len(names) == 1 && names[0] == dataset.None }
	switch {
	case onlyNone(r.Want):
		fault(report.KindFalseAction, arrow)
	case onlyNone(r.Got):
		fault(report.KindFalseRefusal, arrow)
	case len(r.Got) < len(r.Want) && within(r.Got, r.Want):
		fault(report.KindMissingCall, arrow)
	case len(r.Got) > len(r.Want) && within(r.Want, r.Got):
		fault(report.KindExtraCall, arrow)
	default:
		fault(report.KindWrongAction, arrow)
	}
}

// within reports whether the multiset a is part of b.
func within(a, b []string) bool {
	left := map[string]int{}
	for _, x := range b {
		left[x]++
	}
	for _, x := range a {
		if left[x]--; left[x] < 0 {
			return false
		}
	}
	return true
}

// compareArgs compares the arguments of two calls of one action.
func (q equality) compareArgs(e *dataset.Example, r *Result, gold, got *call, fault func(kind, detail string)) {
	for _, a := range gold.args {
		want := a.values[len(a.values)-1].words
		b := got.arg(a.name)
		if b == nil {
			r.Args = append(r.Args, Arg{gold.name, a.name, MIS, want, ""})
			fault(report.KindMissingSlot, a.name+" is missing, "+quote(want)+" is wanted")
			continue
		}
		v := b.values[0]
		if q.same(a.param, a.values, v) {
			r.Args = append(r.Args, Arg{gold.name, a.name, COR, want, v.words})
			continue
		}
		r.Args = append(r.Args, Arg{gold.name, a.name, INC, want, v.words})
		fault(valueKind(e, a, v), a.name+" is "+quote(v.words)+", "+quote(want)+" is wanted")
	}
	for _, b := range got.args {
		if gold.arg(b.name) != nil {
			continue
		}
		r.Args = append(r.Args, Arg{got.name, b.name, SPU, "", b.values[0].words})
		if slices.Contains(got.unknown, b.name) {
			fault(report.KindUnknownSlot, got.name+" has no parameter "+b.name)
		} else {
			fault(report.KindExtraSlot, b.name+" is "+quote(b.values[0].words)+", not wanted")
		}
	}
	for _, name := range got.twice {
		r.Args = append(r.Args, Arg{got.name, name, SPU, "", ""})
		fault(report.KindDuplicateSlot, name+" is given twice")
	}
}

// valueKind names what is wrong with a value that is not equal.
func valueKind(e *dataset.Example, want argument, got value) string {
	prompt := " " + text.Compared(e.Text) + " "
	switch {
	case got.canon == nil && want.bare():
		return report.KindType
	case !want.bare() && got.words != "" && !strings.Contains(prompt, got.words) && !canonical(got):
		return report.KindUngrounded
	}
	for _, v := range want.values {
		if !want.bare() && v.words != "" && got.words != "" && (strings.Contains(v.words, got.words) || strings.Contains(got.words, v.words)) {
			return report.KindSpan
		}
	}
	if got.canon == nil {
		return report.KindType
	}
	return report.KindValue
}

// canonical reports whether a value is written in its canonical form, which need
// not occur in the prompt.
func canonical(v value) bool {
	s, ok := v.canon.(string)
	return ok && text.Compared(s) == v.words && strings.ContainsAny(s, "0123456789")
}

func quote(s string) string { return `"` + s + `"` }

// missing notes the arguments of a gold call that no predicted call matches.
func (r *Result) missing(c *call) {
	for _, a := range c.args {
		r.Args = append(r.Args, Arg{c.name, a.name, MIS, a.values[len(a.values)-1].words, ""})
	}
}

// spurious notes the arguments of a predicted call that gold does not have.
func (r *Result) spurious(c *call) {
	for _, a := range c.args {
		r.Args = append(r.Args, Arg{c.name, a.name, SPU, "", a.values[0].words})
	}
}
