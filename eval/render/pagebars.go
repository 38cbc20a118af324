package render

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
)

// bars is a table of metrics with a picture of each on a scale from 0 to 100 %.
type bars struct {
	Caption string
	Of      string // what a row is
	Value   string // what the picture shows
	Rows    []bar
	More    []bar // rows on demand
	Detail  bool  // rows have precision and recall
	Counts  bool  // rows have counts of wrong answers
}

type bar struct {
	Label             string
	Note              string // what the metric means
	Value             string
	Interval          string
	N                 string
	V, Low, High      float64 // in percent
	Has               bool    // there is a value
	HasInterval       bool
	Few               bool // too few to say much
	Lower             bool // lower is better
	Precision, Recall string
	Wrong             int
	All, Errors       string // links to examples, "" where there are none
}

// shownBars is how many rows a page shows before one asks for more.
const shownBars = 12

// fewExamples is how many examples a share must come from to be drawn in full colour.
const fewExamples = 10

func newBar(label string, m report.Metric, unit string) bar {
	b := bar{Label: label, Value: report.FormatValue(m.Value, unit), Interval: report.FormatInterval(m, unit), N: report.FormatCount(m.N, m.Of)}
	if m.Value != nil {
		b.Has, b.V = true, percent(*m.Value)
	}
	if m.Low != nil && m.High != nil {
		b.HasInterval, b.Low, b.High = true, percent(*m.Low), percent(*m.High)
	}
	b.Few = m.N > 0 && m.N < fewExamples
	return b
}

// percent is a place on a scale of 100 %. Reports of other tools have any number.
func percent(share float64) float64 { return math.Round(100*min(max(100*share, 0), 100)) / 100 }

// newMetricBars has a row for each metric that is a share.
func newMetricBars(e *report.Evaluation) *bars {
	t := &bars{Caption: "Metrics with their 95 % intervals", Of: "metric", Value: "value"}
	for _, k := range e.Metrics.Shown() {
		if k.Unit != report.Fraction || k.Signed {
			continue
		}
		m := e.Metrics[k.Name]
		b := newBar(k.Label, m, k.Unit)
		b.Note, b.Lower, b.All = k.Meaning, k.Lower, metricViews[k.Name]
		if part := m.Covers(); part != "" {
			b.Note += "; " + part
		}
		t.Rows = append(t.Rows, b)
	}
	return t.fold()
}

// metricViews are the examples that metrics count as wrong.
var metricViews = map[string]string{
	"exact_match":        drill("status", "errors"),
	"false_refusal_rate": drill("kind", report.KindFalseRefusal),
	"loop_rate":          drill("kind", report.KindLoop),
}

// newLabelBars has a row for each action or parameter, the worst first.
func newLabelBars(labels []report.Label, caption, of string, link func(name string, wrong bool) string) *bars {
	t := &bars{Caption: caption, Of: of, Value: "F1", Detail: true, Counts: true}
	sorted := slices.Clone(labels)
	slices.SortStableFunc(sorted, func(a, b report.Label) int {
		return cmp.Or(cmp.Compare(wrongOf(&b), wrongOf(&a)), cmp.Compare(b.Support, a.Support), cmp.Compare(a.Name, b.Name))
	})
	for i := range sorted {
		l := &sorted[i]
		b := newBar(l.Name, l.F1, report.Fraction)
		b.Precision, b.Recall = report.FormatValue(l.Precision.Value, report.Fraction), report.FormatValue(l.Recall.Value, report.Fraction)
		b.N, b.Few, b.Wrong = text.Thousands(l.Support), l.Support < fewExamples, wrongOf(l)
		b.All = link(l.Name, false)
		if b.Wrong > 0 {
			b.Errors = link(l.Name, true)
		}
		t.Rows = append(t.Rows, b)
	}
	return t.fold()
}

// wrongOf is how many of a label's occurrences in gold are not answered right.
func wrongOf(l *report.Label) int {
	if l.Right != nil {
		return l.Support - *l.Right
	}
	return l.Support - l.Correct
}

// newSliceBars has a row for each part of the examples, sorted by name.
func newSliceBars(parts map[string]report.Metric) *bars {
	t := &bars{Caption: "Exact match by part of the examples", Of: "part", Value: "exact match"}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		b := newBar(strings.Replace(name, "=", " = ", 1), parts[name], report.Fraction)
		b.All, b.Errors = drill("slice", name), drill("slice", name, "status", "errors")
		t.Rows = append(t.Rows, b)
	}
	return t.fold()
}

// fold puts rows after the first few aside, where there are many.
func (t *bars) fold() *bars {
	if len(t.Rows) > shownBars+3 {
		t.Rows, t.More = t.Rows[:shownBars], t.Rows[shownBars:]
	}
	return t.orNil()
}

// Rest are the rows on demand.
func (t *bars) Rest() *bars {
	rest := *t
	rest.Rows = t.More
	return &rest
}

func (t *bars) orNil() *bars {
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// newKindBars has a row for each kind of error, by how many examples have it as the
// gravest.
func newKindBars(e *report.Evaluation) *counted {
	c := &counted{}
	most := 1
	for _, k := range e.Kinds {
		most = max(most, k.N)
	}
	for _, k := range e.Kinds {
		c.Rows = append(c.Rows, countedRow{Name: spaced(k.Kind), Meaning: kindMeanings[k.Kind], N: k.N, V: 100 * float64(k.N) / float64(most),
			All: drill("kind", k.Kind)})
	}
	if len(c.Rows) == 0 {
		return nil
	}
	return c
}

// counted is a table of counts with a bar for each.
type counted struct{ Rows []countedRow }

type countedRow struct {
	Name, Meaning string
	N             int
	V             float64 // in percent of the largest
	All           string
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }

// kindMeanings say what the kinds of errors are.
var kindMeanings = map[string]string{
	report.KindSkipped:       "the record of gold is bad",
	report.KindMissing:       "there is no prediction",
	report.KindFailed:        "the prediction is an error",
	report.KindLoop:          "the output repeats itself",
	report.KindTruncated:     "the output was cut off at the length limit",
	report.KindEmpty:         "the output is empty",
	report.KindSyntax:        "the output is not a call",
	report.KindUnknownAction: "the schema has no such action",
	report.KindFalseAction:   "nothing was asked for, and an action was answered",
	report.KindFalseRefusal:  "an action was asked for, and none was answered",
	report.KindWrongAction:   "another action was answered",
	report.KindMissingCall:   "one of several calls is missing",
	report.KindExtraCall:     "a call was added",
	report.KindOrder:         "the calls are in another order",
	report.KindUnknownSlot:   "the action has no such parameter",
	report.KindDuplicateSlot: "a parameter is given twice",
	report.KindType:          "the value cannot be read as the parameter's type",
	report.KindUngrounded:    "the value neither is in the prompt nor follows from it",
	report.KindCopied:        "the words of another argument were copied",
	report.KindSpan:          "too few or too many words were copied",
	report.KindValue:         "the value is another one",
	report.KindMissingSlot:   "a parameter is missing",
	report.KindExtraSlot:     "a parameter was added",
}
