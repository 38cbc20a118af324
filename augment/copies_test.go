package augment

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

var update = flag.Bool("update", false, "write the golden files")

// generated are the examples of a pack in testdata, with their schema.
type generated struct {
	examples []dataset.Example
	schema   *action.Schema
	source   Source
}

// readGenerated reads the examples of all packs in testdata.
func readGenerated(t testing.TB) (out []generated) {
	t.Helper()
	for _, pack := range []string{"banking", "home", "dental"} {
		data, err := os.ReadFile("testdata/" + pack + "-actions.json")
		if err != nil {
			t.Fatal(err)
		}
		g := generated{}
		if g.schema, err = action.Parse(data, pack); err != nil {
			t.Fatal(err)
		}
		for e, err := range dataset.Open("testdata/"+pack+".jsonl", nil, dataset.ReadJSONL[dataset.Example]) {
			if err != nil {
				t.Fatal(err)
			}
			g.examples = append(g.examples, e)
		}
		g.source = sourceOf(g.schema, g.examples)
		out = append(out, g)
	}
	return out
}

// sourceOf is a source of examples.
func sourceOf(s *action.Schema, examples []dataset.Example) Source {
	x := NewExamples(s, "")
	for i := range examples {
		x.Add(&examples[i])
	}
	return x
}

// TestCopies: what each operation makes of examples of three packs is in a file for people
// to read: up to 50 copies, each below its example.
func TestCopies(t *testing.T) {
	english := readGenerated(t)
	written := map[string][]generated{
		German:  {readWritten(t, "german", english[0].schema)},
		Spanish: {readWritten(t, "spanish", english[0].schema)},
	}
	for _, op := range Ops {
		if inOtherTypes[op.Name] {
			continue
		}
		packs := english
		if w, ok := written[op.Language]; ok {
			packs = w
		}
		var b strings.Builder
		fmt.Fprintf(&b, "%s  %s  %s: %s\n", op.Name, op.Contract, op.Phase, op.About)
		copies := 0
		for round := 0; round < 4 && copies < 50; round++ {
			for i := range packs[0].examples {
				g := packs[i%len(packs)]
				if i >= len(g.examples) {
					continue
				}
				e := &g.examples[i]
				ed := newEdit(e, &setting{schema: g.schema, source: g.source})
				if ed.apply(&op, dataset.NewRand(uint64(round), op.Name+e.ID)) != nil || copies == 50 {
					continue
				}
				copies++
				c := ed.result()
				fmt.Fprintf(&b, "\n%s\n%s\n", e.Text, c.Text)
				if c.Target != e.Target {
					fmt.Fprintf(&b, "%s\n%s\n", e.Target, c.Target)
				}
			}
		}
		if op.Name == "redraw" { // needs the rules of a pack
			continue
		}
		if copies == 0 {
			t.Errorf("%s makes no copy", op.Name)
		}
		golden(t, op.Name, b.String())
	}
}

// golden compares the copies of an operation with its file, or writes the file.
func golden(t *testing.T, name, copies string) {
	t.Helper()
	path := filepath.Join("testdata", "copies", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(copies), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), copies); diff != "" {
		t.Errorf("%s: read the copies, then write them with -update:\n%s", name, diff)
	}
}
