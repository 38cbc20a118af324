package render_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
)

// notOfReport are the parts of a page that are the same in all pages, or packed.
var notOfReport = regexp.MustCompile(`(?s)<head>.*</head>|<script.*</script>`)

// smallReport has little of everything, so that what a page makes of it can be read.
func smallReport() *report.Evaluation {
	share := func(v, low, high float64, n int) report.Metric {
		return report.Metric{Value: &v, Low: &low, High: &high, N: n, Of: "prompts"}
	}
	one := 1
	return &report.Evaluation{Header: report.NewHeader(report.KindEval), Gold: &report.GoldInfo{FileInfo: report.FileInfo{Path: "gold.jsonl"}, Fingerprint: "f00d", N: 3, Templates: 2},
		Predictions: &report.FileInfo{Path: "a|b.jsonl"}, Metrics: report.Metrics{"exact_match": share(2./3, 0.1, 0.98, 3), "false_action_rate": share(0.5, 0, 1, 2)},
		Warnings: []string{"3 <few>"}, Statuses: map[report.Status]int{report.Correct: 2, report.Wrong: 1},
		Intents:    []report.Label{{Name: "lock_door", Support: 2, Predicted: 1, Correct: 1, Right: &one, F1: share(0.6, 0.2, 1, 2)}},
		Confusions: []report.Confusion{{Want: "lock_door", Got: "lock_door", N: 1}, {Want: "lock_door", Got: report.InvalidLabel, N: 1}, {Want: "none", Got: "none", N: 1}},
		Kinds:      []report.KindCount{{Kind: report.KindSyntax, N: 1}}, Slices: map[string]report.Metric{"split=test": share(2./3, 0.1, 0.98, 3)},
		Calibration: &report.Calibration{N: 3, ECENull: 0.2, Bins: []report.Bin{{Low: 0.8, High: 1, N: 3, Confidence: 0.9, Accuracy: 2. / 3}}},
		Latencies:   []float64{1, 2, 4}, Failures: []report.Failure{{ID: "1", Text: "shut <it>", Intent: "lock_door", Want: "lock_door()", Got: "lock", Status: report.Invalid, Kinds: []string{report.KindSyntax}, Detail: "byte 4"}}}
}

// TestHTMLGolden shows what a page has besides its style and script.
func TestHTMLGolden(t *testing.T) {
	golden(t, "page.html", notOfReport.ReplaceAllString(htmlPage(t, smallReport(), render.Extras{}), ""))
}

func htmlPage(t *testing.T, r *report.Evaluation, x render.Extras) string {
	t.Helper()
	var b bytes.Buffer
	if err := render.EvaluationHTML(&b, r, x); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHTMLNeedsNothingElse(t *testing.T) {
	r := goldenReport(t)
	r.Failures[0].Text = `</script><script>alert(1)</script>`
	page := htmlPage(t, r, render.Extras{})
	for _, no := range []string{"http://", "https://", "src=", "@import", "alert(1)</script>", "ZgotmplZ"} {
		if strings.Contains(page, no) {
			t.Errorf("the page has %q", no)
		}
	}
	for _, part := range []string{"<svg", `class="matrix"`, `id="reliability-title"`, `id="latency-chart-title"`, "prefers-color-scheme: dark", `id="errors"`, "script-src 'sha256-"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %q", part)
		}
	}
	if page != htmlPage(t, r, render.Extras{}) {
		t.Error("two pages of one report differ")
	}
}

// columns are what the script of a page unpacks.
type columns struct {
	Total, Wrong int
	ID, Text     []string
	Got          []*string
	Slots        [][]int
	SlotNames    []string
	Asked        struct {
		Names []string
		At    []int
	}
	WrongParams struct{ Names []string }
	Confidence  []float64
	Flips       []struct {
		Run string
		At  []int
	}
}

func unpacked(t *testing.T, page string) columns {
	t.Helper()
	_, packed, _ := strings.Cut(page, `<script type="text/plain" id="packed">`)
	packed, _, _ = strings.Cut(packed, "<")
	raw, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		t.Fatal(err)
	}
	var c columns
	if err := json.NewDecoder(flate.NewReader(bytes.NewReader(raw))).Decode(&c); err != nil {
		t.Fatal(err)
	}
	return c
}

// scoredRun evaluates n examples, of which every k-th is answered wrongly.
func scoredRun(t *testing.T, label string, n, k int) (*report.Evaluation, *render.Examples) {
	t.Helper()
	var gold []eval.Gold
	var preds []dataset.Prediction
	for i := range n {
		g := example("get_statement", map[string]any{"account": "savings", "period": "2025-03"}, dataset.Slot{Name: "period", Value: "march", Start: 28, End: 33})
		g.ID = fmt.Sprintf("ex_%d", i)
		gold = append(gold, g)
		p := dataset.Prediction{ID: g.ID, Output: `get_statement(account="savings", period="march")`}
		if i%k == 0 {
			p.Output = `get_statement(account="checking", period="march")`
		}
		preds = append(preds, p)
	}
	examples := render.NewExamples()
	o := eval.Options{Schema: testSchema(t), Each: func(s eval.Scored) error { examples.Add(s.Example()); return nil }}
	r, err := eval.Evaluate(t.Context(), stream(gold), eval.Predictions{Label: label, Seq: stream(preds)}, o)
	if err != nil {
		t.Fatal(err)
	}
	r.Predictions = &report.FileInfo{Path: label}
	return r, examples
}

// A page holds right answers as well as wrong ones, with their slots, and says how each
// fares in the runs beside it.
func TestHTMLHoldsExamples(t *testing.T) {
	r, examples := scoredRun(t, "new", 60, 6)
	base, _ := scoredRun(t, "base", 60, 4)
	page := htmlPage(t, r, render.Extras{Beside: report.Beside{Runs: []*report.Evaluation{base}}, Examples: examples})
	c := unpacked(t, page)
	if c.Total != 60 || c.Wrong != 10 || len(c.ID) != 60 || len(c.Asked.At) != 60 {
		t.Fatalf("%d of %d examples, %d wrong", len(c.ID), c.Total, c.Wrong)
	}
	if c.SlotNames[c.Slots[0][0]] != "period" || c.Slots[0][1] != 28 || c.Slots[0][2] != 33 {
		t.Errorf("slots %v of %v", c.Slots[0], c.SlotNames)
	}
	if c.Confidence != nil || len(c.WrongParams.Names) != 2 {
		t.Errorf("confidence %v, parameters %q", c.Confidence, c.WrongParams.Names)
	}
	for i, id := range c.ID {
		var k int
		if _, err := fmt.Sscanf(id, "ex_%d", &k); err != nil {
			t.Fatal(err)
		}
		want := map[[2]bool]int{{true, true}: 0, {true, false}: 1, {false, true}: 2, {false, false}: 3}[[2]bool{k%4 != 0, k%6 != 0}]
		if c.Flips[0].Run != "base" || c.Flips[0].At[i] != want {
			t.Errorf("%s: flip %d beside %s, want %d", id, c.Flips[0].At[i], c.Flips[0].Run, want)
		}
	}
	for _, part := range []string{"5 broken", "10 fixed", `href="#examples?asked=get_statement&amp;status=errors"`, `href="#examples?param=%21account"`} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %q", part)
		}
	}
}

func TestHTMLShowsVerdict(t *testing.T) {
	r, examples := scoredRun(t, "new", 60, 6)
	rules, err := gate.ParseRules([]byte("rules: [exact_match >= 0.99]"), "gate.yaml")
	if err != nil {
		t.Fatal(err)
	}
	v, err := rules.Judge([]report.Report{r}, nil)
	if err != nil {
		t.Fatal(err)
	}
	page := htmlPage(t, r, render.Extras{Verdict: v, Examples: examples})
	for _, part := range []string{`class="verdict fail"`, "exact_match &gt;= 0.99", `id="gate"`} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %q", part)
		}
	}
}
