package eval

import (
	"fmt"
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

// copyOf is a copy of a prompt that asks for nothing.
func copyOf(id, parent string, ops string) string {
	return fmt.Sprintf(`{"id":%q,"text":"sing","call":{"name":"none","arguments":{}},"origin":{"parent":%q,"ops":%s}}`, id, parent, ops)
}

func TestRobustness(t *testing.T) {
	pay := func(amount string) string { return fmt.Sprintf(`{"output":"transfer_money(amount=\"%s\")"}`, amount) }
	none := `{"output":"none()"}`
	r, err := evaluated(t, Options{Schema: testSchema(t)}, []string{
		copyOf("a2", "a", `["typo:2","typo","upper"]`), // before its parent
		copyOf("a", "", `[]`),
		copyOf("b", "", `[]`),
		copyOf("b2", "b", `["typo"]`),  // wrong as its parent is, in other words
		copyOf("b3", "b", `["upper"]`), // wrong in another way
		copyOf("c2", "c", `["typo"]`),  // whose parent is not there
	}, none, none, pay("$5"), pay("5 dollars"), pay("$6"), none)
	if err != nil {
		t.Fatal(err)
	}
	x := r.Robustness
	if x.Pairs != 3 || x.Orphans != 1 || len(x.Ops) != 2 {
		t.Fatalf("%+v", x)
	}
	value := func(metric, op string) string {
		var where report.Selector
		if op != "" {
			where = report.Selector{{Key: "op", Value: op}}
		}
		m, choices := r.Find(metric, where)
		if m == nil {
			return fmt.Sprint(choices)
		}
		return fmt.Sprintf("%s of %d", report.FormatValue(m.Value, ""), m.N)
	}
	for _, c := range []struct{ metric, op, want string }{
		{"exact_match_drop", "typo", "0.0 % of 2"}, {"invariance", "typo", "100.0 % of 2"},
		{"invariance", "upper", "50.0 % of 2"}, {"invariance", "", "66.7 % of 3"}, {"exact_match_drop", "tpyo", "[typo upper]"},
	} {
		if got := value(c.metric, c.op); got != c.want {
			t.Errorf("%s of %q: %s, want %s", c.metric, c.op, got, c.want)
		}
	}
}

// A copy that asks for another call than its original is right with its own call, and is no
// test of invariance.
func TestDirectional(t *testing.T) {
	stop := `{"id":"a2","text":"sing 5","call":{"name":"transfer_money","arguments":{"amount":"5 USD"}},"origin":{"parent":"a","ops":["counterfactual"]}}`
	r, err := evaluated(t, Options{}, []string{copyOf("a", "", `[]`), stop, copyOf("a3", "a", `["upper"]`)}, `{"output":"none()"}`, `{"output":"none()"}`, `{"output":"none()"}`)
	if err != nil {
		t.Fatal(err)
	}
	ops := map[string]report.OpDrop{}
	for _, o := range r.Robustness.Ops {
		ops[o.Op] = o
	}
	if d := ops["counterfactual"]; d.Directional == nil || *d.Directional.Value != 0 || d.Directional.N != 1 || d.Invariance.N != 0 {
		t.Errorf("%+v", d)
	}
	if d := ops["upper"]; d.Directional != nil || *d.Invariance.Value != 1 {
		t.Errorf("%+v", d)
	}
}

// A drop is that of the copies, and its interval allows for copies that are alike.
func TestDropInterval(t *testing.T) {
	var gold, outputs []string
	for i := range 60 {
		id := fmt.Sprint("p", i)
		gold = append(gold, copyOf(id, "", `[]`))
		outputs = append(outputs, `{"output":"none()"}`)
		for k := range 5 { // all copies of every third prompt are answered wrongly
			gold = append(gold, copyOf(fmt.Sprint(id, "c", k), id, `["typo"]`))
			outputs = append(outputs, []string{`{"output":"none()"}`, `{"output":"transfer_money()"}`}[map[bool]int{true: 1}[i%3 == 0]])
		}
	}
	r, err := evaluated(t, Options{}, gold, outputs...)
	if err != nil {
		t.Fatal(err)
	}
	d := r.Metrics["exact_match_drop"]
	if *d.Value != 100.0/300 || d.N != 300 || *d.DesignEffect < 4 || *d.Low > 0.23 || *d.Low < 0.1 || *d.High < 0.43 || *d.High > 0.55 {
		t.Errorf("%v of %d, %v to %v, design effect %v", *d.Value, d.N, *d.Low, *d.High, *d.DesignEffect)
	}
	if c := r.Robustness.Ops[0]; *c.Parent.Value != 1 || *c.Copy.Value != 200.0/300 {
		t.Errorf("%+v", c)
	}
}

// What an augmentation says of a set without copies is nothing.
func TestNoCopies(t *testing.T) {
	r, err := evaluated(t, Options{}, transfers, answers...)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := r.Metrics["exact_match_drop"]; ok || r.Robustness != nil {
		t.Errorf("%+v", r.Robustness)
	}
}
