package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
)

type gateOptions struct {
	rules, report   string
	with            []string
	baselines       []string
	json, md, junit string
}

func newGate(a *app) *cobra.Command {
	var o gateOptions
	c := &cobra.Command{
		Use:   "gate RULES REPORT [BASELINE]",
		Short: "decide by rules on reports: pass, fail or inconclusive",
		Long: `Decides whether a model may be released. It judges the reports of eval, bench,
compare and leaks by a YAML file with a list "rules":

  rules:
    - exact_match >= 0.9
    - low(intent_accuracy) >= 95 %
    - f1[intent=get_statement] >= 0.8
    - slot_f1[slot=amount] >= 0.9
    - exact_match >= baseline - 0.01
    - latency_p95_ms <= 1.1 * baseline
    - peak_memory_mb[precision=int8] <= 200

` + gate.Grammar + `

gate checks the rules before it opens a report. The exit status is 2 for an unknown
metric, a selector that matches nothing, a missing baseline, or a file without
rules. It is 4 for a metric that was not measured, and 5 for a baseline that comes
from another gold set or machine.

` + metricHelp(),
		Example: "slmkit gate gate.yaml report.json baseline.json --with bench.json",
		Args:    cobra.RangeArgs(2, 3),
		RunE: func(_ *cobra.Command, args []string) error {
			o.rules, o.report = args[0], args[1]
			o.baselines = append(args[2:], o.baselines...)
			return runGate(a, o)
		},
	}
	f := c.Flags()
	f.StringSliceVar(&o.with, "with", nil, "further reports, for metrics that the first one lacks")
	f.StringSliceVar(&o.baselines, "with-baseline", nil, "further baselines, such as the report of a benchmark")
	f.StringVar(&o.json, "json", "", "write the verdict as JSON, - for stdout")
	f.StringVar(&o.md, "md", "", "write the verdict as Markdown")
	f.StringVar(&o.junit, "junit", "", "write the verdict as JUnit XML, with a test case for each rule")
	return c
}

// metricHelp lists the metrics for help.
func metricHelp() string {
	var b strings.Builder
	b.WriteString("Metrics:\n")
	for _, k := range report.Known {
		fmt.Fprintf(&b, "  %-22s %s", k.Name, k.Meaning)
		if len(k.Keys) > 0 {
			fmt.Fprintf(&b, " [%s]", strings.Join(k.Keys, ", "))
		}
		b.WriteString("\n")
	}
	return b.String()
}

func runGate(a *app, o gateOptions) error {
	data, err := os.ReadFile(o.rules)
	if errors.Is(err, os.ErrNotExist) {
		return usageError("%w: write one, slmkit gate --help shows rules", err)
	}
	if err != nil {
		return &exitError{exitUsage, err}
	}
	rules, err := gate.ParseRules(data, o.rules)
	if err != nil {
		return reportError(err)
	}
	reports, err := readReports(a, append([]string{o.report}, o.with...))
	if err != nil {
		return err
	}
	baselines, err := readReports(a, o.baselines)
	if err != nil {
		return err
	}
	v, err := rules.Judge(reports, baselines)
	if err != nil {
		return reportError(err)
	}
	outs := outputs{{o.json, func(w io.Writer) error { return writeJSON(w, v) }},
		{o.md, func(w io.Writer) error { return render.VerdictMarkdown(w, v) }},
		{o.junit, func(w io.Writer) error { return render.VerdictJUnit(w, v) }}}
	if err := outs.write(a); err != nil {
		return err
	}
	table := outs.table(a)
	if err := render.VerdictText(table, v, tableWidth(table)); err != nil {
		return err
	}
	return verdictError(v)
}

// verdictError gives a verdict its exit code, for all commands that judge rules.
// The error has no text, since the printed table states the verdict.
func verdictError(v *gate.Verdict) error {
	switch v.Status {
	case gate.Pass:
		return nil
	case gate.Fail:
		return &exitError{exitGateFailed, errors.New("")}
	}
	return &exitError{exitInconclusive, errors.New("")}
}

// reportError gives the errors of reading and judging reports their exit codes.
func reportError(err error) error {
	var config *gate.ConfigError
	var mismatch *report.MismatchError
	switch {
	case errors.As(err, &config):
		return &exitError{exitUsage, err}
	case errors.As(err, &mismatch):
		return &exitError{exitIncomparable, err}
	}
	return err
}

func readReports(a *app, paths []string) ([]report.Report, error) {
	var out []report.Report
	for _, path := range paths {
		var data []byte
		var err error
		if path == "-" {
			data, err = io.ReadAll(a.in)
		} else {
			data, err = os.ReadFile(path)
		}
		if err != nil {
			return nil, err
		}
		r, err := report.Decode(data, path)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}
