package eval

import (
	"cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval/report"
)

// A report lists up to maxFailures failures, and up to maxFailuresAlike of one
// kind and action, so that a frequent fault does not hide the rare ones.
const (
	maxFailures      = 500
	maxFailuresAlike = 25
)

// failures lists examples that are not answered correctly.
type failures struct {
	list  []report.Failure
	alike map[string]int // by kind and action
}

func (l *failures) add(e *dataset.Example, p *dataset.Prediction, r *Result) {
	if l.alike == nil {
		l.alike = map[string]int{}
	}
	key := r.Kinds[0] + " " + r.Want[0]
	if l.alike[key]++; l.alike[key] > maxFailuresAlike || len(l.list) >= maxFailures {
		return
	}
	l.list = append(l.list, newFailure(e, p, r))
}

func newFailure(e *dataset.Example, p *dataset.Prediction, r *Result) report.Failure {
	f := report.Failure{ID: e.ID, Text: e.Input(), Intent: e.Intent(), Want: cmp.Or(e.Target, show(e.Want())), Status: r.Status, Kinds: r.Kinds,
		Detail: r.Detail, Split: string(e.Split)}
	if len(r.Want) > 1 {
		f.Blamed = r.blamed()
	}
	if r.Cost != nil {
		f.Cost = r.Cost.total
	}
	if e.Origin != nil {
		f.Template = e.Origin.Template
	}
	if p != nil {
		f.Got, f.Confidence = p.Output, p.Confidence
		if calls := typedCalls(p); f.Got == "" && len(calls) > 0 {
			f.Got = show(calls)
		}
	}
	return f
}

// show writes calls in target syntax for people, with canonical values and the
// arguments sorted by name.
func show(calls []dataset.Call) string {
	raw := make([]action.RawCall, len(calls))
	for i, c := range calls {
		raw[i].Name = c.Name
		for _, name := range sortedKeys(c.Arguments) {
			_, quoted := c.Arguments[name].(string)
			raw[i].Args = append(raw[i].Args, action.RawArg{Name: name, Text: spelled(c.Arguments[name]), Quoted: quoted})
		}
	}
	return action.FormatTarget(raw)
}
