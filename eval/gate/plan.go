package gate

import (
	"errors"

	"github.com/slmkit/slmkit/eval/paired"
	"github.com/slmkit/slmkit/eval/report"
)

// Plan says what each no_worse rule needs in order to be decided.
type Plan struct {
	SchemaVersion int           `json:"schema_version"`
	Rules         string        `json:"rules"`
	Alpha         float64       `json:"alpha"`
	Power         float64       `json:"power"`
	Assumed       string        `json:"assumed,omitempty"` // what stands in for a second run
	Plans         []PlannedRule `json:"plans"`
}

// PlannedRule is the plan of one rule for a run that is neither better nor worse than
// its baseline.
type PlannedRule struct {
	Rule          string   `json:"rule"`
	Line          int      `json:"line"`
	Margin        float64  `json:"margin"`
	N             int      `json:"n"`              // examples that there are
	Templates     int      `json:"templates"`      // of these
	Changed       float64  `json:"changed"`        // share of examples whose outcome differs between runs
	DesignEffect  float64  `json:"design_effect"`  // examples that count for as much as one independent example
	NeedN         int      `json:"need_n"`         // examples that decide about the margin; 0 for more than 10⁷
	NeedTemplates int      `json:"need_templates"` // templates with as many examples as now
	Detectable    *float64 `json:"detectable"`     // the smallest margin that the examples that there are decide about
}

// ErrNoPairedRules says that there is nothing to plan.
var ErrNoPairedRules = errors.New("no rule to plan: write one such as no_worse(exact_match, 0.01)")

// independentRuns says what a plan from one run takes for the second.
const independentRuns = "one run: a second is taken to be right as often, on examples that have nothing to do with those of the first, which asks for more examples than two runs of like models would"

// Plan says how many examples the no_worse rules need, from a pilot: two reports of
// eval, or one of compare. With one report of eval, it takes the runs to be independent,
// which is the worst that can be expected. It returns a *ConfigError for a rule that
// cannot apply and for rules without no_worse, and a *report.MismatchError for reports
// that cannot be compared.
func (rs *Rules) Plan(reports, baselines []report.Report) (*Plan, error) {
	p := &Plan{SchemaVersion: report.SchemaVersion, Rules: rs.File, Alpha: rs.alpha(), Power: rs.power()}
	for i := range rs.List {
		r := &rs.List[i]
		if !r.NoWorse {
			continue
		}
		t, alone, err := r.pilot(reports, baselines)
		if err != nil {
			var mismatch *report.MismatchError
			if errors.As(err, &mismatch) {
				return nil, err
			}
			return nil, &ConfigError{r.File, r.Line, err}
		}
		if alone {
			p.Assumed = independentRuns
		}
		p.Plans = append(p.Plans, r.plan(t, rs))
	}
	if len(p.Plans) == 0 {
		return nil, &ConfigError{rs.File, 1, ErrNoPairedRules}
	}
	return p, nil
}

// pilot tests the runs of a pilot. Alone says that there was one run only.
func (r *Rule) pilot(reports, baselines []report.Report) (t *paired.Test, alone bool, err error) {
	if len(baselines) == 0 {
		for _, rep := range reports {
			if e, ok := rep.(*report.Evaluation); ok && e.Outcomes != nil {
				pairs, err := r.pairs(e.Outcomes, e.Outcomes)
				if err != nil || len(pairs) == 0 {
					return nil, true, errors.Join(err, noPairs(len(pairs)))
				}
				return unlike(pairs), true, nil
			}
		}
	}
	runs, err := r.runs(reports, baselines)
	if err != nil {
		return nil, false, err
	}
	if runs.why != "" {
		return nil, false, errors.New(runs.why)
	}
	pairs, err := r.pairs(runs.base, runs.new)
	if err != nil || len(pairs) == 0 {
		return nil, false, errors.Join(err, noPairs(len(pairs)))
	}
	test := paired.New(pairs)
	return &test, false, nil
}

func noPairs(n int) error {
	if n > 0 {
		return nil
	}
	return errors.New("not measured: no example has an outcome")
}

// unlike is the test of a run against one that is right as often and independent of it.
// Its design effect is that of the run's mistakes: an answer that is wrong is taken for
// one that changes.
func unlike(pairs []paired.Pair) *paired.Test {
	wrong := 0
	for i := range pairs {
		if pairs[i].Base = true; !pairs[i].New {
			wrong++
		}
	}
	t := paired.New(pairs)
	t.Losses = int(float64(wrong) * (1 - float64(wrong)/float64(t.N)))
	t.Gains = t.Losses
	return &t
}

func (r *Rule) plan(t *paired.Test, rs *Rules) PlannedRule {
	p := PlannedRule{Rule: r.String(), Line: r.Line, Margin: r.Margin, N: t.N, Templates: t.Clusters, Changed: float64(t.Losses+t.Gains) / float64(t.N), DesignEffect: t.DesignEffect}
	if t.Clusters < 2 {
		return p
	}
	if needed := t.Needed(r.Margin, 0, rs.alpha(), rs.power()); needed < 1e7 {
		p.NeedN, p.NeedTemplates = int(needed), templatesOf(t, needed)
	}
	p.Detectable = report.Finite(t.Detectable(rs.alpha(), rs.power()))
	return p
}
