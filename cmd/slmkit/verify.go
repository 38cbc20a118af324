package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"

	"github.com/slmkit/slmkit/dataset/text"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/eval/table"
	"github.com/slmkit/slmkit/inference"
)

type verifyOptions struct {
	model      modelOptions
	precisions []string
	prompts    string
	least      float64
	json       string
}

func newVerify(a *app) *cobra.Command {
	var o verifyOptions
	c := &cobra.Command{
		Use:   "verify MODEL",
		Short: "say whether answers depend on batches, their order and guesses",
		Long: `Checks that a model answers a prompt the same in every situation. It answers
prompts one by one, a token at a time, and then again in batches, in another
order, with prompts of other lengths beside them, on all cores and with tokens
guessed ahead. It says how many answers stay the same, token by token. A prompt
that cannot be answered is not counted, and the command fails if none can be.

In fp32, all answers stay the same. 8-bit files that are quantized batch by
batch, as optimum's are, give answers that depend on the batch; 8-bit files of
the packed layout do not.

verify fails (exit 3) if fewer than --least of the fp32 answers stay the same,
or of the answers in the precisions that --precision names. It asks the prompts
of a file, or some of the built-in banking pack.`,
		Example: "slmkit verify models/banking",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				if o.model.dir != "" {
					return usageError("the model is named twice: %s and --model %s", args[0], o.model.dir)
				}
				o.model.dir = args[0]
			}
			return runVerify(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.model.dir, "model", "", modelUsage+", if it is not named as MODEL")
	f.StringSliceVar(&o.precisions, "precision", nil, "precisions to check (default: all that the folder has, of which only fp32 can fail)")
	f.IntVar(&o.model.threads, "threads", runtime.GOMAXPROCS(0), threadsUsage)
	f.StringVar(&o.prompts, "prompts", "", benchTextsUsage)
	f.Float64Var(&o.least, "least", 1, "share of answers that must stay the same, from 0 to 1")
	f.IntVar(&o.model.newTokens, "max-new-tokens", 0, newTokensUsage)
	f.StringVar(&o.model.library, "ort", "", libraryUsage)
	f.StringVar(&o.json, "json", "", "write the result as JSON, - for stdout")
	return c
}

func runVerify(ctx context.Context, a *app, o verifyOptions) error {
	if err := keepApart([]string{o.json}, o.prompts, o.model.dir); err != nil {
		return err
	}
	if o.model.dir == "" {
		return usageError("say which model: slmkit verify MODEL")
	}
	if o.least < 0 || o.least > 1 {
		return usageError("--least %g is no share from 0 to 1", o.least)
	}
	strict := o.precisions
	there, err := inference.Precisions(o.model.dir)
	if err != nil {
		return err
	}
	if len(o.precisions) == 0 {
		o.precisions, strict = there, []string{"fp32"}
	}
	texts, err := benchTexts(ctx, a, o.prompts)
	if err != nil {
		return err
	}
	var found []*inference.Verification
	var failed error
	for i, p := range o.precisions {
		v, unfollowed, err := o.verify(ctx, p, texts)
		if err != nil {
			return err
		}
		if unfollowed != "" && i == 0 { // the same in all precisions
			a.warn("slmkit verify: %s", unfollowed)
		}
		if v.Errors > 0 {
			a.warn("slmkit verify: %s: %s of %s could not be answered, so not counted: %s", p, text.Thousands(v.Errors), count(v.Prompts, "prompt", "prompts"), v.Error)
		}
		found = append(found, v)
		for _, w := range v.Ways {
			if slices.Contains(strict, p) && w.Share < o.least && failed == nil {
				failed = &exitError{exitGateFailed, fmt.Errorf("%s: %s: %d of %d answers stay the same %s", o.model.dir, p, w.Same, w.N, w.Way)}
			}
		}
	}
	outs := outputs{{o.json, func(w io.Writer) error { return writeJSON(w, found) }}}
	if err := outs.write(a); err != nil {
		return err
	}
	if err := printVerified(outs.table(a), found); err != nil {
		return err
	}
	return failed
}

// verify loads a precision and answers prompts in every way. It also returns which
// settings of the model are not followed.
func (o *verifyOptions) verify(ctx context.Context, precision string, texts []string) (v *inference.Verification, unfollowed string, err error) {
	opened, err := o.model.options()
	if err != nil {
		return nil, "", err
	}
	opened.Precision = precision
	m, err := inference.Open(ctx, o.model.dir, opened)
	if err != nil {
		return nil, "", err
	}
	defer m.Close()
	v, err = m.Verify(ctx, texts, o.model.newTokens)
	if err == nil && m.Exact() {
		err = v.CompareElsewhere(ctx, o.model.dir, opened, o.model.newTokens)
	}
	return v, m.Unfollowed(), err
}

// printVerified writes how many answers stay the same, and some that do not.
func printVerified(out io.Writer, found []*inference.Verification) error {
	for _, v := range found {
		fmt.Fprintf(out, "%s, %s layout: %s prompts, as alone and a token at a time\n", v.Precision, v.Layout, text.Thousands(v.Prompts))
		t := table.Table{Columns: []table.Column{table.Names(""), table.Numbers(""), table.Numbers("")}, Indent: 2}
		for _, way := range v.Ways {
			t.Add(way.Way, text.Thousands(way.Same), fmt.Sprintf("%.1f %%", 100*way.Share))
		}
		if err := t.Write(out, tableWidth(out)); err != nil {
			return err
		}
		if o := v.Others; o != nil {
			fmt.Fprintf(out, "  %s of %s answers are the same %s\n", text.Thousands(o.Same), text.Thousands(o.N), o.Way)
		}
		for _, c := range v.Changed {
			fmt.Fprintf(out, "  %q %s: %s, not %s\n", c.Prompt, c.Way, c.Here, c.Alone)
		}
	}
	return nil
}
