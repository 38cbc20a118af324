package calibration

import "slices"

// Scope tells prompts that ask for one of the actions from those that ask for none, among
// prompts that the model answered with an action. Its Calibrator gives the probability that
// a prompt asks for one.
type Scope struct {
	N          int          `json:"n"` // prompts it was fitted on: those answered with an action
	Features   []string     `json:"features"`
	Calibrator Calibrator   `json:"calibrator"`
	Points     []ScopePoint `json:"operating_points"`
}

// ScopePoint describes what becomes of prompts if none() answers those whose probability is
// below a threshold. Both shares are of HeldOut's probabilities.
type ScopePoint struct {
	Below   float64 `json:"below"`
	Kept    float64 `json:"kept"`    // share of the rightly named actions that are still given
	Refused float64 `json:"refused"` // share of the prompts that ask for no action and are answered none(), with those that the model refuses itself
}

func (s *Scope) readable() bool {
	return slices.Equal(s.Features, ScopeFeatures) && len(s.Calibrator.Weights) == len(ScopeFeatures)
}

// mostLost is the share of rightly named actions that an advised threshold may cost.
const mostLost = 0.01

// Advised returns the highest threshold that costs at most a hundredth of the rightly named
// actions, 0 where there is none.
func (s *Scope) Advised() float64 {
	below := 0.0
	for _, p := range s.Points {
		if 1-p.Kept <= mostLost && p.Below > below {
			below = p.Below
		}
	}
	return below
}
