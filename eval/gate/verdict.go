package gate

import (
	"cmp"
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

// Statuses of a gate that judged nothing.
const (
	Invalid      = "invalid"      // a rule or the gate file is wrong
	Incomparable = "incomparable" // the baseline measures something else
	Failed       = "error"        // a file cannot be read
)

// Warn is the severity of a rule that does not decide about the verdict.
const Warn = "warn"

// Verdict is what a gate decides.
type Verdict struct {
	SchemaVersion int       `json:"schema_version"`
	Status        string    `json:"status"`
	Rules         string    `json:"rules"`
	Outcomes      []Outcome `json:"outcomes"`
	Models        []string  `json:"models,omitempty"` // hashes of the models that the reports are about
	Gold          []string  `json:"gold,omitempty"`   // fingerprints of the examples that they were judged by
	Look          *Look     `json:"look,omitempty"`   // where the gate file plans several
	Error         string    `json:"error,omitempty"`  // why nothing was judged
}

// NewError is the verdict of a gate that could judge nothing.
func NewError(rules, status string, err error) *Verdict {
	return &Verdict{SchemaVersion: report.SchemaVersion, Status: status, Rules: rules, Outcomes: []Outcome{}, Error: err.Error()}
}

// Outcome says what became of one rule.
type Outcome struct {
	Rule     string         `json:"rule"`
	Line     int            `json:"line"`
	Status   string         `json:"status"`
	Severity string         `json:"severity,omitempty"` // Warn where the verdict does not depend on the rule
	Metric   *report.Metric `json:"metric,omitempty"`   // nil where it was not measured; of no_worse, the change
	Report   string         `json:"report,omitempty"`   // the file that the metric is from
	Baseline string         `json:"baseline,omitempty"` // the file that the baseline's number is from
	Bound    *float64       `json:"bound,omitempty"`
	Test     *TestOutcome   `json:"test,omitempty"` // of no_worse
	Detail   string         `json:"detail"`

	Failed []report.FailedTest `json:"failed,omitempty"` // the prompts for which a rule on must_pass did not pass
}

// TestOutcome is the paired test of a no_worse rule.
type TestOutcome struct {
	Margin        float64  `json:"margin"`
	Alpha         float64  `json:"alpha"`
	Power         float64  `json:"power"`
	Regressions   int      `json:"regressions"` // examples that only the baseline gets right
	Fixes         int      `json:"fixes"`       // examples that only the new run gets right
	Templates     int      `json:"templates"`   // clusters of examples, an example without a template being one
	DesignEffect  float64  `json:"design_effect"`
	Low           *float64 `json:"low"`  // one-sided bound of the change at alpha
	High          *float64 `json:"high"` // one-sided bound of the change at alpha
	Loss          *float64 `json:"loss"` // the largest loss that is not ruled out at alpha
	P             *float64 `json:"p,omitempty"`
	NeedN         int      `json:"need_n,omitempty"`         // examples that would settle it, 0 for more than 10⁷
	NeedTemplates int      `json:"need_templates,omitempty"` // templates of as many examples as now
}

// SeveralReports reports whether the numbers come from more than one file.
func (v *Verdict) SeveralReports() bool {
	first := ""
	for i := range v.Outcomes {
		if from := v.Outcomes[i].Report; from != "" {
			if first = cmp.Or(first, from); from != first {
				return true
			}
		}
	}
	return false
}

// Value is the metric as people read it, n/a where it was not measured.
func (o *Outcome) Value() string {
	if o.Metric == nil || o.Metric.Value == nil {
		return "n/a"
	}
	if o.Test != nil {
		return points(*o.Metric.Value)
	}
	return report.Short(*o.Metric.Value)
}

// Summary is the verdict in one line: "fail: 1 of 2 rules: gate.yaml:4". Where it is pass,
// rules that did not pass and are only warnings are not counted, but named.
func (v *Verdict) Summary() string {
	if v.Error != "" {
		return v.Status + ": " + v.Error
	}
	var places, warnings []string
	for _, o := range v.Outcomes {
		place := v.Rules + ":" + strconv.Itoa(o.Line)
		switch {
		case o.Severity == Warn && o.Status != Pass:
			warnings = append(warnings, place)
		case o.Status == v.Status:
			places = append(places, place)
		}
	}
	switch {
	case v.Status == Pass && len(warnings) == 0:
		return Pass + ": " + report.FormatCount(len(v.Outcomes), "rules")
	case v.Status == Pass:
		return fmt.Sprintf("%s: %d of %s; only a warning: %s", Pass, len(places), report.FormatCount(len(v.Outcomes), "rules"), strings.Join(warnings, ", "))
	}
	return fmt.Sprintf("%s: %d of %s: %s", v.Status, len(places), report.FormatCount(len(v.Outcomes), "rules"), strings.Join(places, ", "))
}
