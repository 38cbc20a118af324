package convert

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// hassilParser reads an expression: (a|b), (a;b), [a], {list}, {list:slot}, <rule>.
type hassilParser struct {
	*hassil
	at    place
	block *hassilBlock
	s     string
	i     int
}

// parse reads an expression, whose rules and lists may be those of a block.
func (h *hassil) parse(at place, b *hassilBlock, text string) (node, error) {
	p := &hassilParser{hassil: h, at: at, block: b, s: text}
	n, err := p.group(0)
	if err == nil && p.i < len(p.s) {
		err = p.fail("%q opens nothing", p.s[p.i])
	}
	return n, err
}

func (p *hassilParser) fail(format string, args ...any) error {
	return fail(p.at, "sentence %q: character %d: %s", p.s, len([]rune(p.s[:p.i]))+1, fmt.Sprintf(format, args...))
}

// group reads up to a closing character, or to the end for 0, and passes it.
func (p *hassilParser) group(end byte) (node, error) {
	var groups []node // what | or ; separates
	var parts seq
	sep := byte(0)
	for p.i < len(p.s) {
		c := p.s[p.i]
		switch c {
		case ')', ']':
			if c != end {
				return p.collect(sep, groups, parts), p.unexpected(end)
			}
			p.i++
			return p.collect(sep, groups, parts), nil
		case '|', ';':
			if sep != 0 && sep != c { // what came before is the first of the new parts
				groups, parts = []node{p.collect(sep, groups, parts)}, nil
			} else {
				groups, parts = append(groups, join(parts...)), nil
			}
			sep = c
			p.i++
		default:
			n, err := p.part()
			if err != nil {
				return nil, err
			}
			parts = append(parts, n)
		}
	}
	if end != 0 {
		return nil, p.fail("%q is missing", end)
	}
	return p.collect(sep, groups, parts), nil
}

// unexpected is nil at the end of a whole sentence, where parse says what is wrong.
func (p *hassilParser) unexpected(end byte) error {
	if end == 0 {
		return nil
	}
	return p.fail("%q is wanted before %q", end, p.s[p.i])
}

// collect makes a node of what separators part.
func (p *hassilParser) collect(sep byte, groups []node, last seq) node {
	if sep == 0 {
		return join(last...)
	}
	groups = append(groups, join(last...))
	if sep == ';' {
		return order(groups)
	}
	var out choice
	empty := 0
	for _, g := range groups {
		if isEmpty(g) {
			empty++
		} else {
			out = append(out, &rule{body: g, weight: 1, at: p.at})
		}
	}
	switch {
	case len(out) == 0:
		return literal("")
	case empty > 0:
		return &maybe{body: out, percent: 100 * float64(len(out)) / float64(len(groups))}
	}
	return out
}

func isEmpty(n node) bool {
	text, ok := fixed(n)
	return ok && strings.TrimSpace(text) == ""
}

// part reads words or one bracket.
func (p *hassilParser) part() (node, error) {
	switch c := p.s[p.i]; c {
	case '(':
		p.i++
		return p.group(')')
	case '[':
		p.i++
		n, err := p.group(']')
		switch {
		case err != nil:
			return nil, err
		case isEmpty(n):
			return literal(""), nil
		}
		if m, ok := n.(*maybe); ok { // [a|] is no more than [a]
			n = m.body
		}
		return &maybe{body: n, percent: 50}, nil
	case '{', '<':
		return p.reference(c)
	case '}', '>':
		return nil, p.fail("%q closes nothing", c)
	}
	return p.words(), nil
}

// words reads words up to the next character with a meaning.
func (p *hassilParser) words() node {
	var b strings.Builder
	for p.i < len(p.s) && !strings.ContainsRune("()[]{}<>|;", rune(p.s[p.i])) {
		if p.s[p.i] == '\\' && p.i+1 < len(p.s) {
			p.i++
		}
		b.WriteByte(p.s[p.i])
		p.i++
	}
	return literal(b.String())
}

// reference reads {list}, {list:slot} or <rule>.
func (p *hassilParser) reference(open byte) (node, error) {
	shut := map[byte]string{'{': "}", '<': ">"}[open]
	n := strings.Index(p.s[p.i:], shut)
	if n < 0 {
		return nil, p.fail("%q is missing", shut)
	}
	name := p.s[p.i+1 : p.i+n]
	if strings.TrimSpace(name) == "" {
		return nil, p.fail("a name is wanted between %q and %q", open, shut)
	}
	var u *unit
	var err error
	if open == '<' {
		u, err = p.rule(name)
	} else {
		list, slot, named := strings.Cut(name, ":")
		if !named {
			slot = list
		}
		u, err = p.list(list, slot)
	}
	if err != nil {
		return nil, err
	}
	p.i += n + 1
	return &ref{to: u}, nil
}

// hassilUnit is what a rule or a list became, with all that it depends on: blocks may
// have rules, lists and context of their own.
type hassilUnit struct {
	*unit
	block *hassilBlock
	uses  map[string]bool // <rule>, {list}, and "context" where a list looks at it
}

// serves reports whether the unit is the same in another block.
func (u *hassilUnit) serves(b *hassilBlock) bool {
	if u.block == b {
		return true
	}
	for use := range u.uses {
		if use == "context" && u.block.contextual() != b.contextual() || u.block.defines(use) || b.defines(use) {
			return false
		}
	}
	return true
}

// defines reports whether the block has a definition of its own for <rule> or {list}.
func (b *hassilBlock) defines(use string) bool {
	name := use[1:]
	return use[0] == '<' && b.rules[name] != nil || use[0] == '{' && b.lists[name] != nil
}

// contextual writes the context of the block, "" for none.
func (b *hassilBlock) contextual() string {
	if len(b.requires)+len(b.excludes) == 0 {
		return ""
	}
	return fmt.Sprint(b.requires, b.excludes)
}

// unit returns the unit of a key that serves the block, or has it made.
func (p *hassilParser) unit(key, use string, make func() (*unit, error)) (*unit, error) {
	for _, u := range p.units[key] {
		if u.serves(p.block) {
			p.use(u.uses)
			return u.unit, nil
		}
	}
	outer := p.used
	p.used = map[string]bool{use: true}
	u, err := make()
	inner := p.used
	p.used = outer
	if err != nil {
		return nil, err
	}
	p.use(inner)
	p.units[key] = append(p.units[key], &hassilUnit{u, p.block, inner})
	return u, nil
}

// use notes what the unit that is being made depends on.
func (h *hassil) use(names map[string]bool) {
	for name := range names {
		if h.used != nil {
			h.used[name] = true
		}
	}
}

// rule makes the unit of a rule.
func (p *hassilParser) rule(name string) (*unit, error) {
	d := cmp.Or(p.block.rules[name], p.rules[name])
	if d == nil {
		return nil, p.fail("rule <%s> is not defined", name)
	}
	if slices.Contains(p.open, d) {
		return nil, p.fail("rule <%s> refers to itself", name)
	}
	d.used = true
	return p.unit("<"+name, "<"+name, func() (*unit, error) {
		text, err := scalarText(d.at.file, d.node, "rule "+name)
		if err != nil {
			return nil, err
		}
		p.open = append(p.open, d)
		body, err := p.parse(place{d.at.file, d.node.Line}, p.block, text)
		p.open = p.open[:len(p.open)-1]
		if err != nil {
			return nil, err
		}
		u := &unit{name: name, at: d.at, rules: []*rule{{body: body, weight: 1, at: d.at}}}
		if c, ok := body.(choice); ok {
			u.rules = c
		}
		return u, nil
	})
}

// list makes the unit of a list whose words fill a slot.
func (p *hassilParser) list(name, slot string) (*unit, error) {
	d := cmp.Or(p.block.lists[name], p.lists[name])
	return p.unit("{"+name+":"+slot, "{"+name, func() (*unit, error) {
		u := &unit{name: name, at: p.at, slot: p.slotOf(slot, slot, slot, nil)}
		if d != nil {
			d.used = true
			u.at, u.words = d.at, d
		}
		var err error
		switch {
		case d == nil:
			p.supplied(u, name)
		case member(d.node, "range") != nil:
			err = p.numbers(u, d, member(d.node, "range"))
		case isTrue(member(d.node, "wildcard")):
			p.wildcard(u, name)
		default:
			err = p.values(u, d, name)
		}
		if err == nil && len(u.rules) == 0 {
			err = p.fail("list {%s} has no values here", name)
		}
		if err != nil {
			return nil, err
		}
		u.say()
		return u, nil
	})
}

func isTrue(n *yaml.Node) bool {
	var v bool
	return n != nil && n.Decode(&v) == nil && v
}
