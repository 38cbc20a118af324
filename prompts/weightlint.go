package prompts

import (
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/pack"
	"github.com/slmkit/slmkit/prompts/source"
)

// weight asks about a weight without a space behind its colon, where digits follow in
// brackets: 9:(15|30) is probably a time.
func (l *deadLint) weight(d *pack.Draft, src source.Text, in *pack.Rule, off int, e expr.Node) {
	text := src.String()
	if off < 2 || text[off-1] != ':' || off == len(text) || !digitsFirst(l.p.content, d, in, e, 0) {
		return
	}
	from := off - 1
	for from > 0 && (text[from-1] == '.' || text[from-1] >= '0' && text[from-1] <= '9') {
		from--
	}
	if number := text[from : off-1]; number != "" {
		l.at(src, from, "weight", `%s: is a weight here: write "%s: " with a space if it is meant, or %s\: if it is text`, number, number, number)
	}
}

// digitsFirst reports whether what an expression writes may begin with a digit.
func digitsFirst(p *pack.Content, d *pack.Draft, in *pack.Rule, e expr.Node, depth int) bool {
	switch e := e.(type) {
	case *expr.Text:
		return e.Text != "" && e.Text[0] >= '0' && e.Text[0] <= '9'
	case *expr.Sequence:
		return len(e.Parts) > 0 && digitsFirst(p, d, in, e.Parts[0], depth)
	case *expr.Rule:
		r := d.Rule(p, in, e.Name)
		if r == nil || depth > 10 {
			return false
		}
		for _, alt := range r.Alts {
			if digitsFirst(p, d, r, alt.Body, depth+1) {
				return true
			}
		}
		return false
	case *expr.Slot:
		if e.Words == nil {
			param := d.Param(e)
			return param != nil && (param.Type == "integer" || param.Type == "number")
		}
	}
	for _, k := range expr.Children(e) {
		if digitsFirst(p, d, in, k, depth) {
			return true
		}
	}
	return false
}
