package gate

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// Outcomes of a rule and of a gate.
const (
	Pass         = "pass"
	Fail         = "fail"
	Inconclusive = "inconclusive"
)

// Verdict is what a gate decides.
type Verdict struct {
	SchemaVersion int       `json:"schema_version"`
	Status        string    `json:"status"`
	Rules         string    `json:"rules"`
	Outcomes      []Outcome `json:"outcomes"`
}

// Outcome says what became of one rule.
type Outcome struct {
	Rule   string         `json:"rule"`
	Line   int            `json:"line"`
	Status string         `json:"status"`
	Metric *report.Metric `json:"metric,omitempty"` // nil where it was not measured
	Bound  *float64       `json:"bound,omitempty"`
	Detail string         `json:"detail"`
}

// Value is the metric as people read it, n/a where it was not measured.
func (o *Outcome) Value() string {
	if o.Metric == nil || o.Metric.Value == nil {
		return "n/a"
	}
	return report.Short(*o.Metric.Value)
}

// Summary is the verdict in one line: "fail: 1 of 2 rules: gate.yaml:4".
func (v *Verdict) Summary() string {
	var places []string
	for _, o := range v.Outcomes {
		if o.Status == v.Status {
			places = append(places, v.Rules+":"+strconv.Itoa(o.Line))
		}
	}
	if v.Status == Pass {
		return Pass + ": " + report.FormatCount(len(v.Outcomes), "rules")
	}
	return fmt.Sprintf("%s: %d of %s: %s", v.Status, len(places), report.FormatCount(len(v.Outcomes), "rules"), strings.Join(places, ", "))
}
