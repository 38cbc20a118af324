package prompts

import (
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// TestCores: a small pack on the German and on the Spanish library lints without a
// warning, no prompt of it has two meanings, and its rows are read back.
func TestCores(t *testing.T) {
	for _, language := range []string{"de", "es"} {
		t.Run(language, func(t *testing.T) {
			p := open(t, "testdata/std/"+language)
			faults := lint(t, p)
			ambiguous, _, err := p.Ambiguous(t.Context(), 1)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range append(faults, ambiguous...) {
				t.Error(f)
			}
			splits, _ := rows(t, p, Options{N: 300, Seed: 5, SplitBy: "text"}, 2)
			parser, set := NewParser(p), map[string]bool{}
			for _, split := range dataset.Splits {
				for _, e := range splits[split] {
					checkRow(t, p, e, split)
					if read := parser.Parse(e.Text, e.Reference()); len(read) == 0 || read[0].Target != e.Target {
						t.Errorf("%q of %s is read as %v", e.Text, e.Target, read)
					}
					for _, call := range e.Want() {
						for name := range call.Arguments {
							set[call.Name+" "+name] = true
						}
					}
				}
			}
			for _, a := range p.Schema().Actions {
				for _, param := range a.Params {
					if !set[a.Name+" "+param.Name] {
						t.Errorf("no row of %s sets %s", a.Name, param.Name)
					}
				}
			}
		})
	}
}
