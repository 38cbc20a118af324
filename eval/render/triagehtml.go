package render

import (
	"fmt"
	"io"
	"strconv"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// triagePage is what the page of a triage shows.
type triagePage struct {
	Title, Note, Split string
	Model              string
	Change             []string
	States, Actions    *bars
	Looked             int
	Items, More        []todo
	Facts              facts
}

// todo is one thing to do.
type todo struct {
	Number     int
	Kind, What string
	Brings     string
	Why, Next  string
	Values     []string // lines of a lexicon
	Frames     []report.TriageFrame
	Near       []report.TriageNear
}

// shownTodos is how many things to do a page shows before one asks for more.
const shownTodos = 30

// TriageHTML prints a triage as one page that needs nothing else.
func TriageHTML(w io.Writer, t *report.Triage) error {
	p := &triagePage{Title: "What to do next with " + t.Pack, Looked: t.LookN, States: &bars{Caption: "States of the messages that only score", Of: "state", Value: "share"}}
	p.Note = fmt.Sprintf("%s, %s", report.FormatCount(t.N, "messages"), t.Messages.Path)
	p.Split = fmt.Sprintf("%s are shown below; of the other %s there are only these numbers.", report.FormatCount(t.LookN, "messages"), text.Thousands(t.HeldOutN))
	all := t.HeldOutN == 0
	if all {
		p.Split = "All messages are to look at: none only scores, so these are their numbers."
	}
	for _, s := range t.States {
		m := s.HeldOut
		if all {
			m = s.Look
		}
		b := newBar(s.State, m, report.Fraction)
		b.Note = stateMeanings[s.State]
		p.States.Rows = append(p.States.Rows, b)
	}
	if m := t.Metrics[report.MetricIntent]; m.Value != nil {
		p.Model = "The model names the right action of " + withInterval(m) + "."
	}
	if t.Change != nil {
		p.Change = changeLines(t.Change)
	}
	for i := range t.Items {
		p.Items = append(p.Items, newTodo(i+1, &t.Items[i]))
	}
	if len(p.Items) > shownTodos+5 {
		p.Items, p.More = p.Items[:shownTodos], p.Items[shownTodos:]
	}
	p.Actions = &bars{Caption: "What is covered of each action", Of: "action", Value: "covered"}
	for _, a := range t.Actions {
		b := newBar(a.Name, a.Covered, report.Fraction)
		if a.Right.Value != nil {
			b.Note = "the model names it for " + report.FormatValue(a.Right.Value, report.Fraction)
		}
		p.Actions.Rows = append(p.Actions.Rows, b)
	}
	p.Actions.fold()
	p.Facts.put("made by", t.Tool)
	p.Facts.put("pack", t.Pack)
	p.Facts.put("messages", t.Messages.Path)
	p.Facts.put("sha256", t.Messages.SHA256)
	p.Facts.put("model", t.Model)
	p.Facts.put("share to look at", report.FormatValue(&t.Look, report.Fraction))
	return pages().ExecuteTemplate(w, "triagepage", p)
}

func newTodo(number int, it *report.TriageItem) todo {
	d := todo{Number: number, Kind: it.Kind, What: it.What(), Why: it.Why, Next: it.Next, Frames: it.Frames, Near: it.Near}
	d.Brings = report.FormatCount(it.N, "messages") + ", " + sharePlain(it) + " (" + report.FormatInterval(it.Share, report.Fraction) + ")"
	if len(it.Others) > 0 {
		d.Why = othersList(it)
	}
	if len(it.Values) > 0 {
		d.Values = []string{it.Lexicon + ":"}
		for _, v := range it.Values {
			d.Values = append(d.Values, lexiconLine(v))
		}
	}
	return d
}

// lexiconLine is a value as a lexicon in YAML lists it, with its count.
func lexiconLine(v report.TriageUnknown) string {
	return fmt.Sprintf("  - %s # %d", strconv.Quote(table.Plain(v.Value)), v.N)
}

// Head is the head of the page, which has no script.
func (p *triagePage) Head() head {
	return newHead(p.Title, "", "page/page.css", "page/triage.css")
}

// Contents are the entries of the table of contents.
func (p *triagePage) Contents() []contentsEntry {
	var out []contentsEntry
	if p.Change != nil {
		out = append(out, contentsEntry{"change", "What the edit won"})
	}
	return append(out, contentsEntry{"states", "States"}, contentsEntry{"next", "What to do next"}, contentsEntry{"covered", "What is covered"}, contentsEntry{"made", "How this was made"})
}
