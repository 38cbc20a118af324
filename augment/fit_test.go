package augment

import (
	"fmt"
	"iter"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// rate finds a feature by its name.
func rate(t *testing.T, r *Rates, name string) float64 {
	t.Helper()
	i := slices.IndexFunc(Features, func(f Feature) bool { return f.Name == name })
	if i < 0 {
		t.Fatalf("no feature %q", name)
	}
	return r.Of(i)
}

// asPeople writes the texts of a pack as people who have known habits: every tenth prompt has
// a typing error, every fourth begins with a greeting, every fifth is all in capitals.
func asPeople(texts iter.Seq[string]) []string {
	var out []string
	n := 0
	for s := range texts {
		s = strings.TrimRight(strings.ToLower(s), ".?!")
		switch words := strings.Fields(s); {
		case n%10 == 3:
			for i, w := range words {
				if len(w) >= 6 && plainLetters(w) && w[2] != w[3] {
					words[i] = w[:2] + w[3:4] + w[2:3] + w[4:]
					break
				}
			}
			s = strings.Join(words, " ")
		case n%4 == 1:
			s = "hello " + s
		case n%5 == 2:
			s = strings.ToUpper(s)
		}
		out, n = append(out, s), n+1
	}
	return out
}

// plainRows are rows of a pack that are lower case, without a mark at the end or a greeting.
func plainRows(t *testing.T) ([]dataset.Example, Options) {
	t.Helper()
	g := readGenerated(t)[0]
	var rows []dataset.Example
	for _, e := range g.examples {
		p := newPrompt(e.Text)
		if p.text == p.lower && !strings.ContainsAny(p.text[len(p.text)-1:], ".?!") && !openers[p.words[0]] {
			e.Split = dataset.Train
			rows = append(rows, e)
		}
	}
	if len(rows) < 100 {
		t.Fatalf("%d rows", len(rows))
	}
	return rows, Options{Schema: g.schema, Language: English, Seed: 1}
}

// A fit finds the rates of people whose rates are known, and copies reach them.
func TestFit(t *testing.T) {
	rows, o := plainRows(t)
	people := asPeople(textsOf(rows))
	const file = "operations: {synonym: 1, greeting: 1, typo_swap: 1, upper: 1, filler: 1, frame: 1}\nbudget: [50, 50]\ncopies: {train: 1}"
	plan, err := ParsePlan([]byte(file), "p.yaml", nil)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Fit(plan, people, rowsOf(rows...), o)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name             string
		theirs, off, gap float64
	}{
		{"typing error", 0.10, 0.035, 0.03},
		{"greeting", 0.20, 0.06, 0.06},
		{"all capitals", 0.10, 0.06, 0.06},
		{"filler", 0, 0.02, 0.01},
	} {
		theirs, reached := rate(t, &f.People, c.name), rate(t, &f.Reached, c.name)
		if math.Abs(theirs-c.theirs) > c.off {
			t.Errorf("%s: theirs %.3f, want %.3f", c.name, theirs, c.theirs)
		}
		if math.Abs(reached-theirs) > c.gap {
			t.Errorf("%s: reached %.3f, theirs %.3f, before %.3f", c.name, reached, theirs, rate(t, &f.Rows, c.name))
		}
	}
	for _, w := range f.Plan.Operations {
		if rare := w.Name == "filler"; rare != (w.Weight == 0) {
			t.Errorf("weight of %s: %g", w.Name, w.Weight)
		}
	}
	if f.Copies != 0.5 || f.Plan.Clean < 0.4 || f.Plan.Clean > 0.9 {
		t.Errorf("copies %g, clean %g", f.Copies, f.Plan.Clean)
	}
	written, err := f.Plan.YAML([]byte(file), "# Of the habits of asPeople.")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join("testdata", "fitted.yaml")
	if *update {
		if err := os.WriteFile(path, written, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(path); err != nil || string(written) != string(want) {
		t.Errorf("%v: other than %s:\n%s", err, path, written)
	}
	again, err := Fit(plan, people, rowsOf(rows...), o)
	if err != nil || fmt.Sprint(again.Plan) != fmt.Sprint(f.Plan) {
		t.Errorf("another fit of the same: %v %v", again.Plan, err)
	}
}

// Without a dataset, copies are to do what people do; operations that none of them calls for
// have no weight.
func TestFitWithoutRows(t *testing.T) {
	plan, err := BuiltinPlan("typed")
	if err != nil {
		t.Fatal(err)
	}
	f, err := Fit(plan, []string{"hi can you help me", "show my balance", "pls show my balance", "Pay my bill."}, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	weights := map[string]float64{}
	for _, w := range f.Plan.Operations {
		weights[w.Name] = w.Weight
	}
	for name, some := range map[string]bool{"greeting": true, "short": true, "sentence": true, "end_mark": true, "synonym": true, "signature": false, "stress": false} {
		if weights[name] > 0 != some {
			t.Errorf("weight of %s: %g", name, weights[name])
		}
	}
	if f.Reached.N > 0 || f.Rows.N > 0 {
		t.Error("rows of no dataset")
	}
	if _, err := Fit(plan, nil, nil, Options{}); err == nil {
		t.Error("fitted to nobody")
	}
}

// Each detector says what it is named for.
func TestFeatures(t *testing.T) {
	v := NewVocabulary([]string{"please show the balance of my savings account now", "transfer money to my checking account"}, nil)
	for _, c := range []struct{ name, yes, no string }{
		{"capital at the start", "Show it", "show It"},
		{"all capitals", "SHOW IT", "Show IT"},
		{"a word in capitals", "show it NOW", "show it now"},
		{"mark at the end", "show it!", "show it"},
		{"question mark", "what is it?", "what is it"},
		{"mark written twice", "what is it??", "what is it?"},
		{"dots", "so... show it", "so. show it"},
		{"comma", "hi, show it", "pay 1,000 dollars"},
		{"comma without its space", "hi,show it", "hi, show it"},
		{"contraction", "i'm lost", "i am lost"},
		{"expanded form", "i am lost", "i'm lost"},
		{"apostrophe missing", "i dont know", "i don't know"},
		{"other mark as apostrophe", "i don;t know", "i don't know"},
		{"typing error", "show my balnace", "show my barnacle"},
		{"common misspelling", "i recieve it", "i receive it"},
		{"words joined", "show mybalance", "show my balance"},
		{"short form", "pls show it", "please show it"},
		{"reduced form", "i wanna see it", "i want to see it"},
		{"filler", "um show it", "show it"},
		{"marker at the start", "so show it", "is it so"},
		{"hedge", "i just want it", "just now"},
		{"aside", "show, you know, it", "do you know it"},
		{"greeting", "good morning show it", "is it a good morning"},
		{"please", "show it please", "it pleased me"},
		{"thanks", "show it thanks", "show it"},
		{"signature", "show it sent from my iphone", "show what i sent"},
		{"long beginning", "my wallet is gone since yesterday please show it", "please show it"},
		{"word said twice", "show the the card", "show the card"},
		{"self-repair", "close i mean freeze it", "what does it mean"},
		{"letters one by one", "pay jones j o n e s", "pay jones"},
		{"digits", "pay 5 dollars", "pay five dollars"},
		{"number words", "pay five dollars", "pay 5 dollars"},
		{"question", "hi can you show it", "show it"},
		{"wish", "i want to see it", "show it"},
		{"four words or fewer", "show it", "show it to me right now"},
		{"sixteen words or more", strings.Repeat("show ", 16), strings.Repeat("show ", 15)},
	} {
		i := slices.IndexFunc(Features, func(f Feature) bool { return f.Name == c.name })
		if i < 0 || !Features[i].detect(newPrompt(c.yes), v) || Features[i].detect(newPrompt(c.no), v) {
			t.Errorf("%s: not in %q, or in %q", c.name, c.yes, c.no)
		}
	}
	for _, f := range Features {
		if _, err := Find(slices.Concat(f.More, f.Less, []string{"upper"})); err != nil {
			t.Error(err)
		}
	}
}

// Only the weights, the clean share and the comment of a file change.
func TestPlanYAML(t *testing.T) {
	const file = "# Old words.\nabout: ours\noperations:\n  # Slips.\n  typo_key: 1\nlexicons: [{name: slang, file: slang.csv}]\nprotect: [my card]\n"
	p, err := ParsePlan([]byte(file), "p.yaml", planFile)
	if err != nil {
		t.Fatal(err)
	}
	p.Operations[0].Weight, p.Operations[1].Weight, p.Clean = 2.5, 0.3, 0.25
	got, err := p.YAML([]byte(file), "# New words.")
	const want = "# New words.\n\nabout: ours\noperations:\n  # Slips.\n  typo_key: 2.5\nlexicons: [{name: slang, file: slang.csv, weight: 0.3}]\nprotect: [my card]\nclean: 0.25\n"
	if err != nil || string(got) != want {
		t.Errorf("%s %v", got, err)
	}
}
