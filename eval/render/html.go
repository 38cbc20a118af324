package render

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

//go:embed page
var pageFiles embed.FS

// pages are the templates of all pages and of their parts. They are parsed when the first
// page is written, since most commands write none.
var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Funcs(template.FuncMap{
		"plain":   table.Plain,
		"breaks":  breaks,
		"count":   text.Thousands[int],
		"numeric": func(t *table.Table, i int) bool { return t.Columns[i].Kind == table.Number },
	}).ParseFS(pageFiles, "page/*.html"))
})

// head is what a page has beside its contents. ScriptHash lets the one script of the page
// run, and no other that might have got into it with a prompt or an answer.
type head struct {
	Title      string
	Style      template.CSS
	Script     template.JS
	ScriptHash string
}

func newHead(title, script string, styles ...string) head {
	h := head{Title: title}
	if script != "" {
		h.Script = template.JS(mustRead(script))
	}
	for _, name := range styles {
		h.Style += template.CSS(mustRead(name))
	}
	sum := sha256.Sum256([]byte(h.Script))
	h.ScriptHash = "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
	return h
}

func mustRead(name string) string {
	b, err := pageFiles.ReadFile(name)
	if err != nil {
		panic(err) // the file is embedded
	}
	return string(b)
}

// breaks writes a name so that a line can end after an underscore.
func breaks(name string) template.HTML {
	return template.HTML(strings.ReplaceAll(template.HTMLEscapeString(table.Plain(name)), "_", "_<wbr>"))
}

// Extras are what a page shows with an evaluation.
type Extras struct {
	report.Beside
	Verdict  *gate.Verdict // nil where there is none
	Examples *Examples     // nil: the page has those failures that the report lists
}

// evaluationPage is what the template of a report draws. A part that is nil is left out.
type evaluationPage struct {
	Head       head
	Title      string
	Gold       *report.GoldInfo
	Contents   []contentsEntry
	Warnings   []string
	Verdict    *verdictPart
	Summary    *summary
	Metrics    *bars
	Actions    *bars
	Untested   []string
	Parameters *bars
	Confusions *confusions
	Kinds      *counted
	Parts      *partsPart
	Precision  []string // what the examples can show
	Confidence *confidence
	Latency    *chart
	Flips      *flipsPart
	Runs       *table.Table
	Benches    []*benchPart
	Errors     []report.Failure // some, for paper and browsers without scripts
	ErrorCount int
	Examples   *explorer
	Facts      facts
}

// contentsEntry is a line of the table of contents.
type contentsEntry struct{ ID, Title string }

// shownErrors is how many errors are in the page itself, outside of the packed examples.
const shownErrors = 12

// EvaluationHTML prints an evaluation as one page that needs nothing else: styles,
// pictures, the examples and the script that finds them are in it.
func EvaluationHTML(w io.Writer, e *report.Evaluation, x Extras) error {
	if x.Examples == nil {
		x.Examples = listed(e)
	}
	flips := flipsOf(e, x.Runs)
	if len(flips) > 0 && len(x.Examples.keys) != len(flips[0].At) {
		flips = nil
	}
	columns, packed, err := x.Examples.pack(flips)
	if err != nil {
		return err
	}
	p := newEvaluationPage(e, x, flips)
	p.Examples = newExplorer(columns)
	p.Contents = p.contents()
	if err := pages().ExecuteTemplate(w, "evaluation", p); err != nil {
		return err
	}
	return finishPage(w, p.Head, packed)
}

// finishPage writes the packed examples and the script behind what can be read without
// them. The examples are base64, which needs no escapes.
func finishPage(w io.Writer, h head, packed []byte) error {
	if _, err := io.WriteString(w, `<script type="text/plain" id="packed">`); err != nil {
		return err
	}
	if _, err := w.Write(packed); err != nil {
		return err
	}
	if _, err := io.WriteString(w, "</script>\n"); err != nil {
		return err
	}
	return pages().ExecuteTemplate(w, "end", h)
}

func newEvaluationPage(e *report.Evaluation, x Extras, flips []flip) *evaluationPage {
	p := &evaluationPage{Title: "slmkit eval", Gold: e.Gold, Warnings: e.Warnings, Verdict: newVerdict(x.Verdict), Summary: newSummary(e),
		Metrics: newMetricBars(e), Untested: e.Untested, Confusions: newConfusions(e), Kinds: newKindBars(e), Parts: newParts(e), Precision: sentences(precisionText(e)),
		Confidence: newConfidence(e), Latency: newLatency(e, x.Runs), Flips: newFlips(e, flips), Facts: evaluationFacts(e)}
	if e.Predictions != nil {
		p.Title = table.Plain(e.RunLabel())
	}
	p.Head = newHead(p.Title, "page/page.js", "page/page.css")
	p.Actions = newLabelBars(e.Intents, "F1 by action", "action", func(name string, wrong bool) string {
		if wrong {
			return drill("asked", name, "status", "errors")
		}
		return drill("asked", name)
	})
	p.Parameters = newLabelBars(e.Slots, "F1 by parameter", "parameter", func(name string, wrong bool) string {
		if wrong {
			return drill("param", "!"+name)
		}
		return drill("param", name)
	})
	if len(x.Runs) > 0 {
		p.Runs = runRows(append([]*report.Evaluation{e}, x.Runs...))
	}
	for i, b := range x.Benches {
		if part := newBench(b, i); part != nil {
			p.Benches = append(p.Benches, part)
		}
	}
	p.Errors = e.Failures[:min(shownErrors, len(e.Failures))]
	p.ErrorCount = x.Examples.totalWrong
	return p
}

// sentences makes a sentence of each line.
func sentences(lines string) []string {
	var out []string
	for line := range strings.Lines(lines) {
		out = append(out, sentence(strings.TrimSuffix(line, "\n")))
	}
	return out
}

// contents lists the parts that the page has.
func (p *evaluationPage) contents() []contentsEntry {
	all := []struct {
		has       bool
		id, title string
	}{
		{p.Summary != nil, "summary", "Summary"},
		{p.Verdict != nil, "gate", "Gate"},
		{p.Metrics != nil, "metrics", "Metrics"},
		{p.Confusions != nil, "confusions", "Confusions"},
		{p.Actions != nil, "actions", "Actions"},
		{p.Parameters != nil, "parameters", "Parameters"},
		{p.Kinds != nil, "kinds", "Kinds of errors"},
		{p.Parts != nil, "parts", "Parts"},
		{p.Confidence != nil, "confidence", "Confidence"},
		{p.Flips != nil, "flips", "Flips"},
		{p.Runs != nil, "runs", "Runs side by side"},
		{p.Latency != nil, "latency", "Latency"},
		{len(p.Benches) > 0, "bench", "Benchmark"},
		{len(p.Errors) > 0, "errors", "Some errors"},
		{true, "made", "How this was made"},
	}
	var out []contentsEntry
	for _, s := range all {
		if s.has {
			out = append(out, contentsEntry{s.id, s.title})
		}
	}
	return slices.Clip(out)
}

// RunsSection is the table of runs.
func (p *evaluationPage) RunsSection() section {
	return section{Title: "Metrics of the runs", Table: p.Runs}
}
