package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// calibrationFile is beside a model.
const calibrationFile = "calibration.json"

type calibrateOptions struct {
	scoringOptions
	model     modelOptions
	gold      string
	constrain string
	json      string
}

func newCalibrate(a *app) *cobra.Command {
	var o calibrateOptions
	c := &cobra.Command{
		Use:   "calibrate --model DIR GOLD",
		Short: "fit a model's confidence to how often it is right",
		Long: `Answers the prompts of GOLD, a dev set that the model was not trained on, scores
the answers, and fits to them the probability that an answer is right, from its
log probability, its least likely token, its least lead over the second choice
and what --constrain took away. It is kept in calibration.json beside the model,
one for each precision, with and without --constrain; infer --confidence writes
the calibrated probability from then on, and infer --abstain-below goes by it.

Printed is how far probabilities can be believed before and after (ECE, Brier)
and what becomes of answers at some thresholds, all for templates that the fit
has not seen (five folds).`,
		Example: "slmkit calibrate --model models/banking --precision int8 data/dev.jsonl",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.gold = args[0]
			return runCalibrate(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	o.model.flags(c)
	o.scoringOptions.flags(c)
	f.StringVar(&o.constrain, "constrain", "", "as infer --constrain: for outputs that are kept to this tool list or pack")
	f.StringVar(&o.json, "json", "", "write the calibration as JSON too, - for stdout")
	return c
}

func runCalibrate(ctx context.Context, a *app, o calibrateOptions) error {
	if o.gold == "-" {
		return usageError("GOLD is read twice: name a file")
	}
	path := filepath.Join(o.model.dir, calibrationFile)
	all, err := eval.ReadCalibrations(path)
	if err != nil {
		return err
	}
	c, err := calibrate(ctx, a, o)
	if err != nil {
		return err
	}
	if err := dataset.WriteJSON(path, all.With(c)); err != nil {
		return err
	}
	outs := outputs{{o.json, func(w io.Writer) error { return writeJSON(w, c) }}}
	if err := outs.write(a); err != nil {
		return err
	}
	out := outs.table(a)
	if err := calibrationText(out, c); err != nil {
		return err
	}
	next := fmt.Sprintf("slmkit infer --model %s --precision %s", o.model.dir, c.Precision)
	if c.Constrained {
		next += " --constrain " + o.constrain
	}
	_, err = fmt.Fprintf(out, "%s    next: %s --abstain-below 0.9 PROMPTS -o out.jsonl\n", path, next)
	return err
}

// calibrate answers and scores the gold.
func calibrate(ctx context.Context, a *app, o calibrateOptions) (*eval.Calibrated, error) {
	g, err := openGold(ctx, a, o.gold, o.scoringOptions)
	if err != nil {
		return nil, err
	}
	defer g.stop()
	dir, err := os.MkdirTemp("", "slmkit-calibrate")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	answers := filepath.Join(dir, "answers.jsonl")
	run, err := newPredicting(ctx, a, inferOptions{model: o.model, in: o.gold, out: answers, score: true, constrain: o.constrain, beams: 1, maxBad: o.maxBad})
	if err != nil {
		return nil, err
	}
	defer run.close()
	if err := run.answer(ctx); err != nil {
		return nil, err
	}
	if err := run.commit(); err != nil {
		return nil, err
	}
	predictions := a.openPredictions(answers, 0)
	predictions.Label = o.gold
	c, err := eval.Calibrate(ctx, g.seq, predictions.Predictions, g.options)
	if err != nil {
		return nil, scoringError(o.gold, err)
	}
	c.Precision, c.Constrained, c.ModelHash, c.Tool = run.info.Precision, o.constrain != "", run.info.ModelHash, run.info.Tool
	c.Gold.FileInfo = fileInfo(o.gold)
	return c, nil
}

// calibrationText prints what the calibration changes, and what becomes of the
// answers at each threshold.
func calibrationText(w io.Writer, c *eval.Calibrated) error {
	share := func(v float64) string { return report.FormatValue(&v, report.Fraction) }
	three := func(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) }
	scores := table.New(table.Names(""), table.Numbers("before"), table.Numbers("after"))
	scores.Add("calibration error", share(c.Before.ECE), share(c.After.ECE))
	scores.Add("Brier score", three(c.Before.Brier), three(c.After.Brier))
	scores.Add("AURC", three(c.Before.AURC), three(c.After.AURC))
	points := table.New(table.Names("abstain below"), table.Numbers("answered"), table.Numbers("of them right"), table.Numbers("95 % interval"))
	for _, p := range c.Points {
		points.Add(strconv.FormatFloat(p.Below, 'g', -1, 64), share(p.Answered), report.FormatValue(p.Right.Value, report.Fraction), report.FormatInterval(p.Right, report.Fraction))
	}
	scores.Indent, points.Indent = 2, 2
	_, err := fmt.Fprintf(w, "%s: %s, %s\n", c.Precision, report.FormatCount(c.N, "prompts"), report.FormatCount(c.Gold.Templates, "templates"))
	return errors.Join(err, scores.Write(w, tableWidth(w)), points.Write(w, tableWidth(w)))
}
