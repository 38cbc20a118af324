package render_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
)

// goldenComparison has two new runs, one of which is worse, and words that no format may
// choke on.
func goldenComparison(t *testing.T) *report.Comparison {
	t.Helper()
	var gold []eval.Gold
	preds := make([][]dataset.Prediction, 3)
	for i := range 120 {
		g := example("get_statement", map[string]any{"account": "savings", "period": "2025-03"}, dataset.Slot{Name: "period", Value: "march"})
		if i%4 == 0 {
			g = example("none", map[string]any{})
		}
		g.ID, g.Text, g.Origin = fmt.Sprintf("ex_%d", i), "words | of <b>a\x01 prompt", &dataset.Origin{Template: fmt.Sprintf("t.yaml:%d", i/3), Ops: []string{"typo:2"}[:i%2]}
		right := `get_statement(account=savings, period="march")`
		if i%4 == 0 {
			right = "none()"
		}
		answers := []string{right, right, right}
		switch {
		case i%10 == 3:
			answers = []string{right, right, `get_statement(account=checking, period="march")`}
		case i%10 == 5:
			answers = []string{right, right, "oops | <script>\x01"}
		case i%30 == 7:
			answers = []string{"none()", right, "none( )"}
		case i == 8:
			answers = []string{"get_statement()", "get_statement(account=savings)", right}
		}
		gold = append(gold, g)
		for k, a := range answers {
			preds[k] = append(preds[k], dataset.Prediction{ID: g.ID, Output: a, Tokens: []int32{1, int32(len(a))}, Margins: []float32{0.9, 0.04, 1}})
		}
	}
	run := func(label string, k int) eval.Predictions {
		return eval.Predictions{Label: label, Seq: stream(preds[k])}
	}
	c, err := eval.CompareAll(t.Context(), stream(gold), run("fp32", 0), []eval.Predictions{run("int8", 1), run("int4|<b>", 2)}, eval.Options{Schema: testSchema(t), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	c.Gold.Path = "gold.jsonl"
	return c
}

func TestGoldenComparison(t *testing.T) {
	several := goldenComparison(t)
	one := report.Comparison{Gold: several.Gold, Base: several.Base, RunChange: *several.More[0]}
	checkGolden(t, map[string]func(io.Writer) error{
		"compare.txt":     func(w io.Writer) error { return render.ComparisonText(w, &one, 80) },
		"compare.md":      func(w io.Writer) error { return render.ComparisonMarkdown(w, &one) },
		"compare.xml":     func(w io.Writer) error { return render.ComparisonJUnit(w, &one) },
		"compareruns.txt": func(w io.Writer) error { return render.ComparisonText(w, several, 80) },
		"compareruns.xml": func(w io.Writer) error { return render.ComparisonJUnit(w, several) },
	})
}

// The page needs nothing from elsewhere, and what records say is no markup.
func TestComparisonPage(t *testing.T) {
	var b strings.Builder
	if err := render.ComparisonHTML(&b, goldenComparison(t)); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{"2 runs against fp32", "int4|&lt;b&gt;: worse: exact match", "<mark>checking</mark>", "<mark>savings</mark>", "a coin flip", `data-way="broken"`, "wrong in both", "action get_statement"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in the page", want)
		}
	}
	for _, not := range []string{"<script>\x01", "of <b>a", "http://", "https://", "\x01"} {
		if strings.Contains(page, not) {
			t.Errorf("%q is in the page", not)
		}
	}
}

// A comment of a CI system has at most 64 KB.
func TestComparisonMarkdownIsShort(t *testing.T) {
	c := goldenComparison(t)
	long := strings.Repeat("words ", 500)
	for range 300 {
		c.Broken = append(c.Broken, report.Flip{Failure: report.Failure{ID: "x", Text: long, Want: long, Got: long + "a"}, Other: long})
	}
	var b strings.Builder
	if err := render.ComparisonMarkdown(&b, c); err != nil {
		t.Fatal(err)
	}
	if n := b.Len(); n > 64<<10 || !strings.Contains(b.String(), "more\n") {
		t.Errorf("%d bytes", n)
	}
}
