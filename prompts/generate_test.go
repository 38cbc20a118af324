package prompts

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
)

var update = flag.Bool("update", false, "write the golden files again")

func open(t testing.TB, name string) *Pack {
	t.Helper()
	p, err := Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// rows draws and makes all rows of a plan, by split.
func rows(t testing.TB, p *Pack, o Options, workers int) (map[dataset.Split][]dataset.Example, []byte) {
	t.Helper()
	plan, err := NewPlan(p, o)
	if err != nil {
		t.Fatal(err)
	}
	set, err := Draw(context.Background(), plan, workers)
	if err != nil {
		t.Fatal(err)
	}
	out := map[dataset.Split][]dataset.Example{}
	var lines []byte
	for _, split := range dataset.Splits {
		for c, err := range set.ReusedChunks(context.Background(), split, workers) {
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range c.Examples {
				out[split] = append(out[split], e.Clone())
			}
			lines = append(lines, c.JSONL...)
		}
		if len(out[split]) != set.Len(split) {
			t.Fatalf("%s: %d rows, the set says %d", split, len(out[split]), set.Len(split))
		}
	}
	return out, lines
}

// TestRows checks every promise that a generated row makes, on the small pack
// and the built-in one.
func TestRows(t *testing.T) {
	for _, c := range []struct {
		pack string
		o    Options
	}{
		{"testdata/cafe", Options{N: 400, Seed: 1}},
		{"testdata/cafe", Options{N: 400, Seed: 2, SplitBy: "text", Fractions: [3]float64{0.5, 0.25, 0.25}}},
		{"banking", Options{N: 3000, Seed: 1}},
	} {
		t.Run(fmt.Sprint(c.pack, c.o.SplitBy), func(t *testing.T) {
			p := open(t, c.pack)
			splits, _ := rows(t, p, c.o, 2)
			total := 0
			ids, texts, templates := map[string]bool{}, map[string]bool{}, map[string]dataset.Split{}
			for _, split := range dataset.Splits {
				for _, e := range splits[split] {
					total++
					checkRow(t, p, e, split)
					folded := strings.ToLower(e.Text)
					if ids[e.ID] || texts[folded] {
						t.Errorf("%s %q is there twice", e.ID, e.Text)
					}
					ids[e.ID], texts[folded] = true, true
					if in, seen := templates[e.Origin.Template]; seen && in != split && c.o.SplitBy == "" {
						t.Errorf("template %s is in %s and %s", e.Origin.Template, in, split)
					}
					templates[e.Origin.Template] = split
				}
			}
			if total != c.o.N {
				t.Errorf("%d rows, want %d", total, c.o.N)
			}
		})
	}
}

// checkRow holds one row to what it says of itself.
func checkRow(t *testing.T, p *Pack, e dataset.Example, split dataset.Split) {
	t.Helper()
	if err := e.Validate(); err != nil {
		t.Errorf("%q: %v", e.Text, err)
	}
	if e.Split != split || e.ID != e.Fingerprint() || e.Origin.Pack != p.ID() {
		t.Errorf("%q: split %s, id %s, pack %s", e.Text, e.Split, e.ID, e.Origin.Pack)
	}
	if e.Text != strings.TrimSpace(e.Text) || strings.Contains(e.Text, "  ") || strings.Contains(e.Text, " ,") {
		t.Errorf("%q: spaces", e.Text)
	}
	raw, err := action.ParseTarget(e.Target)
	if err != nil {
		t.Errorf("%q: %v", e.Text, err)
		return
	}
	calls, err := p.Schema().Resolve(raw, e.Reference())
	if err != nil {
		t.Errorf("%q: %s: %v", e.Text, e.Target, err)
	}
	if diff := cmp.Diff(e.Want(), calls); diff != "" {
		t.Errorf("%q: the target resolves to another call: %s", e.Text, diff)
	}
	for _, call := range calls {
		if err := p.Schema().Check(call); err != nil {
			t.Errorf("%q: %v", e.Text, err)
		}
	}
	for _, s := range e.Slots { // what is quoted in the target is a span of the prompt
		param := p.Schema().Action(e.Want()[s.Call].Name).Param(s.Name)
		if !param.Bare() && !strings.Contains(e.Target, `"`+strings.ReplaceAll(s.Value, `"`, `""`)+`"`) {
			t.Errorf("%q: slot %s %q is not in %s", e.Text, s.Name, s.Value, e.Target)
		}
	}
	again, err := p.Replay(e.Origin.Derivation, e.Reference())
	again.Split = e.Split
	if err != nil {
		t.Errorf("%q: %v", e.Text, err)
	} else if diff := cmp.Diff(e, again); diff != "" {
		t.Errorf("%q made again is another row: %s", e.Text, diff)
	}
}

// TestSameBytes: rows depend on the seed, not on the number of workers or rows
// of other actions.
func TestSameBytes(t *testing.T) {
	p := open(t, "testdata/cafe")
	o := Options{N: 700, Seed: 5}
	_, one := rows(t, p, o, 1)
	for _, workers := range []int{2, 4, 9} {
		if _, more := rows(t, p, o, workers); !bytes.Equal(one, more) {
			t.Errorf("%d workers wrote other bytes", workers)
		}
	}
	_, loaded := rows(t, open(t, "testdata/cafe"), o, 1)
	if !bytes.Equal(one, loaded) {
		t.Error("a pack loaded again gave other bytes")
	}
	if _, other := rows(t, p, Options{N: 700, Seed: 6}, 1); bytes.Equal(one, other) {
		t.Error("another seed gave the same bytes")
	}
}

func TestGolden(t *testing.T) {
	_, got := rows(t, open(t, "testdata/cafe"), Options{N: 40, Seed: 1}, 1)
	if *update {
		if err := dataset.WriteFile("testdata/cafe.jsonl", got); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/cafe.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the same seed gives other rows (-want +got): run go test ./prompts -update if that is meant\n%s", diff)
	}
}

// TestNIsMet: whatever is asked for is given exactly, or refused.
func TestNIsMet(t *testing.T) {
	p := open(t, "testdata/cafe")
	rapid.Check(t, func(rt *rapid.T) {
		o := Options{N: rapid.IntRange(1, 3000).Draw(rt, "n"), Seed: rapid.Uint64().Draw(rt, "seed")}
		train := rapid.IntRange(0, 10).Draw(rt, "train")
		dev := rapid.IntRange(0, 10-train).Draw(rt, "dev")
		o.Fractions = [3]float64{float64(train) / 10, float64(dev) / 10, float64(10-train-dev) / 10}
		plan, err := NewPlan(p, o)
		if err != nil {
			if !errors.Is(err, ErrShortfall) {
				rt.Fatal(err)
			}
			return
		}
		set, err := Draw(context.Background(), plan, 2)
		if errors.Is(err, ErrShortfall) {
			return // the texts of a group are fewer than its derivations
		}
		if err != nil {
			rt.Fatal(err)
		}
		if got := set.Len(dataset.Train) + set.Len(dataset.Dev) + set.Len(dataset.Test); got != o.N {
			rt.Fatalf("%d rows, want %d", got, o.N)
		}
		planned := 0
		for _, a := range plan.Actions {
			planned += a.Rows[0] + a.Rows[1] + a.Rows[2]
		}
		if planned != o.N {
			rt.Fatalf("%d rows are planned, want %d", planned, o.N)
		}
	})
}

func TestShortfall(t *testing.T) {
	p := load(t, map[string]string{"templates/t.yaml": "action: show\ntemplates: [\"(a|b|c) (x|x)\", \"d\"]\n"})
	for n, want := range map[int]string{
		100: "more rows are asked for than the templates can give: action show, split train: 100 rows from 2 templates with 7 prompts: write more templates, ask for fewer rows, or pass --allow-shortfall",
		5:   "more rows are asked for than the templates can give: action show, split train: 5 rows from 2 templates with only 4 different prompts: write more templates, ask for fewer rows, or pass --allow-shortfall",
	} {
		plan, err := NewPlan(p, Options{N: n, Fractions: [3]float64{1, 0, 0}})
		if err == nil {
			_, err = Draw(context.Background(), plan, 2)
		}
		if err == nil || err.Error() != want {
			t.Errorf("%d rows: %v, want %s", n, err, want)
		}
	}
	splits, _ := rows(t, p, Options{N: 100, Fractions: [3]float64{1, 0, 0}, AllowShortfall: true}, 1)
	if len(splits[dataset.Train]) != 4 {
		t.Errorf("%d rows, want all 4", len(splits[dataset.Train]))
	}
}

func TestPlanRefuses(t *testing.T) {
	p := open(t, "testdata/cafe")
	for want, o := range map[string]Options{
		"0 rows: ask for at least one":                                         {},
		"split [0.5 0.1 0.1]: fractions add up to 0.7, not 1":                  {N: 1, Fractions: [3]float64{0.5, 0.1, 0.1}},
		"split [1.5 -0.5 0]: fractions are not negative":                       {N: 1, Fractions: [3]float64{1.5, -0.5, 0}},
		"split [NaN 0 0]: fractions are not negative":                          {N: 1, Fractions: [3]float64{math.NaN()}},
		`split by "row" is none of template, text, value, combination, intent`: {N: 1, SplitBy: "row"},
	} {
		if _, err := NewPlan(p, o); err == nil || err.Error() != want {
			t.Errorf("%+v: %v, want %s", o, err, want)
		}
	}
}

func TestReplayRefuses(t *testing.T) {
	p := load(t, map[string]string{"templates/t.yaml": "action: show\ntemplates: [\"(a|b) x\"]\n"})
	key := p.content.Templates[0].Key
	for in, want := range map[string]string{
		"nothing":                    `derivation "nothing" has no template key`,
		"00000000:0":                 "has no template 00000000: was it edited?",
		key + ":(1":                  "a bracket is open",
		key + ":!":                   `"!" is no digit`,
		key + ":2":                   "does not fit the template: was a rule or lexicon edited?",
		key + ":":                    "does not fit the template",
		key + ":00":                  "does not fit the template",
		key + ":(zzzzzzzzzzzzzzzzz)": "is no digit",
	} {
		if _, err := p.Replay(in, time.Time{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", in, err, want)
		}
	}
	if e, err := p.Replay(key+":1", time.Time{}); err != nil || e.Text != "b x" {
		t.Errorf("%q, %v", e.Text, err)
	}
}

// TestWeights: shares of rows follow the weights of alternatives, templates and
// actions, within four standard deviations.
func TestWeights(t *testing.T) {
	p := load(t, map[string]string{"templates/t.yaml": "action: show\nweight: 3\ntemplates: [\"(9: heads|tails) <n>\", {text: \"z <n>\", weight: 4}]\n---\naction: pay\ntemplates: [\"{to} <n>\"]\n",
		"rules/r.yaml": "n: [\"<d><d><d><d>\"]\nd: [\"0\", \"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\"]\n"})
	splits, _ := rows(t, p, Options{N: 4000, Seed: 3, Fractions: [3]float64{1, 0, 0}}, 1)
	count := map[string]float64{}
	for _, e := range splits[dataset.Train] {
		word, _, _ := strings.Cut(e.Text, " ")
		count[word]++
	}
	if count["mom"]+count["dad"] != 1000 || count["z"] != 2400 || count["heads"]+count["tails"] != 600 {
		t.Errorf("actions 3 to 1 and templates 4 to 1: %v", count)
	}
	if got, sd := count["heads"], math.Sqrt(600*0.9*0.1); math.Abs(got-540) > 4*sd {
		t.Errorf("%v heads of 600, want about 540", got)
	}
}

// BenchmarkGenerate draws, makes and writes rows of the built-in pack.
func BenchmarkGenerate(b *testing.B) {
	p := open(b, "banking")
	const n = 20_000
	b.ReportAllocs()
	for b.Loop() {
		plan, err := NewPlan(p, Options{N: n, Seed: 1})
		if err != nil {
			b.Fatal(err)
		}
		set, err := Draw(context.Background(), plan, 2)
		if err != nil {
			b.Fatal(err)
		}
		for _, split := range dataset.Splits {
			for _, err := range set.ReusedChunks(context.Background(), split, 2) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkDraw is the time of one derivation, without making its record.
func BenchmarkDraw(b *testing.B) {
	p := open(b, "banking")
	var w grammar.Walker
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		w.Draw(&p.content.Templates[i%len(p.content.Templates)].Compiled, 1, uint64(i))
	}
}
