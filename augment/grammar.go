package augment

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// grammar draws phrases from rules, so that no list of phrases is learnt by heart. A line
// "name:" begins a rule; each line after it that begins with a space is one of its
// alternatives, which all are as likely. In an alternative, (a|b) is one of both, [a] is
// there half of the time, and <name> is a phrase of another rule. A line that begins with
// # is a comment.
type grammar struct {
	rules map[string]*alternatives
}

// alternatives are sequences of parts, of which one is drawn.
type alternatives struct {
	of [][]part
}

// part is text, alternatives in brackets or, under its name, another rule.
type part struct {
	text         string
	alternatives *alternatives
	rule         string
}

// newGrammar reads rules. It fails where a bracket is not closed, where a rule is missing
// or empty, and where a rule leads to itself.
func newGrammar(rules string) (*grammar, error) {
	g := &grammar{map[string]*alternatives{}}
	var at *alternatives
	for i, line := range strings.Split(rules, "\n") {
		line = strings.TrimRight(line, " \t\r")
		switch name, isRule := strings.CutSuffix(line, ":"); {
		case line == "" || line[0] == '#':
		case line[0] != ' ' && line[0] != '\t':
			if !isRule || name == "" || g.rules[name] != nil || strings.ContainsAny(name, "<>[]()| ") {
				return nil, fmt.Errorf("line %d: %q is no name of a new rule with a colon after it", i+1, line)
			}
			at = &alternatives{}
			g.rules[name] = at
		case at == nil:
			return nil, fmt.Errorf("line %d: %q is in no rule", i+1, line)
		default:
			p := phraseParser{rest: strings.TrimSpace(line)}
			parts := p.sequence()
			if p.err == nil && p.rest != "" {
				p.err = fmt.Errorf("%q closes nothing", p.rest[:1])
			}
			if p.err != nil {
				return nil, fmt.Errorf("line %d: %q: %w", i+1, line, p.err)
			}
			at.of = append(at.of, parts)
		}
	}
	checked := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(g.rules)) {
		if err := g.check(name, nil, checked); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// check follows the rules that a rule leads to. The path are those that led to it.
func (g *grammar) check(name string, path []string, checked map[string]bool) error {
	c := g.rules[name]
	switch {
	case slices.Contains(path, name):
		return fmt.Errorf("rule %s leads to itself", name)
	case c == nil:
		return fmt.Errorf("rule %s asks for rule %s, which there is not", path[len(path)-1], name)
	case len(c.of) == 0:
		return fmt.Errorf("rule %s has no alternative", name)
	case checked[name]:
		return nil
	}
	checked[name] = true
	path = append(slices.Clone(path), name)
	for _, next := range c.rules(nil) {
		if err := g.check(next, path, checked); err != nil {
			return err
		}
	}
	return nil
}

// rules appends the names of the rules that alternatives ask for.
func (c *alternatives) rules(names []string) []string {
	for _, parts := range c.of {
		for _, p := range parts {
			if p.rule != "" {
				names = append(names, p.rule)
			} else if p.alternatives != nil {
				names = p.alternatives.rules(names)
			}
		}
	}
	return names
}

// phraseParser reads one alternative.
type phraseParser struct {
	rest string
	err  error
}

// sequence reads up to the end or to a mark that belongs to who called.
func (p *phraseParser) sequence() (parts []part) {
	for p.err == nil && p.rest != "" {
		switch i := strings.IndexAny(p.rest, "([<|])>"); {
		case i < 0:
			parts = append(parts, part{text: p.rest})
			p.rest = ""
		case i > 0:
			parts = append(parts, part{text: p.rest[:i]})
			p.rest = p.rest[i:]
		case p.rest[0] == '(':
			parts = append(parts, part{alternatives: p.alternatives(')')})
		case p.rest[0] == '[':
			inner := part{alternatives: p.alternatives(']')}
			parts = append(parts, part{alternatives: &alternatives{[][]part{{inner}, nil}}})
		case p.rest[0] == '<':
			name, after, closed := strings.Cut(p.rest[1:], ">")
			if !closed || name == "" {
				p.err = fmt.Errorf("%q is no name of a rule", p.rest)
				return nil
			}
			parts, p.rest = append(parts, part{rule: name}), after
		default:
			return parts
		}
	}
	return parts
}

// alternatives reads what is between brackets.
func (p *phraseParser) alternatives(end byte) *alternatives {
	c := &alternatives{}
	for p.err == nil {
		p.rest = p.rest[1:] // the bracket or the bar
		c.of = append(c.of, p.sequence())
		if p.rest == "" || p.rest[0] != '|' && p.rest[0] != end {
			p.err = fmt.Errorf("%c is missing", end)
		} else if p.rest[0] == end {
			p.rest = p.rest[1:]
			break
		}
	}
	return c
}

// draw returns a phrase of a rule, "" where there is no such rule.
func (g *grammar) draw(r *rand.Rand, rule string) string {
	c := g.rules[rule]
	if c == nil {
		return ""
	}
	return tidy(g.appendDrawn(make([]byte, 0, 64), r, c))
}

func (g *grammar) appendDrawn(b []byte, r *rand.Rand, c *alternatives) []byte {
	for _, p := range c.of[r.IntN(len(c.of))] {
		switch {
		case p.rule != "":
			b = g.appendDrawn(b, r, g.rules[p.rule])
		case p.alternatives != nil:
			b = g.appendDrawn(b, r, p.alternatives)
		default:
			b = append(b, p.text...)
		}
	}
	return b
}

// tidy leaves out the spaces that a phrase has where a part was left out: at its ends,
// before another space and before a mark.
func tidy(b []byte) string {
	out := b[:0]
	for _, c := range b {
		switch {
		case c == ' ' && (len(out) == 0 || out[len(out)-1] == ' '):
			continue
		case (c == ',' || c == '.' || c == '!' || c == '?') && len(out) > 0 && out[len(out)-1] == ' ':
			out = out[:len(out)-1]
		}
		out = append(out, c)
	}
	return strings.TrimRight(string(out), " ")
}
