package calibration

import "fmt"

// MinTemplates is how many templates a calibration wants at least. With fewer, its five
// folds say little about prompts of other templates.
const MinTemplates = 20

// Few says that a calibration was fitted on too few templates, "" if it was not.
func (e *Entry) Few() string {
	if e.Gold == nil || e.Gold.Templates >= MinTemplates {
		return ""
	}
	return fmt.Sprintf("%d templates are too few to tell how a calibration does on others: %d are wanted", e.Gold.Templates, MinTemplates)
}

// Worse says which scores are worse after the fit than before, "" if none is. A change
// that is too small to matter does not count.
func (e *Entry) Worse() string {
	for _, c := range []struct {
		name                 string
		before, after, least float64
	}{
		{"AURC", e.Before.AURC, e.After.AURC, 0.005},
		{"the Brier score", e.Before.Brier, e.After.Brier, 0.005},
		{"the calibration error", e.Before.ECE, e.After.ECE, 0.02},
	} {
		if c.after > c.before+c.least {
			return fmt.Sprintf("%s is worse after the fit than before, %.3f and not %.3f", c.name, c.after, c.before)
		}
	}
	return ""
}

// Advised returns the threshold below which answers may be withheld: the one chosen for a
// wanted risk, or else the lowest one whose remaining answers are as often right as it
// promises. It is 0 where there is none, or where the calibration is not to be trusted.
func (e *Entry) Advised() float64 {
	if e.Few() != "" || e.Worse() != "" {
		return 0
	}
	if e.Chosen != nil {
		if e.Chosen.Below == nil {
			return 0
		}
		return *e.Chosen.Below
	}
	for _, p := range e.Points {
		if p.Below >= 0.9 && p.Right.Value != nil && *p.Right.Value >= p.Below {
			return p.Below
		}
	}
	return 0
}
