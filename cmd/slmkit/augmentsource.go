package main

import (
	"iter"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/augment"
	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/prompts"
)

// changesCalls reports whether a plan has an operation that needs a source.
func changesCalls(p *augment.Plan) bool {
	return slices.ContainsFunc(p.Operations, func(w augment.Weight) bool {
		ops, err := augment.Find([]string{w.Name})
		return err == nil && w.Weight > 0 && ops[0].Contract == augment.Changes
	})
}

// sourceOf reads what operations that change the call choose from: the rows of the input, and
// those of the other splits in its folder, to know what they hold out. If the rows are from a
// pack that is at hand, built in or named, its templates are drawn from.
func sourceOf(in *twiceRead, pack string, schema *action.Schema) (augment.Source, error) {
	dir := dataset.Folder(filepath.Dir(in.path))
	made, err := dir.ReadManifest()
	if err != nil {
		made = dataset.Manifest{} // of something else
	}
	rows := augment.NewExamples(schema, made.SplitBy)
	id, err := addRows(rows, in.path, in.examples())
	if err != nil {
		return nil, err
	}
	beside := false
	if files, err := dir.Files(); err == nil && in.path != "-" && slices.ContainsFunc(files, func(f string) bool { return filepath.Base(f) == filepath.Base(in.path) }) {
		for _, f := range files {
			if filepath.Base(f) == filepath.Base(in.path) {
				continue
			}
			if _, err := addRows(rows, f, export.Open(f, nil)); err != nil {
				return nil, err
			}
			beside = true
		}
	}
	if made.SplitBy == string(prompts.ByText) && !beside {
		return rows, nil // what the other splits say is not known
	}
	if p := packOf(id, pack); p != nil {
		return prompts.NewVariations(p, rows, made.SplitBy)
	}
	return rows, nil
}

// addRows reads the rows of a file, and returns the pack of the first that has one. Rows that
// cannot be read are left out: whoever augments them says so.
func addRows(to *augment.Examples, file string, examples iter.Seq2[dataset.Example, error]) (pack string, err error) {
	for e, err := range dataset.Tolerate(examples, math.MaxInt, func(error) {}) {
		if err != nil {
			return "", err
		}
		if e.Split == "" {
			e.Split = dataset.SplitOf(file)
		}
		to.Add(&e)
		if pack == "" && e.Origin != nil {
			pack = e.Origin.Pack
		}
	}
	return pack, nil
}

// packOf opens the pack of an id, name@hash, from a place or among those that are built in;
// nil where it is not there, or another version.
func packOf(id, place string) *prompts.Pack {
	name, _, _ := strings.Cut(id, "@")
	for _, at := range []string{place, name} {
		if at == "" || strings.HasSuffix(at, ".json") || at == name && !slices.Contains(prompts.Builtin(), name) {
			continue
		}
		if p, err := prompts.Open(at); err == nil && p.ID() == id {
			return p
		}
	}
	return nil
}
