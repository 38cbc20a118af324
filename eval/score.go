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
	"github.com/slmkit/slmkit/eval/risk"
)

// Judge scores predictions against gold. Without a schema it compares words only.
// Goroutines may share one.
type Judge struct {
	own   sync.Pool // of judges that one goroutine owns for a while
	risks *risk.Table
	free  *exampleCost // of right answers
}

// judge is a Judge of one goroutine.
type judge struct {
	reader
	equality
	free *exampleCost // of right answers
}

// defaultCurrency is that of amounts which name none.
const defaultCurrency = "USD"

// NewJudge returns a Judge. The currency is that of amounts which name none, USD
// where it is "".
func NewJudge(schema *action.Schema, currency string) *Judge {
	known, currency := newMeanings(), cmp.Or(currency, defaultCurrency)
	j := &Judge{}
	j.own.New = func() any {
		return &judge{reader{schema, &memory{meanings: known}}, equality{currency: currency, risks: j.risks}, j.free}
	}
	return j
}

// Score judges one prediction, nil for a missing one. Where gold has only the
// action, only the actions are compared. Where gold has references, the one that the
// answer fits best counts.
func (j *Judge) Score(g *Gold, p *dataset.Prediction) Result {
	own := j.lend()
	defer j.own.Put(own)
	return own.score(g, p)
}

// lend returns a judge to be put back.
func (j *Judge) lend() *judge {
	own := j.own.Get().(*judge)
	own.forgetCalls()
	return own
}

// score is Score of a judge that one goroutine owns.
func (j *judge) score(g *Gold, p *dataset.Prediction) Result {
	r, _, a := j.judged(g, p)
	if !g.IntentOnly {
		r.Raw = j.literalMatch(g, p)
		if r.Raw != nil && r.Status != report.Correct {
			*r.Raw = false // a target that says otherwise than its call is no measure
		}
	}
	if p != nil && r.Status != report.Correct {
		r.answer = j.answerHash(a, p)
		r.noteLoop(p.Output, g.Input())
		if a.kind == report.KindSyntax {
			r.likes = looksLike(p.Output)
		}
	}
	switch {
	case j.risks == nil:
	case r.Status == report.Correct:
		r.Cost = j.free
	default:
		r.charge(j.risks)
	}
	return r
}

// judged judges an answer by the calls of gold, or by those of the reference that it fits
// better. It also returns these calls, and the answer.
func (j *judge) judged(g *Gold, p *dataset.Prediction) (r Result, gold []call, a answer) {
	a = j.predicted(&g.Example, p)
	if g.IntentOnly {
		for i := range a.calls {
			a.calls[i].args, a.calls[i].unknown, a.calls[i].twice = nil, nil, nil
		}
	}
	gold = j.goldCalls(g)
	r = j.against(g, gold, a)
	for i := 0; i < len(g.References) && r.Status != report.Correct; i++ {
		calls := j.readCalls(g.References[i].Calls, g.Reference())
		if other := j.against(g, calls, a); other.better(&r) {
			r, gold = other, calls
		}
	}
	return r, gold, a
}

// SetCosts has the Judge say what answers cost, too. It must be called before Score.
func (j *Judge) SetCosts(t *risk.Table) { j.risks, j.free = t, nothing(t) }

// against judges an answer by the calls of gold or of a reference.
func (j *judge) against(g *Gold, gold []call, a answer) Result {
	r := Result{Want: j.namesOf(gold)}
	for i := range gold {
		if r.Gold == "" {
			r.Gold = gold[i].misfit()
		}
	}
	if a.status != "" {
		r.Status, r.Kinds, r.Detail, r.Args = a.status, []string{a.kind}, a.detail, j.outcomesOf(gold)
		for i := range gold {
			r.missing(&gold[i])
		}
		return r
	}
	r.Got, r.Args = j.namesOf(a.calls), j.outcomesOf(gold, a.calls)
	j.compare(g, &r, gold, a.calls)
	return r
}

// answer is the calls of a prediction, or why there are none.
type answer struct {
	calls        []call
	status       report.Status // "" where there are calls
	kind, detail string
}

// predicted reads the calls of a prediction. It reads the call field where the output
// cannot be read.
func (j *judge) predicted(e *dataset.Example, p *dataset.Prediction) answer {
	switch {
	case p == nil:
		return answer{status: report.Failed, kind: report.KindMissing, detail: "there is no prediction"}
	case p.Error != "":
		return answer{status: report.Failed, kind: report.KindFailed, detail: p.Error}
	case p.Truncated:
		return answer{status: report.Truncated, kind: report.KindTruncated, detail: "the output was cut off at the length limit"}
	}
	raw, err := action.ParseTarget(p.Output)
	if err == nil {
		return answer{calls: j.rawCalls(raw, e.Reference())}
	}
	if typed := typedCalls(p); len(typed) > 0 {
		return answer{calls: j.readCalls(typed, e.Reference())}
	}
	if strings.TrimSpace(p.Output) == "" {
		return answer{status: report.Invalid, kind: report.KindEmpty, detail: "the output is empty"}
	}
	return answer{status: report.Invalid, kind: report.KindSyntax, detail: syntax(err)}
}

func syntax(err error) string {
	var t *action.TargetError
	if errors.As(err, &t) {
		return fmt.Sprintf("byte %d: %s expected", t.Offset, t.Want)
	}
	return err.Error()
}
