package action

import (
	"fmt"
	"strings"
)

// RawCall is a call as a model writes it: its arguments are words, not values.
type RawCall struct {
	Name string
	Args []RawArg // in the order written
}

// RawArg is one argument of a RawCall. Quoted tells name="text" from name=value.
type RawArg struct {
	Name   string
	Text   string
	Quoted bool
}

// FormatTarget writes calls in target syntax: name(param=value, param="text"), calls
// joined by "; ", and a quote inside text doubled. A value that cannot be read without
// quotes, such as New York, NY, gets them. T5's vocabulary has every character of the
// syntax; it lacks the braces of JSON.
func FormatTarget(calls []RawCall) string { return string(AppendTarget(nil, calls)) }

// AppendTarget appends to b what FormatTarget writes.
func AppendTarget(b []byte, calls []RawCall) []byte {
	for i, c := range calls {
		if i > 0 {
			b = append(b, "; "...)
		}
		b = append(append(b, c.Name...), '(')
		for j, a := range c.Args {
			if j > 0 {
				b = append(b, ", "...)
			}
			b = append(append(b, a.Name...), '=')
			b = appendValue(b, a.Text, a.Quoted)
		}
		b = append(b, ')')
	}
	return b
}

// FormatValue writes a value as targets have it: without quotes, unless it
// cannot be read without.
func FormatValue(value string) string { return string(appendValue(nil, value, false)) }

func appendValue(b []byte, value string, quoted bool) []byte {
	if !quoted && isBare(value) {
		return append(b, value...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(value, `"`, `""`)...)
	return append(b, '"')
}

// marks are the characters that end a value without quotes.
const marks = `,;()"=`

// isBare reports whether ParseTarget reads a value without quotes.
func isBare(value string) bool {
	return value != "" && !strings.ContainsAny(value, marks) && strings.TrimSpace(value) == value
}

// TargetError says where a string leaves the target syntax.
type TargetError struct {
	Target string
	Offset int // in bytes
	Want   string
}

func (e *TargetError) Error() string {
	return fmt.Sprintf("target %q: byte %d: %s expected", e.Target, e.Offset, e.Want)
}

// ParseTarget reads target syntax. It allows spaces around the punctuation of the
// syntax, because tokenizers add and drop them. Its error is a *TargetError.
func ParseTarget(s string) ([]RawCall, error) {
	p := parser{s: s}
	var calls []RawCall
	for {
		c, err := p.call()
		if err != nil {
			return nil, err
		}
		calls = append(calls, c)
		if p.end() {
			return calls, nil
		}
		if !p.eat(';') {
			return nil, p.want(`";" or the end`)
		}
	}
}

type parser struct {
	s string
	i int
}

func (p *parser) want(what string) error { return &TargetError{p.s, p.i, what} }

func (p *parser) space() {
	for p.i < len(p.s) && (p.s[p.i] == ' ' || p.s[p.i] == '\t' || p.s[p.i] == '\n') {
		p.i++
	}
}

func (p *parser) end() bool { p.space(); return p.i == len(p.s) }

func (p *parser) eat(c byte) bool {
	p.space()
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

func (p *parser) name(what string) (string, error) {
	p.space()
	start := p.i
	for p.i < len(p.s) && isNameByte(p.s[p.i], p.i == start) {
		p.i++
	}
	if p.i == start {
		return "", p.want(what)
	}
	return p.s[start:p.i], nil
}

func isNameByte(c byte, first bool) bool {
	switch {
	case c == '_', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		return true
	case c == '.', c == '-':
		return !first
	}
	return false
}

func (p *parser) call() (c RawCall, err error) {
	if c.Name, err = p.name("an action name"); err != nil {
		return c, err
	}
	if !p.eat('(') {
		return c, p.want(`"("`)
	}
	if p.eat(')') {
		return c, nil
	}
	for {
		a, err := p.arg()
		if err != nil {
			return c, err
		}
		c.Args = append(c.Args, a)
		if p.eat(')') {
			return c, nil
		}
		if !p.eat(',') {
			return c, p.want(`"," or ")"`)
		}
	}
}

func (p *parser) arg() (a RawArg, err error) {
	if a.Name, err = p.name("a parameter name"); err != nil {
		return a, err
	}
	if !p.eat('=') {
		return a, p.want(`"="`)
	}
	if p.eat('"') {
		a.Quoted = true
		a.Text, err = p.quoted()
		return a, err
	}
	start := p.i
	for p.i < len(p.s) && strings.IndexByte(marks, p.s[p.i]) < 0 {
		p.i++
	}
	if a.Text = strings.TrimSpace(p.s[start:p.i]); a.Text == "" {
		return a, p.want("a value")
	}
	return a, nil
}

// quoted reads up to the closing quote; two quotes are one quote of the text.
func (p *parser) quoted() (string, error) {
	var b strings.Builder // of the text up to its last doubled quote
	for {
		n := strings.IndexByte(p.s[p.i:], '"')
		if n < 0 {
			p.i = len(p.s)
			return "", p.want("a closing quote")
		}
		text := p.s[p.i : p.i+n]
		p.i += n + 1
		if closed := p.i == len(p.s) || p.s[p.i] != '"'; closed && b.Len() == 0 {
			return text, nil
		} else if closed {
			b.WriteString(text)
			return b.String(), nil
		}
		b.WriteString(text)
		b.WriteByte('"')
		p.i++
	}
}
