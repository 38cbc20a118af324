// Package preview shows what an edit of a pack does while one edits: the faults of what
// changed, and fresh prompts of it. It loads no more of the pack than these need, so that
// a pack of thousands of templates answers within a tenth of a second.
package preview

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"math/big"
	"path"
	"runtime"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/source"
)

// Read reads the files of a pack into memory.
func Read(fsys fs.FS) (source.Files, error) {
	files := source.Files{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && (strings.HasPrefix(d.Name(), ".") || d.IsDir() && name == "build"):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".csv"}, path.Ext(name)) && name != "actions.json":
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		if err == nil {
			files[name] = data
		}
		return err
	})
	return files, err
}

// Place is what is edited: a file of templates, or one template of it where Line is not 0.
type Place struct {
	File string // such as templates/order.yaml
	Line int
}

// has reports whether a template is at a place.
func (p Place) has(t *prompts.Template) bool {
	return "templates/"+t.File == p.File && (p.Line == 0 || t.Line == p.Line)
}

// Look is what one sees of an edit at once.
type Look struct {
	Place     Place
	Faults    prompts.Faults // of the file, or of all that was loaded where it does not load
	Loads     bool           // else there are no prompts
	Templates int
	Prompts   *big.Int
	Examples  []dataset.Example
}

// beside are the files that templates need.
func beside(files source.Files, templates ...string) source.Files {
	out := source.Files{}
	for name, data := range files {
		if !strings.HasPrefix(name, "templates/") || slices.Contains(templates, name) {
			out[name] = data
		}
	}
	return out
}

// At loads one file of templates with what it needs, and draws n prompts, others for each
// seed. The error is that of ctx, or of a pack that has no pack.yaml.
func At(ctx context.Context, files source.Files, name string, at Place, n int, seed uint64) (*Look, error) {
	look := &Look{Place: at, Prompts: new(big.Int)}
	p, err := prompts.Load(beside(files, at.File), name)
	if err != nil {
		var faults prompts.Faults
		if !errors.As(err, &faults) {
			return nil, err
		}
		look.Faults = faults
		return look, nil
	}
	look.Loads = true
	faults, err := p.Lint(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range faults {
		if f.File == at.File {
			look.Faults = append(look.Faults, f)
		}
	}
	for _, t := range p.Templates() {
		if at.has(t) {
			look.Templates++
			look.Prompts.Add(look.Prompts, t.Count())
		}
	}
	look.Examples, err = draw(ctx, p, at, n, seed)
	return look, err
}

// draw draws prompts of the templates at a place.
func draw(ctx context.Context, p *prompts.Pack, at Place, n int, seed uint64) (out []dataset.Example, err error) {
	rows := n
	if at.Line != 0 { // the others are drawn, too
		rows = n * len(p.Templates())
	}
	plan, err := prompts.NewPlan(p, prompts.Options{N: max(rows, n), Seed: seed, Fractions: [3]float64{1, 0, 0}, AllowShortfall: true})
	if err != nil {
		return nil, err
	}
	set, err := prompts.Draw(ctx, plan, 1)
	if err != nil {
		return nil, err
	}
	for e, err := range set.Examples(ctx, dataset.Train) {
		if err != nil {
			return nil, err
		}
		if at.Line == 0 || e.Origin != nil && "templates/"+e.Origin.Template == at.String() {
			out = append(out, e)
		}
		if len(out) == n {
			break
		}
	}
	return out, nil
}

// Whole is what one learns of an edit when all of the pack is looked at.
type Whole struct {
	Pack   *prompts.Pack // nil where it does not load
	Faults prompts.Faults
	Rows   []prompts.ActionPlan // of a dataset of so many rows, of the actions of the file
}

// Check lints the whole pack, and looks for prompts of the file that ask for two calls. It
// plans a dataset of so many rows.
func Check(ctx context.Context, files source.Files, name string, at Place, rows int) (*Whole, error) {
	p, err := prompts.Load(files, name)
	if err != nil {
		var faults prompts.Faults
		if errors.As(err, &faults) {
			return &Whole{Faults: faults}, nil
		}
		return nil, err
	}
	w := &Whole{Pack: p}
	faults, err := p.LintT5(ctx)
	if err != nil {
		return nil, err
	}
	ambiguous, _, err := p.AmbiguousOf(ctx, runtime.GOMAXPROCS(0), at.has)
	if err != nil {
		return nil, err
	}
	w.Faults = append(faults, ambiguous...)
	plan, err := prompts.NewPlan(p, prompts.Options{N: rows, AllowShortfall: true})
	if err != nil {
		return nil, err
	}
	actions := map[string]bool{}
	for _, t := range p.Templates() {
		if at.has(t) {
			actions[t.Action()] = true
		}
	}
	for _, a := range plan.Actions {
		if actions[a.Action] {
			w.Rows = append(w.Rows, a)
		}
	}
	return w, nil
}

// Changed lists the files that two readings of a pack do not share.
func Changed(before, now source.Files) (out []string) {
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if was, ok := before[name]; !ok || string(was) != string(now[name]) {
			out = append(out, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if _, ok := now[name]; !ok {
			out = append(out, name)
		}
	}
	return out
}
