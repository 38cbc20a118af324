package generators_test

import (
	"fmt"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/locale"
	"github.com/slmkit/slmkit/prompts/generators"
	"github.com/slmkit/slmkit/prompts/grammar"
)

var monday = time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)

// build makes the words of a generator with options that are written as YAML.
func build(t testing.TB, name, options string, p generators.Params) *grammar.Node {
	t.Helper()
	var fields map[string]yaml.Node
	if err := yaml.Unmarshal([]byte(options), &fields); err != nil {
		t.Fatal(err)
	}
	p.Get = func(key string) *yaml.Node {
		if n, ok := fields[key]; ok {
			return &n
		}
		return nil
	}
	p.Reference = monday
	n, err := generators.All[name].Build(&p)
	if err != nil {
		t.Fatalf("%s %s %s: %v", p.Locale, name, options, err)
	}
	return n
}

// TestReadBack: what a generator writes in any locale, a parameter of its format reads.
func TestReadBack(t *testing.T) {
	for _, tag := range locale.Tags() {
		for _, g := range []struct{ name, options, typ, format string }{
			{"money", "{}", "string", "money"}, {"money", "{min: 1, max: 30000}", "string", "money"}, {"money", "{min: 900, max: 2000, currency: CHF}", "string", "money"},
			{"money", "{currency: usd}", "string", "money"}, {"money", "{currency: CAD}", "string", "money"},
			{"integer", "{min: 0, max: 120}", "integer", ""}, {"number", "{}", "number", ""}, {"decimal", "{min: 0.5, max: 12, step: 0.25}", "number", ""},
			{"date", "{}", "string", "date"}, {"date", "{direction: future}", "string", "date"}, {"date", "{direction: past}", "string", "date"}, {"date", "{prepositions: true}", "string", "date"},
			{"date", "{forms: weekday}", "string", "date"}, {"date", "{forms: [date]}", "string", "date"}, {"date", "{forms: [relative]}", "string", "date"},
			{"time", "{}", "string", "time"}, {"time", "{hours: 00:00-23:59, step: 1}", "string", "time"}, {"time", "{prepositions: true, step: 30}", "string", "time"},
			{"duration", "{}", "string", "duration"}, {"duration", "{min: 5, max: 200, step: 5}", "string", "duration"}, {"duration", "{unit: hours}", "string", "duration"},
			{"duration", "{unit: days}", "string", "duration"}, {"duration", "{unit: weeks, max: 4}", "string", "duration"}, {"duration", "{unit: months}", "string", "duration"},
			{"period", "{}", "string", "period"},
		} {
			for _, prefer := range []string{"", action.Future, action.Past} {
				if prefer != "" && g.format != "date" && g.format != "period" {
					continue
				}
				p := &action.Param{Name: "x", Type: g.typ, Format: g.format, Locale: tag, Prefer: prefer}
				if g.format == "time" {
					p.Hours = action.Hours{From: 9 * 60, To: 17 * 60}
				}
				n := build(t, g.name, g.options, generators.Params{Locale: tag, Param: p})
				bad := map[string]bool{}
				for words := range n.Samples(700) {
					if _, err := p.Normalize(words, monday); err != nil && len(bad) < 6 {
						bad[fmt.Sprint(err)] = true
					}
				}
				for err := range bad {
					t.Errorf("%s %s %s %s: %s", tag, g.name, g.options, prefer, err)
				}
			}
		}
	}
}
