package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/report"
)

// abstentionOptions are the flags of eval about answers that are withheld.
type abstentionOptions struct {
	maxRisk float64
	below   float64
	from    string
	named   bool // below was given
}

func (o *abstentionOptions) flags(c *cobra.Command) {
	f := c.Flags()
	f.Float64Var(&o.maxRisk, "max-risk", 0, "find the confidence below which answers must be withheld so that at most this share of the rest is wrong")
	f.Float64Var(&o.below, "abstain-below", 0, "measure what remains if answers less sure than this are withheld")
	f.StringVar(&o.from, "threshold-from", "", "test the threshold that eval --max-risk chose in this report, of a dev set or of another precision")
}

// put puts what the flags ask for into the options of eval.
func (o *abstentionOptions) put(a *app, to *eval.Options) error {
	if err := probability("--abstain-below", o.below); err != nil {
		return err
	}
	if o.named && o.from != "" {
		return usageError("--abstain-below and --threshold-from name a threshold each: leave one away")
	}
	to.MaxRisk = o.maxRisk
	if o.named {
		to.Threshold = &o.below
	}
	if o.from == "" {
		return nil
	}
	reports, err := readReports(a, []string{o.from})
	if err != nil {
		return err
	}
	e, ok := reports[0].(*report.Evaluation)
	if !ok || e.Abstention == nil || e.Gold == nil {
		return fmt.Errorf("%s: it has no threshold: write it with slmkit eval --max-risk 0.02 --json %[1]s", o.from)
	}
	chosen := e.Abstention
	if chosen.Threshold == nil {
		return fmt.Errorf("%s: it found no threshold for its risk: name a larger one, or use more templates", o.from)
	}
	to.Threshold = chosen.Threshold
	if to.MaxRisk == 0 && chosen.MaxRisk != nil {
		to.MaxRisk = *chosen.MaxRisk
	}
	to.Chosen = &report.ChosenOn{Report: o.from, Run: e.RunLabel(), Gold: e.Gold.Fingerprint, Coverage: chosen.Coverage, Risk: chosen.Risk, RiskBound: chosen.RiskBound}
	return nil
}

// checkMaxRisk refuses a --max-risk that is no share of answers, where one is given.
func checkMaxRisk(c *cobra.Command, risk float64) error {
	if c.Flags().Changed("max-risk") && !(risk > 0 && risk < 1) {
		return usageError("--max-risk %g is no share of wrong answers: name one above 0 and below 1, such as 0.02", risk)
	}
	return nil
}

// errNoConfidence is returned where a threshold is asked for and nothing can be withheld.
var errNoConfidence = errors.New(`no prediction has a "confidence": make them with slmkit infer --confidence`)

// found checks that eval has found what was asked for.
func (o *abstentionOptions) found(r *report.Evaluation) error {
	if r.Abstention == nil && (o.maxRisk > 0 || o.named || o.from != "") {
		return errNoConfidence
	}
	return nil
}
