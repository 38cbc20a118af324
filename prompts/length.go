package prompts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// lengths finds templates that may write more tokens than a model takes.
func (l *textLint) lengths(r *TextReport) {
	if l.v.MaxInput == 0 && l.v.MaxTarget == 0 {
		return
	}
	_, around := l.v.Measure("")
	c := &counter{measure: l.v.Measure, around: around, words: map[*grammar.Node]int{}, written: map[*grammar.Node]int{}, quoted: map[*grammar.Node]int{}}
	for _, t := range slices.Concat(l.p.content.Templates, l.p.content.Leads) {
		c.t = t
		input, target := around+c.prompt(t.Compiled.Root), around+c.target()
		r.Input.raise(t, input)
		r.Target.raise(t, target)
		l.over(t, "prompts", input, l.v.MaxInput)
		l.over(t, "targets", target, l.v.MaxTarget)
	}
}

func (longest *Longest) raise(t *Template, tokens int) {
	if tokens > longest.Tokens {
		*longest = Longest{tokens, t}
	}
}

func (l *textLint) over(t *Template, what string, tokens, most int) {
	if most == 0 || tokens <= most {
		return
	}
	l.faults = append(l.faults, &Fault{File: "templates/" + t.File, Line: t.Line, Check: "length", Warning: true,
		Message: fmt.Sprintf("%s may reach %d tokens, more than %d", what, tokens, most)})
}

// counter computes an upper bound of the tokens that a tree may write: the longest
// of several alternatives, and the sum of the parts of a sequence. Where two parts
// meet, the tokenizer may cut words differently. Except for rare words, the joined
// text has no more tokens than its parts.
type counter struct {
	measure func(string) ([]string, int)
	around  int // tokens that stand around every text
	t       *Template
	words   map[*grammar.Node]int // by node: nodes are shared between templates
	quoted  map[*grammar.Node]int // the same in a target
	written map[*grammar.Node]int // arguments of a target
}

func (c *counter) tokens(text string) int {
	_, n := c.measure(text)
	return max(0, n-c.around)
}

// prompt bounds the tokens of a node's words.
func (c *counter) prompt(n *grammar.Node) int {
	return c.text(n, c.words, func(s string) string { return s })
}

// text bounds the tokens of a node's words as write puts them.
func (c *counter) text(n *grammar.Node, memo map[*grammar.Node]int, write func(string) string) int {
	if most, ok := memo[n]; ok {
		return most
	}
	most := 0
	switch n.Kind {
	case grammar.KindLiteral:
		most = c.tokens(write(n.Text))
	case grammar.KindArticle:
		most = c.tokens("an")
	case grammar.KindNumber:
		for text := range n.Texts() {
			most = max(most, c.tokens(text))
		}
	default:
		for _, k := range n.Kids {
			if below := c.text(k, memo, write); n.Branches() {
				most = max(most, below)
			} else {
				most += below
			}
		}
	}
	memo[n] = most
	return most
}

// target bounds the tokens of a template's calls.
func (c *counter) target() int {
	most := c.args(c.t.Compiled.Root)
	for _, a := range c.t.Calls {
		most += c.tokens(a.Name + "(); ")
	}
	return most
}

// args bounds the tokens of the arguments that a node sets.
func (c *counter) args(n *grammar.Node) int {
	if n.May == 0 {
		return 0
	}
	if most, ok := c.written[n]; ok {
		return most
	}
	most := 0
	if n.Kind == grammar.KindSlot {
		most = c.arg(n)
	} else {
		for _, k := range n.Kids {
			if below := c.args(k); n.Kind == grammar.KindAlt {
				most = max(most, below)
			} else {
				most += below
			}
		}
	}
	c.written[n] = most
	return most
}

func (c *counter) arg(n *grammar.Node) int {
	p := c.t.Compiled.Slots[n.Slot].Param
	if p.Bare() {
		return c.tokens(", "+p.Name+"=") + c.value(n.Kids[0], known(p))
	}
	quote := func(s string) string { return strings.ReplaceAll(s, `"`, `""`) }
	return c.tokens(", "+p.Name+`=""`) + c.text(n.Kids[0], c.quoted, quote)
}

// value bounds the tokens of a canonical value: one of those that are known, or
// the number that the words write.
func (c *counter) value(words *grammar.Node, known []string) int {
	most := c.prompt(words)
	for _, v := range append([]string{"1000000"}, known...) {
		most = max(most, c.tokens(v))
	}
	return most
}
