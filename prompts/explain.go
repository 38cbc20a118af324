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
	Start int    `json:"start"` // of text in the prompt, in code points
	End   int    `json:"end"`
	Value any    `json:"value,omitempty"` // of a slot: the argument
	Depth int    `json:"depth"`
}

// Explain makes a row again, as Replay does, and says what each rule and slot wrote.
func (p *Pack) Explain(derivation string, ref time.Time) (*Explanation, error) {
	x := &Explanation{}
	depth := 0
	slots := map[int]grammar.Slot{}
	var w grammar.Walker
	w.OnNode = func(n *grammar.Node, make func()) {
		at, start := len(x.Parts), len(w.Text)
		x.Parts = append(x.Parts, Part{Name: n.Name, Depth: depth})
		depth++
		make()
		depth--
		part := &x.Parts[at]
		written := strings.TrimLeft(string(w.Text[start:]), " ")
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
	for i, s := range slots {
		if err == nil {
			x.Parts[i].Value = x.Example.Want()[s.Call].Arguments[s.Param.Name]
		}
	}
	return x, err
}
