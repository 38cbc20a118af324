package expr

import (
	"fmt"
	"strconv"
	"strings"
)

// SyntaxError is a fault at a byte offset of the source.
type SyntaxError struct {
	Offset  int
	Message string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("at byte %d: %s", e.Offset, e.Message) }

// maxDepth is how deep brackets may nest.
const maxDepth = 100

// parser reads one expression, left to right, with one character of lookahead.
type parser struct {
	src    string
	i      int
	depth  int
	inSlot bool
}

// Weighted is an expression with the weight before it, as in "3: a".
type Weighted struct {
	Body   Node
	Text   string  // of the body, as written
	Weight float64 // 1 where none is written
}

// ParseWeighted parses a whole expression and the weight that may be before it.
// The error is a *SyntaxError.
func ParseWeighted(src string) (Weighted, error) {
	p := &parser{src: src}
	w, _, err := p.weight()
	if err != nil {
		return Weighted{}, err
	}
	text := strings.TrimSpace(src[p.i:])
	body, err := p.whole()
	return Weighted{body, text, w}, err
}

// whole parses up to the end of the source.
func (p *parser) whole() (Node, error) {
	e, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if c := p.peek(); c != 0 {
		return nil, p.fail(p.i, "%q closes nothing: write \\%c for the character itself", c, c)
	}
	return e, nil
}

func (p *parser) fail(off int, format string, args ...any) error {
	return &SyntaxError{off, fmt.Sprintf(format, args...)}
}

// peek returns the next character, 0 at the end.
func (p *parser) peek() byte {
	if p.i < len(p.src) {
		return p.src[p.i]
	}
	return 0
}

// closing characters end a sequence wherever they stand.
const closing = ")]}>"

// alternatives parses a|b|c up to the character that closes the group.
func (p *parser) alternatives() (Node, error) {
	return p.list("")
}

// list parses a|b|c or, where more is ";", a;b;c as well, up to the character
// that closes the group.
func (p *parser) list(more string) (Node, error) {
	start := p.i
	var parts []Node
	var weights []float64
	weighted := false
	var sep byte
	for {
		w, ok, err := p.weight()
		if err != nil {
			return nil, err
		}
		weighted = weighted || ok
		seq, err := p.sequence(more)
		if err != nil {
			return nil, err
		}
		parts, weights = append(parts, seq), append(weights, w)
		c := p.peek()
		if c != '|' && (c == 0 || strings.IndexByte(more, c) < 0) {
			break
		}
		if sep != 0 && c != sep {
			return nil, p.fail(p.i, "bars and semicolons in one group: put the alternatives into brackets of their own, ((a|b); c)")
		}
		sep = c
		p.i++
	}
	switch {
	case sep == ';' && len(parts) > MaxParts:
		return nil, p.fail(start, "%d parts in any order are more than %d", len(parts), MaxParts)
	case sep == ';':
		return &AnyOrder{offset(start), parts}, nil
	case len(parts) == 1:
		return parts[0], nil
	case !weighted:
		weights = nil
	}
	return &Alternatives{offset(start), parts, weights}, nil
}

// MaxParts is how many parts (a; b; …) may have.
const MaxParts = 8

// weight parses "3:" at the start of an alternative. A digit right behind the colon makes
// it text: a time such as 9:15, a score or a ratio.
func (p *parser) weight() (float64, bool, error) {
	i := p.skip(p.i, ' ')
	start := i
	for i < len(p.src) && (isDecimal(p.src[i]) || p.src[i] == '.') {
		i++
	}
	if i == start || i >= len(p.src) || p.src[i] != ':' || i+1 < len(p.src) && isDecimal(p.src[i+1]) {
		return 1, false, nil
	}
	w, err := strconv.ParseFloat(p.src[start:i], 64)
	if err != nil || !(w > 0) || w > 1e6 {
		return 0, false, p.fail(start, "weight %q is not a number above 0: write \\: for a colon", p.src[start:i])
	}
	p.i = i + 1
	return w, true, nil
}

// sequence parses text, groups, rules and slots up to a bar, a closing
// character or one of more.
func (p *parser) sequence(more string) (Node, error) {
	start := p.i
	var parts []Node
	for p.i < len(p.src) {
		c := p.src[p.i]
		if c == '|' || strings.IndexByte(closing, c) >= 0 || strings.IndexByte(more, c) >= 0 {
			break
		}
		part, err := p.item(c, more)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	return &Sequence{offset(start), parts}, nil
}

func (p *parser) item(c byte, more string) (Node, error) {
	if strings.IndexByte("([{", c) < 0 && c != '<' {
		return p.text(more)
	}
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail(p.i, "brackets nest more than %d deep", maxDepth)
	}
	defer func() { p.depth-- }()
	switch c {
	case '(':
		return p.group()
	case '[':
		return p.optional()
	case '<':
		return p.reference()
	}
	return p.slot()
}

// text parses literal text up to the next character with a meaning.
func (p *parser) text(more string) (Node, error) {
	start := p.i
	var b strings.Builder
	space := false
	for ; p.i < len(p.src); p.i++ {
		c := p.src[p.i]
		if strings.IndexByte("()[]{}<>|", c) >= 0 || strings.IndexByte(more, c) >= 0 {
			break
		}
		if c == ' ' || c == '\t' || c == '\n' || c == '\r' {
			space = true
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		if c == '\\' {
			if p.i++; p.i == len(p.src) {
				return nil, p.fail(p.i-1, "a backslash at the end takes the meaning of nothing away")
			}
			c = p.src[p.i]
		}
		b.WriteByte(c)
	}
	if space {
		b.WriteByte(' ')
	}
	return &Text{offset(start), b.String()}, nil
}

// group parses (a|b) and (a; b).
func (p *parser) group() (Node, error) {
	start := p.i
	p.i++
	e, err := p.list(";")
	if err != nil {
		return nil, err
	}
	return e, p.close(start, ')')
}

// close takes the character that ends what was opened at open.
func (p *parser) close(open int, want byte) error {
	switch c := p.peek(); c {
	case want:
		p.i++
		return nil
	case 0:
		return p.fail(open, "%q is never closed: %q is missing", p.src[open], want)
	default:
		return p.fail(p.i, "%q where %q is wanted, which closes the %q before", c, want, p.src[open])
	}
}

// optional parses [a], [30%: a], [x?: a], [!x?30%: a].
func (p *parser) optional() (Node, error) {
	start := p.i
	p.i++
	o := &Optional{offset: offset(start), Percent: -1}
	if err := p.optionalHead(o); err != nil {
		return nil, err
	}
	var err error
	if o.Body, err = p.alternatives(); err != nil {
		return nil, err
	}
	return o, p.close(start, ']')
}

// optionalHead parses the optional head before a body: name?, !name?, 30%, and the
// colon. It leaves anything else to be parsed as text.
func (p *parser) optionalHead(o *Optional) error {
	i := p.skip(p.i, ' ')
	negated := i < len(p.src) && p.src[i] == '!'
	if negated {
		i++
	}
	name := i
	for i < len(p.src) && IsName(p.src[i]) {
		i++
	}
	named := i > name && i < len(p.src) && p.src[i] == '?'
	percent := i + 1
	switch {
	case negated && !named:
		return nil
	case !named:
		percent = name
	}
	for i = percent; i < len(p.src) && (isDecimal(p.src[i]) || p.src[i] == '.'); {
		i++
	}
	chance := i > percent && strings.HasPrefix(p.src[i:], "%:")
	if !chance && !(named && i == percent && strings.HasPrefix(p.src[i:], ":")) {
		return nil
	}
	if named {
		o.Name, o.Negated = p.src[name:percent-1], negated
	}
	if chance {
		v, err := strconv.ParseFloat(p.src[percent:i], 64)
		if err != nil || v <= 0 || v >= 100 {
			return p.fail(percent, "a chance of %s%% is not between 0%% and 100%%", p.src[percent:i])
		}
		o.Percent = v
		i++
	}
	p.i = i + 1
	return nil
}

// skip returns the first offset from i on that does not hold c.
func (p *parser) skip(i int, c byte) int {
	for i < len(p.src) && p.src[i] == c {
		i++
	}
	return i
}

// reference parses <rule>, <a> and <s>.
func (p *parser) reference() (Node, error) {
	start := p.i
	p.i++
	name := p.name()
	if name == "" {
		return nil, p.fail(start, "'<' without the name of a rule: write \\< for the character itself")
	}
	if name == "s" {
		return p.plural(start)
	}
	column, err := p.column(start+1, name)
	if err == nil {
		err = p.close(start, '>')
	}
	switch {
	case err != nil:
		return nil, err
	case column != nil:
		return column, nil
	}
	if name == "a" {
		return &Article{offset(start)}, nil
	}
	return &Rule{offset(start), name}, nil
}

// plural parses the rest of <s>: :one|many, or nothing for "s".
func (p *parser) plural(start int) (Node, error) {
	e := &Plural{offset: offset(start), Many: "s"}
	if p.peek() == ':' {
		p.i++
		forms, err := p.alternatives()
		if err != nil {
			return nil, err
		}
		pair, _ := forms.(*Alternatives)
		if pair == nil || len(pair.Alts) != 2 || pair.Weights != nil || !plainText(pair.Alts[0], &e.One) || !plainText(pair.Alts[1], &e.Many) {
			return nil, p.fail(start, "<s:one|many> takes the words behind one and those behind other numbers, as in <s:entry|entries>")
		}
	}
	return e, p.close(start, '>')
}

// plainText stores in to the text of an expression. It reports false if the
// expression does not always write the same text.
func plainText(e Node, to *string) bool {
	switch e := e.(type) {
	case *Text:
		*to = strings.Trim(e.Text, " ")
		return true
	case *Sequence:
		*to = ""
		return len(e.Parts) == 0
	}
	return false
}

// column parses what follows the name of a table: .column, #2.column for a
// second row, .column=canonical; nil where the name is no table's.
func (p *parser) column(start int, table string) (*Column, error) {
	e := &Column{offset: offset(start), Table: table, row: 1}
	if p.peek() == '#' {
		p.i++
		from := p.i
		var err error
		if e.row, err = strconv.Atoi(p.name()); err != nil || e.row < 1 {
			return nil, p.fail(from, "'#' without the number of a row, from 1")
		}
	} else if p.peek() != '.' {
		return nil, nil
	}
	if p.peek() != '.' {
		return nil, p.fail(p.i, "'.' and the name of a column of %s are wanted", table)
	}
	p.i++
	if e.Column = p.name(); e.Column == "" {
		return nil, p.fail(p.i, "'.' without the name of a column of %s", table)
	}
	if p.peek() == '=' {
		p.i++
		if e.Canonical = p.name(); e.Canonical == "" {
			return nil, p.fail(p.i, "'=' without the name of the column that holds the values")
		}
	}
	return e, nil
}

// name takes letters, digits, _ and -.
func (p *parser) name() string {
	start := p.i
	for p.i < len(p.src) && IsName(p.src[p.i]) {
		p.i++
	}
	return p.src[start:p.i]
}

// slot parses {param}, {param:lexicon}, {param=value}, {param=value:words}.
func (p *parser) slot() (Node, error) {
	start := p.i
	if p.inSlot {
		return nil, p.fail(start, "a slot inside a slot")
	}
	p.inSlot = true
	defer func() { p.inSlot = false }()
	p.i++
	s := &Slot{offset: offset(start)}
	name := p.name()
	if p.peek() == '.' {
		n, err := strconv.Atoi(name)
		if err != nil || n < 1 {
			return nil, p.fail(start+1, "call %q is not a number from 1", name)
		}
		s.Call = n
		p.i++
		name = p.name()
	}
	if s.Param = name; name == "" {
		return nil, p.fail(start, "'{' without the name of a parameter: write \\{ for the character itself")
	}
	switch p.peek() {
	case ':':
		p.i++
		at := p.i
		if s.Lexicon = p.name(); s.Lexicon == "" {
			return nil, p.fail(p.i, "a slot's colon without the name of a lexicon")
		}
		var err error
		if s.Column, err = p.column(at, s.Lexicon); err != nil {
			return nil, err
		}
	case '=':
		if err := p.slotValue(start, s); err != nil {
			return nil, err
		}
	}
	return s, p.close(start, '}')
}

func (p *parser) slotValue(open int, s *Slot) error {
	p.i++
	start := p.i
	var value strings.Builder
	for ; p.i < len(p.src) && p.src[p.i] != ':' && p.src[p.i] != '}'; p.i++ {
		if p.src[p.i] == '\\' && p.i+1 < len(p.src) {
			p.i++
		}
		value.WriteByte(p.src[p.i])
	}
	s.HasValue, s.Value = true, strings.TrimSpace(value.String())
	if p.peek() != ':' {
		if s.Value == "" {
			return p.fail(start, "a slot's = without a value")
		}
		return nil
	}
	p.i++
	var err error
	s.Words, err = p.alternatives()
	return err
}

func isDecimal(c byte) bool { return c >= '0' && c <= '9' }

// IsName reports whether a byte may be part of a name.
func IsName(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || isDecimal(c) || c == '_' || c == '-'
}
