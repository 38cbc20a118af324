package gate

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Looks say that the same no_worse rules judge new reports again and again, such as every
// night. Each look spends a part of alpha, so that the error rate of all of them together
// is at most alpha: that any run which is no worse than the margin fails, and that any
// run which is worse passes. The parts add up to alpha, so this holds however the looks
// depend on each other.
type Looks struct {
	Plan     int    // how many looks there will be
	Spending string // PocockType or OBrienFlemingType, "" for PocockType
	State    string // the file that says what is spent, relative to the gate file; "" for its name with .looks.json
}

// How alpha is spent over the looks (Lan and DeMets 1983, Biometrika 70:659): nearly
// evenly, or little at first.
const (
	PocockType        = "pocock"
	OBrienFlemingType = "obrien-fleming"
)

// spent is how much of alpha is spent after a share of the looks.
func (l *Looks) spent(alpha, share float64) float64 {
	if share >= 1 {
		return alpha
	}
	if l.Spending == OBrienFlemingType {
		z := distuv.UnitNormal.Quantile(1 - alpha/2)
		return 2 * distuv.UnitNormal.CDF(-z/math.Sqrt(share))
	}
	return alpha * math.Log(1+(math.E-1)*share)
}

// LookState is what has been spent, in a file.
type LookState struct {
	Rules string `json:"rules"`
	Looks []Look `json:"looks"`
}

// Look is one look: a verdict on a report and its baselines.
type Look struct {
	Number int     `json:"number"`
	Plan   int     `json:"plan"`
	Alpha  float64 `json:"alpha"` // of each no_worse rule at this look
	Spent  float64 `json:"spent"` // of Whole, with this look
	Whole  float64 `json:"whole"` // of all looks
	Inputs string  `json:"inputs,omitempty"`
	Status string  `json:"status,omitempty"`
}

// String says which look it is, and what it spends.
func (l *Look) String() string {
	return fmt.Sprintf("look %d of %d: alpha %.2g, %.2g of %.2g spent", l.Number, l.Plan, l.Alpha, l.Spent, l.Whole)
}

// ParseLookState reads a state. Name is that of the file, for errors. No data is the
// state before the first look.
func ParseLookState(data []byte, name string) (*LookState, error) {
	s := &LookState{}
	if len(data) == 0 {
		return s, nil
	}
	if err := json.Unmarshal(data, s); err != nil {
		return nil, fmt.Errorf("%s: no file of looks: %w", name, err)
	}
	spent := 0.0
	for _, l := range s.Looks {
		if spent += l.Alpha; !(l.Alpha > 0) || math.Abs(spent-l.Spent) > 1e-9 {
			return nil, fmt.Errorf("%s: no file of looks: look %d spends %v, and %v are said to be spent", name, l.Number, l.Alpha, l.Spent)
		}
	}
	return s, nil
}

// Next is the look at some inputs, which a hash identifies. Inputs that were looked at
// before are the look that they were, since a look that is repeated says nothing new.
// Next returns a *ConfigError where the plan is used up.
func (rs *Rules) Next(s *LookState, inputs string) (Look, error) {
	spent := 0.0
	for _, l := range s.Looks {
		if l.Inputs == inputs {
			return l, nil
		}
		spent = l.Spent
	}
	number := len(s.Looks) + 1
	whole := cmp.Or(rs.Whole, rs.alpha())
	next := Look{Number: number, Plan: rs.Looks.Plan, Whole: whole, Inputs: inputs}
	next.Spent = rs.Looks.spent(whole, float64(number)/float64(rs.Looks.Plan))
	next.Alpha = next.Spent - spent
	if number > rs.Looks.Plan || !(next.Alpha > 1e-12) {
		return Look{}, &ConfigError{rs.File, 1, fmt.Errorf("the plan of %d looks is used up: bless a new baseline and delete the file of looks, which begins a new plan with an error rate of its own", rs.Looks.Plan)}
	}
	return next, nil
}

// At are the rules as they judge at a look.
func (rs *Rules) At(l Look) *Rules {
	at := *rs
	at.Alpha, at.Whole = l.Alpha, l.Whole
	return &at
}

// Add adds a look with its verdict, unless it is one that was there.
func (s *LookState) Add(l Look, rules, status string) {
	s.Rules = rules
	if l.Number > len(s.Looks) {
		l.Status = status
		s.Looks = append(s.Looks, l)
	}
}
