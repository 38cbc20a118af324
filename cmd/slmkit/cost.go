package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/eval/cost"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
)

type costOptions struct {
	bench, precision string
	workload         cost.Workload
	latency, cold    time.Duration
	prices, gateway  string
	on               []string
	printPrices      bool
	whitePaper       bool
	json, md, html   string
}

func newCost(a *app) *cobra.Command {
	var o costOptions
	c := &cobra.Command{
		Use:   "cost [BENCH.json]",
		Short: "estimate what answering costs, from times and prices",
		Long: `Estimates what a month costs: in a function that is paid for each request, on
an endpoint rented by the hour, and on a machine of one's own.

Times, memory and size are those of a report of slmkit bench, or of the flags,
which come first. A function is tried with several sizes of memory. With less
memory than that of a whole core it is slower in proportion; measure with
slmkit bench --threads 1 for that. If --memory says at which memory the time
was measured, only that size is tried. The estimate says what does not fit: the
memory, the 250 MB of an unpacked archive, the 512 MB of temporary space, the
time limit.

The column "break-even" says from how many requests a month on an endpoint or
machine costs less than the cheapest function whose price was checked, without
the free tier. Logs, traffic to other networks and taxes are left out.

The built-in prices have a date and sources. --print-prices prints them to copy
and mend, and --prices reads such a file; slmkit schema prices is its JSON
Schema.`,
		Example: "slmkit cost bench.json --precision int8 --requests 1000000\nslmkit cost --latency 1s --memory 2048 --requests 10000 --gateway function-url",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				o.bench = args[0]
			}
			return runCost(a, o)
		},
	}
	f := c.Flags()
	w := &o.workload
	f.StringVar(&o.precision, "precision", "", "precision of the report (default: its first)")
	f.Float64Var(&w.Requests, "requests", 10_000, "requests a month")
	f.DurationVar(&o.latency, "latency", 0, "mean time of a request, e.g. 20ms")
	f.Float64Var(&w.MeasuredMB, "memory", 0, "memory in MB of the function in which --latency was measured; tries no other size")
	f.Float64Var(&w.PeakMB, "peak-memory", 0, "memory in MB that the process takes at most")
	f.Float64Var(&w.SizeMB, "size", 0, "size in MB of program and model (default with a report: the model and 24 MB)")
	f.DurationVar(&o.cold, "cold-start", 0, "time from the start of the process to its first answer")
	f.Float64Var(&w.ColdShare, "cold-share", 0.01, "share of the requests that find no running instance, 0 to 1")
	f.Float64Var(&w.RequestsPerSec, "rate", 0, "requests a second that one core answers (default with a report: as measured)")
	f.Float64Var(&w.Peak, "peak", 10, "rate of the busiest time over the mean rate")
	f.Float64Var(&w.HoursADay, "hours", 24, "hours a day that an endpoint exists")
	f.Float64Var(&w.TransferredKB, "kilobytes", 1, "size in KB of a request and its answer")
	f.StringVar(&o.gateway, "gateway", "", "gateway before functions, e.g. function-url (default: as the prices say)")
	f.StringSliceVar(&o.on, "on", nil, "places to estimate, by their names or how these begin, e.g. lambda,own (default: all)")
	f.StringVar(&o.prices, "prices", "", "YAML file of prices (default: built-in)")
	f.BoolVar(&o.printPrices, "print-prices", false, "print the built-in prices, to copy and mend")
	f.BoolVar(&o.whitePaper, "white-paper", false, "work through the sum of the white paper that slmkit began with, and show its slip")
	f.StringVar(&o.json, "json", "", "write the estimate as JSON, - for stdout")
	f.StringVar(&o.md, "md", "", "write the estimate as Markdown, - for stdout")
	f.StringVar(&o.html, "html", "", "write the estimate as one HTML page, with a picture of the cost by requests")
	c.MarkFlagsMutuallyExclusive("print-prices", "white-paper")
	return c
}

func runCost(a *app, o costOptions) error {
	if err := keepApart([]string{o.json, o.md, o.html}, o.bench, o.prices); err != nil {
		return err
	}
	switch {
	case o.printPrices:
		_, err := a.out.Write(cost.BuiltinYAML())
		return err
	case o.whitePaper:
		return o.showWhitePaper(a)
	}
	prices, err := o.readPrices()
	if err != nil {
		return err
	}
	w := o.workload
	w.LatencyMS, w.ColdMS = 1000*o.latency.Seconds(), 1000*o.cold.Seconds()
	if o.bench != "" {
		if w, err = o.fromBench(a, w); err != nil {
			return err
		}
	} else if o.latency == 0 {
		return usageError("nothing was measured: name a report of slmkit bench, or give --latency")
	}
	e, err := cost.New(w, prices, o.gateway)
	if err != nil {
		return usageError("%w", err)
	}
	curves, err := cost.Curves(w, prices, o.gateway)
	if err != nil {
		return usageError("%w", err)
	}
	outs := outputs{
		{o.json, func(w io.Writer) error { return writeJSON(w, e) }},
		{o.md, func(w io.Writer) error { return render.CostMarkdown(w, e) }},
		{o.html, func(w io.Writer) error { return render.CostHTML(w, e, curves) }},
	}
	if err := outs.write(a); err != nil {
		return err
	}
	table := outs.table(a)
	if err := render.CostText(table, e, a.verbose, tableWidth(table)); err != nil {
		return err
	}
	if names := outs.names(); names != "" {
		fmt.Fprintln(table, names)
	}
	return nil
}

// readPrices reads the prices of the places that are wanted.
func (o *costOptions) readPrices() (*cost.Prices, error) {
	prices := cost.Builtin()
	if o.prices != "" {
		data, err := os.ReadFile(o.prices)
		if err != nil {
			return nil, err
		}
		if prices, err = cost.Parse(data, o.prices); err != nil {
			return nil, usageError("%w", err)
		}
	}
	if len(o.on) == 0 {
		return prices, nil
	}
	prices, err := prices.Only(o.on)
	if err != nil {
		return nil, usageError("--on: %w", err)
	}
	return prices, nil
}

// fromBench completes a workload with what a report measured.
func (o *costOptions) fromBench(a *app, w cost.Workload) (cost.Workload, error) {
	reports, err := readReports(a, []string{o.bench})
	if err != nil {
		return w, err
	}
	b, ok := reports[0].(*report.Bench)
	if !ok {
		return w, usageError("%s: not a report of slmkit bench", o.bench)
	}
	if w, err = w.FromBench(b, o.precision); err != nil {
		return w, usageError("%s: %w", o.bench, err)
	}
	if b.Machine != nil && b.Machine.Threads > 1 && w.MeasuredMB == 0 && o.latency == 0 {
		a.warn("slmkit cost: %s was measured with %d threads; for a function measure with slmkit bench --threads 1", o.bench, b.Machine.Threads)
	}
	return w, nil
}

func (o *costOptions) showWhitePaper(a *app) error {
	sums := cost.WhitePaper()
	outs := outputs{
		{o.json, func(w io.Writer) error { return writeJSON(w, sums) }},
		{o.md, func(w io.Writer) error { return render.WhitePaperMarkdown(w, sums) }},
	}
	if err := outs.write(a); err != nil {
		return err
	}
	table := outs.table(a)
	return render.WhitePaperText(table, sums, tableWidth(table))
}
