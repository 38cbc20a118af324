package pack

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/expr"
)

// agreement writes down the named optionals and rows that matter to a rule.
func (c *compiler) agreement(r *Rule) string {
	if len(c.vars)+len(c.rows) == 0 {
		return ""
	}
	v := c.varying[r]
	if v == nil {
		v = newVarying()
		c.varying[r] = v
		leave := c.enter(r)
		for _, alt := range r.Alts {
			c.src = alt.Src
			c.collect(alt.Body, v, nil)
		}
		leave()
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(v.chances)) {
		fmt.Fprint(&b, c.vars[name], " ")
	}
	for _, key := range slices.Sorted(maps.Keys(v.tables)) {
		for _, column := range slices.Sorted(maps.Keys(v.tables[key])) {
			if row := c.rows[key]; row != nil {
				fmt.Fprintf(&b, "%q", row[c.tableOf(key).columns[column]])
			}
		}
	}
	return b.String()
}

// collect gathers the named optionals and columns of an expression and of the
// rules that it refers to. It returns false if it finds a fault, which it notes,
// or a rule that cannot be compiled, which checkRules has noted.
func (c *compiler) collect(e expr.Node, v *varying, bad map[*Rule]bool) bool {
	ok := true
	switch e := e.(type) {
	case *expr.Column:
		if !c.known(e) {
			return false
		}
		if v.tables[e.Key()] == nil {
			v.tables[e.Key()] = map[string]bool{}
		}
		for _, column := range e.Columns() {
			v.tables[e.Key()][column] = true
		}
	case *expr.Rule:
		r := c.rule(e.Name)
		if r == nil {
			c.fail(e, "undefined rule", "rule %q is not defined%s", e.Name, text.Suggest(e.Name, c.ruleNames()))
			return false
		}
		if bad[r] {
			return false
		}
		defer c.enter(r)()
		for _, alt := range r.Alts {
			c.src = alt.Src
			ok = c.collect(alt.Body, v, bad) && ok
		}
	case *expr.Optional:
		if e.Name != "" {
			percent, known := v.chances[e.Name]
			switch {
			case !known && e.Percent < 0:
				v.chances[e.Name] = 50
			case !known || percent == 50:
				if e.Percent >= 0 {
					v.chances[e.Name] = e.Truth()
				}
			case e.Percent >= 0 && e.Truth() != percent:
				c.fail(e, "optionals", "optional %q has a chance of %v%% here and %v%% elsewhere", e.Name, e.Truth(), percent)
				return false
			}
		}
		return c.collect(e.Body, v, bad)
	default:
		for _, kid := range expr.Children(e) {
			ok = c.collect(kid, v, bad) && ok
		}
	}
	return ok
}
