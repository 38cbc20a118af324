package prompts

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// Explanation says how a template made a row.
type Explanation struct {
	Template *Template
	Example  dataset.Example // made again
	Parts    []Part
}

// Part is what one rule or slot of the template wrote.
type Part struct {
	Name  string `json:"name"` // <rule> or {parameter}
	Text  string `json:"text"`
	Turn  int    `json:"turn,omitempty"` // of a dialogue, from 1; else 0
	Start int    `json:"start"`          // of text in the prompt, or in its turn, in code points
	End   int    `json:"end"`
	Value any    `json:"value,omitempty"` // of a slot: the argument
	Depth int    `json:"depth"`
}

// Explain makes a row again, as Replay does, and says what each rule and slot wrote.
func (p *Pack) Explain(derivation string, ref time.Time) (*Explanation, error) {
	x := &Explanation{}
	depth := 0
	slots := map[int]grammar.Slot{}
	var ends []int // of parts, in bytes of the derivation's text
	var w grammar.Walker
	w.OnNode = func(n *grammar.Node, make func()) {
		if strings.HasPrefix(n.Name, "<turn ") && n.Kind != grammar.KindSlot { // no name that a pack can give to a rule
			make()
			return
		}
		at, start := len(x.Parts), len(w.Text)
		x.Parts, ends = append(x.Parts, Part{Name: n.Name, Depth: depth}), append(ends, 0)
		depth++
		make()
		depth--
		part := &x.Parts[at]
		written := strings.TrimLeft(string(w.Text[start:]), " ")
		ends[at] = len(w.Text)
		part.Text, part.End = strings.TrimSpace(written), w.Offset(len(w.Text))
		part.Start = part.End - utf8.RuneCountInString(written)
		part.End = part.Start + utf8.RuneCountInString(part.Text)
		if n.Kind == grammar.KindSlot {
			slots[at] = w.Template.Slots[n.Slot]
			part.Name = "{" + slots[at].Param.Name + "}"
		}
	}
	var err error
	x.Template, x.Example, err = p.replay(&w, derivation, ref)
	if err != nil {
		return x, err
	}
	for i, s := range slots {
		x.Parts[i].Value = x.callAfter(s.Call).Arguments[s.Param.Name]
	}
	if x.Template.Dialogue != nil {
		x.placeInTurns(&w, ends)
	}
	return x, nil
}

// callAfter is a call of the row. Those of a dialogue are numbered by the user's turns.
func (x *Explanation) callAfter(n int) *dataset.Call {
	if x.Template.Dialogue == nil {
		return &x.Example.Want()[n]
	}
	for i := range x.Example.History {
		if t := &x.Example.History[i]; t.Role == dataset.User {
			if n == 0 {
				return t.Call
			}
			n--
		}
	}
	return x.Example.Call
}

// placeInTurns gives parts their places in turns. ends are the ends of parts in the text
// that a walker has written.
func (x *Explanation) placeInTurns(w *grammar.Walker, ends []int) {
	c := &conversation{t: x.Template, w: w}
	turns, _ := grammar.Turns(w.Text)
	for i := range x.Parts {
		part := &x.Parts[i]
		at, from, repeats := 0, 0, w.Repeats
		for from+len(turns[at]) < ends[i] {
			repeats = repeats[strings.Count(string(turns[at]), string(grammar.Repeated)):]
			from += len(turns[at]) + 1
			at++
		}
		before := strings.TrimRight(string(w.Text[from:ends[i]]), " ")
		before = before[:len(before)-len(part.Text)]
		c.repeats = repeats
		part.Turn, part.Start = at+1, utf8.RuneCountInString(c.repeat(before))
		part.Text = c.repeat(part.Text)
		part.End = part.Start + utf8.RuneCountInString(part.Text)
	}
}
