package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/augment"
	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/table"
)

// fitNever are flags of copies that say nothing when a plan is fitted.
var fitNever = []string{"as-test", "ops", "max-ops", "print", "list"}

// fitPlan writes a plan with the rates of people's prompts.
func (a *app) fitPlan(ctx context.Context, o augmentOptions, flags *pflag.FlagSet) error {
	start := time.Now()
	for _, name := range fitNever {
		if flags.Changed(name) {
			return usageError("--fit writes a plan: --%s is for copies", name)
		}
	}
	if o.out == "" {
		o.out = "-"
	}
	if err := keepApart([]string{o.out, o.json}, o.in, o.fit); err != nil {
		return err
	}
	if o.in == "-" && o.fit == "-" {
		return usageError("only one of IN and --fit can be -")
	}
	data, dir, err := planData(o.plan)
	if err != nil {
		return err
	}
	plan, err := readPlan(o.plan)
	if err != nil {
		return err
	}
	people, err := a.peoplesPrompts(ctx, o.fit, o.maxBad)
	if err != nil {
		return err
	}
	fitted, err := a.fit(ctx, &o, plan, people)
	if err != nil {
		return err
	}
	about := fmt.Sprintf("# slmkit augment fitted the weights and the clean share of plan %s to %s prompts of people%s.",
		filepath.Base(o.plan), text.Thousands(len(people)), map[bool]string{true: "\n# against " + text.Thousands(fitted.Rows.N) + " rows of " + filepath.Base(o.in)}[o.in != ""])
	file, err := fitted.Plan.YAML(data, about)
	if err != nil {
		return fmt.Errorf("%s: %w", o.plan, err)
	}
	if len(plan.Lexicons) > 0 && filepath.Clean(dir) != filepath.Dir(o.out) {
		a.warn("slmkit augment: the lexicons of %s are looked for beside the new plan: write it to the folder %s", o.plan, filepath.Clean(dir))
	}
	outs := outputs{
		{o.out, func(w io.Writer) error { _, err := w.Write(file); return err }},
		{o.json, func(w io.Writer) error { return writeJSON(w, fitReportOf(fitted)) }},
	}
	if err := outs.write(a); err != nil {
		return err
	}
	w := outs.table(a)
	if err := writeFit(w, fitted); err != nil {
		return err
	}
	next := ""
	if o.out != "-" && o.in != "" && o.in != "-" {
		next = fmt.Sprintf("    next: slmkit augment %s --plan %s -o augmented.jsonl", o.in, o.out)
	}
	fmt.Fprintf(w, "%s of people   %s   %.2f s%s\n", count(len(people), "prompt", "prompts"), outs.names(), time.Since(start).Seconds(), next)
	return nil
}

// peoplesPrompts reads prompts of any format that triage reads.
func (a *app) peoplesPrompts(ctx context.Context, path string, maxBad int) ([]string, error) {
	messages, _, err := a.messagesOf(&triageOptions{in: path})
	if err != nil {
		return nil, err
	}
	messages = dataset.Tolerate(messages, maxBad, func(err error) { a.warn("slmkit augment: skipped %v", err) })
	var out []string
	for m, err := range untilDone(ctx, messages) {
		if err != nil {
			return nil, err
		}
		if text.Key(m.Text) != "" {
			out = append(out, m.Text)
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no prompts", path)
	}
	return out, nil
}

// fit fits a plan to prompts, against the rows of a dataset if one is named.
func (a *app) fit(ctx context.Context, o *augmentOptions, plan *augment.Plan, people []string) (*augment.Fitted, error) {
	if o.in == "" {
		return augment.Fit(plan, people, nil, o.Options)
	}
	schema, _, err := a.findSchema(o.actions, o.in, a.firstRows([]string{o.in}))
	if err != nil {
		return nil, err
	}
	if schema == nil {
		if err := a.unreadable([]string{o.in}); err != nil {
			return nil, err
		}
		return nil, noSchema(o.in)
	}
	in, err := a.twice(ctx, o.in)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	o.Schema = schema
	if changesCalls(plan) {
		if o.Source, err = sourceOf(in, o.actions, schema); err != nil {
			return nil, err
		}
	}
	fitted, err := augment.Fit(plan, people, untilDone(ctx, dataset.Tolerate(in.examples(), o.maxBad, func(err error) { a.warn("slmkit augment: skipped %v", err) })), o.Options)
	if err == nil && fitted.Rows.N == 0 {
		return nil, fmt.Errorf("%s: no examples that get copies", o.in)
	}
	return fitted, err
}

// fitReport is what --json writes.
type fitReport struct {
	People   int           `json:"people"`      // prompts
	Rows     int           `json:"rows"`        // of the dataset, that were looked at
	Copies   float64       `json:"copy_share"`  // of rows and copies
	Clean    float64       `json:"clean_share"` // of the copies
	Features []featureRate `json:"features"`
}

// featureRate is the shares of prompts that have a feature.
type featureRate struct {
	Name    string   `json:"name"`
	N       int      `json:"n"` // prompts of people that could have it, such as those with a number
	Theirs  *float64 `json:"theirs,omitempty"`
	Low     *float64 `json:"low,omitempty"` // of theirs, with high: Wilson's 95 % interval
	High    *float64 `json:"high,omitempty"`
	Before  *float64 `json:"before,omitempty"` // of the rows without copies
	Planned float64  `json:"planned"`
	Reached *float64 `json:"reached,omitempty"` // of rows and copies
	More    []string `json:"more,omitempty"`
	Less    []string `json:"less,omitempty"`
}

const z95 = 1.959963984540054

func fitReportOf(f *augment.Fitted) fitReport {
	r := fitReport{People: f.People.N, Rows: f.Rows.N, Copies: f.Copies, Clean: f.Plan.Clean}
	for i, feature := range augment.Features {
		one := featureRate{Name: feature.Name, N: f.People.Among[i], Planned: f.Planned[i], More: feature.More, Less: feature.Less}
		if one.N > 0 {
			theirs := f.People.Of(i)
			low, high := eval.Wilson(float64(f.People.Counts[i]), float64(one.N), z95)
			one.Theirs, one.Low, one.High = &theirs, &low, &high
		}
		if f.Rows.N > 0 {
			before, reached := f.Rows.Of(i), f.Reached.Of(i)
			one.Before, one.Reached = &before, &reached
		}
		r.Features = append(r.Features, one)
	}
	return r
}

// writeFit prints what people do beside what the rows do, without and with copies.
func writeFit(w io.Writer, f *augment.Fitted) error {
	t := table.New(table.Names("% of prompts"), table.Numbers("rows"), table.Numbers("planned"), table.Numbers("reached"), table.Numbers("theirs"), table.Numbers("95 %"), table.Numbers("n"))
	for _, r := range fitReportOf(f).Features {
		interval := ""
		if r.N > 0 {
			interval = percent(r.Low) + "–" + percent(r.High)
		}
		t.Add(r.Name, percent(r.Before), percent(&r.Planned), percent(r.Reached), percent(r.Theirs), interval, text.Thousands(r.N))
	}
	return t.Write(w, tableWidth(w))
}

// percent writes a share in percent, and none as nothing.
func percent(share *float64) string {
	if share == nil {
		return ""
	}
	return fmt.Sprintf("%.1f", 100**share)
}
