package report

import (
	"encoding/json"
	"math"
	"strconv"
)

// Level is the confidence level of every interval.
const Level = 0.95

// Metric is one number with its uncertainty. Value is nil where the number is
// not defined or was not measured; Low and High are nil where there is no
// interval.
type Metric struct {
	Value    *float64 `json:"value"`
	Low      *float64 `json:"low"`
	High     *float64 `json:"high"`
	N        int      `json:"n"`            // how many things the number comes from
	Of       string   `json:"of,omitempty"` // what N counts: prompts, slots, runs, …
	Unit     string   `json:"unit,omitempty"`
	Coverage *float64 `json:"coverage,omitempty"`    // share of the examples that have what is measured, where not all have it
	Run      string   `json:"run,omitempty"`         // the run, precision or pair that the number is taken from, where there are several
	Floor    *float64 `json:"noise_floor,omitempty"` // of a ratio of times: one that is nearer to 1, or to a bound, is not told apart from it
	Warnings []string `json:"warnings,omitempty"`

	// DesignEffect is how many examples count for as much as one independent example, since
	// examples of one template are alike; nil where they are taken as independent.
	DesignEffect *float64 `json:"design_effect,omitempty"`
}

// ToldApart reports whether a ratio is told apart from 1: its interval does not hold 1, and
// it is farther from 1 than the noise of the machine.
func (m *Metric) ToldApart() bool {
	low, high := m.WithNoise()
	return low != nil && high != nil && (*low > 1 || *high < 1)
}

// WithNoise returns the interval, of a ratio of times widened to what the noise of the
// machine allows.
func (m *Metric) WithNoise() (low, high *float64) {
	if m.Floor == nil || m.Value == nil || m.Low == nil || m.High == nil {
		return m.Low, m.High
	}
	return Finite(min(*m.Low, *m.Value/(1+*m.Floor))), Finite(max(*m.High, *m.Value*(1+*m.Floor)))
}

// Covers says which part of the examples the number comes from, "" where it is all.
func (m *Metric) Covers() string {
	if m.Coverage == nil || *m.Coverage >= 1 {
		return ""
	}
	return "covers " + FormatValue(Finite(math.Floor(1000**m.Coverage)/1000), Fraction) + " of the examples"
}

// EffectiveN is how many independent examples the number is worth.
func (m *Metric) EffectiveN() float64 {
	if m.DesignEffect == nil || *m.DesignEffect <= 1 {
		return float64(m.N)
	}
	return float64(m.N) / *m.DesignEffect
}

// Metrics are metrics by name.
type Metrics map[string]Metric

// UnmarshalJSON also takes a bare number as the value.
func (m *Metric) UnmarshalJSON(data []byte) error {
	type plain Metric
	if v, err := strconv.ParseFloat(string(data), 64); err == nil {
		*m = Metric{Value: Finite(v)}
		return nil
	}
	return json.Unmarshal(data, (*plain)(m))
}

// Finite returns a pointer to v, and nil where v is infinite or not a number.
func Finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
