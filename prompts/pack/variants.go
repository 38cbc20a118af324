package pack

import (
	"maps"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// template compiles the whole template: one tree for each way in which its
// named optionals agree, weighted by their chances.
func (c *compiler) template(bad map[*Rule]bool) *grammar.Node {
	v := newVarying()
	if !c.collect(c.d.Body, v, bad) {
		return nil
	}
	vars, tables := slices.Sorted(maps.Keys(v.chances)), slices.Sorted(maps.Keys(v.tables))
	if len(vars) > maxVars {
		return c.fail(c.d.Body, "optionals", "%d names of optionals (%s) are more than %d", len(vars), strings.Join(vars, ", "), maxVars)
	}
	if c.variants(v) > maxVariants {
		return c.fail(c.d.Body, "table", "the rows of its tables (%s) that agree make more than %d variants: use one column of a table, or fewer rows", strings.Join(tables, ", "), maxVariants)
	}
	var kids []*grammar.Node
	var weights []float64
	for i := range 1 << len(vars) {
		c.vars, c.rows = map[string]bool{}, map[string][]string{}
		weight := 1.0
		for j, name := range vars {
			chance := v.chances[name] / 100
			if c.vars[name] = i>>j&1 == 0; !c.vars[name] {
				chance = 1 - chance
			}
			weight *= chance
		}
		if !c.chooseRows(v.tables, tables, weight, func(weight float64) bool {
			root := c.compile(c.d.Body)
			if c.failed {
				return false
			}
			if root = root.Prune(c.live); root.Derivations == 0 {
				return true
			}
			if !c.required(root) {
				return false
			}
			kids, weights = append(kids, root), append(weights, weight)
			return true
		}) {
			return nil
		}
	}
	if len(kids) == 0 {
		if c.talk == nil {
			c.leaveOut()
		}
		return nil
	}
	if len(kids) == 1 {
		weights = nil
	}
	return grammar.Choice(kids, weights)
}

// required checks that every derivation sets what the actions require.
func (c *compiler) required(root *grammar.Node) bool {
	if c.talk != nil {
		return c.saidRequired()
	}
	for i, s := range c.d.Compiled.Slots {
		if s.Param.Required && s.Param.Ask == "" && root.Always>>i&1 == 0 {
			c.fail(c.d.Body, "required parameter", "%s requires %q, which this template %s",
				c.d.Actions[s.Call], s.Param.Name, map[bool]string{true: "may leave out", false: "never sets"}[root.May>>i&1 == 1])
			return false
		}
	}
	return true
}

// chooseRows considers each table of which the template uses more than one column.
// It calls each for every combination of rows of those tables, with the weight of
// the combination.
func (c *compiler) chooseRows(tables map[string]map[string]bool, keys []string, weight float64, each func(float64) bool) bool {
	if len(keys) == 0 {
		return each(weight)
	}
	columns := slices.Sorted(maps.Keys(tables[keys[0]]))
	if len(columns) < 2 {
		return c.chooseRows(tables, keys[1:], weight, each)
	}
	for _, row := range c.tableOf(keys[0]).project(columns) {
		c.rows[keys[0]] = row.cells
		if !c.chooseRows(tables, keys[1:], weight*row.weight, each) {
			return false
		}
	}
	return true
}

// variants is how often a template is compiled.
func (c *compiler) variants(v *varying) int {
	n := 1 << len(v.chances)
	for key, columns := range v.tables {
		if len(columns) > 1 {
			n *= len(c.tableOf(key).project(slices.Sorted(maps.Keys(columns))))
		}
		n = min(n, maxVariants+1)
	}
	return n
}
