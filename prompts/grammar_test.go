package prompts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset"
)

// expressions generates small expressions over few words, so that different
// derivations often write the same.
func expressions() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string { return expression(t, 3) })
}

func expression(t *rapid.T, depth int) string {
	if depth == 0 {
		return rapid.SampledFrom([]string{"a", "b", "ab", "a b", "A", "an", "<a>", "n", " ", "1 a<s>", "<s:b|ab>", "<s>", ", b", "ba", "1", "{count}", "<w>"}).Draw(t, "word")
	}
	sub := func() string { return expression(t, rapid.IntRange(0, depth-1).Draw(t, "depth")) }
	slot := strings.ReplaceAll
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		return sub() + " " + slot(sub(), "{count}", "c")
	case 1:
		return sub() + slot(sub(), "{count}", "2")
	case 2:
		return "(" + sub() + "|" + sub() + "|" + sub() + ")"
	case 3:
		return "[" + sub() + "]"
	}
	return "(" + sub() + "; " + slot(sub(), "{count}", "b") + ")"
}

// manyShort lists so many words that they are looked up and not gone through.
func manyShort() string {
	words := []string{"a", "b", "n"}
	for _, w := range words {
		for _, end := range []string{"a", " b", "n", ", a"} {
			words = append(words, w+end)
		}
	}
	for i := range 20 {
		words = append(words, words[3+i%12]+strings.Repeat("b", 1+i/12))
	}
	return `"` + strings.Join(words, `", "`) + `"`
}

// random is a pack of two actions with an expression each.
func random(t *rapid.T) *Pack {
	a, b := expressions().Draw(t, "a"), expressions().Draw(t, "b")
	p, err := Load(withFiles(map[string]string{
		"pack.yaml":        "reference_date: 2025-06-16\n",
		"actions.yaml":     "show:\n  params:\n    count: {type: integer}\nhide:\n  params:\n    count: {type: integer}\n",
		"rules/w.yaml":     "w: [" + manyShort() + "]\n",
		"lexicons/l.yaml":  "count: [{integer: {min: 1, max: 12}}]\n",
		"templates/t.yaml": fmt.Sprintf("action: show\ntemplates: [%q]\n---\naction: hide\ntemplates: [%q]\n", a, b),
	}), "random")
	if err != nil || len(p.templates) != 2 || p.Count("").BitLen() > 13 {
		t.Skip("no pack, or a large one")
	}
	return p
}

// derivations lists all derivations of a template by their texts in lower case.
func derivations(t *Template) map[string][][]uint64 {
	out := map[string][][]uint64{}
	var w walker
	for i := range t.compiled.root.n {
		if w.unrank(&t.compiled, i) {
			text := strings.ToLower(string(w.buf))
			out[text] = append(out[text], slices.Clone(w.out))
		}
	}
	return out
}

// TestMatcher: of each text that a grammar writes the matcher finds all
// derivations, in order, and of others none; with and without its memory.
func TestMatcher(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := random(rt)
		p.index()
		var m matcher
		for _, tmpl := range p.templates {
			all := derivations(tmpl)
			for text, want := range all {
				slices.SortFunc(want, slices.Compare)
				for _, memory := range []bool{false, true} {
					var got [][]uint64
					collect := func() bool { got = append(got, slices.Clone(m.digits)); return false }
					if memory {
						m.text, m.found, m.told = text, collect, 0
						m.begin(&memo{map[failure]bool{}, map[frame]int32{}})
						m.node(tmpl.compiled.root, position{}, -1)
					} else {
						m.match(&tmpl.compiled, text, collect)
					}
					if !slices.EqualFunc(got, want, slices.Equal) {
						rt.Fatalf("%s: %q is written by %v, found %v, memory %v", tmpl.Text, text, want, got, memory)
					}
				}
				for _, other := range []string{text + " b", "b" + text, text[:len(text)-1]} {
					if found := m.match(&tmpl.compiled, other, func() bool { return true }); other != "" && found != (all[other] != nil) {
						rt.Fatalf("%s: writes %q: %v", tmpl.Text, other, found)
					}
				}
			}
		}
	})
}

// TestFinder: the words of a text lead to every template that writes it.
func TestFinder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := random(rt)
		f := finder{index: p.index()}
		for _, tmpl := range p.templates {
			for text := range derivations(tmpl) {
				if found := f.find(nil, text, 2); !slices.Contains(found, tmpl.compiled.rank) {
					rt.Fatalf("%s writes %q, found %v of rank %d", tmpl.Text, text, found, tmpl.compiled.rank)
				}
			}
		}
	})
}

// TestOverlapsExactly: two templates overlap just where their prompts do.
func TestOverlapsExactly(t *testing.T) {
	overlaps := 0
	rapid.Check(t, func(rt *rapid.T) {
		p := random(rt)
		a, b := derivations(p.templates[0]), derivations(p.templates[1])
		common := 0
		for text := range a {
			if b[text] != nil {
				common++
			}
		}
		found, undecided, err := p.Overlaps(t.Context(), 1_000_000, 2)
		if err != nil || undecided > 0 || len(found) != min(common, 1) {
			rt.Fatalf("%s and %s: %d prompts in common, found %v, undecided %d, error %v", p.templates[0].Text, p.templates[1].Text, common, found, undecided, err)
		}
		for _, o := range found {
			overlaps++
			if a[o.Text] == nil || b[o.Text] == nil {
				rt.Fatalf("%s and %s: %q is not a prompt of both", p.templates[0].Text, p.templates[1].Text, o.Text)
			}
		}
	})
	if overlaps == 0 {
		t.Error("no two grammars overlapped")
	}
}

// TestLongSearch: a text with many almost-right derivations is soon refused.
func TestLongSearch(t *testing.T) {
	text := strings.Repeat("[a] (a|a a|) [a a] ", 12)
	tmpl := one(t, map[string]string{"templates/t.yaml": "action: show\ntemplates: [\"" + text + "end\"]\n"})
	tmpl.root.begin()
	var m matcher
	as := strings.Repeat("a ", 40)
	if m.match(tmpl, as+"and", func() bool { return true }) {
		t.Error("a text that the template does not write is found")
	}
	if !m.match(tmpl, as+"end", func() bool { return true }) {
		t.Error("a text that the template writes is not found")
	}
	if m.steps > 100_000 {
		t.Errorf("%d steps", m.steps)
	}
}

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
	x, err := p.Explain(p.templates[0].Key+":11", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(x.Example.Text, x.Parts); got != "i will pay ann[{<want> i will 0 6 <nil> 0} {{to} ann 11 14 ann 0}]" {
		t.Error(got)
	}
}
