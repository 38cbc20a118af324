package prompts

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
)

// TestSplits: what each splitting keeps apart is apart, and every split has rows.
func TestSplits(t *testing.T) {
	banking := open(t, "banking")
	for _, c := range []struct {
		by   Splitting
		keys func(*dataset.Example) []string // no two splits share one
		from int                             // share of rows, in percent, that must have a key
	}{
		{ByTemplate, func(e *dataset.Example) []string { return []string{e.Origin.Template} }, 100},
		{ByText, func(e *dataset.Example) []string { return []string{text.Key(e.Text)} }, 100},
		{ByCombination, combinationKey, 10},
		{ByIntent, func(e *dataset.Example) []string {
			if e.Intent() == dataset.None {
				return nil
			}
			return []string{e.Intent()}
		}, 80},
	} {
		o := Options{N: 4000, Seed: 5, SplitBy: string(c.by), Fractions: [3]float64{0.6, 0.2, 0.2}}
		splits, _ := rows(t, banking, o, 2)
		in := map[string]dataset.Split{}
		total, keyed := 0, 0
		for _, split := range dataset.Splits {
			total += len(splits[split])
			for _, e := range splits[split] {
				keys := c.keys(&e)
				keyed += min(len(keys), 1)
				for _, k := range keys {
					if other, seen := in[k]; seen && other != split {
						t.Fatalf("split by %s: %q is in %s and %s", c.by, k, other, split)
					}
					in[k] = split
				}
			}
			if n := len(splits[split]); n < 400 {
				t.Errorf("split by %s: %d rows in %s", c.by, n, split)
			}
		}
		if total != o.N || keyed*100 < total*c.from {
			t.Errorf("split by %s: %d rows, %d of them with a key", c.by, total, keyed)
		}
	}
}

// combinationKey is nothing for rows without arguments, which an action with few
// combinations of arguments has in all splits.
func combinationKey(e *dataset.Example) []string {
	if len(e.Calls) > 0 {
		return nil // the arguments of both calls are its combination
	}
	var names []string
	for name := range e.Want()[0].Arguments {
		names = append(names, name)
	}
	if slices.Sort(names); len(names) < 2 || e.Intent() == "find_branch_or_atm" { // which has two combinations for three splits
		return nil
	}
	return []string{fmt.Sprint(e.Intent(), names)}
}

// TestSplitByValue: no words of an argument in dev or test stand in another
// split, and the rows of test have words of their own.
func TestSplitByValue(t *testing.T) {
	splits, _ := rows(t, open(t, "banking"), Options{N: 4000, Seed: 5, SplitBy: "value"}, 2)
	p := open(t, "banking")
	in := map[string]map[dataset.Split]bool{}
	words := func(e *dataset.Example) (out []string) {
		for _, s := range e.Slots {
			if !p.Schema().Action(e.Want()[s.Call].Name).Param(s.Name).Bare() {
				out = append(out, strings.ToLower(s.Value))
			}
		}
		return out
	}
	for split, rows := range splits {
		for _, e := range rows {
			for _, w := range words(&e) {
				if in[w] == nil {
					in[w] = map[dataset.Split]bool{}
				}
				in[w][split] = true
			}
		}
	}
	for _, split := range []dataset.Split{dataset.Dev, dataset.Test} {
		held := 0
		for _, e := range splits[split] {
			all := words(&e)
			own := slices.ContainsFunc(all, func(w string) bool { return len(in[w]) == 1 && in[w][split] })
			if len(all) > 0 && !own {
				t.Fatalf("%s: %q has no words of its own: %v", split, e.Text, all)
			}
			if own {
				held++
			}
		}
		if held < 220 {
			t.Errorf("%s: %d of %d rows have words of their own", split, held, len(splits[split]))
		}
	}
}

func TestMinPerIntent(t *testing.T) {
	p := open(t, "testdata/cafe")
	_, err := NewPlan(p, Options{N: 100, MinPerIntent: 40})
	if err == nil || !strings.Contains(err.Error(), "fewer than 40: ask for more rows") {
		t.Error(err)
	}
	if _, err := NewPlan(p, Options{N: 300, MinPerIntent: 5, SplitBy: "text"}); err != nil {
		t.Error(err)
	}
}

// TestEdit: a template that says something else changes its own rows and leaves
// every other row as it is, in its split, whichever template it is.
func TestEdit(t *testing.T) {
	const at = 7
	var lines []string
	for i := range 40 {
		lines = append(lines, fmt.Sprintf("  - wish %c%c <polite> (1|2|3|4|5|6|7|8|9|10|11|12)", 'a'+i/26, 'a'+i%26))
	}
	pack := func() *Pack {
		return load(t, map[string]string{
			"templates/base.yaml": "action: show\nrules: {polite: [please, now, today]}\ntemplates:\n" + strings.Join(lines, "\n") + "\n",
		})
	}
	o := Options{N: 200, Seed: 4}
	text := func() map[string]dataset.Split {
		splits, _ := rows(t, pack(), o, 1)
		out := map[string]dataset.Split{}
		for split, es := range splits {
			for _, e := range es {
				if !strings.Contains(e.Origin.Template, fmt.Sprintf(":%d", at+4)) {
					out[e.ID+" "+e.Origin.Derivation] = split
				}
			}
		}
		return out
	}
	before := text()
	lines[at] = "  - another wish (one|two|three|four|five|six|seven|eight|nine|ten|eleven)"
	if after := text(); !maps.Equal(before, after) || len(before) < 150 {
		t.Errorf("%d rows of other templates before, %d after an edit, not all the same", len(before), len(after))
	}
}
