package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
	"github.com/slmkit/slmkit/inference/calibration"
	"github.com/slmkit/slmkit/inference/calls"
)

type calibrateOptions struct {
	scoringOptions
	model     modelOptions
	gold      string
	constrain string
	json      string
	maxRisk   float64
}

func newCalibrate(a *app) *cobra.Command {
	var o calibrateOptions
	c := &cobra.Command{
		Use:   "calibrate --model DIR GOLD",
		Short: "fit a model's confidence to how often it is right",
		Long: `Learns how likely a model's answers are to be right, so that infer --confidence
writes a probability that you can rely on.

GOLD is a dev set that the model was not trained on. calibrate answers its
prompts, scores the answers, and fits the probability that an answer is right to
four signals: the log probability of the answer, its least likely token, its
smallest lead over a second choice, and how much probability --constrain took
away. The result goes into calibration.json beside the model, one for each
precision, with and without --constrain. From then on infer --confidence writes
the calibrated probability, and infer --abstain-below goes by it.

If GOLD has prompts that ask for no action, calibrate also fits the probability
that a prompt asks for one, to these signals and to how near the model was to
none() when it began its answer. infer --refuse-below goes by it. A table shows
at each threshold how many of the rightly named actions are still given, and how
many of the prompts that ask for none are refused.

The file also says how often the model answered with each action and how sure it
was, so that serve can tell when it answers what people ask otherwise.

The tables show how reliable the probabilities are before and after the fit
(ECE, Brier, AURC), and how many answers remain, and are right, if those below a
threshold are withheld. All figures are measured on templates that the fit has
not seen (five folds). Where a figure is worse after the fit than before,
calibrate writes no calibration and exits with 1. It advises a threshold only
where the answers above that threshold are as often right as it promises, on 20
templates and more. With --max-risk 0.02 it advises the threshold that keeps
most answers and at most 2 % of them wrong, by a 95 % upper bound (Clopper and
Pearson) with templates in place of examples. Test it on other examples with
eval --abstain-below P --max-risk 0.02.`,
		Example: "slmkit calibrate --model models/banking --precision int8 data/dev.jsonl",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkMaxRisk(cmd, o.maxRisk); err != nil {
				return err
			}
			o.gold = args[0]
			return runCalibrate(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	o.model.flags(c)
	o.scoringOptions.flags(c)
	f.StringVar(&o.constrain, "constrain", "", "calibrate the answers of infer --constrain with this tool list or pack")
	f.StringVar(&o.json, "json", "", "write the calibration as JSON too, - for stdout")
	f.Float64Var(&o.maxRisk, "max-risk", 0, "advise the threshold that keeps the share of wrong answers at most this")
	return c
}

func runCalibrate(ctx context.Context, a *app, o calibrateOptions) error {
	if err := keepApart([]string{o.json}, o.gold, o.model.dir, o.actions, o.constrain); err != nil {
		return err
	}
	if o.gold == "-" {
		return usageError("GOLD is read twice: name a file")
	}
	path := calibration.Path(o.model.dir)
	all, err := calibration.Read(path)
	if err != nil {
		return err
	}
	e, err := calibrate(ctx, a, o)
	if err != nil {
		return err
	}
	outs := outputs{{o.json, func(w io.Writer) error { return writeJSON(w, e) }}}
	if err := outs.write(a); err != nil {
		return err
	}
	out := outs.table(a)
	if err := printCalibration(out, e); err != nil {
		return err
	}
	if worse := e.Worse(); worse != "" {
		return fmt.Errorf("%s is not written: on templates that the fit has not seen, %s: use more templates and examples", path, worse)
	}
	if err := all.With(e).Write(path); err != nil {
		return err
	}
	_, err = fmt.Fprintln(out, path+o.next(a, e))
	return err
}

// next is the command that uses a calibration. Without a threshold to be advised, the
// user is told why.
func (o *calibrateOptions) next(a *app, e *calibration.Entry) string {
	next := fmt.Sprintf("    next: slmkit infer --model %s --precision %s", o.model.dir, e.Precision)
	if e.Constrained {
		next += " --constrain " + o.constrain
	}
	if below := e.Advised(); below > 0 {
		return fmt.Sprintf("%s --abstain-below %v PROMPTS -o out.jsonl", next, below)
	}
	switch why := "the answers above 0.9 are not as often right"; {
	case e.Chosen != nil && e.Chosen.Below != nil && e.Few() == "":
		a.warn("slmkit calibrate: no threshold is needed: with all answers given the risk is low enough")
	case e.Chosen != nil:
		why = e.Chosen.Why
		fallthrough
	default:
		a.warn("slmkit calibrate: no threshold is advised: %s", cmp.Or(e.Few(), why))
	}
	return next + " --confidence PROMPTS -o out.jsonl"
}

// calibrate answers and scores the gold, and fits a calibration to the answers.
func calibrate(ctx context.Context, a *app, o calibrateOptions) (*calibration.Entry, error) {
	g, err := openGold(ctx, a, o.gold, o.scoringOptions)
	if err != nil {
		return nil, err
	}
	m, err := o.open(ctx)
	if err != nil {
		return nil, err
	}
	defer m.Close()
	var written []dataset.Prediction
	answers, err := eval.ScoreEach(ctx, g.seq, eval.Predictions{Label: o.gold, Seq: kept(o.predict(ctx, a, m), &written)}, g.options)
	if err != nil {
		return nil, scoringError(o.gold, err)
	}
	e, err := fitted(answers, o.maxRisk)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.gold, err)
	}
	e.Answers = calibration.NewAnswers(&e.Calibrator, written)
	file := fileInfo(o.gold)
	e.Gold.Path, e.Gold.SHA256 = file.Path, file.SHA256
	e.Precision, e.Constrained, e.Tool = m.Precision, o.constrain != "", "slmkit "+version()
	e.ModelHash, err = m.Hash()
	return e, err
}

// open loads the model as infer --confidence does.
func (o *calibrateOptions) open(ctx context.Context) (*calls.Model, error) {
	model, err := o.model.options()
	if err != nil {
		return nil, err
	}
	schema, _, err := modelSchema(o.constrain, o.model.dir)
	if err != nil {
		return nil, err
	}
	g := o.model.generation()
	g.Beams = 1 // the confidence is that of one output
	return calls.Open(ctx, o.model.dir, calls.Options{Model: model, Generation: g, Schema: schema, Constrain: o.constrain != "", Confidence: true})
}

// predict answers the prompts of the gold.
func (o *calibrateOptions) predict(ctx context.Context, a *app, m *calls.Model) iter.Seq2[dataset.Prediction, error] {
	return func(yield func(dataset.Prediction, error) bool) {
		bar := a.newBar("prompts", 0)
		defer bar.stop()
		prompts := dataset.Tolerate(a.openPrompts(o.gold, false), o.maxBad, func(error) {}) // openGold warns of them
		for p, err := range m.Predict(ctx, asked(prompts)) {
			bar.add(1)
			if !yield(p, err) {
				return
			}
		}
	}
}

// kept keeps the records that pass.
func kept[T any](all iter.Seq2[T, error], in *[]T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for v, err := range all {
			if err == nil {
				*in = append(*in, v)
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

// thresholds are those whose effect on the answers is told.
var thresholds = []float64{0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99}

// fitted fits a calibration to scored answers, and measures what it improves. A maxRisk of
// 0 is none.
func fitted(answers *eval.Answers, maxRisk float64) (*calibration.Entry, error) {
	samples, own := make([]calibration.Sample, len(answers.All)), make([]float64, len(answers.All))
	for i, s := range answers.All {
		samples[i], own[i] = calibration.Sample{Signals: s.Signals, Right: s.Right, Cluster: s.Template}, math.Exp(s.Signals.LogProb)
	}
	c, err := calibration.Fit(samples, calibration.Features)
	if err != nil {
		return nil, err
	}
	held, err := calibration.HeldOut(samples, calibration.Features)
	if err != nil {
		return nil, err
	}
	g := answers.Gold
	e := &calibration.Entry{N: len(samples), Features: calibration.Features, Calibrator: *c,
		Gold:   &calibration.Gold{Fingerprint: g.Fingerprint, N: g.N, Templates: g.Templates},
		Before: calibration.Scores(answers.Trust(own)), After: calibration.Scores(answers.Trust(held))}
	for _, below := range thresholds {
		if share, right := answers.Above(held, below); share > 0 {
			e.Points = append(e.Points, calibration.Point{Below: below, Answered: share,
				Right: calibration.Share{Value: right.Value, Low: right.Low, High: right.High, N: right.N, Of: right.Of, Warnings: right.Warnings}})
		}
	}
	if maxRisk > 0 {
		e.Chosen = chosen(answers.Choose(held, maxRisk))
	}
	e.Scope, err = fittedScope(answers)
	return e, err
}

func chosen(c *report.Abstention) *calibration.Choice {
	return &calibration.Choice{MaxRisk: *c.MaxRisk, Below: c.Threshold, Answered: *c.Coverage.Value, Risk: c.Risk.Value, Bound: c.RiskBound, Why: strings.Join(c.Warnings, "; ")}
}

// printCalibration writes what a calibration improves, and what becomes of answers at
// each threshold.
func printCalibration(w io.Writer, c *calibration.Entry) error {
	share := func(v float64) string { return report.FormatValue(&v, report.Fraction) }
	three := func(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) }
	scores := table.New(table.Names(""), table.Numbers("before"), table.Numbers("after"))
	scores.Add("calibration error", share(c.Before.ECE), share(c.After.ECE))
	scores.Add("Brier score", three(c.Before.Brier), three(c.After.Brier))
	scores.Add("AURC", three(c.Before.AURC), three(c.After.AURC))
	points := table.New(table.Names("abstain below"), table.Numbers("answered"), table.Numbers("of them right"), table.Numbers("95 % interval"))
	for _, p := range c.Points {
		points.Add(strconv.FormatFloat(p.Below, 'g', -1, 64), share(p.Answered), report.FormatValue(p.Right.Value, report.Fraction), report.FormatInterval(report.Metric{Low: p.Right.Low, High: p.Right.High}, report.Fraction))
	}
	tables := []*table.Table{scores, points}
	if c.Scope != nil {
		tables = append(tables, scopeTable(c.Scope))
	}
	if x := c.Chosen; x != nil && x.Below != nil {
		t := table.New(table.Names("abstain below"), table.Numbers("answered"), table.Numbers("of them wrong"), table.Numbers("at most"))
		t.Add(strconv.FormatFloat(*x.Below, 'g', -1, 64), share(x.Answered), report.FormatValue(x.Risk, report.Fraction), report.FormatValue(x.Bound, report.Fraction))
		tables = append(tables, t)
	}
	_, err := fmt.Fprintf(w, "%s: %s, %s\n", c.Precision, report.FormatCount(c.N, "prompts"), report.FormatCount(c.Gold.Templates, "templates"))
	for _, t := range tables {
		t.Indent = 2
		err = errors.Join(err, t.Write(w, tableWidth(w)))
	}
	return err
}
