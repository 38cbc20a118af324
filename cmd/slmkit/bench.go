package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/measure"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/ort"
	"github.com/slmkit/slmkit/prompts"
)

type benchOptions struct {
	model      modelOptions
	precisions []string
	batches    []int
	prompts    string
	minRuns    int
	rounds     int
	json       string
}

func newBench(a *app) *cobra.Command {
	var o benchOptions
	c := &cobra.Command{
		Use:   "bench --model DIR",
		Short: "measure latency, throughput, size and memory of a model",
		Long: `Measures how fast a model answers, how large it is and how much memory it takes.

It times the precisions in turns: one prompt at a time for the latency, then all
prompts at each batch size for the throughput. Each precision runs in a process of
its own, so that the peak memory (on Linux) is that precision's alone. Intervals of
percentiles come from order statistics. A percentile is given only where about ten
runs were slower: p50 needs 20 runs, p90 100, p95 200 and p99 1,000. The prompts are
those of a file, or some of the built-in banking pack.`,
		Example: "slmkit bench --model models/banking --precision fp32,int8 --json bench.json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runBench(cmd.Context(), a, o) },
	}
	f := c.Flags()
	f.StringVar(&o.model.dir, "model", "", modelUsage)
	f.StringSliceVar(&o.precisions, "precision", nil, "precisions to measure (default: all that the folder has)")
	f.IntSliceVar(&o.batches, "batch", []int{1, 8, 32}, "batch sizes to measure the throughput at")
	f.IntVar(&o.model.threads, "threads", runtime.GOMAXPROCS(0), threadsUsage)
	f.StringVar(&o.prompts, "prompts", "", benchTextsUsage)
	f.IntVar(&o.minRuns, "min-runs", 1000, "time at least N prompts one at a time")
	f.IntVar(&o.rounds, "rounds", 7, "number of times to time each batch size")
	f.IntVar(&o.model.newTokens, "max-new-tokens", 0, newTokensUsage)
	f.IntVar(&o.model.guess, "guess", 8, guessUsage)
	f.StringVar(&o.model.runtime, "runtime", "", runtimeUsage)
	f.StringVar(&o.model.library, "ort", "", libraryUsage)
	f.StringVar(&o.json, "json", "", "write the report that gate reads as JSON, - for stdout")
	c.AddCommand(newBenchWorker(a))
	return c
}

// check completes and checks the flags before anything runs.
func (o *benchOptions) check() error {
	if o.model.dir == "" {
		return usageError("--model is missing: name the folder of a model")
	}
	if o.minRuns < 1 || o.rounds < 1 || len(o.batches) == 0 || slices.Min(o.batches) < 1 {
		return usageError("--min-runs %d --rounds %d --batch %v: must be positive", o.minRuns, o.rounds, o.batches)
	}
	there, err := inference.Precisions(o.model.dir)
	if err != nil {
		return err
	}
	if len(o.precisions) == 0 {
		o.precisions = there
	}
	for _, p := range o.precisions {
		if _, err := inference.FindFiles(o.model.dir, p); err != nil {
			return err
		}
	}
	return nil
}

func runBench(ctx context.Context, a *app, o benchOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	texts, err := benchTexts(ctx, a, o.prompts)
	if err != nil {
		return err
	}
	var workers []*benchClient
	var runners []measure.Runner
	defer func() {
		for _, w := range workers {
			w.close()
		}
	}()
	for _, p := range o.precisions {
		w, err := startWorker(ctx, o.model, p)
		if err != nil {
			return err
		}
		workers, runners = append(workers, w), append(runners, w)
	}
	measured, err := measure.Measure(ctx, runners, measure.Plan{Prompts: texts, Batches: o.batches, MinRuns: o.minRuns, Rounds: o.rounds})
	if err != nil {
		return err
	}
	for i, w := range workers {
		if err := o.complete(&measured[i], w); err != nil {
			return err
		}
	}
	r := measure.NewBench(measured, workers[0].machine())
	if unfollowed := workers[0].ready.Unfollowed; unfollowed != "" { // the same in all precisions
		r.Warnings = append(r.Warnings, unfollowed)
	}
	for _, w := range workers {
		if w.ready.Caution != "" {
			r.Warnings = append(r.Warnings, w.precision+": "+w.ready.Caution)
		}
	}
	return o.report(a, r)
}

// complete adds the size, the time to load and the memory of a precision.
func (o *benchOptions) complete(p *report.Precision, w *benchClient) error {
	files, err := inference.FindFiles(o.model.dir, w.precision)
	if err != nil {
		return err
	}
	size, err := files.Size()
	if err != nil {
		return err
	}
	p.Name = w.precision
	if p.ModelHash, err = inference.Hash(o.model.dir, w.precision); err != nil {
		return err
	}
	p.Metrics["size_mb"] = measure.Exact(float64(size)/1e6, report.Megabyte)
	load := measure.Exact(w.ready.LoadMS, report.Millis)
	load.Low, load.High = nil, nil
	p.Metrics["load_ms"] = load
	if w.peak > 0 {
		p.Metrics["peak_memory_mb"] = measure.Exact(float64(w.peak)/1e6, report.Megabyte)
	}
	return nil
}

// report writes the report and prints its table.
func (o *benchOptions) report(a *app, r *report.Bench) error {
	r.Tool = "slmkit " + version()
	r.Run = &dataset.RunInfo{Tool: r.Tool, Model: o.model.dir, Precision: r.Precisions[0].Name, ModelHash: r.Precisions[0].ModelHash,
		Runtime: r.Machine.Runtime, Threads: r.Machine.Threads, CPU: r.Machine.CPU}
	outs := outputs{{o.json, func(w io.Writer) error { return writeJSON(w, r) }}}
	if err := outs.write(a); err != nil {
		return err
	}
	table := outs.table(a)
	if err := render.BenchText(table, r, tableWidth(table)); err != nil {
		return err
	}
	for _, w := range r.Warnings {
		a.warn("slmkit bench: %s", w)
	}
	if names := outs.names(); names != "" {
		fmt.Fprintf(table, "%s    next: slmkit gate gate.yaml report.json --with %s\n", names, names)
	}
	return nil
}

// benchPrompts is how many prompts are asked, at most.
const benchPrompts = 128

var benchTextsUsage = fmt.Sprintf("JSONL or .parquet with \"text\"; the first %d distinct prompts are asked (default: some of the banking pack)", benchPrompts)

// benchTexts returns prompts of a file, or of the banking pack if path is "". They are
// distinct, since equal prompts are answered once.
func benchTexts(ctx context.Context, a *app, path string) ([]string, error) {
	if path == "" {
		return packTexts(ctx)
	}
	var texts []string
	for p, err := range export.OpenPrompts(path, a.in, false) {
		if err != nil {
			return nil, err
		}
		if p.Text != "" && !slices.Contains(texts, p.Text) {
			texts = append(texts, p.Text)
		}
		if len(texts) == benchPrompts {
			break
		}
	}
	if len(texts) == 0 {
		return nil, fmt.Errorf("%s: no prompts in it", path)
	}
	return texts, nil
}

// packTexts draws prompts from the banking pack, always the same ones.
func packTexts(ctx context.Context) ([]string, error) {
	p, err := prompts.Open("banking")
	if err != nil {
		return nil, err
	}
	plan, err := prompts.NewPlan(p, prompts.Options{N: benchPrompts, Seed: 1, Fractions: [3]float64{1, 0, 0}, SplitBy: "text"})
	if err != nil {
		return nil, err
	}
	set, err := prompts.Draw(ctx, plan, runtime.GOMAXPROCS(0))
	if err != nil {
		return nil, err
	}
	var texts []string
	for e, err := range set.Examples(ctx, dataset.Train) {
		if err != nil {
			return nil, err
		}
		texts = append(texts, e.Text)
	}
	return texts, nil
}

// machine describes what a worker runs on.
func (w *benchClient) machine() report.Machine {
	cpu, _ := ort.CPU()
	return report.Machine{CPU: cpu, Threads: w.ready.Threads, OS: runtime.GOOS + "/" + runtime.GOARCH, Runtime: w.ready.Runtime}
}
