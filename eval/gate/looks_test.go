package gate

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/eval/paired"
)

// The parts that looks spend are positive and add up to alpha, and those of
// O'Brien–Fleming type grow. The values are those of Lan and DeMets's functions.
func TestSpending(t *testing.T) {
	for spending, want := range map[string][]float64{
		PocockType:        {0.01787, 0.01314, 0.01039, 0.00860}, // 0.05·ln(1 + (e−1)·k/4), and its differences
		OBrienFlemingType: {0.00009, 0.00549, 0.01805, 0.02637},
	} {
		rules := &Rules{File: "g", Looks: &Looks{Plan: 4, Spending: spending}}
		s, sum := &LookState{}, 0.0
		for k := range 4 {
			l, err := rules.Next(s, fmt.Sprint(k))
			if err != nil || l.Number != k+1 || math.Abs(l.Alpha-want[k]) > 1e-5 {
				t.Errorf("%s: look %d is %+v, %v, want alpha %v", spending, k+1, l, err, want[k])
			}
			if got := rules.At(l); got.alpha() != l.Alpha {
				t.Errorf("the rules judge at %v", got.alpha())
			}
			s.Add(l, "g", Pass)
			sum += l.Alpha
		}
		if math.Abs(sum-0.05) > 1e-12 {
			t.Errorf("%s: %v are spent", spending, sum)
		}
		if again, err := rules.Next(s, "1"); err != nil || again.Number != 2 {
			t.Errorf("the same reports are look %+v, %v", again, err)
		}
		var config *ConfigError
		if _, err := rules.Next(s, "new"); !errors.As(err, &config) || !strings.Contains(err.Error(), "the plan of 4 looks is used up") {
			t.Errorf("a fifth look: %v", err)
		}
	}
}

// TestSimulatedLevelOfLooks: of 10 looks at new runs, the chance that any of them errs is at most
// alpha, while it is many times alpha where each look has all of it. The runs lose the
// margin, which is where a pass and a fail are errors alike.
func TestSimulatedLevelOfLooks(t *testing.T) {
	const plans, looks, n, margin = 400, 10, 400, 0.05
	rng := rand.New(rand.NewPCG(18, 5))
	rules := &Rules{File: "g", Looks: &Looks{Plan: looks}}
	planned, plain := 0, 0 // plans in which a look passes or fails
	for range plans {
		s := &LookState{}
		anyPlanned, anyPlain := [2]bool{}, [2]bool{}
		for range looks {
			pairs := make([]paired.Pair, n)
			for i := range pairs {
				u := rng.Float64()
				pairs[i] = paired.Pair{Cluster: i, Base: u >= 0.01, New: u < 0.01 || u >= 0.07} // gains of 1 % and losses of 6 %
			}
			l, err := rules.Next(s, fmt.Sprint(len(s.Looks)))
			if err != nil {
				t.Fatal(err)
			}
			s.Add(l, "g", Pass)
			test := paired.New(pairs)
			within, beyond := test.NoWorse(margin)
			for kind, p := range []float64{within, beyond} {
				anyPlanned[kind] = anyPlanned[kind] || p <= l.Alpha
				anyPlain[kind] = anyPlain[kind] || p <= rules.alpha()
			}
		}
		for kind := range 2 {
			planned += one(anyPlanned[kind])
			plain += one(anyPlain[kind])
		}
	}
	most := 2 * (0.05*plans + 3*math.Sqrt(0.05*0.95*plans)) // of both kinds
	if float64(planned) > most {
		t.Errorf("%d errors in %d plans of both kinds: more than %.0f", planned, plans, most)
	}
	if float64(plain) < 2*most {
		t.Errorf("without a plan there are %d errors: the simulation shows nothing", plain)
	}
}

func TestParseLooks(t *testing.T) {
	for in, want := range map[string]string{
		"looks: 10\nrules: ['no_worse(exact_match, 0.01)']":                                               "looks is a mapping",
		"looks: {plan: 0}\nrules: ['no_worse(exact_match, 0.01)']":                                        `plan "0"`,
		"looks: {plan: 2.5}\nrules: ['no_worse(exact_match, 0.01)']":                                      `plan "2.5"`,
		"looks: {spending: pocock}\nrules: ['no_worse(exact_match, 0.01)']":                               "plan is missing",
		"looks: {plan: 3, spending: even}\nrules: ['no_worse(exact_match, 0.01)']":                        `spending "even": write pocock or obrien-fleming`,
		"looks: {plan: 3, every: night}\nrules: ['no_worse(exact_match, 0.01)']":                          `unknown key "every"`,
		"looks: {plan: 3, state: ''}\nrules: ['no_worse(exact_match, 0.01)']":                             "state is empty",
		"looks: {plan: 3}\nrules: [exact_match >= 0.9]":                                                   `"looks" is for no_worse rules`,
		"looks: {plan: 3, spending: obrien-fleming, state: a.json}\nrules: [no_worse(exact_match, 0.01)]": "",
	} {
		_, err := ParseRules([]byte(strings.ReplaceAll(in, "[no_worse(exact_match, 0.01)]", "['no_worse(exact_match, 0.01)']")), "g")
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: error %v, want %q", in, err, want)
		}
	}
	for in, want := range map[string]string{
		`[]`: "no file of looks", `{"looks": [{"number": 1, "alpha": 0.01, "spent": 0.5}]}`: "look 1 spends 0.01, and 0.5 are said to be spent", `{"looks": [{"alpha": 0}]}`: "no file of looks", ``: "", `{}`: "",
	} {
		_, err := ParseLookState([]byte(in), "s")
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: error %v, want %q", in, err, want)
		}
	}
}
