package render_test

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/check"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
)

// goldenCheck has something of everything that a check may find.
func goldenCheck() *report.Check {
	at := func(kind string, severity check.Severity, line int, text, detail string, other *check.Place) check.Finding {
		return check.Finding{Kind: kind, Severity: severity, File: "data/train.jsonl", Line: line, ID: fmt.Sprint("ex_", line), Split: dataset.Train, Text: text, Detail: detail, Other: other}
	}
	found := func(kind string, severity check.Severity, about string, n int, f ...check.Finding) check.Found {
		return check.Found{Kind: check.Kind{Name: kind, Severity: severity, About: about}, N: n, Findings: f}
	}
	lengths := check.Lengths{Min: 1, P5: 2, Median: 4, P95: 9, Max: 12, Histogram: []int{0, 10, 20, 40, 20, 10}}
	r := &check.Result{Examples: 120, Rows: map[dataset.Split]int{dataset.Train: 100, dataset.Test: 20}, Actions: map[string]int{"pay_bill": 90, "none": 30},
		Found: []check.Found{
			found("near duplicate", check.Suspect, "nearly the same text twice in one split", 1200, at("near duplicate", check.Suspect, 4, "freeze my cards", "similarity 0.86", &check.Place{File: "data/train.jsonl", Line: 3, Text: "freeze my card"})),
			found("duplicate", check.Fault, "a text that occurs twice in one split, with the same call", 3,
				at("duplicate", check.Fault, 17, "pay <b>my</b> bill | now", "occurs twice", &check.Place{File: "data/train.jsonl", Line: 3, Text: "pay <b>my</b> bill | now"}),
				at("duplicate", check.Fault, 19, "freeze\u202e my card", "occurs twice", &check.Place{File: "data/train.jsonl", Line: 5, Text: "Freeze my card!"}),
				at("duplicate", check.Fault, 20, "a", "occurs twice", nil)),
			found("imbalance", check.Warning, "a label with ten times as many rows as most, or a tenth", 1, check.Finding{Kind: "imbalance", Severity: check.Warning, Split: dataset.Train, Detail: "pay_bill has 90 rows, where half of the labels have 8 or fewer"}),
		},
		Alike:     append(make([]int, 36), 1, 4, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
		Unchecked: []check.Unchecked{{What: "unknown token", Why: "no tokenizer: name one with --model"}},
		Statistics: &check.Statistics{
			Splits: []check.SplitStatistics{
				{Split: dataset.Train, Rows: 100, Lengths: lengths, Diversity: check.Diversity{N: 100, Distinct1: 0.1, Distinct2: 0.34, Distinct3: 0.6, Compression: 3.2, Repeating: 0.25}, Effective: check.Effective{Templates: 20, Frames: 80, Number: 17.4, PerRow: 0.17}},
				{Split: dataset.Test, Rows: 20, Lengths: lengths, Diversity: check.Diversity{N: 20, Distinct2: 0.9, Compression: 1.4}, Effective: check.Effective{Frames: 19, Number: 18.9, PerRow: 0.9}}},
			Classes: []check.Class{{Name: "pay_bill", N: 90, Rows: map[dataset.Split]int{dataset.Train: 80, dataset.Test: 10}}, {Name: "none", N: 30, Rows: map[dataset.Split]int{dataset.Train: 20, dataset.Test: 10}}},
			Balance: check.Balance{Split: dataset.Train, Largest: 80, Median: 80, Smallest: 20},
			Drifts: []check.Drift{{Split: dataset.Test, Of: check.DriftLengths, Distance: 0.1, Chance: 0.3, N: 20, Most: []check.Moved{{What: "3 words", Train: 0.4, Here: 0.5}}},
				{Split: dataset.Test, Of: check.DriftLabels, Distance: 0.4, Chance: 0.2, N: 20, Beyond: true, Most: []check.Moved{{What: "none", Train: 0.2, Here: 0.5}}}},
			Unseen: []check.Unseen{{Split: dataset.Test, Of: check.UnseenValues, Param: "payee", N: 3, All: 12, Most: []check.UnseenThing{{What: "the <i>gas</i> company", N: 2}, {What: "mom", N: 1}}},
				{Split: dataset.Test, Of: check.UnseenWords, N: 5, All: 80, Most: []check.UnseenThing{{What: "fresh", N: 5}}}},
			Noise:   &check.LabelNoise{Labelled: 120, Judged: 110, Learnt: 100, N: 2},
			Sampled: []string{"diversity of train is that of 50 of its 100 rows"},
		}}
	c := eval.Check(r)
	c.Tool, c.Data = "slmkit test", []string{"data"}
	return c
}

func TestGoldenCheck(t *testing.T) {
	c := goldenCheck()
	checkGolden(t, map[string]func(io.Writer) error{
		"check.txt":    func(w io.Writer) error { return render.CheckText(w, c, 2, false, 80) },
		"checkall.txt": func(w io.Writer) error { return render.CheckText(w, c, 2, true, 0) },
		"check.md":     func(w io.Writer) error { return render.CheckMarkdown(w, c) },
	})
}

func TestCheckTextFits(t *testing.T) {
	var b bytes.Buffer
	if err := render.CheckText(&b, goldenCheck(), 9, true, 80); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if n := utf8.RuneCountInString(strings.TrimSpace(line)); n > 80 && !strings.HasPrefix(line, "diversity") {
			t.Errorf("%d characters: %s", n, line)
		}
	}
}

// The page runs its one script, needs nothing else, takes no text for markup, and all its
// links lead somewhere.
func TestCheckPage(t *testing.T) {
	c := goldenCheck()
	rules, err := gate.ParseRules([]byte("rules:\n  - duplicates <= 0\n"), "gate.yaml")
	if err != nil {
		t.Fatal(err)
	}
	v, err := rules.Judge([]report.Report{c}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := render.CheckHTML(&b, c, v); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, no := range []string{"http://", "https://", "src=", "@import", "<b>my", "<i>gas", "\u202e", "ZgotmplZ"} {
		if strings.Contains(page, no) {
			t.Errorf("the page has %q", no)
		}
	}
	for _, part := range []string{`<html lang="en">`, "<h1>data</h1>", `class="verdict fail"`, `class="kind fault"`, `href="#rows-near_duplicate"`, `data-kind="duplicate"`, "pay &lt;b&gt;my&lt;/b&gt; bill",
		"1,199 more", "87 % alike: 4 rows", "train.jsonl:17", `class="pile"`, "test, labels", "prefers-color-scheme: dark", "Not checked: unknown token", "duplicates &lt;= 0"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %q", part)
		}
	}
	if strings.Count(page, "<script>") != 1 {
		t.Error("the page has another number of scripts than one")
	}
	for _, link := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !strings.Contains(page, fmt.Sprintf("id=%q", link[1])) {
			t.Errorf("#%s leads nowhere", link[1])
		}
	}
	b.Reset()
	if err := render.CheckHTML(&b, eval.Check(&check.Result{}), nil); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "nothing found in 0 rows") || strings.Contains(b.String(), "<script>") {
		t.Error("a page of nothing does not say so, or has a script")
	}
}
