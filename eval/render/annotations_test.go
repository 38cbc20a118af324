package render

import (
	"fmt"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
)

// Annotations are at most ten, the worst first, each on one line.
func TestAnnotations(t *testing.T) {
	v := &gate.Verdict{Status: gate.Fail, Rules: "a,b:c.yaml", Outcomes: []gate.Outcome{{Rule: "p", Line: 2, Status: gate.Pass}, {Rule: "w", Line: 3, Status: gate.Fail, Severity: gate.Warn},
		{Rule: "i", Line: 4, Status: gate.Inconclusive, Detail: "50 % more\nare needed"}, {Rule: "f", Line: 5, Status: gate.Fail}}}
	var failures []report.Failure
	for i := range 20 {
		failures = append(failures, report.Failure{ID: fmt.Sprint(i), Text: "pay", Kinds: []string{report.KindValue}})
	}
	where := func(id string) (Place, bool) { return Place{"gold.jsonl", 7}, id != "0" }
	var out strings.Builder
	if err := Annotations(&out, v, failures, where); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	for i, want := range []string{"::error file=a%2Cb%3Ac.yaml,line=5,title=gate%3A fail::f: n/a", "::error file=a%2Cb%3Ac.yaml,line=4,title=gate%3A inconclusive::i: n/a, 50 %25 more are needed",
		"::warning file=a%2Cb%3Ac.yaml,line=3,", "::notice file=gold.jsonl,line=7,title=wrong answer%3A wrong value::pay"} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("line %d is %s, want %s", i, lines[i], want)
		}
	}
	if len(lines) != MaxAnnotations {
		t.Errorf("%d annotations", len(lines))
	}
	out.Reset()
	if err := Annotations(&out, &gate.Verdict{Status: gate.Pass, Rules: "g"}, failures, where); err != nil || out.Len() > 0 {
		t.Errorf("a pass says %s, %v", &out, err)
	}
	out.Reset()
	if err := Annotations(&out, gate.NewError("g", gate.Invalid, fmt.Errorf("no rules")), nil, where); err != nil || out.String() != "::error file=g,line=1,title=gate%3A invalid::no rules\n" {
		t.Errorf("an error says %s, %v", &out, err)
	}
}

// Limit cuts off between lines, and only what is too long.
func TestLimit(t *testing.T) {
	if got := Limit("short\n", 6); got != "short\n" {
		t.Errorf("%q", got)
	}
	long := strings.Repeat("zwölf Kröten\n", 100)
	got := Limit(long, 500)
	if len(got) > 500 || !strings.Contains(got, "Kröten\n\n*Cut off: 25 lines of 100 lines are shown. The JSON report has all.*\n") {
		t.Errorf("%d bytes: %s", len(got), got)
	}
	if got := Limit(strings.Repeat("ö", 400), 301); len(got) > 301 || strings.ContainsRune(got, '\uFFFD') {
		t.Errorf("%q", got)
	}
	if got := Limit(long, 0); len(got) > 120 {
		t.Errorf("no room: %q", got)
	}
}

func TestVerdictOpenMetrics(t *testing.T) {
	v := &gate.Verdict{Status: gate.Fail, Rules: "g.yaml", Outcomes: []gate.Outcome{{Rule: `exact_match[op="x"] >= 0.9`, Line: 2, Status: gate.Fail, Metric: &report.Metric{Value: report.Finite(0.5)}, Bound: report.Finite(0.9)}, {Rule: "r", Line: 3, Status: gate.Inconclusive}}}
	var out strings.Builder
	if err := VerdictOpenMetrics(&out, v); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"# TYPE slmkit_gate_status gauge\n", `slmkit_gate_status{rules="g.yaml",status="pass"} 0`, `slmkit_gate_status{rules="g.yaml",status="fail"} 1`,
		`slmkit_gate_rule_status{rules="g.yaml",line="2",rule="exact_match[op=\"x\"] >= 0.9",status="fail"} 1`, `rule="exact_match[op=\"x\"] >= 0.9"} 0.9`, "# EOF\n"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in\n%s", want, &out)
		}
	}
	if strings.Count(out.String(), "slmkit_gate_rule_value{") != 1 {
		t.Errorf("a rule without a metric has a value:\n%s", &out)
	}
}
