package main

import (
	"io"

	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/render"
)

// runGateSelfTest proves that each rule trips.
func runGateSelfTest(a *app, o gateOptions) error {
	if o.md != "" || o.junit != "" || o.openMetrics != "" || o.github || o.bless.to != "" {
		return usageError("--self-test writes no verdict: it goes with --json alone")
	}
	rules, reports, baselines, err := o.readAtLook(a)
	if err != nil {
		return err
	}
	s, err := rules.SelfTest(reports, baselines, eval.Share)
	if err != nil {
		return reportError(err)
	}
	outs := outputs{{o.json, func(w io.Writer) error { return writeJSON(w, s) }}}
	if err := outs.write(a); err != nil {
		return err
	}
	table := outs.table(a)
	if err := render.SelfTestText(table, s, tableWidth(table)); err != nil {
		return err
	}
	if idle := s.Failures(); len(idle) > 0 {
		return usageError("%s:%d: %s does not trip: %s", s.Rules, idle[0].Line, idle[0].Rule, idle[0].Why)
	}
	return nil
}
