package prompts

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// The language allows no more parts in any order than the grammar does.
const _ = uint(grammar.MaxPerm - expr.MaxParts)

// maxVars is how many names of optionals a template may have: it is compiled
// once for each way in which they can agree.
const maxVars = 8

// compiler turns the expression of one template into a tree. While it walks,
// src is the scalar that the expression at hand was written in.
type compiler struct {
	*loader
	d      *draft
	src    source.Text
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
			l.Add(&Fault{File: d.src.File, Line: d.Line, Check: "negatives",
				Message: fmt.Sprintf("the template is of kind %q, which has no share in the negatives of pack.yaml", d.Kind)})
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(shares)) {
		if !has[kind] {
			l.Add(&Fault{File: "pack.yaml", Check: "negatives", Message: fmt.Sprintf("negatives: no template of action none is of kind %q", kind)})
		}
	}
}

// compileAll checks all rules, then compiles the templates that were read.
func (l *loader) compileAll() {
	bad := l.checkRules()
	for _, d := range l.drafts {
		c := &compiler{loader: l, d: d, src: d.src}
		if d.compiled.Root = c.template(bad); d.compiled.Root != nil {
			d.place = d.Place()
			l.pack.templates = append(l.pack.templates, d.Template)
			l.pack.drafts = append(l.pack.drafts, d)
		}
	}
	l.checkNegatives()
	l.pack.rank()
	for _, r := range l.sortedRules() {
		if !r.used {
			l.Add(&Fault{File: r.source.File, Line: r.source.Line(), Check: "unused rule", Warning: true,
				Message: fmt.Sprintf("no template uses rule %q", r.name)})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.pack.tables)) {
		if t := l.pack.tables[name]; !t.used {
			l.Add(&Fault{File: t.file, Check: "unused lexicon", Warning: true, Message: "no template uses this table"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.pack.lexicons)) {
		if lex := l.pack.lexicons[name]; !lex.used {
			l.Add(&Fault{File: lex.file, Line: lex.line, Check: "unused lexicon", Warning: true,
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
func (c *compiler) fail(e expr.Node, check, format string, args ...any) *grammar.Node {
	line, col := c.src.Position(e.Pos())
	c.failed = true
	f := &Fault{File: c.src.File, Line: line, Col: col, Check: check, Message: fmt.Sprintf(format, args...)}
	if !slices.ContainsFunc(c.Errors, func(g *Fault) bool { return *g == *f }) {
		c.Add(f)
	}
	return nil
}

// template compiles the whole template: one tree for each way in which its
// named optionals agree, weighted by their chances.
func (c *compiler) template(bad map[*rule]bool) *grammar.Node {
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
	return grammar.Choice(kids, weights)
}

// varying is what a template is compiled for more than once: the chances of
// named optionals being true, and the columns of each row of a table.
type varying struct {
	chances map[string]float64
	tables  map[string]map[string]bool
}

func newVarying() *varying { return &varying{map[string]float64{}, map[string]map[string]bool{}} }

// required checks that every derivation sets what the actions require.
func (c *compiler) required(root *grammar.Node) bool {
	for i, s := range c.d.compiled.Slots {
		if s.Param.Required && root.Always>>i&1 == 0 {
			c.fail(c.d.body, "required parameter", "%s requires %q, which this template %s",
				c.d.Actions[s.Call], s.Param.Name, map[bool]string{true: "may leave out", false: "never sets"}[root.May>>i&1 == 1])
			return false
		}
	}
	return true
}

// collect gathers the named optionals and columns of an expression and the rules
// it expands; false where something is bad, which is noted.
func (c *compiler) collect(e expr.Node, v *varying, bad map[*rule]bool) bool {
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
			c.fail(e, "undefined rule", "rule %q is not defined%s", e.Name, source.Suggest(e.Name, c.ruleNames()))
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
func (c *compiler) compile(e expr.Node) *grammar.Node {
	switch e := e.(type) {
	case *expr.Text:
		return grammar.Literal(e.Text)
	case *expr.Article:
		return grammar.ArticleNode()
	case *expr.Plural:
		return grammar.PluralNode(e.One, e.Many)
	case *expr.Alternatives:
		kids := c.all(e.Alts)
		if kids == nil {
			return nil
		}
		return grammar.Choice(kids, e.Weights)
	case *expr.Sequence:
		return c.together(e, e.Parts, grammar.Sequence)
	case *expr.AnyOrder:
		return c.together(e, e.Parts, func(kids ...*grammar.Node) *grammar.Node { return grammar.Permutation(kids) })
	case *expr.Optional:
		return c.optional(e)
	case *expr.Rule:
		return c.reference(e)
	case *expr.Slot:
		return c.slot(e)
	case *expr.Column:
		words, _ := c.column(e)
		return words
	}
	panic(fmt.Sprintf("expression %T", e))
}

func (c *compiler) all(es []expr.Node) []*grammar.Node {
	kids := make([]*grammar.Node, len(es))
	for i, e := range es {
		if kids[i] = c.compile(e); kids[i] == nil {
			return nil
		}
	}
	return kids
}

// together compiles parts that stand in one derivation: no two may set the same
// parameter.
func (c *compiler) together(e expr.Node, parts []expr.Node, join func(...*grammar.Node) *grammar.Node) *grammar.Node {
	if len(parts) == 0 {
		return grammar.Literal("")
	}
	kids := c.all(parts)
	seen := uint64(0)
	for i, k := range kids {
		if both := seen & k.May; both != 0 {
			s := c.d.compiled.Slots[bits.TrailingZeros64(both)]
			return c.fail(parts[i], "parameter twice", "parameter %q can be set twice in one prompt", s.Param.Name)
		}
		seen |= k.May
	}
	if kids == nil {
		return nil
	}
	return join(kids...)
}

func (c *compiler) optional(e *expr.Optional) *grammar.Node {
	body := c.compile(e.Body)
	switch {
	case body == nil:
		return nil
	case e.Name == "":
		weights := []float64{50, 50}
		if e.Percent >= 0 {
			weights = []float64{e.Percent, 100 - e.Percent}
		}
		return grammar.Choice([]*grammar.Node{body, grammar.Literal("")}, weights)
	case c.vars[e.Name] != e.Negated:
		return body
	}
	return grammar.Literal("")
}

// reference compiles a rule, once for all templates that make the same of it.
func (c *compiler) reference(e *expr.Rule) *grammar.Node {
	r := c.rule(e.Name)
	k := memoKey{r, strings.Join(c.d.Actions, " "), c.agreement(r)}
	slotless := memoKey{r, "", k.vars}
	r.used = true
	for _, k := range []memoKey{slotless, k} {
		if n := c.memo[k]; n != nil {
			return n
		}
	}
	defer c.enter(r)()
	kids := make([]*grammar.Node, len(r.alts))
	for i, alt := range r.alts {
		c.src = alt.src
		if kids[i] = c.compile(alt.body); kids[i] == nil {
			return nil
		}
	}
	n := grammar.Choice(kids, even(r.weights))
	if n.May == 0 { // it means the same for all actions
		k = slotless
	}
	n = n.Named("<" + r.name + ">")
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
func (c *compiler) slot(e *expr.Slot) *grammar.Node {
	i := c.param(e)
	if i < 0 {
		return nil
	}
	p := c.d.compiled.Slots[i].Param
	switch {
	case !e.HasValue:
		return c.filled(e, i, p)
	case e.Value == "":
		words := c.compile(e.Words)
		if words == nil {
			return nil
		}
		return grammar.SlotNode(i, words)
	case !p.Bare():
		return c.fail(e, "slot value", "%q is text copied from the prompt, its words are its value: write {%s=:%s} or name a lexicon", p.Name, p.Name, e.Value)
	}
	if err := c.checkValue(p, e.Value); err != nil {
		return c.fail(e, "slot value", "%v", err)
	}
	words := grammar.Literal("")
	if e.Words != nil {
		if words = c.compile(e.Words); words == nil {
			return nil
		}
	}
	return grammar.SlotNode(i, grammar.ValueNode(e.Value, words))
}

// filled compiles a slot that takes its words from a lexicon.
func (c *compiler) filled(e *expr.Slot, i int, p *action.Param) *grammar.Node {
	var lex *lexicon
	var words *grammar.Node
	if e.Column != nil {
		if words, lex = c.column(e.Column); lex == nil {
			return nil
		}
		if e.Column.Canonical != "" && !p.Bare() {
			return c.fail(e, "slot value", "%q is text copied from the prompt, its words are its value: leave =%s out", p.Name, e.Column.Canonical)
		}
	} else if e.Lexicon != "" {
		if lex = c.pack.lexicons[e.Lexicon]; lex == nil {
			return c.fail(e, "undefined lexicon", "lexicon %q is not defined%s", e.Lexicon, source.Suggest(e.Lexicon, slices.Sorted(maps.Keys(c.pack.lexicons))))
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
	return grammar.SlotNode(i, words)
}

// param returns the index of a slot's parameter, -1 where there is none.
func (c *compiler) param(e *expr.Slot) int {
	if e.Call > len(c.d.Actions) {
		c.fail(e, "undefined parameter", "call %d: the template has %d", e.Call, len(c.d.Actions))
		return -1
	}
	found := -1
	var known []string
	for i, s := range c.d.compiled.Slots {
		if e.Call > 0 && s.Call != e.Call-1 {
			continue
		}
		known = append(known, s.Param.Name)
		if s.Param.Name != e.Param {
			continue
		}
		if found >= 0 {
			c.fail(e, "undefined parameter", "several calls have a parameter %q: write {1.%s} or {2.%s}", e.Param, e.Param, e.Param)
			return -1
		}
		found = i
	}
	if found < 0 {
		c.fail(e, "undefined parameter", "%s has no parameter %q%s", strings.Join(c.d.Actions, ", "), e.Param, source.OrList(e.Param, known))
	}
	return found
}
