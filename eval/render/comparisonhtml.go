package render

import (
	"fmt"
	"io"
	"math"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// comparisonPage is what the template draws.
type comparisonPage struct {
	*report.Comparison
	Head     head
	Title    string
	Contents []contentsEntry
	Runs     []runSection
	Cases    []flipCase
	Intent   []string // of the cases, for the filter
	Facts    facts
}

// runSection is about one new run.
type runSection struct {
	*report.RunChange
	Class   string // of its verdict
	Cards   []changeCard
	Forest  forest
	Flips   [4]count4
	Shared  []sharedLine
	Intents *table.Table
	Margins string
}

// changeCard shows a metric before and after.
type changeCard struct{ Label, Base, New, Change, Interval, Verdict, Class string }

// count4 is one of the four ways in which two answers to an example compare.
type count4 struct {
	Label string
	N     string
	Width float64 // in percent
	Class string
}

// sharedLine is what some flips have in common.
type sharedLine struct {
	Words, Chance string
	Also          []string
	IDs           []string
	Beyond        bool
}

// flipCase is an example with the answers of both runs.
type flipCase struct {
	Run, Way, ID, Text, Want, Intent, Detail, Template string
	Base, New                                          []mark
	Token, Margins                                     string
}

// ComparisonHTML prints a comparison as one page that needs nothing else.
func ComparisonHTML(w io.Writer, c *report.Comparison) error {
	p := comparisonPage{Comparison: c, Title: c.New.Label + " against " + c.Base.Label}
	if len(c.More) > 0 {
		p.Title = fmt.Sprintf("%d runs against %s", 1+len(c.More), c.Base.Label)
	}
	seen := map[string]bool{}
	for _, r := range c.Runs() {
		p.Runs = append(p.Runs, newRunSection(r))
		for _, list := range []struct {
			way   string
			flips []report.Flip
			ofNew bool
		}{{"broken", r.Broken, true}, {"fixed", r.Fixed, false}, {"wrong in both", r.Changed, true}} {
			for i := range list.flips {
				f := newFlipCase(r, &list.flips[i], list.way, list.ofNew)
				if p.Cases = append(p.Cases, f); !seen[f.Intent] {
					seen[f.Intent] = true
					p.Intent = append(p.Intent, f.Intent)
				}
			}
		}
	}
	p.Facts = comparisonFacts(c)
	p.Head = newHead(p.Title, "page/filter.js", "page/page.css", "page/comparison.css")
	for i, r := range p.Runs {
		p.Contents = append(p.Contents, contentsEntry{fmt.Sprint("run", i), table.Plain(r.New.Label)})
	}
	if len(p.Cases) > 0 {
		p.Contents = append(p.Contents, contentsEntry{"answers", "Answers that changed"})
	}
	p.Contents = append(p.Contents, contentsEntry{"made", "How this was made"})
	return pages().ExecuteTemplate(w, "comparison", p)
}

func newRunSection(c *report.RunChange) runSection {
	s := runSection{RunChange: c, Class: verdictClass(c.Verdict), Forest: newForest(c), Margins: c.MarginWords(), Flips: fourWays(c)}
	for _, ch := range c.Changes {
		k, _ := report.Lookup(ch.Name)
		value, interval := report.FormatChange(ch.Delta)
		s.Cards = append(s.Cards, changeCard{k.Label, report.FormatValue(ch.Base.Value, k.Unit), report.FormatValue(ch.New.Value, k.Unit), value, interval, told(ch.Verdict), verdictClass(ch.Verdict)})
	}
	if m := c.Metrics["churn"]; m.Value != nil {
		s.Cards = append(s.Cards, changeCard{Label: "answers changed", New: report.FormatValue(m.Value, report.Fraction), Interval: report.FormatInterval(m, report.Fraction), Class: "same"})
	}
	for _, g := range likeliest(c.Shared) {
		s.Shared = append(s.Shared, sharedLine{g.Words(), chance("q", g.Q), g.Also, g.IDs, g.Beyond()})
	}
	if len(c.Intents) > 0 {
		s.Intents = intentTable(c)
	}
	return s
}

func verdictClass(verdict string) string {
	if verdict == report.Same {
		return "same"
	}
	return verdict
}

// fourWays are the counts of the paired table.
func fourWays(c *report.RunChange) [4]count4 {
	t := c.Table
	out := [4]count4{{"right in both", "", t.Both, "both"}, {"broken", "", t.OnlyBase, "broken"}, {"fixed", "", t.OnlyNew, "fixed"}, {"wrong in both", "", t.Neither, "neither"}}
	n := max(t.Both+t.OnlyBase+t.OnlyNew+t.Neither, 1)
	for i := range out {
		out[i].N, out[i].Width = fmt.Sprintf("%.0f", out[i].Width), 100*out[i].Width/n
	}
	return out
}

// forest shows the changes with their intervals around zero. Places are in percent of its
// width.
type forest struct {
	Rows  []forestRow
	Ticks []string
}

type forestRow struct {
	Label, Change, Interval, Class string
	V, Low, High                   float64
	HasInterval                    bool
}

func newForest(c *report.RunChange) forest {
	widest := 0.01
	for _, ch := range c.Changes {
		for _, v := range []*float64{ch.Delta.Value, ch.Delta.Low, ch.Delta.High} {
			if v != nil {
				widest = max(widest, math.Abs(*v))
			}
		}
	}
	at := func(v float64) float64 { return percent(0.5 + v/widest/2) }
	f := forest{Ticks: []string{fmt.Sprintf("%+.1f", -100*widest), "0", fmt.Sprintf("%+.1f", 100*widest)}}
	for _, ch := range c.Changes {
		if ch.Delta.Value == nil {
			continue
		}
		k, _ := report.Lookup(ch.Name)
		r := forestRow{Label: k.Label, V: at(*ch.Delta.Value), Class: verdictClass(ch.Verdict)}
		r.Change, r.Interval = report.FormatChange(ch.Delta)
		if ch.Delta.Low != nil && ch.Delta.High != nil {
			r.HasInterval, r.Low, r.High = true, at(*ch.Delta.Low), at(*ch.Delta.High)
		}
		f.Rows = append(f.Rows, r)
	}
	return f
}

func newFlipCase(c *report.RunChange, f *report.Flip, way string, ofNew bool) flipCase {
	base, new := bothAnswers(f, ofNew)
	out := flipCase{Run: c.New.Label, Way: way, ID: f.ID, Text: f.Text, Want: f.Want, Intent: f.Intent, Detail: f.Detail, Template: f.Template}
	out.Base, out.New = marks(base, new)
	if at := f.Parts; at != nil && at.Token != nil {
		out.Token = fmt.Sprintf("the answers part at token %d", *at.Token+1)
		if at.BaseMargin != nil && at.NewMargin != nil {
			out.Margins = fmt.Sprintf("margins %.2f and %.2f", *at.BaseMargin, *at.NewMargin)
			if at.CoinFlip() {
				out.Margins += ": a coin flip"
			}
		}
	}
	return out
}
