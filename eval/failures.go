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

func (t *tally) addFailure(e *dataset.Example, p *dataset.Prediction, r *Result) {
	key := r.Kinds[0] + " " + r.Want[0]
	if t.perKind[key]++; t.perKind[key] > maxFailuresAlike || len(t.failures) >= maxFailures {
		return
	}
	t.failures = append(t.failures, newFailure(e, p, r))
}

func newFailure(e *dataset.Example, p *dataset.Prediction, r *Result) report.Failure {
	f := report.Failure{ID: e.ID, Text: e.Text, Intent: e.Intent(), Want: cmp.Or(e.Target, show(e.Want())), Status: r.Status, Kinds: r.Kinds,
		Detail: r.Detail, Split: string(e.Split)}
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

// show writes calls for people: canonical values, arguments in order of names.
func show(calls []dataset.Call) string {
	raw := make([]action.RawCall, len(calls))
	for i, c := range calls {
		raw[i].Name = c.Name
		for _, name := range sortedKeys(c.Arguments) {
			_, quoted := c.Arguments[name].(string)
			raw[i].Args = append(raw[i].Args, action.RawArg{Name: name, Text: text(c.Arguments[name]), Quoted: quoted})
		}
	}
	return action.FormatTarget(raw)
}
