package check_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/check"
)

// checkFolder checks a dataset in testdata and returns each finding.
func checkFolder(t *testing.T, folder string) (r *check.Result, all []check.Finding) {
	t.Helper()
	c := check.New(check.Options{Report: func(f *check.Finding) { all = append(all, *f) }})
	for _, split := range dataset.Splits {
		path := filepath.Join("testdata", folder, string(split)+".jsonl")
		for f, err := range dataset.Open(path, nil, dataset.ReadJSONL[dataset.Foreign]) {
			if err != nil {
				t.Fatal(err)
			}
			e := f.Example
			c.Add(check.Row{File: path, Line: f.Line, Example: &e})
		}
	}
	r, err := c.Finish(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r, all
}

// TestPlanted: each of the corruptions that testdata/plant.py plants is found, in its rows.
func TestPlanted(t *testing.T) {
	text, err := os.ReadFile("testdata/planted.json")
	if err != nil {
		t.Fatal(err)
	}
	var planted map[string]struct{ Kinds, IDs []string }
	if err := json.Unmarshal(text, &planted); err != nil {
		t.Fatal(err)
	}
	r, all := checkFolder(t, "corrupt")
	if len(planted) != 12 {
		t.Errorf("%d corruptions", len(planted))
	}
	for name, p := range planted {
		if len(p.IDs) == 0 && r.Of(p.Kinds[0]).N == 0 {
			t.Errorf("%s: not found", name)
		}
		missed := 0
		for _, id := range p.IDs {
			if !slices.ContainsFunc(all, func(f check.Finding) bool {
				return slices.Contains(p.Kinds, f.Kind) && (f.ID == id || f.Other != nil && f.Other.ID == id && f.Kind == check.Conflict)
			}) {
				missed++
				t.Logf("%s: %s is not found", name, id)
			}
		}
		if limit := map[string]int{"label noise": len(p.IDs) * 2 / 3}[name]; missed > limit {
			t.Errorf("%s: %d of %d rows are not found", name, missed, len(p.IDs))
		}
	}
}

// TestClean: what is planted in is not found where nothing was.
func TestClean(t *testing.T) {
	r, all := checkFolder(t, "clean")
	if n := r.Count(check.Fault); n > 0 {
		t.Errorf("%d faults in a dataset without one", n)
	}
	for _, f := range all {
		if f.Severity == check.Fault || slices.Contains([]string{check.NearLeak, check.Cut, check.Personal, check.HTML, check.Form, check.Spaces, check.Homoglyph}, f.Kind) {
			t.Errorf("%+v", f)
		}
	}
}
