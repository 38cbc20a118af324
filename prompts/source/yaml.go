package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"go.yaml.in/yaml/v3"
)

// Text is a scalar of a YAML file and the place of each of its bytes.
type Text struct {
	File  string
	lines []string // of the file
	Node  *yaml.Node
}

// String is the text itself.
func (s Text) String() string { return s.Node.Value }

// Line is the line that the text begins in, from 1.
func (s Text) Line() int { return s.Node.Line }

// Position returns line and column (bytes from 1) of a byte of the text. In a
// block scalar the column is 0: only the line is known.
func (s Text) Position(off int) (line, col int) {
	if s.Node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 || s.Node.Line > len(s.lines) {
		return s.Node.Line, 0
	}
	raw := s.lines[s.Node.Line-1]
	i := s.Node.Column - 1
	quote := s.Node.Style & (yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle)
	if quote != 0 {
		i++
	}
	for n := 0; n < off && i < len(raw); n++ {
		if quote&yaml.DoubleQuotedStyle != 0 && raw[i] == '\\' || quote&yaml.SingleQuotedStyle != 0 && raw[i] == '\'' {
			i++
		}
		i++
	}
	return s.Node.Line, min(i, len(raw)) + 1
}

// Document is one YAML document of a file.
type Document struct {
	File  string
	lines []string
	Root  *yaml.Node
}

// Text returns a scalar of the document.
func (d *Document) Text(n *yaml.Node) Text { return Text{d.File, d.lines, n} }

// Documents splits a file into its YAML documents; empty ones are left out.
func (l *Notes) Documents(file string, data []byte) []*Document {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	lines := strings.Split(string(data), "\n")
	var docs []*Document
	for {
		var n yaml.Node
		err := dec.Decode(&n)
		if errors.Is(err, io.EOF) {
			return docs
		}
		if err != nil {
			l.yamlFault(file, data, err)
			return docs
		}
		if len(n.Content) == 1 && n.Content[0].Tag != "!!null" {
			docs = append(docs, &Document{file, lines, n.Content[0]})
		}
	}
}

// yamlFault takes the line out of the YAML library's message.
func (l *Notes) yamlFault(file string, data []byte, err error) {
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 0
	if rest, ok := strings.CutPrefix(msg, "line "); ok {
		if num, text, ok := strings.Cut(rest, ": "); ok {
			if n, err := strconv.Atoi(num); err == nil {
				line, msg = n, text
			}
		}
	}
	if strings.HasPrefix(lineOf(data, line), "\t") {
		msg = "a tab: indent with spaces"
	}
	l.Add(&Fault{File: file, Line: line, Check: "yaml", Message: "not YAML: " + msg})
}

// lineOf returns a line of a file, from 1.
func lineOf(data []byte, line int) string {
	lines := strings.Split(string(data), "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	return lines[line-1]
}

// FaultAt notes an error at a node.
func (l *Notes) FaultAt(d *Document, n *yaml.Node, check, format string, args ...any) {
	l.Add(&Fault{File: d.File, Line: n.Line, Col: n.Column, Check: check, Message: fmt.Sprintf(format, args...)})
}

// Pair is one entry of a mapping.
type Pair struct {
	Key   string
	Node  *yaml.Node // of the key
	Value *yaml.Node
}

// Pairs returns the entries of a mapping in file order. A key that comes twice
// and a node that is no mapping are faults.
func (l *Notes) Pairs(d *Document, n *yaml.Node, what string) []Pair {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.MappingNode {
		l.FaultAt(d, n, "yaml", "%s: a mapping of names is wanted, not %s", what, Describe(n))
		return nil
	}
	var out []Pair
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if slices.ContainsFunc(out, func(p Pair) bool { return p.Key == k.Value }) {
			l.FaultAt(d, k, "yaml", "%s: %q is written twice", what, k.Value)
			continue
		}
		v := n.Content[i+1]
		if v.Kind == yaml.AliasNode {
			v = v.Alias
		}
		out = append(out, Pair{k.Value, k, v})
	}
	return out
}

// Entry returns the fields of an entry of a list that is more than its text. A mapping
// without any key of the shape is text that YAML took for one.
func (l *Notes) Entry(d *Document, n *yaml.Node, what string, shape any) map[string]*yaml.Node {
	if len(n.Content) == 2 && n.Content[0].Kind == yaml.ScalarNode && !slices.Contains(keys(shape), n.Content[0].Value) && n.Style&yaml.FlowStyle == 0 {
		text := n.Content[0].Value + ": …"
		if n.Content[1].Kind == yaml.ScalarNode {
			text = n.Content[0].Value + ": " + n.Content[1].Value
		}
		l.FaultAt(d, n, "yaml", "%s: a colon and a space make this a mapping in YAML: write the text in quotes, %s", what, quoted(text))
		return nil
	}
	return l.Fields(d, n, what, shape)
}

// quoted writes text as a scalar in quotes.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// Fields returns the entries of a mapping of some shape; other keys are faults.
func (l *Notes) Fields(d *Document, n *yaml.Node, what string, shape any) map[string]*yaml.Node {
	known, out := keys(shape), map[string]*yaml.Node{}
	for _, p := range l.Pairs(d, n, what) {
		if !slices.Contains(known, p.Key) {
			l.FaultAt(d, p.Node, "yaml", "%s: unknown key %q%s", what, p.Key, text.OrList(p.Key, known))
			continue
		}
		out[p.Key] = p.Value
	}
	return out
}

// Describe names what a node is, for messages: "a list", or a scalar in quotes.
func Describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a mapping"
	}
	if n.Tag == "!!null" {
		return "nothing"
	}
	return strconv.Quote(n.Value)
}

// IsSet reports whether a key has a value: null is none.
func IsSet(n *yaml.Node) bool { return n != nil && n.Tag != "!!null" }

// IsText reports whether a node is a scalar other than null.
func IsText(n *yaml.Node) bool {
	return IsSet(n) && n.Kind == yaml.ScalarNode
}

// Scalar returns the text of a node, "" where there is none.
func (l *Notes) Scalar(d *Document, n *yaml.Node, what string) string {
	if !IsSet(n) {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		l.FaultAt(d, n, "yaml", "%s: text is wanted, not %s", what, Describe(n))
		return ""
	}
	return n.Value
}

// Float returns the number of a node, or def where there is none.
func (l *Notes) Float(d *Document, n *yaml.Node, what string, def float64) float64 {
	if !IsSet(n) {
		return def
	}
	var v float64
	if err := n.Decode(&v); err != nil || n.Tag != "!!int" && n.Tag != "!!float" {
		l.FaultAt(d, n, "yaml", "%s: a number is wanted, not %s", what, Describe(n))
		return def
	}
	return v
}

// Bool returns the truth of a node, or def where there is none.
func (l *Notes) Bool(d *Document, n *yaml.Node, what string, def bool) bool {
	if !IsSet(n) {
		return def
	}
	var v bool
	if err := n.Decode(&v); err != nil || n.Tag != "!!bool" {
		l.FaultAt(d, n, "yaml", "%s: true or false is wanted, not %s", what, Describe(n))
		return def
	}
	return v
}

// Weight returns the number above 0 of a node, 1 where there is none.
func (l *Notes) Weight(d *Document, n *yaml.Node) float64 {
	w := l.Float(d, n, "weight", 1)
	switch {
	case !(w > 0):
		l.FaultAt(d, n, "yaml", "weight: %v is not above 0: to draw it never, leave the entry out", w)
		return 1
	case w > 1e6:
		l.FaultAt(d, n, "yaml", "weight: %v is above a million", w)
		return 1
	}
	return w
}

// Items returns the entries of a list; a scalar or mapping is a list of one. An entry is
// what the file says: the entries null and ~ are these words.
func (l *Notes) Items(n *yaml.Node) []*yaml.Node {
	if !IsSet(n) {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		return []*yaml.Node{n}
	}
	out := slices.Clone(n.Content)
	for i, c := range out {
		if c.Kind == yaml.AliasNode {
			out[i] = c.Alias
		}
		if isNull(out[i]) && out[i].Value != "" {
			word := *out[i]
			word.Tag = "!!str"
			out[i] = &word
		}
	}
	return out
}

// isNull reports whether YAML reads a node as null: one that is empty, null or ~.
func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

// keys lists the keys of a shape.
func keys(shape any) []string {
	t := reflect.TypeOf(shape)
	out := make([]string, t.NumField())
	for i := range out {
		out[i], _, _ = strings.Cut(t.Field(i).Tag.Get("json"), ",")
	}
	return out
}
