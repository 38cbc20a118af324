package report

// The conclusions of a comparison.
const (
	Better = "better"
	Worse  = "worse"
	Same   = "no difference found" // which does not mean that there is none
)

// Comparison is the report of compare: how a new run differs from a base run on
// the same gold. Its Metrics are the paired differences, so that a gate can be
// put on them.
type Comparison struct {
	Header
	Gold     *GoldInfo      `json:"gold,omitempty"`
	Base     RunName        `json:"base"`
	New      RunName        `json:"new"`
	Metrics  Metrics        `json:"metrics"`
	Changes  []Change       `json:"changes"`
	Table    PairedCounts   `json:"table"`     // of exact match, or of intent where gold has only that
	P        float64        `json:"mcnemar_p"` // of the table, exact; it takes all examples as independent
	Verdict  string         `json:"verdict"`   // Better, Worse or Same, by the interval of the first change
	Intents  []IntentChange `json:"intents"`   // those that changed
	Broken   []Failure      `json:"broken"`    // as the new run answers them
	Fixed    []Failure      `json:"fixed"`     // as the base run answered them
	Warnings []string       `json:"warnings,omitempty"`

	Signature *Signature `json:"signature,omitempty"` // what scores depend on

	BaseOutcomes *Outcomes `json:"base_outcomes,omitempty"`
	NewOutcomes  *Outcomes `json:"new_outcomes,omitempty"`
}

// PairedCounts are the paired outcomes of two runs on the same examples. Counts
// divided by a design effect are not whole.
type PairedCounts struct {
	Both     float64 // right in both
	OnlyBase float64 // regressions
	OnlyNew  float64 // fixes
	Neither  float64
}

// Change is one metric in both runs and the paired difference new − base.
type Change struct {
	Name  string `json:"metric"`
	Base  Metric `json:"base"`
	New   Metric `json:"new"`
	Delta Metric `json:"delta"`
}

// IntentChange counts the examples of one action that changed.
type IntentChange struct {
	Name    string `json:"intent"`
	Support int    `json:"support"`
	Broken  int    `json:"broken"`
	Fixed   int    `json:"fixed"`
}

// Headline returns the paired differences.
func (c *Comparison) Headline() Metrics { return c.Metrics }

// Basis is the gold set, and how it is scored.
func (c *Comparison) Basis() Basis { return Basis{Gold: c.Gold, Signature: c.Signature} }

// Find takes no selectors.
func (c *Comparison) Find(metric string, where Selector) (*Metric, []string) {
	if len(where) > 0 {
		return nil, nil
	}
	return c.Metrics.find(metric), nil
}
