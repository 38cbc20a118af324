package prompts

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

// The language allows no more parts in any order than the grammar does.
const _ = uint(maxPerm - maxParts)

// maxVars is how many names of optionals a template may have: it is compiled
// once for each way in which they can agree.
const maxVars = 8

// compiler turns the expression of one template into a tree. While it walks,
// src is the scalar that the expression at hand was written in.
type compiler struct {
	*loader
	d      *draft
	src    source
	stack  []*rule
	vars   map[string]bool     // the names of optionals, as they are now
	rows   map[string][]string // the rows of tables that more than one column is used of, as they are now
	failed bool
}

// memoKey names a compiled rule: rules are compiled once for all templates of
// the same calls in which the rule's optionals agree in the same way.
type memoKey struct {
	rule  *rule
	calls string
	vars  string
}

// checkNegatives demands a share for the kind of each negative, and negatives of
// each kind that has a share.
func (l *loader) checkNegatives() {
	shares := l.pack.negatives
	if shares == nil {
		return
	}
	has := map[string]bool{}
	for _, d := range l.drafts {
		if d.Action() != none {
			continue
		}
		has[d.Kind] = true
		if _, ok := shares[d.Kind]; !ok {
			l.add(&Fault{File: d.src.file, Line: d.Line, Check: "negatives",
				Message: fmt.Sprintf("the template is of kind %q, which has no share in the negatives of pack.yaml", d.Kind)})
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(shares)) {
		if !has[kind] {
			l.add(&Fault{File: "pack.yaml", Check: "negatives", Message: fmt.Sprintf("negatives: no template of action none is of kind %q", kind)})
		}
	}
}

// compileAll checks all rules, then compiles the templates that were read.
func (l *loader) compileAll() {
	bad := l.checkRules()
	for _, d := range l.drafts {
		c := &compiler{loader: l, d: d, src: d.src}
		if d.compiled.root = c.template(bad); d.compiled.root != nil {
			d.place = d.Place()
			l.pack.templates = append(l.pack.templates, d.Template)
			l.pack.drafts = append(l.pack.drafts, d)
		}
	}
	l.checkNegatives()
	l.pack.rank()
	for _, r := range l.sortedRules() {
		if !r.used {
			l.add(&Fault{File: r.source.file, Line: r.source.line(), Check: "unused rule", Warning: true,
				Message: fmt.Sprintf("no template uses rule %q", r.name)})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.pack.tables)) {
		if t := l.pack.tables[name]; !t.used {
			l.add(&Fault{File: t.file, Check: "unused lexicon", Warning: true, Message: "no template uses this table"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.pack.lexicons)) {
		if lex := l.pack.lexicons[name]; !lex.used {
			l.add(&Fault{File: lex.file, Line: lex.line, Check: "unused lexicon", Warning: true,
				Message: fmt.Sprintf("no template uses lexicon %q", name)})
		}
	}
}

func (l *loader) sortedRules() []*rule {
	var out []*rule
	for _, name := range slices.Sorted(maps.Keys(l.pack.rules)) {
		out = append(out, l.pack.rules[name])
	}
	seen := map[*rule]bool{}
	for _, d := range l.drafts {
		for _, name := range slices.Sorted(maps.Keys(d.rules)) {
			if r := d.rules[name]; !seen[r] {
				seen[r] = true
				out = append(out, r)
			}
		}
	}
	return out
}

// fail notes a fault at an expression.
func (c *compiler) fail(e expr, check, format string, args ...any) *node {
	line, col := c.src.position(e.pos())
	c.failed = true
	f := &Fault{File: c.src.file, Line: line, Col: col, Check: check, Message: fmt.Sprintf(format, args...)}
	if !slices.ContainsFunc(c.faults, func(g *Fault) bool { return *g == *f }) {
		c.add(f)
	}
	return nil
}

// template compiles the whole template: one tree for each way in which its
// named optionals agree, weighted by their chances.
func (c *compiler) template(bad map[*rule]bool) *node {
	v := newVarying()
	if !c.collect(c.d.body, v, bad) {
		return nil
	}
	vars, tables := slices.Sorted(maps.Keys(v.chances)), slices.Sorted(maps.Keys(v.tables))
	if len(vars) > maxVars {
		return c.fail(c.d.body, "optionals", "%d names of optionals (%s) are more than %d", len(vars), strings.Join(vars, ", "), maxVars)
	}
	if c.variants(v) > maxVariants {
		return c.fail(c.d.body, "table", "the rows of its tables (%s) that agree make more than %d variants: use one column of a table, or fewer rows", strings.Join(tables, ", "), maxVariants)
	}
	var kids []*node
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
			root := c.compile(c.d.body)
			if c.failed || !c.required(root) {
				return false
			}
			kids, weights = append(kids, root), append(weights, weight)
			return true
		}) {
			return nil
		}
	}
	if len(kids) == 1 {
		weights = nil
	}
	return alternatives(kids, weights)
}

// varying is what a template is compiled for more than once: the chances of
// named optionals being true, and the columns of each row of a table.
type varying struct {
	chances map[string]float64
	tables  map[string]map[string]bool
}

func newVarying() *varying { return &varying{map[string]float64{}, map[string]map[string]bool{}} }

// required checks that every derivation sets what the actions require.
func (c *compiler) required(root *node) bool {
	for i, s := range c.d.compiled.slots {
		if s.param.Required && root.always>>i&1 == 0 {
			c.fail(c.d.body, "required parameter", "%s requires %q, which this template %s",
				c.d.Actions[s.call], s.param.Name, map[bool]string{true: "may leave out", false: "never sets"}[root.may>>i&1 == 1])
			return false
		}
	}
	return true
}

// collect gathers the named optionals and columns of an expression and the rules
// it expands; false where something is bad, which is noted.
func (c *compiler) collect(e expr, v *varying, bad map[*rule]bool) bool {
	ok := true
	switch e := e.(type) {
	case *columnExpr:
		if !c.known(e) {
			return false
		}
		if v.tables[e.key()] == nil {
			v.tables[e.key()] = map[string]bool{}
		}
		for _, column := range e.columns() {
			v.tables[e.key()][column] = true
		}
	case *refExpr:
		r := c.rule(e.name)
		if r == nil {
			c.fail(e, "undefined rule", "rule %q is not defined%s", e.name, suggest(e.name, c.ruleNames()))
			return false
		}
		if bad[r] {
			return false
		}
		defer c.enter(r)()
		for _, alt := range r.alts {
			c.src = alt.src
			ok = c.collect(alt.body, v, bad) && ok
		}
	case *optExpr:
		if e.name != "" {
			percent, known := v.chances[e.name]
			switch {
			case !known && e.percent < 0:
				v.chances[e.name] = 50
			case !known || percent == 50:
				if e.percent >= 0 {
					v.chances[e.name] = e.truth()
				}
			case e.percent >= 0 && e.truth() != percent:
				c.fail(e, "optionals", "optional %q has a chance of %v%% here and %v%% elsewhere", e.name, e.truth(), percent)
				return false
			}
		}
		return c.collect(e.body, v, bad)
	default:
		for _, kid := range children(e) {
			ok = c.collect(kid, v, bad) && ok
		}
	}
	return ok
}

// enter makes a rule the place where names are looked up; the function that it
// returns goes back.
func (c *compiler) enter(r *rule) func() {
	src := c.src
	c.stack = append(c.stack, r)
	return func() {
		c.src = src
		c.stack = c.stack[:len(c.stack)-1]
	}
}

// rule looks a name up from where the compiler is.
func (c *compiler) rule(name string) *rule {
	var in *rule
	if len(c.stack) > 0 {
		in = c.stack[len(c.stack)-1]
	}
	return c.d.rule(c.pack, in, name)
}

func (c *compiler) ruleNames() []string {
	return append(slices.Sorted(maps.Keys(c.d.rules)), slices.Sorted(maps.Keys(c.pack.rules))...)
}

// compile returns nil where it fails.
func (c *compiler) compile(e expr) *node {
	switch e := e.(type) {
	case *textExpr:
		return literal(e.text)
	case *articleExpr:
		return articleNode()
	case *pluralExpr:
		return pluralNode(e.one, e.many)
	case *altExpr:
		kids := c.all(e.alts)
		if kids == nil {
			return nil
		}
		return alternatives(kids, e.weights)
	case *seqExpr:
		return c.together(e, e.parts, sequence)
	case *permExpr:
		return c.together(e, e.parts, func(kids ...*node) *node { return permutation(kids) })
	case *optExpr:
		return c.optional(e)
	case *refExpr:
		return c.reference(e)
	case *slotExpr:
		return c.slot(e)
	case *columnExpr:
		words, _ := c.column(e)
		return words
	}
	panic(fmt.Sprintf("expression %T", e))
}

func (c *compiler) all(es []expr) []*node {
	kids := make([]*node, len(es))
	for i, e := range es {
		if kids[i] = c.compile(e); kids[i] == nil {
			return nil
		}
	}
	return kids
}

// together compiles parts that stand in one derivation: no two may set the same
// parameter.
func (c *compiler) together(e expr, parts []expr, join func(...*node) *node) *node {
	if len(parts) == 0 {
		return literal("")
	}
	kids := c.all(parts)
	seen := uint64(0)
	for i, k := range kids {
		if both := seen & k.may; both != 0 {
			s := c.d.compiled.slots[bits.TrailingZeros64(both)]
			return c.fail(parts[i], "parameter twice", "parameter %q can be set twice in one prompt", s.param.Name)
		}
		seen |= k.may
	}
	if kids == nil {
		return nil
	}
	return join(kids...)
}

func (c *compiler) optional(e *optExpr) *node {
	body := c.compile(e.body)
	switch {
	case body == nil:
		return nil
	case e.name == "":
		weights := []float64{50, 50}
		if e.percent >= 0 {
			weights = []float64{e.percent, 100 - e.percent}
		}
		return alternatives([]*node{body, literal("")}, weights)
	case c.vars[e.name] != e.negated:
		return body
	}
	return literal("")
}

// reference compiles a rule, once for all templates that make the same of it.
func (c *compiler) reference(e *refExpr) *node {
	r := c.rule(e.name)
	k := memoKey{r, strings.Join(c.d.Actions, " "), c.agreement(r)}
	slotless := memoKey{r, "", k.vars}
	r.used = true
	for _, k := range []memoKey{slotless, k} {
		if n := c.memo[k]; n != nil {
			return n
		}
	}
	defer c.enter(r)()
	kids := make([]*node, len(r.alts))
	for i, alt := range r.alts {
		c.src = alt.src
		if kids[i] = c.compile(alt.body); kids[i] == nil {
			return nil
		}
	}
	n := alternatives(kids, even(r.weights))
	if n.may == 0 { // it means the same for all actions
		k = slotless
	}
	n = n.named("<" + r.name + ">")
	c.memo[k] = n
	return n
}

// even returns nil for weights that are all equal.
func even(weights []float64) []float64 {
	if slices.ContainsFunc(weights, func(w float64) bool { return w != weights[0] }) {
		return weights
	}
	return nil
}

// agreement writes down the named optionals and rows that matter to a rule.
func (c *compiler) agreement(r *rule) string {
	if len(c.vars)+len(c.rows) == 0 {
		return ""
	}
	if r.varying == nil {
		r.varying = newVarying()
		leave := c.enter(r)
		for _, alt := range r.alts {
			c.src = alt.src
			c.collect(alt.body, r.varying, nil)
		}
		leave()
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(r.varying.chances)) {
		fmt.Fprint(&b, c.vars[name], " ")
	}
	for _, key := range slices.Sorted(maps.Keys(r.varying.tables)) {
		for _, column := range slices.Sorted(maps.Keys(r.varying.tables[key])) {
			if row := c.rows[key]; row != nil {
				fmt.Fprintf(&b, "%q", row[c.tableOf(key).columns[column]])
			}
		}
	}
	return b.String()
}

// slot compiles an argument.
func (c *compiler) slot(e *slotExpr) *node {
	i := c.param(e)
	if i < 0 {
		return nil
	}
	p := c.d.compiled.slots[i].param
	switch {
	case !e.hasValue:
		return c.filled(e, i, p)
	case e.value == "":
		words := c.compile(e.words)
		if words == nil {
			return nil
		}
		return slotNode(i, words)
	case !p.Bare():
		return c.fail(e, "slot value", "%q is text copied from the prompt, its words are its value: write {%s=:%s} or name a lexicon", p.Name, p.Name, e.value)
	}
	if err := c.checkValue(p, e.value); err != nil {
		return c.fail(e, "slot value", "%v", err)
	}
	words := literal("")
	if e.words != nil {
		if words = c.compile(e.words); words == nil {
			return nil
		}
	}
	return slotNode(i, valueNode(e.value, words))
}

// filled compiles a slot that takes its words from a lexicon.
func (c *compiler) filled(e *slotExpr, i int, p *action.Param) *node {
	var lex *lexicon
	var words *node
	if e.column != nil {
		if words, lex = c.column(e.column); lex == nil {
			return nil
		}
		if e.column.canonical != "" && !p.Bare() {
			return c.fail(e, "slot value", "%q is text copied from the prompt, its words are its value: leave =%s out", p.Name, e.column.canonical)
		}
	} else if e.lexicon != "" {
		if lex = c.pack.lexicons[e.lexicon]; lex == nil {
			return c.fail(e, "undefined lexicon", "lexicon %q is not defined%s", e.lexicon, suggest(e.lexicon, slices.Sorted(maps.Keys(c.pack.lexicons))))
		}
	} else {
		var err error
		if lex, err = c.lexiconOf(p); err != nil {
			return c.fail(e, "undefined lexicon", "%v", err)
		}
	}
	lex.used = true
	lex.written, lex.bare = lex.written || !p.Bare(), lex.bare || p.Bare()
	c.checkLexicon(lex, p)
	if words == nil {
		words = lex.root
	}
	return slotNode(i, words)
}

// param returns the index of a slot's parameter, -1 where there is none.
func (c *compiler) param(e *slotExpr) int {
	if e.call > len(c.d.Actions) {
		c.fail(e, "undefined parameter", "call %d: the template has %d", e.call, len(c.d.Actions))
		return -1
	}
	found := -1
	var known []string
	for i, s := range c.d.compiled.slots {
		if e.call > 0 && s.call != e.call-1 {
			continue
		}
		known = append(known, s.param.Name)
		if s.param.Name != e.param {
			continue
		}
		if found >= 0 {
			c.fail(e, "undefined parameter", "several calls have a parameter %q: write {1.%s} or {2.%s}", e.param, e.param, e.param)
			return -1
		}
		found = i
	}
	if found < 0 {
		c.fail(e, "undefined parameter", "%s has no parameter %q%s", strings.Join(c.d.Actions, ", "), e.param, orList(e.param, known))
	}
	return found
}
