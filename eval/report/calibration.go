package report

import "strconv"

// Calibration says how far confidences can be believed.
type Calibration struct {
	N            int          `json:"n"`
	ECENull      float64      `json:"ece_if_calibrated"`      // what a perfectly calibrated model would show at this n
	ECEMassNull  float64      `json:"ece_mass_if_calibrated"` // the same for bins of equal mass
	Bins         []Bin        `json:"bins"`                   // of equal width, those with predictions
	MassBins     []Bin        `json:"mass_bins,omitempty"`    // of equal mass, those with predictions
	Histogram    *Histogram   `json:"histogram,omitempty"`
	RiskCoverage []RiskPoint  `json:"risk_coverage,omitempty"` // by rising coverage, at most 101
	AtRisks      []Abstention `json:"at_risks,omitempty"`      // thresholds for some risks, chosen on these very answers
}

// Bin is one bar of the reliability diagram. Low and High are the ends of the confidences,
// and those of AccuracyLow and AccuracyHigh the ends of the 95 % interval of Accuracy.
type Bin struct {
	Low          float64  `json:"low"`
	High         float64  `json:"high"`
	N            int      `json:"n"`
	Confidence   float64  `json:"confidence"` // mean
	Accuracy     float64  `json:"accuracy"`
	AccuracyLow  *float64 `json:"accuracy_low,omitempty"`
	AccuracyHigh *float64 `json:"accuracy_high,omitempty"`
}

// Histogram counts confidences in bins of equal width from 0 to 1. The last bin has 1.
type Histogram struct {
	Right []int `json:"right"` // of right answers, by bin
	Wrong []int `json:"wrong"`
}

// RiskPoint is a point of the risk-coverage curve: if only the answers with at least this
// confidence are given, Coverage is their share, and Risk the share of wrong ones among
// them with its 95 % interval.
type RiskPoint struct {
	Coverage   float64  `json:"coverage"`
	Confidence float64  `json:"confidence"`
	Risk       float64  `json:"risk"`
	Low        *float64 `json:"low,omitempty"`
	High       *float64 `json:"high,omitempty"`
}

// Abstention describes the answers that remain if those less sure than a threshold are
// withheld.
type Abstention struct {
	MaxRisk   *float64   `json:"max_risk,omitempty"`  // the wanted risk
	Threshold *float64   `json:"threshold,omitempty"` // what infer --abstain-below takes; nil where no threshold is known to keep the risk
	Chosen    *ChosenOn  `json:"chosen_on,omitempty"` // nil where the threshold was chosen on these very answers, or by hand
	ByHand    bool       `json:"by_hand,omitempty"`   // the user named the threshold
	Coverage  Metric     `json:"coverage"`            // share of the answers with a confidence that remain
	Risk      Metric     `json:"risk"`                // share of wrong ones among those that remain; no value where none remains
	RiskBound *float64   `json:"risk_bound"`          // one-sided 95 % upper bound of the risk (Clopper and Pearson)
	Verdict   Abstaining `json:"verdict,omitempty"`   // nothing where no risk is wanted
	Needed    int        `json:"needed,omitempty"`    // right answers, of as many templates where there are templates, that show the wanted risk at the least
	Warnings  []string   `json:"warnings,omitempty"`
}

// ChosenOn names the report that a threshold comes from, and what it was worth there.
type ChosenOn struct {
	Report    string   `json:"report"` // file
	Run       string   `json:"run"`
	Gold      string   `json:"gold"` // fingerprint
	SameGold  bool     `json:"same_gold,omitempty"`
	Coverage  Metric   `json:"coverage"`
	Risk      Metric   `json:"risk"`
	RiskBound *float64 `json:"risk_bound"`
}

// Abstaining says whether a threshold keeps a risk.
type Abstaining string

// What is known of the risk at a threshold.
const (
	RiskHolds   Abstaining = "holds"     // its bound is at most the wanted one
	RiskUnknown Abstaining = "not_shown" // its bound is above, the risk itself may be below
	RiskAbove   Abstaining = "above"     // the risk of these answers is above the wanted one
)

// Cautions are the warnings, none where nothing was asked.
func (a *Abstention) Cautions() []string {
	if a == nil {
		return nil
	}
	return a.Warnings
}

// CoverageAtRisk is the coverage as the metric coverage_at_risk has it: 0 where nothing
// may be answered, or where the risk of what is answered is above the wanted one.
func (a *Abstention) CoverageAtRisk() Metric {
	m := a.Coverage
	if a.Verdict == RiskAbove || a.Threshold == nil {
		m.Value, m.Low, m.High = Finite(0), nil, nil
	}
	m.Warnings = append(append([]string{}, m.Warnings...), a.Warnings...)
	return m
}

// atRisk finds the coverage at one of the risks that the report has a threshold for.
func (e *Evaluation) atRisk(risk string) (*Metric, []string) {
	var all []Abstention
	if e.Abstention != nil {
		all = append(all, *e.Abstention)
	}
	if e.Calibration != nil {
		all = append(all, e.Calibration.AtRisks...)
	}
	want, err := strconv.ParseFloat(risk, 64)
	var risks []string
	for i := range all {
		if all[i].MaxRisk == nil {
			continue
		}
		if err == nil && *all[i].MaxRisk == want {
			m := all[i].CoverageAtRisk()
			return &m, nil
		}
		risks = append(risks, strconv.FormatFloat(*all[i].MaxRisk, 'g', -1, 64))
	}
	return nil, risks
}
