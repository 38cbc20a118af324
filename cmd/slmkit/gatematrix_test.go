package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
)

// The situations that every rule is judged in.
const (
	passes      = "pass"
	fails       = "fail"
	noData      = "no data"
	noBaseline  = "missing baseline"
	otherData   = "changed dataset"
	brokenInput = "runtime error"
)

// matrixRule is a rule with the exit code in each situation where it is not the plain
// one.
type matrixRule struct {
	rule   string
	better bool // the metric is better when higher
	codes  map[string]int
}

var matrixRules = []matrixRule{
	{rule: "exact_match >= 0.8", better: true},
	{rule: "exact_match > 0.8", better: true},
	{rule: "low(exact_match) >= 0.8", better: true},
	{rule: "invalid_rate <= 0.2"},
	{rule: "high(invalid_rate) < 0.2"},
	{rule: "missing == 0"},
	{rule: "latency_p95_ms <= 5 ms"},
	{rule: "high(latency_p95_ms) <= 5 ms"},
	{rule: "size_mb < 5 MB"},
	{rule: "prompts_per_s >= 50", better: true},
	{rule: "exact_match[op=typo] >= 0.8", better: true},
	{rule: "f1[intent=pay] >= 0.8", better: true},
	{rule: "slot_f1[slot=to] >= 0.8", better: true},
	{rule: "exact_match >= baseline - 0.1", better: true, codes: needsBaseline},
	{rule: "low(exact_match) >= 0.5 * baseline", better: true, codes: needsBaseline},
	{rule: "latency_p95_ms <= 1.1 * baseline", codes: needsBaseline},
	{rule: "missing <= baseline", codes: needsBaseline},
	{rule: "no_worse(exact_match, 0.1)", better: true, codes: needsBaseline},
	{rule: "no_worse(invalid_rate, 10 %)", codes: needsBaseline},
	{rule: "no_worse(recall[intent=pay], 0.1)", better: true, codes: needsBaseline},
}

// needsBaseline are the codes of rules that compare with a baseline.
var needsBaseline = map[string]int{noBaseline: exitUsage, otherData: exitIncomparable}

// code is the exit code of the rule in a situation.
func (r *matrixRule) code(situation string) int {
	if code, ok := r.codes[situation]; ok {
		return code
	}
	return map[string]int{passes: exitOK, fails: exitGateFailed, noData: exitInconclusive, noBaseline: exitOK, otherData: exitOK, brokenInput: exitFailed}[situation]
}

// matrixReport is a report in which every metric of matrixRules is good or bad. Gold is
// the fingerprint of the gold set, and without is a metric that it lacks.
func matrixReport(good bool, gold, without string) []byte {
	const n = 400
	m := report.Metrics{}
	put := func(name string, value float64, unit string, spread float64) {
		m[name] = report.Metric{Value: &value, Low: report.Finite(value - spread), High: report.Finite(value + spread), N: n, Unit: unit}
	}
	share, rate, ms, size, perSecond, missing := 0.9, 0.1, 2.0, 3.0, 90.0, 0.0
	if !good {
		share, rate, ms, size, perSecond, missing = 0.4, 0.6, 20, 30, 9, 70
	}
	put("exact_match", share, "", 0.03)
	put("invalid_rate", rate, "", 0.03)
	put("latency_p95_ms", ms, report.Millis, 0.1)
	put("size_mb", size, report.Megabyte, 0)
	put("prompts_per_s", perSecond, report.PerSec, 1)
	put("missing", missing, report.Count, 0)
	part := m["exact_match"]
	e := report.Evaluation{Header: report.NewHeader(report.KindEval), Gold: &report.GoldInfo{Fingerprint: gold, N: n}, Metrics: m,
		Intents: []report.Label{{Name: "pay", F1: part, Precision: part, Recall: part}}, Slots: []report.Label{{Name: "to", F1: part, Precision: part, Recall: part}},
		Slices: map[string]report.Metric{"op=typo": part}}
	o := &report.Outcomes{N: n, IDs: "ids", Kinds: []string{"intent=pay"}, Metrics: map[string]report.Packed{}}
	for i := range n {
		right := report.OutcomeNo
		if float64(i) < share*n {
			right = report.OutcomeYes
		}
		for name, outcome := range map[string]int{"exact_match": right, "intent_accuracy": right, "invalid_rate": report.OutcomeYes - right} {
			o.Metrics[name] = append(o.Metrics[name], outcome)
		}
		o.Clusters, o.Kind = append(o.Clusters, i), append(o.Kind, 0)
	}
	e.Outcomes = o
	delete(m, without)
	delete(o.Metrics, without)
	if without != "" {
		e.Slices = map[string]report.Metric{"op=typo": {N: n}}
		e.Intents = []report.Label{{Name: "pay"}}
		e.Slots = []report.Label{{Name: "to"}}
		delete(o.Metrics, "intent_accuracy")
	}
	b, err := json.Marshal(e)
	if err != nil {
		panic(err)
	}
	return b
}

// TestGateMatrix judges every form of rule in every situation. The exit code, the JSON,
// the JUnit XML, the Markdown and what is printed must say the same.
func TestGateMatrix(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	write := func(name string, data []byte) string {
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Fatal(err)
		}
		return name
	}
	write("good.json", matrixReport(true, "1", ""))
	write("base.json", append(matrixReport(true, "1", ""), '\n'))
	write("bad.json", matrixReport(false, "1", ""))
	write("elsewhere.json", matrixReport(true, "2", ""))
	write("cut.json", matrixReport(true, "1", "")[:200])
	for i, r := range matrixRules {
		parsed, err := gate.ParseRule(r.rule)
		if err != nil {
			t.Fatal(err)
		}
		rules := write(fmt.Sprintf("rules%d.yaml", i), fmt.Appendf(nil, "rules:\n  - %q\n", r.rule))
		empty := write("without.json", matrixReport(true, "1", parsed.Metric.Name))
		for situation, args := range map[string][]string{
			passes:      {rules, "good.json", "base.json"},
			fails:       {rules, "bad.json", "base.json"},
			noData:      {rules, empty, "base.json"},
			noBaseline:  {rules, "good.json"},
			otherData:   {rules, "good.json", "elsewhere.json"},
			brokenInput: {rules, "cut.json", "base.json"},
		} {
			t.Run(r.rule+"/"+situation, func(t *testing.T) { judgeAlike(t, args, r.code(situation)) })
		}
	}
}

// judgeAlike runs gate and checks that all that it writes agrees with its exit code.
func judgeAlike(t *testing.T, args []string, want int) {
	t.Helper()
	for _, name := range []string{"v.json", "v.xml", "v.md", "v.txt"} {
		_ = os.Remove(name)
	}
	var out, errs bytes.Buffer
	code := run(t.Context(), append([]string{"gate", "--json", "v.json", "--junit", "v.xml", "--md", "v.md", "--openmetrics", "v.txt"}, args...), strings.NewReader(""), &out, &errs)
	if code != want {
		t.Fatalf("exit code %d, want %d\n%s%s", code, want, &out, &errs)
	}
	status := map[int]string{exitOK: gate.Pass, exitGateFailed: gate.Fail, exitInconclusive: gate.Inconclusive, exitUsage: gate.Invalid, exitIncomparable: gate.Incomparable, exitFailed: gate.Failed}[code]
	var v gate.Verdict
	if err := json.Unmarshal(readFile(t, "v.json"), &v); err != nil || v.Status != status {
		t.Errorf("the JSON says %q, error %v, want %q", v.Status, err, status)
	}
	var value any
	if err := json.Unmarshal(readFile(t, "v.json"), &value); err != nil {
		t.Fatal(err)
	}
	schema, err := gate.VerdictSchema().Resolve(nil)
	if err == nil {
		err = schema.Validate(value)
	}
	if err != nil {
		t.Errorf("the JSON is no verdict to its schema: %v", err)
	}
	var suites struct {
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Tests    int `xml:"tests,attr"`
	}
	if err := xml.Unmarshal(readFile(t, "v.xml"), &suites); err != nil {
		t.Fatal(err)
	}
	failed, wrong := 0, 0
	switch status {
	case gate.Pass:
	case gate.Fail:
		failed = 1
	default:
		wrong = 1
	}
	if suites.Failures != failed || suites.Errors != wrong || suites.Tests != 1 {
		t.Errorf("JUnit has %+v of %s", suites, status)
	}
	if !bytes.HasPrefix(readFile(t, "v.md"), []byte("# Gate: "+status)) {
		t.Errorf("the Markdown does not say %s: %s", status, readFile(t, "v.md"))
	}
	if !bytes.Contains(readFile(t, "v.txt"), []byte(`status="`+status+`"} 1`)) {
		t.Errorf("OpenMetrics does not say %s: %s", status, readFile(t, "v.txt"))
	}
	switch v.Error {
	case "":
		if lines := strings.Split(strings.TrimSpace(out.String()), "\n"); !strings.HasPrefix(lines[len(lines)-1], status+": ") {
			t.Errorf("the banner does not say %s:\n%s", status, &out)
		}
	default:
		if !strings.Contains(errs.String(), v.Error) || out.Len() > 0 {
			t.Errorf("stderr does not say why: %s", &errs)
		}
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Clean(name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
