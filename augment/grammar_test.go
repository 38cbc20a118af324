package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestGrammar(t *testing.T) {
	g, err := newGrammar(`
# what people say
greet:
  (hi|hello) [there] <who>
  good morning , <who>
who:
  [dear] team
`)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]bool{}
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		got[g.draw(r, "greet")] = true
	}
	for _, want := range []string{"hi team", "hello there dear team", "good morning, team"} {
		if !got[want] {
			t.Errorf("%q was never drawn", want)
		}
	}
	if n := g.count("greet"); n != 10 || len(got) != 10 {
		t.Errorf("%v counted and %d drawn, want 10", n, len(got))
	}
	if got := g.draw(r, "nobody"); got != "" {
		t.Errorf("a rule that there is not gave %q", got)
	}
}

func TestGrammarFaults(t *testing.T) {
	for rules, want := range map[string]string{
		"a:\n  (b":             "line 2: \"  (b\": ) is missing",
		"a:\n  [b)":            "] is missing",
		"a:\n  b)":             "\")\" closes nothing",
		"a:\n  b|c":            "\"|\" closes nothing",
		"a:\n  <b":             "is no name of a rule",
		"a:\n  <b>":            "asks for rule b",
		"a:\n  <b>\nb:\n  <a>": "leads to itself",
		"a:\n  b\na:\n  c":     "is no name of a new rule",
		"  b":                  "is in no rule",
		"a:":                   "has no alternative",
		"a":                    "is no name",
	} {
		if _, err := newGrammar(rules); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", rules, err, want)
		}
	}
}

// FuzzGrammar: no rules make the reader or a draw panic, and what is drawn has no marks of
// the grammar.
func FuzzGrammar(f *testing.F) {
	f.Add("a:\n  (b|c [d]) <e>\ne:\n  f")
	f.Add("a:\n  ((|)")
	f.Add("a:\n  <a>")
	f.Fuzz(func(t *testing.T, rules string) {
		g, err := newGrammar(rules)
		if err != nil || len(rules) > 120 { // a phrase doubles with each rule
			return
		}
		r := rand.New(rand.NewPCG(3, 4))
		for name := range g.rules {
			if n := g.count(name); n < 1 {
				t.Errorf("%s has %v phrases", name, n)
			}
			if s := g.draw(r, name); strings.ContainsAny(s, "()[]<>|") {
				t.Errorf("%s drew %q", name, s)
			}
		}
	})
}

// TestSpeechIsRich: people's ways to begin, to end and to correct themselves are drawn from
// thousands, and each rule can be drawn.
func TestSpeechIsRich(t *testing.T) {
	g := speech()
	for rule, least := range map[string]float64{"lead": 1_000, "story": 5_000, "introduction": 5_000, "greeting": 200, "closing": 500, "signature": 5_000, "hesitation": 50, "repair": 40} {
		if n := g.count(rule); n < least {
			t.Errorf("%s has %v phrases, want %v", rule, n, least)
		}
	}
	r := rand.New(rand.NewPCG(5, 6))
	var names []string
	for name := range g.rules {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for range 50 {
			if s := g.draw(r, name); strings.Contains(s, "  ") || s != strings.TrimSpace(s) {
				t.Errorf("%s drew %q", name, s)
			}
		}
	}
}

// count is how many phrases a rule has, where those that two derivations share count twice.
func (g *grammar) count(rule string) float64 { return g.derivations(g.rules[rule]) }

func (g *grammar) derivations(c *alternatives) (sum float64) {
	for _, parts := range c.of {
		product := 1.0
		for _, p := range parts {
			switch {
			case p.rule != "":
				product *= g.count(p.rule)
			case p.alternatives != nil:
				product *= g.derivations(p.alternatives)
			}
		}
		sum += product
	}
	return sum
}
