package prompts

import (
	"fmt"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/pack"
	"github.com/slmkit/slmkit/prompts/source"
)

// twins finds templates that differ only in case. Such a template adds no rows,
// because the other one already writes its texts.
func (l *deadLint) twins() {
	before := map[string]*pack.Draft{}
	for _, d := range l.p.content.Drafts {
		if d.Dialogue != nil { // loading has compared them
			continue
		}
		k := fmt.Sprintf("%q %q %q %q %s", d.Actions, d.Kind, d.Condition, d.Local, expr.Canonical(d.Body, true))
		switch first := before[k]; {
		case first == nil:
			before[k] = d
		case first.Text == d.Text:
			l.at(d.Src, 0, "same template", "the same template is at %s", first.Place())
		default:
			l.at(d.Src, 0, "same template", "the template at %s differs in nothing but case: texts are drawn once, whatever their case", first.Place())
		}
	}
}

// alternatives finds the alternatives that occur twice and those whose weight is
// too small.
func (l *deadLint) alternatives(d *pack.Draft, in *pack.Rule, n int, weights []float64, at func(i int) (source.Text, int, expr.Node)) {
	seen := map[string]int{}
	for i := range n {
		src, off, e := at(i)
		text := expr.Canonical(e, false)
		if seen[text]++; seen[text] == 2 {
			l.at(src, off, "same alternative", "the alternative is written twice: give it a weight instead, such as 2: …")
		}
		l.weight(d, src, in, off, e)
		if weights != nil {
			l.chance(src, off, weights[i]/pack.Total(weights))
		}
	}
}
