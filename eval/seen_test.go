package eval

import (
	"fmt"
	"math"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

func trainedOn(t *testing.T, lines ...string) *Training {
	t.Helper()
	out := &Training{Path: "train.jsonl"}
	for _, line := range lines {
		var e dataset.Example
		if err := e.UnmarshalJSON([]byte(line)); err != nil {
			t.Fatal(err)
		}
		out.Add(&e)
	}
	return out
}

// pay is an example that pays an amount to a payee.
func pay(template, amount, payee string) string {
	text := "pay " + amount + " to " + payee
	return fmt.Sprintf(`{"text":%q,"call":{"name":"pay","arguments":{"amount":%q,"payee":%q}},"slots":[{"name":"amount","value":%q,"start":4,"end":%d},{"name":"payee","value":%q,"start":%d,"end":%d}],"origin":{"pack":"p@1","template":%q}}`,
		text, amount, payee, amount, 4+len(amount), payee, 8+len(amount), len(text), template)
}

func TestSeen(t *testing.T) {
	o := Options{Train: trainedOn(t, pay("a:1", "$5", "ann"), pay("a:1", "$6", "bob"), pay("b:1", "$7", "eve"))}
	right := func(amount, payee string) string {
		return fmt.Sprintf(`{"output":"pay(amount=\"%s\", payee=\"%s\")"}`, amount, payee)
	}
	r, err := evaluated(t, o, []string{
		pay("a:1", "$5", "ann"), // all is known
		pay("a:1", "$5", "BOB"), // a new combination of values
		pay("a:1", "$9", "bob"), // a new value
		pay("c:1", "$5", "ann"), // a new template whose words are those of another
		`{"text":"sing","call":{"name":"none","arguments":{}},"origin":{"template":"n:1"}}`,
	}, right("$5", "ann"), right("$5", "BOB"), right("$1", "bob"), right("$5", "ann"), `{"output":"pay()"}`)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, b := range r.Seen.By {
		got += fmt.Sprintf("%s %s of %d, %s of %d; ", b.What, report.FormatValue(b.Seen.Value, ""), b.Seen.N, report.FormatValue(b.Unseen.Value, ""), b.Unseen.N)
	}
	want := "template 75.0 % of 4, 0.0 % of 1; values 100.0 % of 3, 0.0 % of 1; combination 100.0 % of 2, 50.0 % of 2; frame 75.0 % of 4, 0.0 % of 1; "
	if got != want || r.Seen.Rows != 3 {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if m, _ := r.Find("exact_match", report.Selector{{Key: "seen_values", Value: "no"}}); m == nil || m.N != 1 {
		t.Errorf("%+v", m)
	}
	if gap := r.Seen.By[1].Gap; *gap.Value != -1 {
		t.Errorf("%+v", gap)
	}
	if m := r.Seen.By[2].Within; m != nil {
		t.Errorf("one template has both: %+v", m)
	}
}

// The gap within templates is that of each of them, whatever their difficulty.
func TestWithinClusters(t *testing.T) {
	var seen, new []cell
	for c := range int32(40) {
		right := float64(c % 11) // of 10 seen, and half as many of 5 new, one less
		seen = append(seen, cell{cellKey: cellKey{cluster: c}, n: 20, right: right + 2})
		new = append(new, cell{cellKey: cellKey{cluster: c}, n: 20, right: right + float64(c%2)})
	}
	m := withinClusters(new, seen, (*cell).exact)
	if math.Abs(*m.Value+0.075) > 1e-12 || *m.Low > -0.075 || *m.Low < -0.1 || *m.High < -0.075 || *m.High > -0.05 || m.N != 1600 {
		t.Errorf("%+v %v %v %v", m, *m.Value, *m.Low, *m.High)
	}
}

// Method 10 of Newcombe 1998, whose example is 56/70 against 48/80: 0.2, 0.0524 to 0.3339.
func TestGapIsNewcombes(t *testing.T) {
	a, b := share(56, 70, "prompts"), share(48, 80, "prompts")
	m := gapOf(&a, &b)
	if math.Abs(*m.Value-0.2) > 1e-9 || math.Abs(*m.Low-0.0524) > 5e-5 || math.Abs(*m.High-0.3339) > 5e-5 {
		t.Errorf("%v %v %v", *m.Value, *m.Low, *m.High)
	}
}
