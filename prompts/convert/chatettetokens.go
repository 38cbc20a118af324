package convert

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// chatetteParser reads the tokens of one rule, left to right.
type chatetteParser struct {
	*chatette
	at       place
	s        string
	i        int
	depth    int
	argument string // name of what is replaced
	replaced string // by this
	groups   map[string]*maybe
	first    string // name or text of the first token
	named    bool   // first is known
}

// maxNested is how deep brackets may nest.
const maxNested = 30

func (p *chatetteParser) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

// modifiers are the parts in the brackets of a reference or definition.
type modifiers struct {
	cased     bool
	name      string
	variation string
	varied    bool
	argument  string
	given     bool
	random    bool
	group     string
	percent   float64
}

// modifiers reads &name#variation$argument?group/percent] in any order.
func (p *chatetteParser) modifiers() (m modifiers, err error) {
	start := p.i
	m.percent = 50
	if p.peek() == '&' {
		m.cased = true
		p.i++
	}
	if m.name, err = p.until("#$?]"); err != nil {
		return m, err
	}
	m.name = strings.TrimSpace(m.name)
	for p.peek() != ']' {
		c := p.s[p.i]
		p.i++
		switch c {
		case '#':
			m.varied = true
			m.variation, err = p.until("$?]")
			m.variation = strings.TrimSpace(m.variation)
		case '$':
			m.given = true
			m.argument, err = p.until("#?]")
		case '?':
			err = p.random(&m, "#$]")
		}
		if err != nil {
			return m, err
		}
	}
	p.i++
	switch {
	case m.name == "":
		return m, fail(p.at, "%q: a name is missing", p.s[max(0, start-2):p.i])
	case m.varied && m.variation == "":
		return m, fail(p.at, "%q: the variation has no name", p.s[max(0, start-2):p.i])
	case len(m.argument) > maxArgument:
		return m, fail(p.at, "the argument of %q expands to more than %d characters", m.name, maxArgument)
	}
	return m, nil
}

// random reads what follows the question mark: group/percent, both optional.
func (p *chatetteParser) random(m *modifiers, ends string) (err error) {
	m.random = true
	if m.group, err = p.until("/" + ends); err != nil || p.peek() != '/' {
		m.group = strings.TrimSpace(m.group)
		return err
	}
	m.group = strings.TrimSpace(m.group)
	p.i++
	text, err := p.until(ends)
	if err != nil {
		return err
	}
	digits := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	m.percent, err = strconv.ParseFloat(digits, 64)
	if err != nil || !(m.percent >= 0 && m.percent <= 100) {
		return fail(p.at, "chance %q is not a percentage", text)
	}
	return nil
}

// until reads text up to one of some characters, which must come.
func (p *chatetteParser) until(ends string) (string, error) {
	start := p.i
	for ; p.i < len(p.s); p.i++ {
		if strings.IndexByte(ends, p.s[p.i]) >= 0 && !(p.s[p.i] == '$' && p.argued(p.i) > 0) {
			return p.literally(p.s[start:p.i]), nil
		}
		if p.s[p.i] == '\\' {
			p.i++
		}
	}
	return "", fail(p.at, "%q: ']' is missing", p.s[max(0, start-2):])
}

// argued returns the length of the argument's name at an offset, $ included, or 0
// if the name is not there.
func (p *chatetteParser) argued(i int) int {
	if p.argument == "" || !strings.HasPrefix(p.s[i:], "$"+p.argument) {
		return 0
	}
	return 1 + len(p.argument)
}

// literally takes backslashes away and puts the argument in.
func (p *chatetteParser) literally(s string) string {
	in := &chatetteParser{s: s, argument: p.argument}
	var b strings.Builder
	for in.i < len(s) {
		switch n := in.argued(in.i); {
		case n > 0:
			b.WriteString(p.replaced)
			in.i += n
		case s[in.i] == '\\' && in.i+1 < len(s):
			in.i++
			fallthrough
		default:
			_, size := utf8.DecodeRuneInString(s[in.i:])
			b.WriteString(s[in.i : in.i+size])
			in.i += size
		}
	}
	return b.String()
}

// unescaped takes backslashes away.
func unescaped(s string) string { return (&chatetteParser{}).literally(s) }

// sequence reads tokens up to the end, or up to what closes or divides the
// group around it; of a slot, up to an equals sign.
func (p *chatetteParser) sequence(slot bool, ends ...byte) (node, error) {
	var out []node
	for p.i < len(p.s) {
		c := p.s[p.i]
		switch {
		case c == '=' && slot && p.depth == 0, strings.IndexByte(string(ends), c) >= 0:
			return join(out...), nil
		case c == '?' && p.depth > 0 && p.closes(ends):
			return join(out...), nil
		case c == ']' || c == '}':
			return nil, fail(p.at, `%q closes nothing: write \%c for the character itself`, c, c)
		}
		n, err := p.token(ends)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	if p.depth > 0 {
		return nil, fail(p.at, "%q: a bracket is never closed", p.s)
	}
	return join(out...), nil
}

// closes reports whether the current question mark belongs to the group. It does
// if only a name and a chance follow before the group ends.
func (p *chatetteParser) closes(ends []byte) bool {
	for i := p.i + 1; i < len(p.s); i++ {
		switch c := p.s[i]; {
		case c == ends[0]:
			return true
		case c == '\\':
			i++
		case strings.IndexByte("[]{}|?", c) >= 0:
			return false
		}
	}
	return false
}

func (p *chatetteParser) token(ends []byte) (node, error) {
	c, next := p.s[p.i], byte(0)
	if p.i+1 < len(p.s) {
		next = p.s[p.i+1]
	}
	switch {
	case strings.IndexByte("~@%", c) >= 0 && next == '[':
		return p.reference(c)
	case c == '[':
		return p.group(']', '|')
	case c == '{':
		return p.group('}', '/')
	}
	return p.text(ends), nil
}

// text reads words up to something with a meaning.
func (p *chatetteParser) text(ends []byte) node {
	start := p.i
	for ; p.i < len(p.s); p.i++ {
		c := p.s[p.i]
		special := strings.IndexByte("[]{}=", c) >= 0 || strings.IndexByte(string(ends), c) >= 0 ||
			c == '?' && p.depth > 0 || strings.IndexByte("~@%", c) >= 0 && strings.HasPrefix(p.s[p.i+1:], "[")
		if special && p.i > start {
			break
		}
		if c == '\\' {
			p.i++
		}
	}
	p.i = min(p.i, len(p.s))
	s := p.literally(p.s[start:p.i])
	if fields := strings.Fields(s); len(fields) > 0 {
		p.token1(fields[0])
	}
	return spaced(s)
}

// spaced makes runs of spaces one.
func spaced(s string) literal {
	w := words(s)
	switch {
	case w == "" && s == "":
		return ""
	case w == "":
		return " "
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	if unicode.IsSpace(first) {
		w = " " + w
	}
	if unicode.IsSpace(last) {
		w += " "
	}
	return literal(w)
}

// trimmed takes the spaces at the end away.
func trimmed(n node) node {
	switch n := n.(type) {
	case literal:
		return literal(strings.TrimRight(string(n), " "))
	case seq:
		if len(n) > 0 {
			return join(append(slices.Clone(n[:len(n)-1]), trimmed(n[len(n)-1]))...)
		}
	}
	return n
}

// token1 remembers the first token, which "= /" names.
func (p *chatetteParser) token1(name string) {
	if !p.named && p.depth == 0 {
		p.first, p.named = words(name), true
	}
}

// reference reads ~[…], @[…] and %[…].
func (p *chatetteParser) reference(kind byte) (node, error) {
	p.i += 2
	m, err := p.modifiers()
	if err != nil {
		return nil, err
	}
	p.token1(m.name)
	u, err := p.unit(p.at, chatetteRef{kind, m.name, m.variation, m.varied, m.argument, m.given})
	if err != nil {
		return nil, err
	}
	return p.perhaps(&ref{to: u, cased: m.cased}, m), nil
}

// group reads [a|b], {a/b} and [words], with & and ?.
func (p *chatetteParser) group(end, divider byte) (node, error) {
	if p.depth++; p.depth > maxNested {
		return nil, fail(p.at, "brackets nest more than %d deep", maxNested)
	}
	p.i++
	m := modifiers{percent: 50, cased: p.peek() == '&'}
	if m.cased {
		p.i++
	}
	start := p.i
	var rules choice
	for {
		body, err := p.sequence(false, end, divider)
		if err != nil {
			return nil, err
		}
		rules = append(rules, &rule{body: body, weight: 1, at: p.at})
		if p.peek() != divider {
			break
		}
		p.i++
	}
	inner := p.literally(p.s[start:p.i])
	if p.peek() == '?' {
		p.i++
		if err := p.random(&m, string(end)); err != nil {
			return nil, err
		}
	}
	p.i++
	p.depth--
	p.token1(inner)
	var n node = rules
	if len(rules) == 1 {
		n = rules[0].body
	}
	if m.cased {
		n = p.cased(n, p.at)
	}
	return p.perhaps(n, m), nil
}

// perhaps makes a token optional. Optionals of one name in a rule agree, and !
// before the name means the opposite. The first optional of a name sets the chance
// for all.
func (p *chatetteParser) perhaps(n node, m modifiers) node {
	if !m.random {
		return n
	}
	out := &maybe{body: n, percent: m.percent}
	name, negated := strings.CutPrefix(m.group, "!")
	if name = strings.TrimSpace(name); name != "" {
		out.negated = negated
		first := p.groups[name]
		switch {
		case first == nil:
			out.group = p.newOnce(name, true)
			p.groups[name] = out
		case first.negated == negated:
			out.group, out.percent = first.group, first.percent
		default:
			out.group, out.percent = first.group, 100-first.percent
		}
	}
	switch out.percent {
	case 0:
		p.note(p.at, "what has a chance of 0%% is left out")
		return literal("")
	case 100:
		return n
	}
	return out
}
