package report

// The verdicts of a comparison, of one metric or of all.
const (
	Better = "better"
	Worse  = "worse"
	Mixed  = "mixed"               // better in one metric and worse in another
	Same   = "no difference found" // which does not mean that there is none
)

// Comparison is the report of compare: how a new run differs from a base run on
// the same gold. Its Metrics are the paired differences, so that a gate can be
// put on them. Where there are several new runs, its own fields are about the first of
// them, and More is about the others.
type Comparison struct {
	Header
	Gold *GoldInfo `json:"gold,omitempty"`
	Base RunName   `json:"base"`
	RunChange
	More []*RunChange `json:"more_runs,omitempty"`

	Signature    *Signature `json:"signature,omitempty"` // what scores depend on
	BaseOutcomes *Outcomes  `json:"base_outcomes,omitempty"`
}

// RunChange is how one new run differs from the base run.
type RunChange struct {
	New      RunName        `json:"new"`
	Metrics  Metrics        `json:"metrics"`
	Changes  []Change       `json:"changes"`
	Table    PairedCounts   `json:"table"`     // of exact match, or of intent where gold has only that
	P        float64        `json:"mcnemar_p"` // of the table, exact; it takes all examples as independent
	Verdict  string         `json:"verdict"`   // Better, Worse, Mixed or Same: what the verdicts of the changes add up to
	Intents  []IntentChange `json:"intents"`   // those that changed
	Shared   []FlipGroup    `json:"shared,omitempty"`
	Broken   []Flip         `json:"broken"`            // as the new run answers them
	Fixed    []Flip         `json:"fixed"`             // as the base run answered them
	Changed  []Flip         `json:"changed,omitempty"` // wrong in both runs, but not alike: as the new run answers them
	Margins  *FlipMargins   `json:"flip_margins,omitempty"`
	Warnings []string       `json:"warnings,omitempty"`

	NewOutcomes *Outcomes `json:"new_outcomes,omitempty"`
}

// PairedCounts are the paired outcomes of two runs on the same examples.
type PairedCounts struct {
	Both     float64 // right in both
	OnlyBase float64 // regressions
	OnlyNew  float64 // fixes
	Neither  float64
}

// Change is one metric in both runs and the paired difference new − base. Its verdict is
// Better or Worse where the difference is beyond chance although several metrics of
// several runs are tested: Holm's correction holds the chance of any wrong verdict below
// 5 % (Holm 1979). Metrics that changed in so few examples that no verdict is possible are not counted
// among the tests.
type Change struct {
	Name    string   `json:"metric"`
	Base    Metric   `json:"base"`
	New     Metric   `json:"new"`
	Delta   Metric   `json:"delta"`
	P       *float64 `json:"p,omitempty"`      // two-sided, of this metric alone; nil where nothing changed or nothing can be said
	PHolm   *float64 `json:"p_holm,omitempty"` // with Holm's correction
	Verdict string   `json:"verdict"`
}

// IntentChange counts the examples of one action that changed. Delta is the change in
// exact match of its examples, or in intent where gold has only that. The verdict is
// Better or Worse where it is beyond chance with Holm's correction for all actions.
type IntentChange struct {
	Name    string `json:"intent"`
	Support int    `json:"support"`
	Broken  int    `json:"broken"`
	Fixed   int    `json:"fixed"`
	Delta   Metric `json:"delta"`
	Verdict string `json:"verdict"`
}

// Runs lists the new runs.
func (c *Comparison) Runs() []*RunChange { return append([]*RunChange{&c.RunChange}, c.More...) }

// Headline returns the paired differences.
func (c *Comparison) Headline() Metrics { return c.Metrics }

// Basis is the gold set, and how it is scored.
func (c *Comparison) Basis() Basis { return Basis{Gold: c.Gold, Signature: c.Signature} }

// Find takes the selector run. Where there are several new runs and none is selected, it
// returns the worst: a rule on it is about all runs.
func (c *Comparison) Find(metric string, where Selector) (*Metric, []string) {
	runs := c.Runs()
	label := where.Get("run")
	switch {
	case len(where) == 0:
		return worst(metric, runs), nil
	case len(where) > 1 || label == "":
		return nil, nil
	}
	var labels []string
	for _, r := range runs {
		if labels = append(labels, r.New.Label); r.New.Label == label {
			return r.Metrics.part(metric), nil
		}
	}
	return nil, labels
}

// worst is the worst value and the worst ends of a metric of several runs, nil where one
// of them lacks it.
func worst(metric string, runs []*RunChange) *Metric {
	info, _ := Lookup(metric)
	var out *Metric
	for _, r := range runs {
		m := r.Metrics.find(metric)
		if m == nil {
			return nil
		}
		if len(runs) == 1 {
			return m
		}
		found := *m
		found.Run = r.New.Label
		if out == nil {
			out = &found
			continue
		}
		if worse(info, m.Value, out.Value) {
			out.Value, out.Run, out.Warnings = m.Value, r.New.Label, m.Warnings
		}
		if worse(info, m.Low, out.Low) {
			out.Low = m.Low
		}
		if worse(info, m.High, out.High) {
			out.High = m.High
		}
		out.N = min(out.N, m.N)
	}
	return out
}

// worse reports whether a is worse than b. What is not known is worse than what is.
func worse(k Info, a, b *float64) bool {
	switch {
	case a == nil || b == nil:
		return b != nil
	case k.Lower:
		return *a > *b
	}
	return *a < *b
}
