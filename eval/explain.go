package eval

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
)

// Explain says of the examples with some ids why their answers are right or wrong, in the
// order of the ids. It reads both streams no further than it must. A *SelectionError names
// the ids that are not in gold, and ids that are like them.
func Explain(ctx context.Context, gold iter.Seq2[Gold, error], run Predictions, o Options, ids []string) ([]report.Explanation, error) {
	examples, err := findGold(ctx, gold, ids)
	if err != nil {
		return nil, err
	}
	found, err := findPredictions(ctx, run, ids)
	if err != nil {
		return nil, err
	}
	judge := NewJudge(o.Schema, o.Currency)
	out := make([]report.Explanation, 0, len(ids))
	for _, id := range ids {
		out = append(out, judge.Explain(examples[id], found[id]))
	}
	return out, nil
}

// findGold reads gold until all ids have been found.
func findGold(ctx context.Context, gold iter.Seq2[Gold, error], ids []string) (map[string]*Gold, error) {
	found, near := map[string]*Gold{}, map[string]likeness{}
	for g, err := range gold {
		if err == nil {
			err = cmp.Or(ctx.Err(), scorable(&g))
		}
		if err != nil {
			return nil, err
		}
		if slices.Contains(ids, g.ID) {
			if found[g.ID] == nil {
				found[g.ID] = &g
			}
			if len(found) == len(ids) {
				return found, nil
			}
			continue
		}
		for _, id := range ids {
			if found[id] == nil {
				near[id] = near[id].nearer(id, g.ID)
			}
		}
	}
	var missing []string
	for _, id := range ids {
		if found[id] == nil {
			missing = append(missing, fmt.Sprintf("%q%s", id, near[id]))
		}
	}
	if len(missing) == 0 {
		return found, nil
	}
	return nil, &SelectionError{"gold has no id " + strings.Join(missing, ", ")}
}

// likeness keeps the ids that are most like a wrong one.
type likeness struct {
	ids      []string
	distance int
}

// nearer takes an id in if it begins like the wrong one, or differs in few letters.
func (l likeness) nearer(wrong, id string) likeness {
	const most = 3 // ids that are named
	d := 0
	switch {
	case strings.HasPrefix(id, wrong):
	case max(len(wrong)-len(id), len(id)-len(wrong)) <= 2:
		if d = text.Distance(wrong, id); d > max(1, len(wrong)/4) {
			return l
		}
	default:
		return l
	}
	switch {
	case len(l.ids) == 0 || d < l.distance:
		return likeness{[]string{id}, d}
	case d == l.distance && len(l.ids) < most:
		l.ids = append(l.ids, id)
	}
	return l
}

func (l likeness) String() string {
	if len(l.ids) == 0 {
		return ""
	}
	return ": did you mean " + strings.Join(l.ids, " or ") + "?"
}

func findPredictions(ctx context.Context, run Predictions, ids []string) (map[string]*dataset.Prediction, error) {
	found := map[string]*dataset.Prediction{}
	for p, err := range run.Seq {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		if slices.Contains(ids, p.ID) && found[p.ID] == nil {
			found[p.ID] = &p
			if len(found) == len(ids) {
				break
			}
		}
	}
	return found, nil
}

// Explain says why a prediction, nil for a missing one, is right or wrong.
func (j *Judge) Explain(g *Gold, p *dataset.Prediction) report.Explanation {
	e := &g.Example
	r := j.Score(g, p)
	f := newFailure(e, p, &r)
	x := report.Explanation{ID: e.ID, Text: f.Text, Marked: before(e) + marked(e), Reference: e.Ref, Split: f.Split, Template: f.Template, Want: f.Want, Got: f.Got,
		Confidence: f.Confidence, Status: r.Status, Kinds: r.Kinds, Detail: r.Detail, Raw: r.Raw}
	if e.Origin != nil {
		x.Parent, x.Ops = e.Origin.Parent, e.Origin.Ops
	}
	own := j.lend()
	defer j.own.Put(own)
	_, gold, got := own.judged(g, p)
	x.References = len(g.References)
	x.Calls = own.compared(gold, got.calls[:min(len(got.calls), maxCalls)], g.Reference())
	return x
}

// marked is the text with its slots in brackets.
func marked(e *dataset.Example) string {
	ordered := slices.Clone(e.Slots)
	slices.SortStableFunc(ordered, func(a, b dataset.Slot) int { return cmp.Compare(a.Start, b.Start) })
	letters := []rune(e.Text)
	var b strings.Builder
	at := 0
	for _, s := range ordered {
		if s.Start < at || s.End > len(letters) || s.End <= s.Start {
			continue
		}
		b.WriteString(string(letters[at:s.Start]) + "[" + s.Name + ": " + string(letters[s.Start:s.End]) + "]")
		at = s.End
	}
	return b.String() + string(letters[at:])
}

// compared puts the calls of gold beside those that were predicted, then those that gold
// does not have.
func (q equality) compared(gold, got []call, ref time.Time) []report.ComparedCall {
	out := []report.ComparedCall{}
	match := make([]int, len(gold))
	if len(got) > 0 {
		match = q.align(gold, got, ref)
	} else {
		for i := range match {
			match[i] = -1
		}
	}
	taken := make([]bool, len(got))
	for i := range gold {
		var with *call
		if at := match[i]; at >= 0 {
			with, taken[at] = &got[at], true
		}
		out = append(out, q.comparedCall(&gold[i], with, ref))
	}
	for i := range got {
		if !taken[i] {
			out = append(out, q.comparedCall(nil, &got[i], ref))
		}
	}
	return out
}

// comparedCall compares two calls, either of which may be nil. Arguments of calls of two
// actions are not compared.
func (q equality) comparedCall(gold, got *call, ref time.Time) report.ComparedCall {
	c := report.ComparedCall{Args: []report.ComparedArg{}}
	if gold != nil {
		c.Want = gold.name
	}
	if got != nil {
		c.Got = got.name
	}
	alike := gold != nil && got != nil && gold.name == got.name
	if gold != nil {
		for i := range gold.args {
			a := &gold.args[i]
			x := report.ComparedArg{Name: a.name, Type: argumentType(a), Verdict: "missing"}
			x.Want = accepted(a.values)
			if alike {
				q.judgeArg(&x, a, got.arg(a.name), ref)
			}
			c.Args = append(c.Args, x)
		}
	}
	if got == nil {
		return c
	}
	for i := range got.args {
		a := &got.args[i]
		if alike && gold.arg(a.name) != nil {
			continue
		}
		x := report.ComparedArg{Name: a.name, Type: argumentType(a), Got: ptr(readWord(a.values[0])), Verdict: "not wanted"}
		if v, ok := missingValue(a.param, ref); ok && q.same(a.param, []value{v}, a.values[0]) {
			x.Right, x.Verdict = true, "what leaving it out means"
		}
		if slices.Contains(got.unknown, a.name) {
			x.Verdict = "not wanted: " + got.name + " has no such parameter"
		}
		c.Args = append(c.Args, x)
	}
	for _, name := range got.twice {
		c.Args = append(c.Args, report.ComparedArg{Name: name, Verdict: "given twice"})
	}
	return c
}

// accepted lists the values of gold. Of several words for one value it has the last, which
// are those of the prompt.
func accepted(values []value) []report.ReadWord {
	var out []report.ReadWord
	for _, v := range values {
		w := readWord(v)
		out = append(slices.DeleteFunc(out, func(o report.ReadWord) bool { return o.Means == w.Means }), w)
	}
	return out
}

// judgeArg compares an argument of gold with the predicted one, nil where there is none.
func (q equality) judgeArg(x *report.ComparedArg, want, got *argument, ref time.Time) {
	if got == nil {
		v, ok := missingValue(want.param, ref)
		switch {
		case ok && q.same(want.param, want.values, v):
			x.Right, x.Verdict = true, "what leaving it out means"
		case want.free:
			x.Right, x.Verdict = true, "may be left out"
		}
		return
	}
	v := got.values[0]
	x.Got, x.Right = ptr(readWord(v)), q.same(want.param, want.values, v)
	means := func(g value) bool { return g.canon != nil && v.canon != nil && q.equal(want.param, g.canon, v.canon) }
	switch {
	case x.Right && slices.ContainsFunc(want.values, means):
		x.Verdict = "same value"
	case x.Right:
		x.Verdict = "same words"
	case v.canon == nil && v.err != nil:
		x.Verdict = "cannot be read"
	default:
		x.Verdict = "another value"
	}
}

func argumentType(a *argument) string {
	if a.param == nil {
		return ""
	}
	return typeName(a.param)
}

func readWord(v value) report.ReadWord {
	w := report.ReadWord{Words: v.words}
	if v.canon != nil {
		w.Means = spelled(v.canon)
	}
	if v.err != nil {
		w.Fault = v.err.Error()
	}
	return w
}

func ptr[T any](v T) *T { return &v }
