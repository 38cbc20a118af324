package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/measure"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/inference/ort"
	"github.com/slmkit/slmkit/prompts"
)

type benchOptions struct {
	model      modelOptions
	dirs       []string // of models, with labels
	urls       []string // of servers, in place of models
	precisions []string
	runtimes   []string
	threads    []int
	twin       bool
	goal       string
	batches    []int
	prompts    string
	minRuns    int
	rounds     int
	scenarios  []string
	rate       float64
	streams    int
	starts     int
	json       string
	samples    string
	gobench    string
	metrics    string
	html, md   string
	gold       string
	actions    string
	margin     float64
}

func newBench(a *app) *cobra.Command {
	var o benchOptions
	c := &cobra.Command{
		Use:   "bench [[LABEL=]DIR...]",
		Short: "measure latency, throughput, size and memory of models",
		Long: `Measures how fast models answer, how large they are and how much memory they
take: each precision of each model, with each --runtime and number of
--threads.

It times them in turns, in scenarios that have the names of MLPerf's LoadGen,
but for cold-start:

  single-stream   one prompt at a time; its latency
  multi-stream    --streams callers at a time, each of whom waits for an answer
  server          prompts arrive at random, --rate a second; their latency
                  counts from their arrival, with what they wait for others
  offline         all prompts at each batch size; the throughput
  cold-start      from the start of a process to its first answer

With --gold the prompts are those of a gold file, and the answers that are
timed are scored, too. A table then compares precisions, threads and batch
sizes by exact match, p95, throughput, size and memory. It marks the rows that
another beats: one that is no worse in anything and better in something. Flips
are the prompts that the first row answers right and this one wrong (−), and
the other way round (+). One row is recommended: of those that are shown to
lose at most --margin of exact match against the first row the fastest, and of
those that are as fast the smallest.

A ratio of times has an interval, which comes from pairs of blocks of the same
prompts. One that is nearer to 1 than two runs of the same model are to each
other on this machine is "not told apart". --aa measures that noise: it times
the first model beside itself. A gate's rule such as speedup[precision=int8] >=
1.3 passes only if the whole interval does, beyond the noise.

Answers are compared with the first ones to the same prompts while they are
timed: "answers changed" counts the prompts with another answer. Everything
that is compared runs in a process of its own, so that the peak memory (on
Linux) is its alone. Before it is timed it warms up until three stretches in a
row differ by at most 10 %. Intervals of percentiles come from order
statistics. A percentile is given only where about ten runs were slower: p50
needs 20 runs, p90 100, p95 200 and p99 1,000. "At most" is LoadGen's bound,
which holds with 99 % confidence and needs 64, 130 and 662 runs. -v shows it,
and the stages of the time: to tokenize, to encode, the first run of the
decoder, its other runs, to pick tokens, and to parse the answer.

--url measures a running server, with the prompts as {"text": …} at /v1/parse or
the path of the URL, and $SLMKIT_KEY as its key. With --rate the prompts arrive
beside each other. A time counts from the arrival, also where the server was
busy (429) and the prompt was sent again when the server asked for it.`,
		Example: "slmkit bench --model models/banking --precision fp32,int8 --json bench.json\n" +
			"slmkit bench --url http://127.0.0.1:8080 --rate 500 --min-runs 5000\n" +
			"slmkit bench old=models/v1 new=models/v2 --precision int8 --aa\n" +
			"slmkit bench models/banking --threads 1,2 --gold dev.jsonl --html bench.html",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.dirs = args
			if len(o.urls) > 0 {
				if err := o.checkURL(cmd.Flags()); err != nil {
					return err
				}
			}
			return runBench(cmd.Context(), a, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.model.dir, "model", "", modelUsage)
	f.StringSliceVar(&o.urls, "url", nil, "measure running servers, such as that of serve, in place of models")
	f.StringSliceVar(&o.precisions, "precision", nil, "precisions to measure (default: all that the folder has)")
	f.IntSliceVar(&o.batches, "batch", []int{1, 8, 32}, "batch sizes to measure the throughput at")
	f.IntSliceVar(&o.threads, "threads", []int{runtime.GOMAXPROCS(0)}, threadsUsage+"; several are measured beside each other")
	f.StringVar(&o.prompts, "prompts", "", benchTextsUsage)
	f.IntVar(&o.minRuns, "min-runs", 1000, "time at least N prompts one at a time")
	f.IntVar(&o.rounds, "rounds", 7, "number of times to time each batch size")
	f.IntVar(&o.model.newTokens, "max-new-tokens", 0, newTokensUsage)
	f.IntVar(&o.model.guess, "guess", 8, guessUsage)
	f.StringSliceVar(&o.runtimes, "runtime", nil, "programs that run the models: slmkit, onnxruntime (default: slmkit if it can)")
	f.StringVar(&o.model.library, "ort", "", libraryUsage)
	f.StringSliceVar(&o.scenarios, "scenario", []string{string(measure.SingleStream), string(measure.Offline)}, "scenarios to measure: "+scenarioNames())
	f.Float64Var(&o.rate, "rate", 0, "scenario server: mean arrivals a second")
	f.IntVar(&o.streams, "streams", 4, "scenario multi-stream: callers at a time")
	f.IntVar(&o.starts, "starts", 20, "scenario cold-start: processes to start")
	f.StringVar(&o.gold, "gold", "", "score each precision on these gold examples, and compare precisions by exact match, p95 and size")
	f.StringVar(&o.actions, "actions", "", "with --gold: action schema, a tool list or pack (default: as eval finds it)")
	f.Float64Var(&o.margin, "margin", 0.01, "with --gold: recommend a precision only if it is shown to lose at most this of exact match")
	f.StringVar(&o.goal, "goal", string(measure.ByLatency), "with --gold: recommend the fastest by latency or by throughput")
	f.BoolVar(&o.twin, "aa", false, "time the first model beside itself, too, to learn the noise of the machine")
	f.StringVar(&o.gobench, "gobench", "", "write each time that was measured as a Go benchmark, which benchstat reads, - for stdout")
	f.StringVar(&o.html, "html", "", "write the report as one HTML page, with pictures")
	f.StringVar(&o.md, "md", "", "write the report as Markdown, - for stdout")
	f.StringVar(&o.metrics, "openmetrics", "", "write the metrics as OpenMetrics text, which Prometheus reads, - for stdout")
	f.StringVar(&o.samples, "samples", "", "write each time that was measured as JSON Lines, - for stdout")
	f.StringVar(&o.json, "json", "", "write the report that gate reads as JSON, - for stdout")
	c.AddCommand(newBenchWorker(a))
	return c
}

// check completes and checks the flags before anything runs.
func (o *benchOptions) check() error {
	if len(o.batches) == 0 {
		return usageError("--batch is empty: say how many prompts to answer at a time")
	}
	err := cmp.Or(atLeast(1, "--min-runs", o.minRuns), atLeast(1, "--rounds", o.rounds), atLeast(1, "--batch", o.batches...),
		atLeast(1, "--streams", o.streams), atLeast(1, "--starts", o.starts))
	if err != nil {
		return err
	}
	if len(o.runtimes) == 0 {
		o.runtimes = []string{""}
	}
	if len(o.threads) == 0 {
		return usageError("--threads is empty: say how many cores to use")
	}
	return o.checkScenarios()
}

func runBench(ctx context.Context, a *app, o benchOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	if len(o.urls) > 0 {
		return runBenchURL(ctx, a, o)
	}
	arms, err := o.arms()
	if err != nil {
		return err
	}
	inputs := []string{o.prompts, o.gold, o.actions}
	for _, arm := range arms {
		if !slices.Contains(inputs, arm.model.dir) {
			inputs = append(inputs, arm.model.dir)
		}
	}
	if err := keepApart([]string{o.json, o.html, o.md, o.samples, o.metrics, o.gobench}, inputs...); err != nil {
		return err
	}
	gold, err := readBenchGold(ctx, a, &o)
	if err != nil {
		return err
	}
	texts, err := o.texts(ctx, a, gold)
	if err != nil {
		return err
	}
	conditions := measure.Conditions(os.DirFS("/"), runtime.NumCPU(), slices.Max(o.threads))
	clients, err := o.start(ctx, arms)
	defer func() {
		for _, c := range clients {
			c.worker.close()
		}
	}()
	if err != nil {
		return err
	}
	var samples benchSamples
	for _, c := range clients {
		samples.arms = append(samples.arms, c.arm)
		if gold != nil {
			c.parse = gold.parse
		}
	}
	measured, err := measure.Measure(ctx, runners(clients), o.plan(texts, &samples))
	if err != nil {
		return err
	}
	for i := range measured.Precisions {
		if err := o.complete(&measured.Precisions[i], clients[i]); err != nil {
			return err
		}
	}
	var info *report.GoldInfo
	if gold != nil {
		if info, err = gold.score(ctx, clients, measured.Precisions); err != nil {
			return err
		}
	}
	r := measure.NewBench(measured, clients[0].machine())
	r.Workload = o.workload(texts)
	if r.Gold = info; info != nil {
		r.Signature = gold.signature
		choice := measure.Choice{Margin: o.margin, Goal: measure.Goal(o.goal), Noise: measured.Noise}
		if r.Pareto = measure.Pareto(measured.Precisions, choice); r.Pareto == nil {
			r.Warnings = append(r.Warnings, "no precision is recommended: that needs exact match, p95 and size of each")
		}
	}
	for _, c := range conditions {
		r.Conditions = append(r.Conditions, c.Text)
		if c.Grave {
			r.Warnings = append(r.Warnings, c.Text)
		}
	}
	r.Warnings = append(r.Warnings, cautions(clients)...)
	return o.report(a, r, arms[0].model.dir, &samples)
}

// texts returns the prompts to time: those of --prompts, of the gold set, or of a
// pack.
func (o *benchOptions) texts(ctx context.Context, a *app, gold *benchGold) ([]string, error) {
	if gold != nil && o.prompts == "" {
		return gold.texts(), nil
	}
	return benchTexts(ctx, a, o.prompts)
}

func runners(clients []*benchClient) []measure.Runner {
	out := make([]measure.Runner, len(clients))
	for i, c := range clients {
		out[i] = c
	}
	return out
}

func (o *benchOptions) plan(texts []string, samples *benchSamples) measure.Plan {
	p := measure.Plan{Prompts: texts, Batches: o.batches, MinRuns: o.minRuns, Rounds: o.rounds, Streams: o.streams, Rate: o.rate, Starts: o.starts, Twin: o.twin}
	for _, s := range o.scenarios {
		p.Scenarios = append(p.Scenarios, measure.Scenario(s))
	}
	if o.samples != "" || o.gobench != "" {
		p.Record = samples.add
	}
	return p
}

// cautions says what the numbers of the models depend on, and whose answers changed.
func cautions(clients []*benchClient) []string {
	var out []string
	if unfollowed := clients[0].worker.ready.Unfollowed; unfollowed != "" { // the same in all precisions
		out = append(out, unfollowed)
	}
	for _, c := range clients {
		if caution := c.worker.ready.Caution; caution != "" {
			out = append(out, c.arm.name+": "+caution)
		}
		if n := len(c.changed); n > 0 {
			out = append(out, fmt.Sprintf("%s: %s of %d had another answer while they were timed than at first", c.arm.name, report.FormatCount(n, "prompts"), len(c.first)))
		}
	}
	return out
}

// report writes the report and prints its table. Dir is the folder of the first model.
func (o *benchOptions) report(a *app, r *report.Bench, dir string, samples *benchSamples) error {
	r.Tool = "slmkit " + version()
	first := &r.Precisions[0]
	r.Run = &dataset.RunInfo{Tool: r.Tool, Model: dir, Precision: cmp.Or(first.Format, first.Name), ModelHash: first.ModelHash,
		Runtime: r.Machine.Runtime, Threads: r.Machine.Threads, CPU: r.Machine.CPU}
	outs := outputs{
		{o.json, func(w io.Writer) error { return writeJSON(w, r) }},
		{o.html, func(w io.Writer) error { return render.BenchHTML(w, r) }},
		{o.md, func(w io.Writer) error { return render.BenchMarkdown(w, r) }},
		{o.samples, samples.write},
		{o.metrics, func(w io.Writer) error { return render.BenchOpenMetrics(w, r) }},
		{o.gobench, func(w io.Writer) error { return samples.writeGo(w, r, dir) }},
	}
	if err := outs.write(a); err != nil {
		return err
	}
	table := outs.table(a)
	if err := render.BenchText(table, r, a.verbose, tableWidth(table)); err != nil {
		return err
	}
	for _, w := range r.Warnings {
		a.warn("slmkit bench: %s", w)
	}
	if names := outs.names(); names != "" {
		fmt.Fprint(table, names)
		if o.json != "" && o.json != "-" {
			fmt.Fprintf(table, "    next: slmkit gate gate.yaml report.json --with %s", o.json)
		}
		fmt.Fprintln(table)
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
		if input := p.Input(); p.Text != "" && !slices.Contains(texts, input) {
			texts = append(texts, input)
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
func (c *benchClient) machine() report.Machine {
	cpu, _ := ort.CPU()
	return report.Machine{CPU: cpu, Threads: c.worker.ready.Threads, OS: runtime.GOOS + "/" + runtime.GOARCH, Runtime: c.worker.ready.Runtime}
}

func scenarioNames() string {
	var names []string
	for _, s := range measure.Scenarios {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}

// checkScenarios checks the flags of scenarios and of gold.
func (o *benchOptions) checkScenarios() error {
	for _, s := range o.scenarios {
		if !slices.Contains(measure.Scenarios, measure.Scenario(s)) {
			return usageError("--scenario %s is none of %s", s, scenarioNames())
		}
	}
	served := slices.Contains(o.scenarios, string(measure.Server))
	switch {
	case len(o.scenarios) == 0:
		return usageError("--scenario is empty: name one of %s", scenarioNames())
	case served && !(o.rate > 0 && o.rate <= 1e6):
		return usageError("--rate %v: say how many prompts arrive a second, such as 25", o.rate)
	case o.twin && !slices.Contains(o.scenarios, string(measure.SingleStream)):
		return usageError("--aa is for --scenario %s", measure.SingleStream)
	case !served && o.rate != 0:
		return usageError("--rate is for --scenario server")
	case !(o.margin >= 0 && o.margin <= 1):
		return usageError("--margin %v: a margin is a fraction, such as 0.01 for a point", o.margin)
	case o.goal != string(measure.ByLatency) && o.goal != string(measure.ByThroughput):
		return usageError("--goal %s is none of %s, %s", o.goal, measure.ByLatency, measure.ByThroughput)
	case o.gold == "" && o.actions != "":
		return usageError("--actions is for --gold")
	}
	return nil
}
