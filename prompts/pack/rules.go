package pack

import (
	"errors"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/source"
)

func (l *loader) readRules(d *source.Document, n *yaml.Node, into map[string]*Rule) {
	for _, p := range l.Pairs(d, n, "rules") {
		if before := into[p.Key]; before != nil {
			l.FaultAt(d, p.Node, "duplicate rule", "rule %q is also at %s:%d", p.Key, before.source.File, before.source.Line())
			continue
		}
		if p.Key == "a" || p.Key == "s" || strings.ContainsFunc(p.Key, func(r rune) bool { return r > 127 || !expr.IsName(byte(r)) }) {
			l.FaultAt(d, p.Node, "rule name", "rule %q: names are letters, digits, _ and -, and <a> and <s> are the article and the plural", p.Key)
			continue
		}
		r := &Rule{name: p.Key, source: d.Text(p.Node)}
		before := len(l.Errors)
		for _, item := range l.Items(p.Value) {
			l.readRuleAlt(d, r, item)
		}
		if len(r.Alts) == 0 {
			if len(l.Errors) == before {
				l.FaultAt(d, p.Node, "empty rule", "rule %q has no alternatives", p.Key)
			}
			r.Alts, r.Weights = []Alternative{{r.source, &expr.Text{Text: p.Key}}}, []float64{1} // go on to find more
		}
		into[p.Key] = r
	}
}

func (l *loader) readRuleAlt(d *source.Document, r *Rule, item *yaml.Node) {
	w, text := 1.0, item
	if item.Kind == yaml.MappingNode {
		before := len(l.Errors)
		f := l.Entry(d, item, "rule "+r.name, alternativeKeys{})
		if len(l.Errors) > before {
			return
		}
		w, text = l.Weight(d, f["weight"]), f["text"]
	}
	if !source.IsText(text) {
		l.FaultAt(d, item, "yaml", "rule %s: text or {text: …, weight: …} is wanted, not %s", r.name, source.Describe(item))
		return
	}
	src := d.Text(text)
	parsed, err := expr.ParseWeighted(src.String())
	if err != nil {
		l.syntax(src, err)
		return
	}
	r.Alts = append(r.Alts, Alternative{src, parsed.Body})
	r.Weights = append(r.Weights, w*parsed.Weight)
}

// syntax notes a syntax error at its place.
func (l *loader) syntax(src source.Text, err error) {
	var s *expr.SyntaxError
	if errors.As(err, &s) {
		line, col := src.Position(s.Offset)
		l.Add(&source.Fault{File: src.File, Line: line, Col: col, Check: "syntax", Message: s.Message})
	}
}
