package render_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
)

// goldenTriage is the report that the tests of package triage make.
func goldenTriage(t *testing.T) *report.Triage {
	t.Helper()
	data, err := os.ReadFile("../../prompts/triage/testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.Decode(data, "golden.json")
	if err != nil {
		t.Fatal(err)
	}
	return r.(*report.Triage)
}

func TestGoldenTriage(t *testing.T) {
	r := goldenTriage(t)
	checkGolden(t, map[string]func(io.Writer) error{
		"triage.txt":    func(w io.Writer) error { return render.TriageText(w, r, 5, false, 80) },
		"triageall.txt": func(w io.Writer) error { return render.TriageText(w, r, 5, true, 0) },
		"triage.md":     func(w io.Writer) error { return render.TriageMarkdown(w, r) },
	})
}

func TestTriageTextFits(t *testing.T) {
	var b bytes.Buffer
	if err := render.TriageText(&b, goldenTriage(t), 100, false, 80); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if n := utf8.RuneCountInString(strings.TrimSpace(line)); n > 80 {
			t.Errorf("%d characters: %s", n, line)
		}
	}
}

// The page holds nothing that runs, needs nothing else, takes no text for markup, and all
// its links lead somewhere.
func TestTriagePage(t *testing.T) {
	r := goldenTriage(t)
	r.Items[0].Frames[0].Example = `</q><script>alert(1)</script>`
	value := 0.1
	r.Change = &report.TriageChange{Before: "before.json", N: 9, Covered: report.Metric{Value: &value}, Gone: []report.Moved{{What: "<b>", Was: 3}}}
	for len(r.Items) < 60 {
		r.Items = append(r.Items, r.Items...)
	}
	var b bytes.Buffer
	if err := render.TriageHTML(&b, r); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, no := range []string{"http://", "https://", "src=", "@import", "<script", "<b>\n", "ZgotmplZ"} {
		if strings.Contains(page, no) {
			t.Errorf("the page has %q", no)
		}
	}
	for _, part := range []string{`<html lang="en">`, "<h1>What to do next with library@", `id="change-title"`, `<ol class="todo">`, `start="31"`, "&lt;/q&gt;&lt;script&gt;", "prefers-color-scheme: dark",
		"title:\n  - &#34;glass rivers&#34; # 2", `class="kind template"`, `class="kind value"`, "templates/loans.yaml"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page has no %q", part)
		}
	}
	for _, link := range regexp.MustCompile(`href="#([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !strings.Contains(page, fmt.Sprintf("id=%q", link[1])) {
			t.Errorf("#%s leads nowhere", link[1])
		}
	}
	b.Reset()
	if err := render.TriageHTML(&b, &report.Triage{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "Nothing: every message is covered.") {
		t.Error("a page of nothing does not say so")
	}
}
