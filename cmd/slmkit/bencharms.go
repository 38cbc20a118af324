package main

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/inference"
)

// benchArm is one way to run a model that bench measures: a precision of a model, with a
// runtime and a number of threads.
type benchArm struct {
	name    string // unique; says in what arms differ
	label   string // of the model; "" where there is one
	runtime string // "" where there is one
	threads int    // 0 where all have the same
	again   bool   // the first arm once more
	model   modelOptions
}

// arms lists what is measured, the first one first: all models, precisions, runtimes and
// numbers of threads with each other.
func (o *benchOptions) arms() ([]benchArm, error) {
	models, err := o.models()
	if err != nil {
		return nil, err
	}
	var out []benchArm
	for _, m := range models {
		precisions, err := o.precisionsOf(m.dir)
		if err != nil {
			return nil, err
		}
		for _, p := range precisions {
			for _, r := range o.runtimes {
				for _, n := range o.threads {
					arm := benchArm{label: m.label, model: o.model}
					arm.model.dir, arm.model.precision, arm.model.runtime, arm.model.threads = m.dir, p, r, n
					if _, err := arm.model.options(); err != nil {
						return nil, err
					}
					out = append(out, arm)
				}
			}
		}
	}
	o.name(out, len(models) > 1)
	return out, nil
}

// name names arms by their precisions, and by what else they differ in.
func (o *benchOptions) name(arms []benchArm, models bool) {
	for i := range arms {
		a := &arms[i]
		if !models {
			a.label = ""
		}
		if len(o.runtimes) > 1 {
			a.runtime = cmp.Or(a.model.runtime, "default")
		}
		threads := ""
		if len(o.threads) > 1 {
			a.threads = a.model.threads
			threads = strings.ReplaceAll(report.FormatCount(a.threads, "threads"), " ", "-")
		}
		parts := []string{a.label, a.model.precision, a.runtime, threads}
		a.name = strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "/")
	}
}

// goSample is a Go benchmark of the arm, without a time.
func (a *benchArm) goSample() render.GoSample {
	precision := a.model.precision
	if a.again {
		precision += "-again"
	}
	return render.GoSample{Model: a.label, Precision: precision, Runtime: a.runtime, Threads: a.threads}
}

// benchModel is a model with its label.
type benchModel struct{ label, dir string }

// models are the model of --model, and those of the arguments, each of which may have a
// label: LABEL=DIR. The label is else the name of the folder.
func (o *benchOptions) models() ([]benchModel, error) {
	var out []benchModel
	if o.model.dir != "" {
		out = append(out, benchModel{filepath.Base(filepath.Clean(o.model.dir)), o.model.dir})
	}
	for _, arg := range o.dirs {
		label, dir, ok := strings.Cut(arg, "=")
		if !ok || strings.ContainsRune(label, filepath.Separator) {
			label, dir = filepath.Base(filepath.Clean(arg)), arg
		}
		if label == "" || dir == "" || strings.ContainsAny(label, ",]") {
			return nil, usageError("%s: name a model as DIR or LABEL=DIR", arg)
		}
		if slices.ContainsFunc(out, func(m benchModel) bool { return m.label == label }) {
			return nil, usageError("two models are called %s: give them labels, such as new=%s", label, dir)
		}
		out = append(out, benchModel{label, dir})
	}
	if len(out) == 0 {
		return nil, usageError("--model is missing: name the folder of a model")
	}
	return out, nil
}

// precisionsOf are the precisions of a model that are measured.
func (o *benchOptions) precisionsOf(dir string) ([]string, error) {
	if len(o.precisions) == 0 {
		return inference.Precisions(dir)
	}
	for _, p := range o.precisions {
		if _, err := inference.FindFiles(dir, p); err != nil {
			return nil, err
		}
	}
	return o.precisions, nil
}

// start starts a process for each arm, and with --aa one more for the first. It returns
// those that run, even if another could not be started.
func (o *benchOptions) start(ctx context.Context, arms []benchArm) ([]*benchClient, error) {
	if o.twin {
		again := arms[0]
		again.name, again.again = again.name+" again", true
		arms = append(slices.Clip(arms), again)
	}
	var clients []*benchClient
	for _, a := range arms {
		c, err := newBenchClient(ctx, a)
		if err != nil {
			return clients, err
		}
		clients = append(clients, c)
	}
	return clients, nil
}

// complete adds to a row what it is of: names, size, time to load and memory.
func (o *benchOptions) complete(p *report.Precision, c *benchClient) error {
	dir, precision := c.arm.model.dir, c.arm.model.precision
	files, err := inference.FindFiles(dir, precision)
	if err != nil {
		return err
	}
	size, err := files.Size()
	if err != nil {
		return err
	}
	p.Name = c.arm.name
	p.Threads, p.Runtime = c.worker.ready.Threads, c.worker.ready.Runtime
	p.Model = c.arm.label
	if c.arm.name != precision {
		p.Format = precision
	}
	if p.ModelHash, err = inference.Hash(dir, precision); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	c.put(p, size)
	return nil
}
