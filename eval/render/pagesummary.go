package render

import (
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// summary is the top of a page: the number that matters most, what is worst, and what
// became of the examples.
type summary struct {
	Main     bar
	Name     string // of the main metric
	Meaning  string
	From     string // how many examples, templates
	Worst    []phrase
	Statuses []statusShare
	Cards    []bar
}

// phrase is a part of a sentence that links to examples.
type phrase struct{ Before, Text, Link string }

// statusShare is the part of the examples that have a status.
type statusShare struct {
	Class, Label string
	N            int
	Share        float64 // in percent
	Link         string
}

// maxCards is how many further metrics the summary has.
const maxCards = 6

func newSummary(e *report.Evaluation) *summary {
	s := &summary{Worst: worst(e), Statuses: statuses(e)}
	for _, k := range e.Metrics.Shown() {
		m := e.Metrics[k.Name]
		if !k.Brief || k.Lower && (k.Unit == report.Fraction || k.Unit == report.Count) && *m.Value == 0 && s.Name != "" {
			continue
		}
		b := newBar(k.Label, m, k.Unit)
		b.Note, b.Lower, b.Has = k.Meaning, k.Lower, b.Has && k.Unit == report.Fraction
		switch {
		case s.Name == "":
			s.Main, s.Name, s.Meaning, s.From = b, k.Label, k.Meaning, b.N
			if e.Gold != nil && e.Gold.Templates > 0 {
				s.From += " from " + report.FormatCount(e.Gold.Templates, "templates")
			}
		case len(s.Cards) < maxCards:
			s.Cards = append(s.Cards, b)
		}
	}
	if s.Name == "" {
		return nil
	}
	return s
}

// worst says what goes wrong most often.
func worst(e *report.Evaluation) []phrase {
	var out []phrase
	if w := e.WorstSlices; w != nil && len(w.List) > 0 {
		s := &w.List[0]
		out = append(out, phrase{"Weakest part:", fmt.Sprintf("%s, %s, the rest %s", partLabel(s.Parts), report.FormatValue(s.Score.Value, report.Fraction),
			report.FormatValue(&s.Rest, report.Fraction)), drill("slice", strings.Join(s.Parts, report.PartSeparator))})
	}
	if top := e.TopConfusions(1); len(top) > 0 {
		c := top[0]
		out = append(out, phrase{"Most confused:", fmt.Sprintf("%s is answered %s, %s", c.Want, answeredBy(c.Got), times(c.N)), drill("asked", c.Want, "answered", c.Got)})
	}
	var param *report.Label
	for i := range e.Slots {
		if l := &e.Slots[i]; wrongOf(l) > 0 && (param == nil || wrongOf(l) > wrongOf(param)) {
			param = l
		}
	}
	if param != nil {
		out = append(out, phrase{"Worst parameter:", fmt.Sprintf("%s is wrong in %d of %d", param.Name, wrongOf(param), param.Support), drill("param", "!"+param.Name)})
	}
	if len(e.Kinds) > 0 {
		k := e.Kinds[0]
		out = append(out, phrase{"Most frequent error:", fmt.Sprintf("%s, %s", spaced(k.Kind), times(k.N)), drill("kind", k.Kind)})
	}
	return out
}

// answeredBy says how the answers of a column of the matrix are.
func answeredBy(column string) string {
	if column == report.InvalidLabel {
		return "unreadably"
	}
	return "by " + answerLabel(column)
}

func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return report.FormatCount(n, "times")
}

// statusLabels name what becomes of examples, in the order of the summary.
var statusLabels = []struct {
	status       report.Status
	class, label string
}{
	{report.Correct, "right", "right"}, {report.Wrong, "wrong", "wrong"}, {report.Invalid, "invalid", "unreadable"},
	{report.Truncated, "truncated", "cut off"}, {report.Failed, "failed", "no answer"},
}

func statuses(e *report.Evaluation) []statusShare {
	all := 0
	for _, n := range e.Statuses {
		all += n
	}
	var out []statusShare
	for _, s := range statusLabels {
		if n := e.Statuses[s.status]; n > 0 {
			out = append(out, statusShare{s.class, s.label, n, percent(float64(n) / float64(all)), drill("status", string(s.status))})
		}
	}
	return out
}
