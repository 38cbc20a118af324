package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"

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
		Long: `Answers prompts one by one, a token at a time, and again in batches, in another
order, with prompts of other lengths beside them, on all cores and with tokens
guessed ahead, and says how many answers stay the same, token by token. In fp32
all should. 8-bit files that quantize batch by batch, as optimum's do, depend on
the batch; the packed layout's do not. Fails (exit 3) where fewer than --least of
the fp32 answers, or with --precision of those named, are the same.
Prompts are those of a file, or some of the built-in banking pack.`,
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
	f.StringVar(&o.model.dir, "model", "", "folder of the model, where it is not named without")
	f.StringSliceVar(&o.precisions, "precision", nil, "precisions to look at (default: all that the folder has, and only fp32 can fail)")
	f.IntVar(&o.model.threads, "threads", runtime.GOMAXPROCS(0), "cores to use")
	f.StringVar(&o.prompts, "prompts", "", "JSONL or .parquet with \"text\"; the first "+fmt.Sprint(benchPrompts)+" distinct ones are used")
	f.Float64Var(&o.least, "least", 1, "share of answers that must stay the same")
	f.IntVar(&o.model.newTokens, "max-new-tokens", 0, "longest output (default: generation_config.json, else 128)")
	f.StringVar(&o.model.library, "ort", "", "ONNX Runtime's shared library (default: searched for)")
	f.StringVar(&o.json, "json", "", "write what was found as JSON, - for stdout")
	return c
}

// verification is what verify finds of a precision.
type verification struct {
	Precision string          `json:"precision"`
	Layout    string          `json:"layout"`
	Prompts   int             `json:"prompts"`
	Same      []verifiedWay   `json:"ways"`
	Changed   []changedAnswer `json:"changed"` // the first of them
	// Others is how other programs' answers are, which run a dynamically quantized model
	// in ONNX Runtime, a prompt at a time. It does not make verify fail.
	Others *verifiedWay `json:"other_programs,omitempty"`
}

// verifiedWay is a way of answering and how many answers stay the same in it.
type verifiedWay struct {
	Way   string  `json:"way"`
	Same  int     `json:"same"`
	Share float64 `json:"share"`
}

// changedAnswer is a prompt whose answer depends on the way.
type changedAnswer struct {
	Prompt string `json:"prompt"`
	Way    string `json:"way"`
	Alone  string `json:"alone"`
	Here   string `json:"here"`
}

// maxChanged is how many prompts whose answers change are told.
const maxChanged = 5

func runVerify(ctx context.Context, a *app, o verifyOptions) error {
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
	b := benchOptions{prompts: o.prompts}
	texts, err := b.texts(ctx, a)
	if err != nil {
		return err
	}
	var found []*verification
	var failed error
	for _, p := range o.precisions {
		v, err := verify(ctx, o.model, p, texts)
		if err != nil {
			return err
		}
		found = append(found, v)
		for _, w := range v.Same {
			if slices.Contains(strict, p) && w.Share < o.least && failed == nil {
				failed = &exitError{exitGateFailed, fmt.Errorf("%s: %s: %d of %d answers stay the same %s", o.model.dir, p, w.Same, v.Prompts, w.Way)}
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

// verify answers prompts in every way.
func verify(ctx context.Context, o modelOptions, precision string, texts []string) (*verification, error) {
	o.precision, o.batch = precision, 1
	m, err := o.open(ctx)
	if err != nil {
		return nil, err
	}
	defer m.Close()
	answer := func(texts []string, g inference.Generation) (map[string]inference.Output, error) {
		g.MaxNewTokens = o.newTokens
		out := map[string]inference.Output{}
		i := 0
		for o, err := range m.Generate(ctx, slices.Values(texts), g) {
			if err != nil {
				return nil, err
			}
			out[texts[i]] = o
			i++
		}
		return out, nil
	}
	alone, err := answer(texts, inference.Generation{Batch: 1, Guess: -1})
	if err != nil {
		return nil, err
	}
	v := &verification{Precision: precision, Layout: m.Layout, Prompts: len(alone), Changed: []changedAnswer{}}
	shuffled := slices.Clone(texts)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for _, w := range []struct {
		way   string
		texts []string
		g     inference.Generation
	}{
		{"in batches of 8", texts, inference.Generation{Batch: 8, Guess: -1}},
		{"in batches of 32", texts, inference.Generation{Batch: 32, Guess: -1}},
		{"unsorted, in batches of 7", shuffled, inference.Generation{Batch: 7, Window: 7, Guess: -1}},
		{"guessed ahead, alone", texts, inference.Generation{Batch: 1}},
		{"guessed ahead, in batches of 32", texts, inference.Generation{Batch: 32}},
	} {
		if !m.Shape().Ragged && w.g.Guess >= 0 {
			continue // nothing is guessed there
		}
		got, err := answer(w.texts, w.g)
		if err != nil {
			return nil, err
		}
		same := 0
		for _, text := range texts {
			if slices.Equal(got[text].Tokens, alone[text].Tokens) {
				same++
			} else if len(v.Changed) < maxChanged {
				v.Changed = append(v.Changed, changedAnswer{text, w.way, alone[text].Text, got[text].Text})
			}
		}
		v.Same = append(v.Same, verifiedWay{w.way, same, float64(same) / float64(len(texts))})
	}
	if !m.Exact() {
		return v, nil
	}
	tokens := make([][]int32, len(texts))
	for i, text := range texts {
		tokens[i] = alone[text].Tokens
	}
	same, err := inference.SameElsewhere(ctx, o.dir, inference.Options{Precision: precision, Threads: o.threads, Library: o.library}, o.newTokens, texts, tokens)
	v.Others = &verifiedWay{"alone, in other programs' ONNX Runtime on this processor", same, float64(same) / float64(len(texts))}
	return v, err
}

func printVerified(out io.Writer, found []*verification) error {
	for _, v := range found {
		fmt.Fprintf(out, "%s, %s layout: %s prompts, as alone and a token at a time\n", v.Precision, v.Layout, thousands(v.Prompts))
		t := table.Table{Columns: []table.Column{table.Names(""), table.Numbers(""), table.Numbers("")}, Indent: 2}
		for _, way := range v.Same {
			t.Add(way.Way, thousands(way.Same), fmt.Sprintf("%.1f %%", 100*way.Share))
		}
		if err := t.Write(out, tableWidth(out)); err != nil {
			return err
		}
		if o := v.Others; o != nil {
			fmt.Fprintf(out, "  %s of %s answers are the same %s\n", thousands(o.Same), thousands(v.Prompts), o.Way)
		}
		for _, c := range v.Changed {
			fmt.Fprintf(out, "  %q %s: %s, not %s\n", c.Prompt, c.Way, c.Here, c.Alone)
		}
	}
	return nil
}
