package eval

import (
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// Scored is one example with what became of it, as Options.Each gets it. What it points
// to must not be changed.
type Scored struct {
	Gold       *Gold
	Prediction *dataset.Prediction // nil where there is none
	Result     *Result
	Slices     []string // the parts that the example belongs to, as key=value
	Cluster    int      // number of the group of examples that are alike, by their templates
	verdicts   verdicts
}

// Outcomes are the outcomes of the example by shareNames, nil where it does not count.
func (s *Scored) Outcomes() []*bool {
	out := make([]*bool, len(shareNames))
	for i := range out {
		if v := s.verdicts.of(exampleMetric(i)); v != report.OutcomeNone {
			yes := v == report.OutcomeYes
			out[i] = &yes
		}
	}
	return out
}

// Example returns what a page shows of an example.
func (s *Scored) Example() report.Example {
	f := newFailure(&s.Gold.Example, s.Prediction, s.Result)
	cell, _ := s.Result.cell()
	e := report.Example{ID: f.ID, Key: dataset.KeyHash(0, f.ID), Text: f.Text, Slots: inInput(&s.Gold.Example), Template: f.Template, Slices: s.Slices, Want: f.Want, Got: f.Got,
		Asked: s.Result.Want, Answered: s.Result.Got, Cell: cell, Status: f.Status, Kinds: f.Kinds, Detail: f.Detail, Confidence: f.Confidence}
	if s.Prediction != nil {
		e.LatencyMS = s.Prediction.LatencyMS
	}
	for _, a := range s.Result.Args {
		if a.Kind != COR && !slices.Contains(e.WrongParams, a.Param) {
			e.WrongParams = append(e.WrongParams, a.Param)
		}
	}
	for _, a := range s.Result.Args {
		if a.Kind == COR && !slices.Contains(e.WrongParams, a.Param) && !slices.Contains(e.RightParams, a.Param) {
			e.RightParams = append(e.RightParams, a.Param)
		}
	}
	slices.Sort(e.WrongParams)
	slices.Sort(e.RightParams)
	return e
}

// cell is the column of the confusion matrix that a result counts in. Examples with
// several calls are not in the matrix.
func (r *Result) cell() (column string, ok bool) {
	switch {
	case len(r.Want) != 1 || len(r.Got) > 1:
		return "", false
	case slices.Contains(r.Kinds, report.KindUnknownAction): // a column of its own for every invention would swamp the matrix
		return report.UnknownLabel, true
	case len(r.Got) == 1:
		return r.Got[0], true
	}
	return report.InvalidLabel, true
}
