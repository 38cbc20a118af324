package render

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slmkit/slmkit/eval/report"
)

func scored(value, low, high float64, n int) report.Metric {
	return report.Metric{Value: &value, Low: &low, High: &high, N: n, Of: "prompts"}
}

// withParts is a report of what can be said of parts.
func withParts() *report.Evaluation {
	wide := scored(0.9, 0.85, 0.94, 200)
	wide.DesignEffect = ptr(2.5)
	return &report.Evaluation{Metrics: report.Metrics{"exact_match": wide},
		WorstSlices: &report.WorstSlices{Metric: "exact_match", Tested: 90, Found: 3, Rate: 0.05, List: []report.WorstSlice{
			{Parts: []string{"intent=transfer_money", "type=money"}, Score: scored(0.6, 0.5, 0.7, 1200), Rest: 0.95, Lost: 250},
			{Parts: []string{"op=typo"}, Score: scored(0.7, 0.6, 0.8, 40), Rest: 0.9, Lost: 4}}},
		Columns: []report.Column{{Name: "split", Parts: []report.Part{{Value: "test", Metrics: report.Metrics{}}}},
			{Name: "source", Asked: true, LeftOut: 7, Parts: []report.Part{{Value: "web|app", Metrics: report.Metrics{"exact_match": scored(0.5, 0.4, 0.6, 20), "intent_accuracy": scored(0.75, 0.7, 0.8, 20)}}}}},
		Seen:       &report.Seen{Train: "train.jsonl", Rows: 4800, By: []report.SeenBy{{What: "template", Seen: scored(0.95, 0.9, 0.99, 100), Unseen: scored(0.8, 0.7, 0.9, 100), Gap: scored(-0.15, -0.2, -0.1, 200)}}},
		Robustness: &report.Robustness{Pairs: 50, Ops: []report.OpDrop{{Op: "typo", Parent: scored(0.9, 0.8, 1, 50), Copy: scored(0.7, 0.6, 0.8, 50), Drop: scored(0.2, 0.1, 0.3, 50), Invariance: scored(0.75, 0.7, 0.8, 50)}}},
		Detectable: &report.Detectable{Metric: "exact_match", Change: 0.0314, Power: 0.8}}
}

func ptr[T any](v T) *T { return &v }

func partsOnTerminalOf(t *testing.T, all bool, width int) string {
	t.Helper()
	var b strings.Builder
	if err := EvaluationText(&b, withParts(), all, width); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPartsText(t *testing.T) {
	short := partsOnTerminalOf(t, false, 80)
	for _, want := range []string{"weakest  intent=transfer_money, type=money  60.0 %, at most 70.0 · 1,200 prompts\n", "\nsource ", "web|app ", "and 7 more", "in training", "template      95.0 %   100   80.0 %   100    -15.0   -20.0 – -10.0"} {
		if !strings.Contains(short, want) {
			t.Errorf("%q is missing in\n%s", want, short)
		}
	}
	for _, no := range []string{"op=typo", "independent", "this set can show", "augmented by", "split"} {
		if strings.Contains(short, no) {
			t.Errorf("%q is in\n%s", no, short)
		}
	}
	all := partsOnTerminalOf(t, true, 80)
	for _, want := range []string{"         op=typo  70.0 %, at most 80.0 · 40 prompts · the rest 90.0 %\n", "3 of 90 parts are worse than the rest, at most 5 % of them by chance",
		"200 prompts are worth 80 independent ones (design effect 2.5)", "this set can show a change of 3.1 points in exact match (80 % power)", "typo             90.0 %   70.0 %   +20.0"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing in\n%s", want, all)
		}
	}
	for line := range strings.Lines(all) {
		if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	if wide := partsOnTerminalOf(t, false, 0); !strings.Contains(wide, "1,200 prompts · the rest 95.0 %\n") {
		t.Error(wide)
	}
}

func TestPartsMarkdown(t *testing.T) {
	var b strings.Builder
	if err := EvaluationMarkdown(&b, withParts(), report.Beside{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"## Weakest parts\n", "| intent=transfer\\_money, type=money | 60.0 % | 50.0 – 70.0 | 1200 | 95.0 % | 250.0 |", "## By source\n", "web\\|app", "## Seen in training\n\n4,800 rows of train.jsonl",
		"## Augmented prompts against their originals\n", "this set can show a change of 3.1 points"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
}

func TestExplanationsText(t *testing.T) {
	var b strings.Builder
	x := report.Explanation{ID: "ex_1", Marked: "send [amount: $5]", Reference: "2025-06-16", Split: "test", Template: "t:1", Want: `pay(amount="$5")`, Got: `pay(amount="$6", note="x")`,
		Status: report.Wrong, Kinds: []string{"wrong_value", "extra_slot"}, Detail: "amount is …", Confidence: ptr(0.5),
		Calls: []report.ComparedCall{{Want: "pay", Got: "pay", Args: []report.ComparedArg{
			{Name: "amount", Type: "money", Want: []report.ReadWord{{Words: "$5", Means: "5 USD"}}, Got: &report.ReadWord{Words: "$6", Fault: "no amount"}, Verdict: "cannot be read"},
			{Name: "note", Got: &report.ReadWord{Words: "x", Means: "x"}, Verdict: "not wanted"}}}}}
	right := report.Explanation{ID: "ex_2", Status: report.Correct, Raw: new(bool), Want: "none()", Got: "none( )", Calls: []report.ComparedCall{{Want: "none", Got: "none"}}}
	if err := ExplanationsText(&b, []report.Explanation{x, right}, 0); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ex_1  wrong: wrong value, extra slot\n", "  prompt     send [amount: $5]\n", "  from       split test · template t:1 · confidence 0.5\n", "≠   amount, money   \"$5\" is 5 USD   \"$6\": no amount   cannot be read", "≠   note ", "\n\nex_2  correct\n", "  note       right by meaning, and not the target letter for letter\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
}
