package eval

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval/report"
)

// Judge scores predictions against gold. Without a schema it compares words only.
// Goroutines may share one.
type Judge struct {
	own sync.Pool // of judges that one goroutine owns for a while
}

// judge is a Judge of one goroutine.
type judge struct {
	reader
	equality
}

// defaultCurrency is that of amounts which name none.
const defaultCurrency = "USD"

// NewJudge returns a Judge. The currency is that of amounts which name none, USD
// where it is "".
func NewJudge(schema *action.Schema, currency string) *Judge {
	known, currency := newMeanings(), cmp.Or(currency, defaultCurrency)
	return &Judge{sync.Pool{New: func() any { return &judge{reader{schema, &memory{meanings: known}}, equality{currency}} }}}
}

// Score judges one prediction, nil for a missing one. Where gold has only the
// action, only the actions are compared.
func (j *Judge) Score(g *Gold, p *dataset.Prediction) Result {
	own := j.own.Get().(*judge)
	defer j.own.Put(own)
	return own.score(g, p)
}

func (j *judge) score(g *Gold, p *dataset.Prediction) Result {
	j.forgetCalls()
	e := &g.Example
	gold := j.goldCalls(e)
	r := Result{Want: j.namesOf(gold)}
	for i := range gold {
		if r.Gold == "" {
			r.Gold = gold[i].misfit()
		}
	}
	if !g.IntentOnly {
		r.Raw = j.literalMatch(e, p)
	}
	got, status, kind, detail := j.predicted(e, p)
	if status != "" {
		r.Status, r.Kinds, r.Detail = status, []string{kind}, detail
		if kind == report.KindSyntax {
			r.likes = looksLike(p.Output)
		}
		r.Args = j.outcomesOf(gold)
		for i := range gold {
			r.missing(&gold[i])
		}
		return r
	}
	r.Got = j.namesOf(got)
	if g.IntentOnly {
		for i := range got {
			got[i].args, got[i].unknown, got[i].twice = nil, nil, nil
		}
	}
	r.Args = j.outcomesOf(gold, got)
	j.compare(e, &r, gold, got)
	return r
}

// predicted reads the calls of a prediction, or says why there are none. It reads
// the call field where the output cannot be read.
func (j *judge) predicted(e *dataset.Example, p *dataset.Prediction) (calls []call, status report.Status, kind, detail string) {
	switch {
	case p == nil:
		return nil, report.Failed, report.KindMissing, "there is no prediction"
	case p.Error != "":
		return nil, report.Failed, report.KindFailed, p.Error
	case p.Truncated:
		return nil, report.Truncated, report.KindTruncated, "the output was cut off at the length limit"
	}
	raw, err := action.ParseTarget(p.Output)
	if err == nil {
		return j.rawCalls(raw, e.Reference()), "", "", ""
	}
	if typed := typedCalls(p); len(typed) > 0 {
		for _, c := range typed {
			calls = append(calls, j.typedCall(c, e.Reference()))
		}
		return calls, "", "", ""
	}
	if strings.TrimSpace(p.Output) == "" {
		return nil, report.Invalid, report.KindEmpty, "the output is empty"
	}
	return nil, report.Invalid, report.KindSyntax, syntax(err)
}

func syntax(err error) string {
	var t *action.TargetError
	if errors.As(err, &t) {
		return fmt.Sprintf("byte %d: %s expected", t.Offset, t.Want)
	}
	return err.Error()
}
