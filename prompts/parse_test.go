package prompts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slmkit/slmkit/dataset"
)

// TestReads: a row reads back to its own call, in whatever case and with
// whatever spaces, and its template is the first to be named.
func TestReads(t *testing.T) {
	for _, c := range []struct {
		pack string
		n    int
	}{{"testdata/cafe", 400}, {"banking", 4000}} {
		p := open(t, c.pack)
		r := NewParser(p)
		splits, _ := rows(t, p, Options{N: c.n, Seed: 11}, 2)
		for _, rows := range splits {
			for _, e := range rows {
				for _, text := range []string{e.Text, "  " + strings.ReplaceAll(e.Text, " ", "  ")} {
					got := r.Parse(text, e.Reference())
					if len(got) == 0 || got[0].Origin.Template != e.Origin.Template || !slices.ContainsFunc(got, func(r dataset.Example) bool { return r.ID == e.ID }) {
						t.Fatalf("%q of %s, %s, is read as %s of %v", text, e.Origin.Template, e.Target, got[0].Target, got[0].Origin)
					}
				}
				upper := r.Parse(strings.ToUpper(e.Text), e.Reference())
				if len(upper) == 0 || upper[0].Intent() != e.Intent() {
					t.Fatalf("%q in capitals is read as %+v, want %s", e.Text, upper, e.Target)
				}
				for _, s := range upper[0].Slots {
					if s.Value != strings.ToUpper(s.Value) {
						t.Fatalf("%q in capitals: slot %q is not a span of it", e.Text, s.Value)
					}
				}
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	p := open(f, "testdata/cafe")
	r := NewParser(p)
	for _, s := range []string{"", "keep 20 bucks, thanks", "I want an Earl Grey to go!", "a a a a", "tip them $\xff", "İ want tea", "table for eleven on monday..."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, e := range r.Parse(text, p.Reference()) {
			if err := e.Validate(); err != nil {
				t.Errorf("%q: %v", text, err)
			}
		}
	})
}

// TestWorkersChooseAlike: which rows are drawn does not depend on the cores.
func TestWorkersChooseAlike(t *testing.T) {
	p := open(t, "testdata/cafe")
	var want []dataset.Example
	for _, workers := range []int{1, 2, 5} {
		plan, err := NewPlan(p, Options{N: 500, Seed: 9, SplitBy: "text", Fractions: [3]float64{1, 0, 0}})
		if err != nil {
			t.Fatal(err)
		}
		set, err := Draw(context.Background(), plan, workers)
		if err != nil {
			t.Fatal(err)
		}
		var got []dataset.Example
		for c, err := range set.ReusedChunks(context.Background(), "train", 1) {
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range c.Examples {
				got = append(got, e.Clone())
			}
		}
		if want == nil {
			want = got
		}
		for i := range want {
			if got[i].ID != want[i].ID {
				t.Fatalf("%d workers: row %d is another", workers, i)
			}
		}
	}
}

func TestExplain(t *testing.T) {
	p := load(t, map[string]string{"templates/t.yaml": "action: pay\nrules: {want: [i want to, i will]}\ntemplates: [\"<want> pay {to:names} [now]\"]\n", "lexicons/l.yaml": "names: [ann]\n"})
	x, err := p.Explain(p.content.Templates[0].Key+":11", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(x.Example.Text, x.Parts); got != "i will pay ann[{<want> i will 0 0 6 <nil> 0} {{to} ann 0 11 14 ann 0}]" {
		t.Error(got)
	}
}
