package prompts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// TestWhereComparesValues: conditions compare what words mean, not how they are written.
func TestWhereComparesValues(t *testing.T) {
	number := func(v any) float64 {
		text, _, _ := strings.Cut(fmt.Sprint(v), " ")
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for _, c := range []struct {
		name, params, template, where string
		dates                         string
		holds                         func(args map[string]any, ref string) bool
	}{
		{"dates", "old: {format: date}, new: {format: date}", "from {old} to {new}", "new > old", "reference_dates: [2026-01-01, 2026-12-31]",
			func(a map[string]any, _ string) bool { return a["new"].(string) > a["old"].(string) }},
		{"a date and today", "day: {format: date}", "on {day}", "day >= today", "reference_dates: [2026-01-01, 2026-12-31]",
			func(a map[string]any, ref string) bool { return a["day"].(string) >= ref }},
		{"a date and a day", "day: {format: date}", "on {day}", "day < 2026-03-01", "reference_date: 2026-02-10",
			func(a map[string]any, _ string) bool { return a["day"].(string) < "2026-03-01" }},
		{"times", "open: {format: time}, close: {format: time}", "from {open} to {close}", "open < close", "reference_date: 2026-02-10",
			func(a map[string]any, _ string) bool { return a["open"].(string) < a["close"].(string) }},
		{"amounts", "low: {format: money}, high: {format: money}", "between {low} and {high}", "low < high and high <= half a grand", "reference_date: 2026-02-10",
			func(a map[string]any, _ string) bool {
				return number(a["low"]) < number(a["high"]) && number(a["high"]) <= 500
			}},
		{"lengths of time", "visit: {format: duration}", "for {visit}", "visit > 45 minutes and visit <= an hour and a half", "reference_date: 2026-02-10",
			func(a map[string]any, _ string) bool {
				return !slices.Contains([]string{"PT15M", "PT30M", "PT45M", "PT1H45M", "PT2H"}, a["visit"].(string))
			}},
		{"numbers", "few: {type: integer}, many: {type: number}", "{few} or {many}", "few < many and many != 100", "reference_date: 2026-02-10",
			func(a map[string]any, _ string) bool {
				return number(a["few"]) < number(a["many"]) && number(a["many"]) != 100
			}},
	} {
		p := load(t, map[string]string{"pack.yaml": c.dates + "\n", "actions.yaml": "go: {params: {" + c.params + "}}\n", "lexicons/people.yaml": "x: [y]\n",
			"templates/t.yaml": fmt.Sprintf("action: go\ntemplates: [{text: %q, where: %q}]\n", c.template, c.where)})
		want := 300
		if c.name == "lengths of time" {
			want = 20
		}
		all, _ := rows(t, p, Options{N: want, Seed: 1, SplitBy: "text"}, 1)
		n := 0
		for _, split := range dataset.Splits {
			for _, e := range all[split] {
				n++
				if !c.holds(e.Want()[0].Arguments, e.Ref) {
					t.Errorf("%s: %q of %s is %s, %v", c.name, e.Text, e.Ref, e.Target, e.Want()[0].Arguments)
				}
				if again, err := p.Replay(e.Origin.Derivation, e.Reference()); err != nil || again.Text != e.Text {
					t.Errorf("%s: %q: %v", c.name, e.Text, err)
				}
			}
		}
		if n != want {
			t.Errorf("%s: %d rows", c.name, n)
		}
	}
}
