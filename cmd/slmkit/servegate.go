package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/inference/calls"
	"github.com/slmkit/slmkit/inference/ort"
)

// swapGate judges models before they answer.
type swapGate struct {
	*golden
	app   *app
	rules *gate.Rules

	mu     sync.Mutex
	passed map[string]report.Report // of the models that answer, by name
}

// gated returns a function that refuses a model whose answers to g do not pass the rules of
// a file.
func (a *app) gated(g *golden, path string) (func(context.Context, string, *calls.Model) error, error) {
	rules, err := readRules(a, path)
	if err != nil {
		return nil, err
	}
	if rules.Looks != nil {
		return nil, usageError("%s: looks are of the command gate: serve judges each model by itself, so leave them away", path)
	}
	s := &swapGate{golden: g, app: a, rules: rules, passed: map[string]report.Report{}}
	return s.judge, nil
}

// judge judges a model by its answers. One that passes is what the next of its name is
// compared with.
func (s *swapGate) judge(ctx context.Context, name string, m *calls.Model) error {
	r, err := s.score(ctx, name, m)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	rules, reports := s.rules, []report.Report{r}
	var baselines []report.Report
	if was := s.passed[name]; was != nil {
		baselines = []report.Report{was}
	} else if rules = rules.WithoutBaseline(reports); len(rules.List) < len(s.rules.List) {
		s.app.warn("slmkit serve: %s: no model answers yet, so not judged: %s", name, report.FormatCount(len(s.rules.List)-len(rules.List), "rules"))
	}
	v, err := rules.Judge(reports, baselines)
	if err != nil {
		return reportError(err)
	}
	if err := verdictError(v); err != nil {
		return &exitError{exitCode(err), errors.New(reason(v))}
	}
	s.passed[name] = r
	return nil
}

// score scores the answers of a model as eval does.
func (s *swapGate) score(ctx context.Context, name string, m *calls.Model) (*report.Evaluation, error) {
	gold := func(yield func(eval.Gold, error) bool) {
		for _, e := range s.all {
			if !yield(e, nil) {
				return
			}
		}
	}
	how := s.options
	if how.Schema == nil {
		how.Schema = m.Schema()
	}
	r, err := eval.Evaluate(ctx, gold, eval.Predictions{Label: name, Seq: m.Predict(ctx, s.prompts)}, how)
	if err != nil {
		return nil, scoringError(s.path, err)
	}
	hash, err := m.Hash()
	if err != nil {
		return nil, err
	}
	cpu, _ := ort.CPU()
	r.Name, r.Tool, r.Gold.FileInfo = name, "slmkit "+version(), fileInfo(s.path)
	r.Run = &dataset.RunInfo{Tool: r.Tool, Model: name, Precision: m.Precision, Runtime: m.Runtime, Threads: m.Threads(), Batch: m.Generation().Batch, CPU: cpu, ModelHash: hash}
	return r, nil
}

// reason says which rules a model does not pass.
func reason(v *gate.Verdict) string {
	var b strings.Builder
	b.WriteString(v.Summary())
	for _, o := range v.Outcomes {
		if o.Severity != gate.Warn && o.Status != gate.Pass {
			fmt.Fprintf(&b, "; %s: %s is %s, %s", o.Status, o.Rule, o.Value(), o.Detail)
		}
	}
	return b.String()
}
