package main

import (
	"errors"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

type gateOptions struct {
	rules, report   string
	with            []string
	baselines       []string
	json, md, junit string
	openMetrics     string
	github          bool
	selfTest        bool
	sameRun         bool
	bless           blessOptions
}

func newGate(a *app) *cobra.Command {
	var o gateOptions
	c := &cobra.Command{
		Use:   "gate RULES REPORT [BASELINE]",
		Short: "decide by rules on reports: pass, fail or inconclusive",
		Long: `Decides whether a model may be released. It judges the reports of eval, bench,
compare, leaks and tests by a YAML file with a list "rules":

  rules:
    - no_worse(exact_match, 0.01)
    - exact_match >= 0.9
    - low(intent_accuracy) >= 95 %
    - f1[intent=get_statement] >= 0.8
    - slot_f1[slot=amount] >= 0.9
    - latency_p95_ms <= 1.1 * baseline
    - {rule: "exact_match[op=typo] >= 0.7", min_n: 200, severity: warn}
  alpha: 0.05       # error rate of each no_worse rule
  power: 0.8        # of the numbers of examples that settle a rule
  correction: holm  # of failing no_worse rules for their number, or none
  looks: {plan: 30} # the rules judge 30 times, and alpha is for all of them

` + gate.Grammar + `

With min_n, a rule is inconclusive if its metric comes from fewer things; a
share of a part, such as exact_match[op=typo], needs 10 unless min_n is given.
The verdict does not depend on a rule with severity: warn. A rule that a better
model would fail, such as latency_p95_ms >= 5, is refused unless it says
{rule: …, really: true}.

BASELINE is a file; git:REF:PATH, such as git:origin/main:eval/report.json, for
a file as a commit has it; or a folder of baselines, from which gate takes the
one whose signature is that of the report. --bless writes the report as the
baseline, to a file or into such a folder, if the verdict is pass, and says what
changed against the old one.

With --self-test, gate proves that its rules can fail: it puts right answers of
the report wrong, one by one, lets times and sizes grow, and says at what each
rule stops passing and at what it fails. The exit status is 2 if a rule never
does.

A gate that runs every night has many chances to be wrong. With looks, the
no_worse rules of all planned looks together err at the rate alpha: each look
spends a part of it, and GATE.looks.json, to be kept between looks, says how
much is spent. spending is pocock, nearly even, or obrien-fleming, little at
first. The same reports again are no new look.

With --github, gate prints at most 10 annotations, the worst first, at the lines
of rules and of gold, and adds the verdict to $GITHUB_STEP_SUMMARY. --md fits
into a comment.

gate checks the rules before it opens a report. The exit status is 2 for an
unknown metric, a selector that matches nothing, a missing baseline, or a file
without rules. It is 4 for a metric that was not measured. It is 5 for a
baseline that cannot be compared: of another gold set, scored in another way
(eval -v prints the signature, and gate names the parts that differ), of another
machine or other prompts, or one that does not say what it is of; and for
reports that do not belong together: of other gold sets, predictions or models.
The files for --json, --md, --junit and --openmetrics are written whatever the
exit status is, unless one of them is an input.

` + metricHelp(),
		Example: "slmkit gate gate.yaml report.json baseline.json --with bench.json",
		Args:    cobra.RangeArgs(2, 3),
		RunE: func(_ *cobra.Command, args []string) error {
			o.rules, o.report = args[0], args[1]
			o.baselines = append(args[2:], o.baselines...)
			if o.selfTest {
				return runGateSelfTest(a, o)
			}
			return runGate(a, o)
		},
	}
	c.AddCommand(newGatePlan(a))
	f := c.Flags()
	f.StringSliceVar(&o.with, "with", nil, "further reports, for metrics that the first one lacks")
	f.StringSliceVar(&o.baselines, "with-baseline", nil, "further baselines, such as the report of a benchmark")
	f.BoolVar(&o.sameRun, "same-run", false, "allow a baseline that has the content of the report")
	f.StringVar(&o.bless.to, "bless", "", "write the report as the baseline if the verdict is pass: a file, or a folder of baselines")
	f.StringVar(&o.bless.reason, "reason", "", "with --bless: why; the baseline says so")
	f.BoolVar(&o.bless.really, "really", false, "with --bless: whatever the verdict is")
	f.BoolVar(&o.selfTest, "self-test", false, "judge nothing: make the reports worse on purpose, and say at what each rule trips")
	f.StringVar(&o.json, "json", "", "write the verdict as JSON, - for stdout")
	f.StringVar(&o.md, "md", "", "write the verdict as Markdown")
	f.StringVar(&o.junit, "junit", "", "write the verdict as JUnit XML, with a test case for each rule")
	f.StringVar(&o.openMetrics, "openmetrics", "", "write the verdict as OpenMetrics text, which Prometheus reads, - for stdout")
	f.BoolVar(&o.github, "github", false, "print annotations of GitHub's workflows, the worst first, and add the verdict to the summary of the step")
	return c
}

// metricHelp lists the metrics for help.
func metricHelp() string {
	var b strings.Builder
	b.WriteString("Metrics:\n")
	t := table.Table{Columns: []table.Column{table.Names(""), table.Text("")}, Indent: 2}
	for _, k := range report.Known {
		about, keys := k.Meaning, slices.Clone(k.Keys)
		if k.ByColumn() {
			keys = append(keys, "any column of the report")
		}
		if len(keys) > 0 {
			about += " [" + strings.Join(keys, ", ") + "]"
		}
		t.Add(k.Name, about)
	}
	_ = t.Write(&b, helpWidth) // to memory
	return b.String()
}

func runGate(a *app, o gateOptions) error {
	outs := func(v *gate.Verdict) outputs {
		return outputs{{o.json, func(w io.Writer) error { return writeJSON(w, v) }},
			{o.md, func(w io.Writer) error { return render.VerdictMarkdown(w, v) }},
			{o.junit, func(w io.Writer) error { return render.VerdictJUnit(w, v) }},
			{o.openMetrics, func(w io.Writer) error { return render.VerdictOpenMetrics(w, v) }}}
	}
	if err := o.apart(); err != nil {
		return err
	}
	v, reports, err := judgeGate(a, &o)
	if err != nil { // no verdict of an earlier run may stay and say pass
		wrong := gate.NewError(o.rules, errorStatus(err), err)
		return errors.Join(err, outs(wrong).write(a), o.tell(a, outs(wrong).table(a), wrong, reports))
	}
	if err := outs(v).write(a); err != nil {
		return err
	}
	table := outs(v).table(a)
	if err := render.VerdictText(table, v, tableWidth(table)); err != nil {
		return err
	}
	for _, few := range v.Few() {
		a.warn("slmkit gate: %s", few)
	}
	if err := o.tell(a, table, v, reports); err != nil {
		return err
	}
	if err := o.bless.bless(a, table, reports, v); err != nil {
		return err
	}
	return verdictError(v)
}

// tell tells GitHub of a verdict, with --github. GitHub reads stdout and stderr.
func (o *gateOptions) tell(a *app, w io.Writer, v *gate.Verdict, reports []report.Report) error {
	if !o.github {
		return nil
	}
	if a.quiet {
		w = a.err
	}
	return annotate(w, v, reports)
}

// inputs are the files that gate reads.
func (o *gateOptions) inputs() []string {
	return append([]string{o.rules, o.report}, append(slices.Clone(o.with), o.baselines...)...)
}

// apart refuses an output that is an input or another output, and a report that is its
// own baseline.
func (o *gateOptions) apart() error {
	outs := []string{o.json, o.md, o.junit, o.openMetrics}
	if err := keepApart(outs, o.inputs()...); err != nil {
		return err
	}
	for _, other := range append([]string{o.rules, o.report}, append(outs, o.with...)...) {
		if o.bless.to != "" && other != "" && samePath(other, o.bless.to) {
			return usageError("--bless %s: the file has another use: name another one for the baseline", o.bless.to)
		}
	}
	reports := append([]string{o.report}, o.with...)
	for i, path := range reports {
		for _, base := range o.baselines {
			if samePath(base, path) {
				return usageError("%s is its own baseline: name the report of another run", path)
			}
		}
		for _, other := range reports[:i] {
			if samePath(other, path) {
				return usageError("%s is named twice", path)
			}
		}
	}
	return nil
}

// judgeGate returns the verdict and the reports that it is about.
func judgeGate(a *app, o *gateOptions) (*gate.Verdict, []report.Report, error) {
	if err := o.bless.check(); err != nil {
		return nil, nil, err
	}
	rules, reports, baselines, err := o.read(a)
	if err != nil {
		return nil, nil, err
	}
	if _, err := o.bless.targets(reports); err != nil {
		return nil, nil, err
	}
	if len(baselines) == 0 && o.bless.to != "" {
		left, err := o.bless.withoutBaseline(a, rules, reports)
		if err != nil {
			return nil, nil, err
		}
		if rules = left; len(left.List) == 0 {
			return gate.NewError(o.rules, gate.Inconclusive, errors.New("all rules need a baseline, and there is none yet")), reports, nil
		}
	}
	look, err := openLook(rules, reports, baselines)
	if err != nil {
		return nil, reports, reportError(err)
	}
	v, err := look.rules.Judge(reports, baselines)
	if err != nil {
		return nil, reports, reportError(err)
	}
	return v, reports, look.take(v)
}

// read reads the rules, which are checked before anything else is opened, and the
// reports.
func (o *gateOptions) read(a *app) (rules *gate.Rules, reports, baselines []report.Report, err error) {
	if rules, err = readRules(a, o.rules); err != nil {
		return nil, nil, nil, err
	}
	if reports, err = readReports(a, append([]string{o.report}, o.with...)); err != nil {
		return nil, nil, nil, err
	}
	if baselines, err = readBaselines(a, o.allBaselines(reports), reports); err != nil {
		return nil, nil, nil, err
	}
	return rules, reports, baselines, o.unlike(a, reports, baselines)
}

// readAtLook reads the reports, and the rules as the look that comes next has them. It
// does not take the look.
func (o *gateOptions) readAtLook(a *app) (rules *gate.Rules, reports, baselines []report.Report, err error) {
	if err := o.apart(); err != nil {
		return nil, nil, nil, err
	}
	if rules, reports, baselines, err = o.read(a); err != nil {
		return nil, nil, nil, err
	}
	look, err := openLook(rules, reports, baselines)
	if err != nil {
		return nil, nil, nil, reportError(err)
	}
	return look.rules, reports, baselines, nil
}

// allBaselines are the baselines that are named, or else what is to be replaced by a new
// one.
func (o *gateOptions) allBaselines(reports []report.Report) []string {
	if len(o.baselines) > 0 || o.bless.to == "" {
		return o.baselines
	}
	return o.bless.present(reports)
}

// unlike refuses a file that is a copy of a report, as its baseline, and warns of one that
// scores the same predictions. What a commit or a
// folder of baselines has is the baseline, whatever its content.
func (o *gateOptions) unlike(a *app, reports, baselines []report.Report) error {
	for _, base := range baselines {
		for _, r := range reports {
			b, h := base.Head(), r.Head()
			if b.SHA256 == h.SHA256 && b.Blessed == nil && !o.sameRun && slices.Contains(o.baselines, b.Name) && !strings.HasPrefix(b.Name, gitPrefix) {
				return usageError("%s has the content of its baseline %s, so no rule could fail: name the report of another run, or say --same-run if the model did not change", h.Name, b.Name)
			}
			if sameRun(r, base) {
				a.warn("slmkit gate: %s and %s score the same predictions: no rule on the scores could fail", h.Name, b.Name)
			}
		}
	}
	return nil
}

// sameRun reports whether two reports score the same predictions.
func sameRun(a, b report.Report) bool {
	is, ok1 := a.(*report.Evaluation)
	was, ok2 := b.(*report.Evaluation)
	return ok1 && ok2 && is.Predictions != nil && was.Predictions != nil && is.Predictions.SHA256 != "" && is.Predictions.SHA256 == was.Predictions.SHA256
}

// readRules reads a gate file. It warns of a rule that there is a better form for.
func readRules(a *app, path string) (*gate.Rules, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, usageError("%w: write one, slmkit gate --help shows rules", err)
	}
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	rules, err := gate.ParseRules(data, path)
	if err != nil {
		return nil, reportError(err)
	}
	if advice := rules.Advice(); advice != "" {
		a.warn("slmkit gate: %s", advice)
	}
	return rules, nil
}

// errorStatus is the status of a verdict where nothing could be judged.
func errorStatus(err error) string {
	switch exitCode(err) {
	case exitUsage:
		return gate.Invalid
	case exitIncomparable:
		return gate.Incomparable
	}
	return gate.Failed
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
		data, err := a.readFile(path)
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
