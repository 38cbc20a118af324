package filter

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDepth bounds how deep parts may be nested.
const maxDepth = 100

// Parse reads a predicate of the language that Grammar describes. Its errors say what
// is expected where.
func Parse(text string) (*Expr, error) {
	p := parser{rest: text}
	root, err := p.either(0)
	if err == nil && p.peek() != "" {
		err = fmt.Errorf(`"and", "or" or the end is expected at %q`, p.rest)
	}
	if err != nil {
		return nil, fmt.Errorf("predicate %q: %w", text, err)
	}
	return &Expr{root: root, text: strings.TrimSpace(text)}, nil
}

type parser struct{ rest string }

// operators are the longest first.
var operators = []string{"==", "!=", "<=", ">=", "=", "<", ">"}

func (p *parser) either(depth int) (node, error) { return p.junction("or", false, depth, p.all) }
func (p *parser) all(depth int) (node, error)    { return p.junction("and", true, depth, p.part) }

// junction reads parts that a word joins.
func (p *parser) junction(word string, every bool, depth int, part func(int) (node, error)) (node, error) {
	first, err := part(depth)
	if err != nil {
		return nil, err
	}
	parts := []node{first}
	for p.eatWord(word) {
		next, err := part(depth)
		if err != nil {
			return nil, err
		}
		parts = append(parts, next)
	}
	if len(parts) == 1 {
		return first, nil
	}
	return &junction{every, parts}, nil
}

func (p *parser) part(depth int) (node, error) {
	switch {
	case depth > maxDepth:
		return nil, errors.New("parts are nested too deep")
	case p.eatWord("not"):
		of, err := p.part(depth + 1)
		return &negation{of}, err
	case p.eat("("):
		inner, err := p.either(depth + 1)
		if err == nil && !p.eat(")") {
			err = fmt.Errorf(`")" is expected at %q`, p.rest)
		}
		return inner, err
	case p.eatWord("has"):
		name, _ := p.word()
		if name == "" {
			return nil, fmt.Errorf("the name of a parameter is expected at %q", p.rest)
		}
		return &condition{field: Argument, op: "=", value: name}, nil
	}
	return p.condition()
}

func (p *parser) condition() (node, error) {
	field, quoted := p.word()
	if field == "" || quoted {
		return nil, fmt.Errorf("a field such as text, length or intent is expected at %q", p.rest)
	}
	c := &condition{field: field}
	for _, op := range operators {
		if p.eat(op) {
			c.op = op
			break
		}
	}
	if c.op == "" && p.eatWord("contains") {
		c.op = "contains"
	}
	switch {
	case c.op == "":
		return nil, fmt.Errorf("one of = != < <= > >= contains is expected after %q, at %q", field, p.rest)
	case c.op == "==":
		return nil, fmt.Errorf("write %s = …, with one =", field)
	}
	value, quoted := p.word()
	if value == "" && !quoted {
		return nil, fmt.Errorf("a value is expected after %q: a word, or words in quotes", field+" "+c.op)
	}
	c.value, c.folded = value, strings.ToLower(value)
	if strings.ContainsAny(c.op, "<>") {
		n, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return nil, fmt.Errorf("%s %s %q: a number is expected", field, c.op, value)
		}
		c.number = n
	}
	return c, nil
}

func (p *parser) space() { p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace) }

// peek returns what is left.
func (p *parser) peek() string {
	p.space()
	return p.rest
}

func (p *parser) eat(s string) (ok bool) {
	p.space()
	p.rest, ok = strings.CutPrefix(p.rest, s)
	return ok
}

// eatWord eats a word of the language, which may not go on.
func (p *parser) eatWord(w string) bool {
	p.space()
	rest, ok := strings.CutPrefix(p.rest, w)
	if next, _ := utf8.DecodeRuneInString(rest); !ok || rest != "" && inWord(next) {
		return false
	}
	p.rest = rest
	return true
}

// inWord reports whether a letter may be part of a word without quotes.
func inWord(r rune) bool { return !unicode.IsSpace(r) && !strings.ContainsRune(`=!<>()"`, r) }

// word reads a word, or words in quotes, in which "" is a quote.
func (p *parser) word() (word string, quoted bool) {
	p.space()
	if !strings.HasPrefix(p.rest, `"`) {
		end := strings.IndexFunc(p.rest, func(r rune) bool { return !inWord(r) })
		if end < 0 {
			end = len(p.rest)
		}
		word, p.rest = p.rest[:end], p.rest[end:]
		return word, false
	}
	var b strings.Builder
	rest := p.rest[1:]
	for {
		inside, after, closed := strings.Cut(rest, `"`)
		if !closed {
			return "", false
		}
		b.WriteString(inside)
		if rest = after; !strings.HasPrefix(rest, `"`) {
			break
		}
		b.WriteByte('"')
		rest = rest[1:]
	}
	p.rest = rest
	return b.String(), true
}

// Named is a predicate with a name.
type Named struct {
	Name string
	Expr *Expr
}

// ParseNamed reads NAME: PREDICATE. A name is of letters, digits, spaces and - _ . /.
func ParseNamed(text string) (Named, error) {
	name, rest, ok := strings.Cut(text, ":")
	name = strings.TrimSpace(name)
	fits := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" -_./", r)
	}
	switch {
	case !ok:
		return Named{}, fmt.Errorf(`slice %q: a name, a colon and a predicate are expected, such as 'long: length > 12'`, text)
	case name == "" || strings.IndexFunc(name, func(r rune) bool { return !fits(r) }) >= 0:
		return Named{}, fmt.Errorf("slice %q: the name %q is not of letters, digits, spaces and - _ . /", text, name)
	}
	e, err := Parse(rest)
	if err != nil {
		return Named{}, fmt.Errorf("slice %q: %w", name, err)
	}
	return Named{name, e}, nil
}

// ParseFile reads a file of named predicates, one a line. Empty lines and those that
// begin with # are left out. name is the file's name for errors.
func ParseFile(data []byte, name string) ([]Named, error) {
	var out []Named
	n := 0
	for line := range strings.Lines(string(data)) {
		n++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		s, err := ParseNamed(line)
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: no slices: write one a line, such as long: length > 12", name)
	}
	return out, nil
}
