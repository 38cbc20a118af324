package render

import (
	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/table"
)

// verdictPart shows the verdict of a gate.
type verdictPart struct {
	Status, Mark, Text string
	Rules              *table.Table
}

// verdictMarks are read at a glance, and do not depend on colours.
var verdictMarks = map[string]string{gate.Pass: "✓", gate.Fail: "✗"}

func newVerdict(v *gate.Verdict) *verdictPart {
	if v == nil {
		return nil
	}
	p := &verdictPart{Status: v.Status, Mark: verdictMarks[v.Status], Text: v.Summary(), Rules: ruleRows(v)}
	if p.Mark == "" {
		p.Mark = "?"
	}
	if len(v.Outcomes) == 0 {
		p.Rules = nil
	}
	return p
}

// Section is the table of rules.
func (p *verdictPart) Section() section { return section{Title: "Rules", Table: p.Rules} }
