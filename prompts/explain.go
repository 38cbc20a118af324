package prompts

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
)

// Explanation says how a template made a row.
type Explanation struct {
	Template *Template
	Example  dataset.Example // made again
	Parts    []Part
}

// Part is what a rule or a slot of the template has written.
type Part struct {
	Name  string `json:"name"` // <rule> or {parameter}
	Text  string `json:"text"`
	Start int    `json:"start"` // of text in the prompt, in code points
	End   int    `json:"end"`
	Value any    `json:"value,omitempty"` // of a slot: the argument
	Depth int    `json:"depth"`
}

// Explain makes a row again from its origin and reference date, and says what
// each rule and slot has written.
func (p *Pack) Explain(derivation string, ref time.Time) (*Explanation, error) {
	x := &Explanation{}
	depth := 0
	slots := map[int]slot{}
	var w walker
	w.trace = func(n *node, make func()) {
		at, start := len(x.Parts), len(w.buf)
		x.Parts = append(x.Parts, Part{Name: n.name, Depth: depth})
		depth++
		make()
		depth--
		part := &x.Parts[at]
		written := strings.TrimLeft(string(w.buf[start:]), " ")
		part.Text, part.End = strings.TrimSpace(written), w.offset(len(w.buf))
		part.Start = part.End - utf8.RuneCountInString(written)
		part.End = part.Start + utf8.RuneCountInString(part.Text)
		if n.kind == kindSlot {
			slots[at] = w.t.slots[n.slot]
			part.Name = "{" + slots[at].param.Name + "}"
		}
	}
	var err error
	x.Template, x.Example, err = p.replay(&w, derivation, ref)
	for i, s := range slots {
		if err == nil {
			x.Parts[i].Value = x.Example.Want()[s.call].Arguments[s.param.Name]
		}
	}
	return x, err
}
