package main

import (
	"context"
	"io"
	"path/filepath"
	"slices"
	"testing"

	"github.com/slmkit/slmkit/augment"
	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/check"
	"github.com/slmkit/slmkit/dataset/leak"
	"github.com/slmkit/slmkit/prompts"
)

// TestChangesLeakNothing: whatever the splits of a dataset do not share, they do not share
// once train has copies whose calls were changed, and check finds no fault in them. Half of
// the operations find something to do.
func TestChangesLeakNothing(t *testing.T) {
	t.Parallel()
	for _, by := range []prompts.Splitting{prompts.ByTemplate, prompts.ByText, prompts.ByValue, prompts.ByCombination} {
		dir := filepath.Join(t.TempDir(), string(by))
		if code := run(t.Context(), []string{"generate", "dental", "-n", "500", "--allow-shortfall", "--seed", "4", "--split-by", string(by), "-o", dir}, nil, io.Discard, io.Discard); code != exitOK {
			t.Fatalf("split by %s: exit %d", by, code)
		}
		p, err := prompts.Open("dental")
		if err != nil {
			t.Fatal(err)
		}
		in := filepath.Join(dir, "train.jsonl")
		source, err := sourceOf(&twiceRead{path: in}, "", p.Schema())
		if err != nil {
			t.Fatal(err)
		}
		var rows, copies, rest []dataset.Example
		var ops []augment.Op
		for _, op := range augment.Ops {
			if op.Contract == augment.Changes {
				ops = append(ops, op)
			}
		}
		var stats augment.Stats
		stream := augment.Run(dataset.Open(in, nil, dataset.ReadJSONL[dataset.Example]), augment.Options{Seed: 1, Copies: 3, MaxOps: 1, Ops: ops, Schema: p.Schema(), Source: source}, &stats)
		for e, err := range stream {
			if err != nil {
				t.Fatal(err)
			}
			if e.Origin.Parent == "" {
				rows = append(rows, e)
			} else {
				copies = append(copies, e)
			}
		}
		for _, split := range []string{"dev", "test"} {
			for e, err := range dataset.Open(filepath.Join(dir, split+".jsonl"), nil, dataset.ReadJSONL[dataset.Example]) {
				if err != nil {
					t.Fatal(err)
				}
				rest = append(rest, e)
			}
		}
		before, after := shared(t, by, slices.Concat(rows, rest)), shared(t, by, slices.Concat(rows, copies, rest))
		for pair, n := range after {
			if n > before[pair] {
				t.Errorf("split by %s: %s: %d rows, %d before", by, pair, n, before[pair])
			}
		}
		was, is := faultsIn(t, by, slices.Concat(rows, rest)), faultsIn(t, by, slices.Concat(rows, copies, rest))
		for kind, n := range is {
			if n > was[kind] {
				t.Errorf("split by %s: %d faults of kind %s, %d before", by, n, kind, was[kind])
			}
		}
		if len(stats.Applied) < len(ops)/2 || stats.Applied["redraw"] == 0 {
			t.Errorf("split by %s: %v of %d rows", by, stats.Applied, len(rows))
		}
	}
}

// shared counts what splits share, by pair and kind. Where they may share values, it counts
// texts and templates.
func shared(t *testing.T, by prompts.Splitting, rows []dataset.Example) map[string]int {
	t.Helper()
	f := leak.NewFinder(0.8, 0)
	for i := range rows {
		if err := f.Add("data", &rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	pairs, err := f.Pairs(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, p := range pairs {
		for _, k := range []leak.Kind{leak.Exact, leak.Template, leak.Origin, leak.Values, leak.SlotValue} {
			if by == prompts.ByValue || k < leak.Values {
				out[p.Name()+" "+k.String()] = p.Counts[k].K
			}
		}
	}
	return out
}

// faultsIn counts the faults that check finds, by kind.
func faultsIn(t *testing.T, by prompts.Splitting, rows []dataset.Example) map[string]int {
	t.Helper()
	p, err := prompts.Open("dental")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	c := check.New(check.Options{Verify: p.Schema().Verify, ByText: by != prompts.ByTemplate, Report: func(f *check.Finding) {
		if f.Severity == check.Fault {
			out[f.Kind]++
		}
	}})
	for i := range rows {
		c.Add(check.Row{File: "data", Line: i + 1, Example: &rows[i]})
	}
	if _, err := c.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	return out
}
