package prompts

import (
	"context"
	"math"
	"strings"
	"testing"
)

// TestStrategies: what each strategy makes of templates and alternatives.
func TestStrategies(t *testing.T) {
	p := load(t, map[string]string{
		"templates/t.yaml": "action: pay\ntemplates: [\"(3: send|wire) {to:names} <n>\", {text: \"z {to=:y} <n>\", weight: 3}]\n",
		"lexicons/l.yaml":  "names: [a, b, c, d]\n",
		"rules/r.yaml":     "n: [\"<d><d><d>\"]\nd: [\"0\", \"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\"]\n"})
	const n = 1000
	for strategy, want := range map[Strategy][3]int{ // rows of the first template, with send, with the first name
		Weighted: {250, 188, 62}, Even: {500, 250, 125}, Uniform: {889, 444, 222}, Zipf: {250, 188, 120}, Diverse: {667, 333, 167},
	} {
		splits, _ := rows(t, p, Options{N: n, Seed: 3, Fractions: [3]float64{1, 0, 0}, Strategy: string(strategy)}, 1)
		var got [3]int
		for _, e := range splits["train"] {
			if e.Origin.Template != "t.yaml:2" || strings.HasPrefix(e.Text, "z") {
				continue
			}
			got[0]++
			if strings.HasPrefix(e.Text, "send") {
				got[1]++
			}
			if e.Slots[0].Value == "a" {
				got[2]++
			}
		}
		for i := range got {
			if math.Abs(float64(got[i]-want[i])) > 25 {
				t.Errorf("%s: %v of %d rows, want about %v", strategy, got, n, want)
				break
			}
		}
	}
	_, err := NewPlan(p, Options{N: 1, Strategy: "zip"})
	if err == nil || err.Error() != `strategy "zip" is none of weighted, even, uniform, zipf, diverse, coverage, did you mean "zipf"?` {
		t.Error(err)
	}
}

// TestCoverage: rows chosen for it pair all parts with all values as soon as
// there can be enough of them, where rows drawn by weight do not.
func TestCoverage(t *testing.T) {
	p := load(t, map[string]string{
		"templates/t.yaml": "action: pay\ntemplates: [\"[v] [w] [x] [y] [z] (a|b|c|d|e|f) {to:names}\"]\n",
		"lexicons/l.yaml":  "names: [k, l, m, n, o, p]\n"})
	pairs := func(strategy string, n int) (int, *Coverage) {
		plan, err := NewPlan(p, Options{N: n, Strategy: strategy, Cover: 2, Seed: 4, SplitBy: "text", Fractions: [3]float64{1, 0, 0}})
		if err != nil {
			t.Fatal(err)
		}
		set, err := Draw(context.Background(), plan, 2)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for c, err := range set.ReusedChunks(context.Background(), "train", 1) {
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range c.Examples {
				seen[e.Text[len(e.Text)-3:]] = true
			}
		}
		return len(seen), set.Coverage
	}
	covered, report := pairs("coverage", 44)
	drawn, none := pairs("weighted", 44)
	if covered < 32 || covered < drawn+6 || none != nil {
		t.Errorf("44 rows of 36 pairs: %d covered, %d when drawn by weight, %v", covered, drawn, none)
	}
	if report.Times != 2 || report.Pairs < 84 || report.Often < 56 || report.Of != (6+10)*6 {
		t.Errorf("%+v", report)
	}
	if n, _ := pairs("coverage", 90); n != 36 {
		t.Errorf("90 rows cover %d pairs", n)
	}
}
