package pack

import (
	"errors"
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// The checks that warn of words that a parameter cannot read, and of the templates that
// have no others.
const (
	Unreadable = "unreadable words"
	LeftOut    = "template left out"
)

// wordsKey names the words of a parameter.
type wordsKey struct {
	words *grammar.Node
	param *action.Param
}

// readable returns the words that a parameter can read.
func (c *compilation) readable(words *grammar.Node, p *action.Param) *grammar.Node {
	k := wordsKey{words, p}
	out := c.read[k]
	if out == nil {
		out = words.Readable(func(said string) bool { return c.unreadable(p, said) == nil })
		c.read[k] = out
	}
	return out
}

// unreadable returns why a parameter cannot read words, nil where it can.
func (l *loader) unreadable(p *action.Param, said string) error {
	if _, err := p.Normalize(said, l.ref); err != nil && !errors.Is(err, action.ErrNoReference) {
		return err
	}
	return nil
}

// tellUnreadable warns of each alternative of an expression, the words of a slot, that
// its parameter cannot read.
func (c *compiler) tellUnreadable(e expr.Node, p *action.Param) {
	switch e := e.(type) {
	case *expr.Alternatives:
		for _, alt := range e.Alts {
			c.tellUnreadable(alt, p)
		}
		return
	case *expr.Rule:
		r := c.rule(e.Name)
		defer c.enter(r)()
		for _, alt := range r.Alts {
			c.src = alt.Src
			c.tellUnreadable(alt.Body, p)
		}
		return
	}
	if n := c.compile(e); n != nil {
		line, col := c.src.Position(e.Pos())
		c.warnUnreadable(&source.Fault{File: c.src.File, Line: line, Col: col}, n, p)
		if n.Kind == grammar.KindLiteral {
			c.warnTwoWays(&source.Fault{File: c.src.File, Line: line, Col: col}, p, n.Text)
		}
	}
}

// tried is how many texts of a composed expression or a generator are read.
const tried = 200

// warnUnreadable warns of words at a place.
func (l *loader) warnUnreadable(at *source.Fault, words *grammar.Node, p *action.Param) {
	bad, n := 0, 0
	var first error // of a text that is not read
	for said := range words.Samples(tried) {
		n++
		if err := l.unreadable(p, said); err != nil {
			if bad++; first == nil {
				first = err
			}
		}
	}
	if bad == 0 {
		return
	}
	at.Check, at.Warning = Unreadable, true
	what := "these words"
	if n > 1 {
		what = fmt.Sprintf("%d of %d ways to say this", bad, n)
		if words.Derivations > tried {
			what = fmt.Sprintf("about %d %% of these words", max(1, 100*bad/n))
		}
	}
	at.Message = fmt.Sprintf("parameter %q cannot read %s, so no prompt has them: %v", p.Name, what, first)
	l.warnOnce(at)
}

// warnOnce notes a warning that may be found in several ways.
func (l *loader) warnOnce(f *source.Fault) {
	if !slices.ContainsFunc(l.Warnings, func(g *source.Fault) bool { return *g == *f }) {
		l.Add(f)
	}
}

// leaveOut warns of a template of which nothing is left.
func (c *compiler) leaveOut() {
	c.warnOnce(&source.Fault{File: c.d.Src.File, Line: c.d.Line, Check: LeftOut, Warning: true,
		Message: "the template is left out: none of its prompts has words that its parameters can read"})
}
