package render

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/check"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// checkPage is what the page of a check shows.
type checkPage struct {
	Title, Note string
	Say, Class  string // what follows from it all
	Unchecked   []string
	Rules       *section
	Kinds       []kindRow
	Splits      *section
	Charts      []*chart
	Labels      *piles
	Drifts      *driftBars
	Unseen      *bars
	Rows        []foundRow
	SplitNames  []string // of the rows
	Left        string   // how many rows the page leaves out
	Facts       facts
}

// kindRow is a kind of findings.
type kindRow struct {
	check.Found
	ID   string // of its first row
	Rows int    // that the page has
}

// foundRow is a finding.
type foundRow struct {
	Severity                   check.Severity
	ID                         string // of the first row of its kind, "" for the others
	Slug, Kind                 string
	Split, Text, Detail, Where string
	RowID                      string
	Other                      *otherRow
}

type otherRow struct{ Text, Where string }

// CheckHTML prints a check as one page that needs nothing else. The verdict may be nil.
func CheckHTML(w io.Writer, c *report.Check, v *gate.Verdict) error {
	p := &checkPage{Title: strings.Join(c.Data, " "), Say: checkSummary(c), Class: "pass"}
	p.Note = fmt.Sprintf("%s, %s", report.FormatCount(c.Examples, "rows"), report.FormatCount(len(c.Actions), "labels"))
	switch {
	case v != nil:
		p.Say, p.Class = v.Summary(), v.Status
		p.Rules = &section{Title: "Rules", Table: ruleRows(v)}
	case c.Count(check.Fault) > 0:
		p.Class = "fail"
	case c.Count(check.Warning) > 0:
		p.Class = ""
	}
	for _, u := range c.Unchecked {
		p.Unchecked = append(p.Unchecked, "Not checked: "+u.What+": "+u.Why)
	}
	p.found(c)
	if alike := alikeChart(c); alike != nil {
		p.Charts = append(p.Charts, alike)
	}
	if s := c.Statistics; s != nil {
		p.statistics(s)
	}
	p.Facts.put("made by", c.Tool)
	p.Facts.put("data", strings.Join(c.Data, " "))
	if c.Statistics != nil {
		for i, line := range c.Statistics.Sampled {
			p.Facts.put([]string{"samples", ""}[min(i, 1)], line)
		}
	}
	return pages().ExecuteTemplate(w, "checkpage", p)
}

// found lists the kinds and the rows that were found.
func (p *checkPage) found(c *report.Check) {
	left := 0
	for _, f := range bySeverity(c) {
		k := kindRow{Found: f, ID: strings.ReplaceAll(f.Name, " ", "_"), Rows: len(f.Findings)}
		p.Kinds = append(p.Kinds, k)
		left += f.N - k.Rows
		for i := range f.Findings {
			r := newFoundRow(&f.Findings[i], k.ID)
			if i == 0 {
				r.ID = k.ID
			}
			if !slices.Contains(p.SplitNames, r.Split) {
				p.SplitNames = append(p.SplitNames, r.Split)
			}
			p.Rows = append(p.Rows, r)
		}
	}
	if left > 0 {
		p.Left = text.Thousands(left) + " more are not on this page."
	}
}

func newFoundRow(f *check.Finding, slug string) foundRow {
	r := foundRow{Severity: f.Severity, Slug: slug, Kind: f.Kind, Split: splitTitle(string(f.Split)), Text: visible(f.Text), Detail: f.Detail, Where: whereIs(f.File, f.Line), RowID: f.ID}
	if f.Other != nil {
		r.Other = &otherRow{visible(f.Other.Text), whereIs(f.Other.File, f.Other.Line)}
	}
	return r
}

// statistics adds the pictures.
func (p *checkPage) statistics(s *check.Statistics) {
	if len(s.Splits) > 0 {
		p.Splits = &section{Title: "What the splits are like", Note: aboutSplits, Table: splitRows(s)}
		p.Charts = append([]*chart{lengthChart(s)}, p.Charts...)
	}
	p.Labels = newPiles(s)
	p.Drifts = newDriftBars(s)
	p.Unseen = newUnseenBars(s)
}

// lengthChart draws which share of a split has so many words.
func lengthChart(s *check.Statistics) *chart {
	longest, highest := 1, 0.01
	for _, one := range s.Splits {
		longest = max(longest, len(one.Lengths.Histogram)-1)
		for _, n := range one.Lengths.Histogram {
			highest = max(highest, float64(n)/float64(one.Rows))
		}
	}
	sc := scale{0, float64(longest), 0, highest}
	c := &chart{ID: "lengths", Title: "Lengths", Text: "Share of the rows of each split by their number of words.", XLabel: "words", YLabel: "share of the rows",
		Table: table.New(table.Names("split"), table.Numbers("shortest"), table.Numbers("5 %"), table.Numbers("median"), table.Numbers("95 %"), table.Numbers("longest"))}
	c.axes(sc, numberLabel, percentLabel)
	for i := range s.Splits {
		one := &s.Splits[i]
		var xs, ys []float64
		for words, n := range one.Lengths.Histogram {
			xs, ys = append(xs, float64(words)), append(ys, float64(n)/float64(one.Rows))
		}
		c.Lines = append(c.Lines, sc.line(seriesClass(i), xs, ys))
		c.Legend = append(c.Legend, legendItem{seriesClass(i), splitTitle(string(one.Split))})
		l := one.Lengths
		c.Table.Add(splitTitle(string(one.Split)), fmt.Sprint(l.Min), fmt.Sprint(l.P5), fmt.Sprint(l.Median), fmt.Sprint(l.P95), fmt.Sprint(l.Max))
	}
	return c
}

// alikeChart draws how alike rows are that are nearly the same. It returns nil where there
// are none.
func alikeChart(c *report.Check) *chart {
	first := slices.IndexFunc(c.Alike, func(n int) bool { return n > 0 })
	if first < 0 {
		return nil
	}
	percentAt := func(i int) float64 { return float64(100 - len(c.Alike) + 1 + i) }
	s := scale{percentAt(first - first%5), 101, 0, float64(slices.Max(c.Alike))}
	p := &chart{ID: "alike", Title: "Near duplicates", Text: "Rows that are nearly the same as another one, by how alike the two are.", XLabel: "percent alike", YLabel: "rows",
		Note: "What two texts share of the sequences of four letters that either has.", Table: table.New(table.Numbers("percent alike"), table.Numbers("rows"))}
	p.axes(s, numberLabel, numberLabel)
	for i, n := range c.Alike {
		if n == 0 {
			continue
		}
		bar := s.rect(percentAt(i), percentAt(i)+0.9, 0, float64(n))
		bar.Class, bar.Note = "pillar", fmt.Sprintf("%.0f %% alike: %s", percentAt(i), report.FormatCount(n, "rows"))
		p.Rects = append(p.Rects, bar)
		p.Table.Add(fmt.Sprintf("%.0f %%", percentAt(i)), text.Thousands(n))
	}
	return p
}

// piles is a table of labels with a bar for each, made of its rows in each split.
type piles struct {
	Legend []legendItem
	Rows   []pile
	Rest   *piles // on demand
}

type pile struct {
	Name  string
	N     int
	V     float64 // in percent of the largest
	Parts []pilePart
}

type pilePart struct {
	Class string
	N     int
}

func newPiles(s *check.Statistics) *piles {
	if len(s.Classes) == 0 {
		return nil
	}
	p := &piles{}
	for i, one := range s.Splits {
		p.Legend = append(p.Legend, legendItem{seriesClass(i), splitTitle(string(one.Split))})
	}
	for _, class := range s.Classes {
		one := pile{Name: class.Name, N: class.N, V: percent(float64(class.N) / float64(s.Classes[0].N))}
		for i, split := range s.Splits {
			one.Parts = append(one.Parts, pilePart{seriesClass(i), class.Rows[split.Split]})
		}
		p.Rows = append(p.Rows, one)
	}
	if most := 2 * shownBars; len(p.Rows) > most+3 {
		p.Rest = &piles{Legend: p.Legend, Rows: p.Rows[most:]}
		p.Rows = p.Rows[:most]
	}
	return p
}

// driftBars is a table of distances from train.
type driftBars struct {
	Rows []driftBar
	Rest *driftBars // on demand
}

type driftBar struct {
	Name, Distance, Chance, Most string
	V, Low                       float64 // the distance, and what chance gives, in percent
	Beyond                       bool
}

// newDriftBars has a row for each thing that may differ, those beyond chance first.
func newDriftBars(s *check.Statistics) *driftBars {
	sorted := slices.Clone(s.Drifts)
	slices.SortStableFunc(sorted, func(a, b check.Drift) int {
		return cmp.Or(cmp.Compare(max(a.Chance-a.Distance, 0), max(b.Chance-b.Distance, 0)), cmp.Compare(b.Distance, a.Distance))
	})
	t := &driftBars{}
	for i := range sorted {
		d := &sorted[i]
		t.Rows = append(t.Rows, driftBar{Name: driftName(d), Distance: fmt.Sprintf("%.2f", d.Distance), Chance: fmt.Sprintf("%.2f", d.Chance), Most: differsMost(d),
			V: percent(d.Distance), Low: percent(d.Chance), Beyond: d.Beyond})
	}
	switch {
	case len(t.Rows) == 0:
		return nil
	case len(t.Rows) > shownBars+3:
		t.Rest = &driftBars{Rows: t.Rows[shownBars:]}
		t.Rows = t.Rows[:shownBars]
	}
	return t
}

// newUnseenBars has a row for words and for each parameter, the one with most unseen values
// first.
func newUnseenBars(s *check.Statistics) *bars {
	t := &bars{Caption: "Shares that train lacks"}
	sorted := slices.Clone(s.Unseen)
	slices.SortStableFunc(sorted, func(a, b check.Unseen) int {
		return cmp.Or(cmp.Compare(b.Of, a.Of), cmp.Compare(b.N, a.N))
	})
	for _, u := range sorted {
		name := string(u.Split) + ", " + u.Of
		if u.Param != "" {
			name += " of " + u.Param
		}
		share := float64(u.N) / float64(max(u.All, 1))
		b := newBar(name, report.Metric{Value: &share, N: u.All, Of: u.Of}, report.Fraction)
		var most []string
		for _, thing := range u.Most[:min(len(u.Most), mostValues)] {
			most = append(most, thing.What)
		}
		b.Note = table.Plain(strings.Join(most, " · "))
		t.Rows = append(t.Rows, b)
	}
	return t.fold()
}

// Head is the head of the page.
func (p *checkPage) Head() head {
	return newHead(p.Title, "page/filter.js", "page/page.css", "page/triage.css", "page/comparison.css", "page/check.css")
}

// Contents are the entries of the table of contents.
func (p *checkPage) Contents() []contentsEntry {
	all := []struct {
		has       bool
		id, title string
	}{
		{p.Rules != nil, "gate", "Gate"},
		{true, "found", "What was found"},
		{p.Splits != nil, "splits", "Splits"},
		{p.Labels != nil, "labels", "Labels"},
		{p.Drifts != nil, "drift", "Drift from train"},
		{p.Unseen != nil, "unseen", "Never seen in train"},
		{len(p.Rows) > 0, "rows", "Rows"},
		{true, "made", "How this was made"},
	}
	var out []contentsEntry
	for _, s := range all {
		if s.has {
			out = append(out, contentsEntry{s.id, s.title})
		}
	}
	return out
}
