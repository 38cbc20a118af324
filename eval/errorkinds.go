package eval

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// maxCalls is how many predicted calls are matched with gold; those after them
// count as extra. A model that repeats itself writes hundreds.
const maxCalls = 64

// compare matches the predicted calls with gold's, and fills in what became of
// the arguments, the kinds of errors and the status of a result.
func (q equality) compare(g *Gold, r *Result, gold, got []call) {
	kinds := map[string]string{}
	fault := func(kind, detail string) {
		if _, ok := kinds[kind]; !ok {
			kinds[kind] = detail
		}
	}
	r.Action = sameNames(r.Want, r.Got)
	actionFaults(r, got, fault)
	var asked, answered []string // of calls that have no partner
	match := q.align(gold, got[:min(len(got), maxCalls)], g.Reference())
	taken := make([]bool, len(got))
	r.Right = make([]bool, len(gold))
	for i := range gold {
		at := match[i]
		if at < 0 || gold[i].name != got[at].name {
			r.missing(&gold[i])
			asked = append(asked, gold[i].name)
			continue
		}
		taken[at] = true
		before := len(r.Args)
		q.compareArgs(&g.Example, r, gold, i, &got[at], fault)
		if q.risks != nil {
			r.chargeArgs(q.risks, r.Args[before:])
		}
		r.Right[i] = !slices.ContainsFunc(r.Args[before:], func(a Arg) bool { return a.Kind != COR })
	}
	for i := range got {
		if !taken[i] {
			q.spurious(&g.Example, r, &got[i])
			answered = append(answered, got[i].name)
		}
	}
	if q.risks != nil && len(asked)+len(answered) > 0 {
		r.chargeCalls(q.risks, asked, answered)
	}
	if g.Ordered && len(kinds) == 0 && !q.inOrder(g, gold, got) {
		fault(report.KindOrder, "the calls are in another order than gold's")
		if q.risks != nil {
			r.mistakes = append(r.mistakes, q.risks.Order())
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

// inOrder reports whether calls that are all right come in the order of gold.
func (q equality) inOrder(g *Gold, gold, got []call) bool {
	for i := range gold {
		if _, all := q.matching(&gold[i], &got[i], g.Reference()); !all {
			return false
		}
	}
	return true
}

// compareArgs compares the arguments of two calls of one action, the first of which is
// one of all calls of gold.
func (q equality) compareArgs(e *dataset.Example, r *Result, all []call, at int, got *call, fault func(kind, detail string)) {
	gold := &all[at]
	for i := range gold.args {
		a := &gold.args[i]
		want := a.values[len(a.values)-1].words
		b := got.arg(a.name)
		if b == nil {
			if v, ok := missingValue(a.param, e.Reference()); ok && q.same(a.param, a.values, v) {
				r.Args = append(r.Args, Arg{gold.name, a.name, COR, want, v.words})
				continue
			}
			if a.free {
				continue
			}
			r.Args = append(r.Args, Arg{gold.name, a.name, MIS, want, ""})
			fault(report.KindMissingSlot, a.name+" is missing, "+quote(want)+" is wanted")
			continue
		}
		v := b.values[0]
		if q.same(a.param, a.values, v) {
			r.Args = append(r.Args, Arg{gold.name, a.name, COR, want, v.words})
			continue
		}
		kind := INC
		if isText(a.param) && sharesWords(a.values, v) {
			kind = PAR
		}
		r.Args = append(r.Args, Arg{gold.name, a.name, kind, want, v.words})
		fault(q.valueKind(e, r, all, a, v), a.name+" is "+quote(v.words)+", "+quote(want)+" is wanted")
	}
	for _, b := range got.args {
		if gold.arg(b.name) != nil {
			continue
		}
		if v, ok := missingValue(b.param, e.Reference()); ok && q.same(b.param, []value{v}, b.values[0]) {
			r.Args = append(r.Args, Arg{got.name, b.name, COR, v.words, b.values[0].words})
			continue
		}
		q.extra(e, r, got, &b)
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

// valueKind names what is wrong with a value of an argument that is not equal.
func (q equality) valueKind(e *dataset.Example, r *Result, all []call, want *argument, got value) string {
	grounded := q.grounded(e, want.param, got)
	r.Ungrounded = r.Ungrounded || !grounded
	switch {
	case got.canon == nil && want.bare():
		return report.KindType
	case !grounded:
		return report.KindUngrounded
	case isOthers(all, want, got):
		return report.KindCopied
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

// isOthers reports whether a value is that of another argument of gold.
func isOthers(all []call, want *argument, got value) bool {
	for i := range all {
		for k := range all[i].args {
			a := &all[i].args[k]
			if a != want && slices.ContainsFunc(a.values, func(v value) bool { return v.words == got.words && v.words != "" }) {
				return true
			}
		}
	}
	return false
}

func quote(s string) string { return `"` + s + `"` }

// missing notes the arguments of a gold call that no predicted call matches.
func (r *Result) missing(c *call) {
	for _, a := range c.args {
		r.Args = append(r.Args, Arg{c.name, a.name, MIS, a.values[len(a.values)-1].words, ""})
	}
}

// spurious notes the arguments of a predicted call that gold does not have.
func (q equality) spurious(e *dataset.Example, r *Result, c *call) {
	for i := range c.args {
		q.extra(e, r, c, &c.args[i])
	}
}

// extra notes an argument of a predicted call that gold does not have.
func (q equality) extra(e *dataset.Example, r *Result, c *call, a *argument) {
	r.Args = append(r.Args, Arg{c.name, a.name, SPU, "", a.values[0].words})
	r.Ungrounded = r.Ungrounded || !q.grounded(e, a.param, a.values[0]) // a search of the prompt, made once
}

// noteLoop names an output that repeats itself as such, which explains whatever else is
// wrong with it.
func (r *Result) noteLoop(output, prompt string) {
	if unit := repeats(output, prompt); unit != "" {
		r.Loop, r.Detail = true, "the output repeats "+quote(unit)
		r.Kinds = append([]string{report.KindLoop}, r.Kinds...)
	}
}
