package convert

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

var toolaceDialect = &Dialect{
	Name:       "toolace",
	Help:       "rows of ToolACE: tools in the text of system, conversations with [Name(a=1)] as text",
	Holds:      Records,
	extensions: []string{".jsonl", ".json"},
	nothing:    "no row: rows with system and conversations are wanted",
	recognize: func(f *source) clue {
		if row := f.firstRow(); f.rowHas("system", "conversations") && row["tools"] == nil && strings.Contains(string(row["system"]), "functions") {
			return clue{sure, "has rows with functions in the text of system, and conversations"}
		}
		return clue{}
	},
	read: func(im *Import, files []*source) error { return readChats(im, files, (*chats).toolace) },
}

// toolace reads a row of ToolACE.
func (c *chats) toolace(r jsonRow) ([]*exchange, error) {
	row, err := members(r.raw)
	if err != nil {
		return nil, err
	}
	system, _ := textOf(find(row, "system"))
	list, err := elements(unwrapped(find(row, "conversations")))
	if err != nil {
		return nil, fmt.Errorf("conversations: %w", err)
	}
	var turns []turn
	for _, raw := range list {
		t, err := message(raw)
		if err != nil {
			return nil, err
		}
		if t.role == "assistant" && strings.HasPrefix(strings.TrimSpace(t.text), "[") {
			t.calls, t.err = pythonCalls(strings.TrimSpace(t.text))
			t.text = ""
		}
		turns = append(turns, t)
	}
	found, err := c.talk(r.at, turns)
	if err != nil {
		return nil, err
	}
	tools := firstList(system)
	if tools == nil {
		return nil, errors.New("the text of system has no JSON list of functions")
	}
	for _, x := range found {
		x.tools = tools
		if m := saysDay.FindStringSubmatch(system); m != nil {
			x.ref = m[1]
		}
	}
	return found, nil
}

// pythonCalls reads calls as Python writes them in a list: [f(a=1, b="x"), g()]. A
// name may have spaces.
func pythonCalls(text string) ([]saidCall, error) {
	p := &pythonReader{s: text, i: 1}
	var out []saidCall
	for {
		name, ok := p.upTo('(')
		if !ok || name == "" {
			return nil, fmt.Errorf("calls %s: a name and ( are wanted at character %d", short([]byte(text)), p.i+1)
		}
		call := saidCall{name: name}
		for !p.eat(')') {
			key, ok := p.upTo('=')
			value, err := p.value()
			if !ok || key == "" || err != nil {
				return nil, fmt.Errorf("call of %q: an argument such as a=1 is wanted at character %d: %s", name, p.i+1, short([]byte(text)))
			}
			call.args = append(call.args, jsonMember{key, value})
			if !p.eat(',') && !p.at(')') {
				return nil, fmt.Errorf("call of %q: , or ) is wanted at character %d: %s", name, p.i+1, short([]byte(text)))
			}
		}
		out = append(out, call)
		switch {
		case p.eat(','):
		case p.eat(']'):
			return out, nil
		default:
			return nil, fmt.Errorf("calls %s: , or ] is wanted at character %d", short([]byte(text)), p.i+1)
		}
	}
}

// pythonReader reads the literals of Python, and of JSON.
type pythonReader struct {
	s string
	i int
}

func (p *pythonReader) space() {
	for p.i < len(p.s) && strings.ContainsRune(" \t\n", rune(p.s[p.i])) {
		p.i++
	}
}

func (p *pythonReader) at(c byte) bool {
	p.space()
	return p.i < len(p.s) && p.s[p.i] == c
}

func (p *pythonReader) eat(c byte) bool {
	if !p.at(c) {
		return false
	}
	p.i++
	return true
}

// upTo reads a name that ends at a character, which it passes.
func (p *pythonReader) upTo(end byte) (string, bool) {
	n := strings.IndexAny(p.s[p.i:], `(=,)[]"'`)
	if n < 0 || p.s[p.i+n] != end {
		return "", false
	}
	name := strings.TrimSpace(p.s[p.i : p.i+n])
	p.i += n + 1
	return name, true
}

var errLiteral = errors.New("no literal")

// value reads a literal and writes it as JSON.
func (p *pythonReader) value() (json.RawMessage, error) { return p.literal(0) }

func (p *pythonReader) literal(depth int) (json.RawMessage, error) {
	p.space()
	if p.i == len(p.s) || depth > maxLevels {
		return nil, errLiteral
	}
	switch c := p.s[p.i]; c {
	case '"', '\'':
		return p.text(c)
	case '[':
		return p.several(']', "[", "]", depth, false)
	case '(':
		return p.several(')', "[", "]", depth, false)
	case '{':
		return p.several('}', "{", "}", depth, true)
	}
	n := strings.IndexAny(p.s[p.i:], " \t\n,)]}:")
	if n < 0 {
		n = len(p.s) - p.i
	}
	word := p.s[p.i : p.i+n]
	p.i += n
	if json, ok := map[string]string{"True": "true", "False": "false", "None": "null"}[word]; ok {
		word = json
	}
	if !json.Valid([]byte(word)) {
		return nil, errLiteral
	}
	return json.RawMessage(word), nil
}

// several reads a list, a tuple or a dictionary.
func (p *pythonReader) several(end byte, open, shut string, depth int, keys bool) (json.RawMessage, error) {
	p.i++
	var parts []string
	for !p.eat(end) {
		one, err := p.literal(depth + 1)
		if err != nil {
			return nil, err
		}
		part := string(one)
		if keys {
			if !p.eat(':') {
				return nil, errLiteral
			}
			v, err := p.literal(depth + 1)
			if err != nil {
				return nil, err
			}
			part += ":" + string(v)
		}
		parts = append(parts, part)
		if !p.eat(',') && !p.at(end) {
			return nil, errLiteral
		}
	}
	return json.RawMessage(open + strings.Join(parts, ",") + shut), nil
}

// text reads text between quotes.
func (p *pythonReader) text(quote byte) (json.RawMessage, error) {
	var b strings.Builder
	for p.i++; p.i < len(p.s); p.i++ {
		switch c := p.s[p.i]; {
		case c == quote:
			p.i++
			return json.Marshal(b.String())
		case c == '\\' && p.i+1 < len(p.s):
			p.i++
			if e, ok := pythonEscapes[p.s[p.i]]; ok {
				b.WriteString(e)
			} else {
				b.WriteByte('\\') // Python keeps the backslash of an escape that it does not know
				b.WriteByte(p.s[p.i])
			}
		default:
			b.WriteByte(c)
		}
	}
	return nil, errLiteral
}

// pythonEscapes are what characters after a backslash mean.
var pythonEscapes = map[byte]string{'n': "\n", 't': "\t", 'r': "\r", '\\': `\`, '"': `"`, '\'': "'", '/': "/", '\n': ""}
