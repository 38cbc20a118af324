package calibration

import (
	"strings"
	"testing"
)

// A calibration that makes things worse, or that too few templates speak for, advises
// nothing.
func TestTrust(t *testing.T) {
	share := func(v float64) Share { return Share{Value: &v} }
	good := Scores{ECE: 0.05, Brier: 0.06, AURC: 0.02}
	points := []Point{{Below: 0, Right: share(0.8)}, {Below: 0.9, Right: share(0.88)}, {Below: 0.95, Right: share(0.96)}, {Below: 0.99, Right: share(1)}}
	low := []Point{{Below: 0, Right: share(0.2)}, {Below: 0.9, Right: share(0.2)}, {Below: 0.99}}
	for name, c := range map[string]struct {
		e          Entry
		few, worse string
		advised    float64
	}{
		"good":            {Entry{Gold: &Gold{Templates: 20}, Before: good, After: good, Points: points}, "", "", 0.95},
		"few templates":   {Entry{Gold: &Gold{Templates: 12}, Before: good, After: good, Points: points}, "12 templates are too few", "", 0},
		"worse AURC":      {Entry{Gold: &Gold{Templates: 90}, Before: Scores{AURC: 0.2}, After: Scores{AURC: 0.368}, Points: points}, "", "AURC is worse after the fit than before, 0.368 and not 0.200", 0},
		"worse Brier":     {Entry{Gold: &Gold{Templates: 90}, Before: good, After: Scores{ECE: 0.05, Brier: 0.07, AURC: 0.02}, Points: points}, "", "the Brier score is worse", 0},
		"worse ECE":       {Entry{Gold: &Gold{Templates: 90}, Before: good, After: Scores{ECE: 0.08, Brier: 0.06, AURC: 0.02}, Points: points}, "", "the calibration error is worse", 0},
		"hardly worse":    {Entry{Gold: &Gold{Templates: 90}, Before: good, After: Scores{ECE: 0.06, Brier: 0.061, AURC: 0.021}, Points: points}, "", "", 0.95},
		"seldom right":    {Entry{Gold: &Gold{Templates: 90}, Before: good, After: good, Points: low}, "", "", 0},
		"without a gold":  {Entry{Before: good, After: good, Points: points}, "", "", 0.95},
		"a wanted risk":   {Entry{Gold: &Gold{Templates: 90}, Before: good, After: good, Points: points, Chosen: &Choice{Below: share(0.83).Value}}, "", "", 0.83},
		"risk unreached":  {Entry{Gold: &Gold{Templates: 90}, Before: good, After: good, Points: points, Chosen: &Choice{}}, "", "", 0},
		"risk, few":       {Entry{Gold: &Gold{Templates: 9}, Before: good, After: good, Points: points, Chosen: &Choice{Below: share(0.83).Value}}, "9 templates", "", 0},
		"nothing answers": {Entry{Gold: &Gold{Templates: 90}, Before: good, After: good}, "", "", 0},
	} {
		if got := c.e.Few(); !strings.HasPrefix(got, c.few) || (got == "") != (c.few == "") {
			t.Errorf("%s: few %q, want %q", name, got, c.few)
		}
		if got := c.e.Worse(); !strings.HasPrefix(got, c.worse) || (got == "") != (c.worse == "") {
			t.Errorf("%s: worse %q, want %q", name, got, c.worse)
		}
		if got := c.e.Advised(); got != c.advised {
			t.Errorf("%s: advised %v, want %v", name, got, c.advised)
		}
	}
}
