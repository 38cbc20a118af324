package prompts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// source is a scalar of a YAML file: its text and where each byte of it stands.
type source struct {
	file  string
	lines []string // of the file
	node  *yaml.Node
}

func (s source) text() string { return s.node.Value }
func (s source) line() int    { return s.node.Line }

// position returns line and column (bytes from 1) of a byte of the text. In a
// block scalar the column is 0: only the line is known.
func (s source) position(off int) (line, col int) {
	if s.node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 || s.node.Line > len(s.lines) {
		return s.node.Line, 0
	}
	raw := s.lines[s.node.Line-1]
	i := s.node.Column - 1
	quote := s.node.Style & (yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle)
	if quote != 0 {
		i++
	}
	for n := 0; n < off && i < len(raw); n++ {
		if quote&yaml.DoubleQuotedStyle != 0 && raw[i] == '\\' || quote&yaml.SingleQuotedStyle != 0 && raw[i] == '\'' {
			i++
		}
		i++
	}
	return s.node.Line, min(i, len(raw)) + 1
}

// document is one YAML document of a file.
type document struct {
	file  string
	lines []string
	root  *yaml.Node
}

func (d *document) source(n *yaml.Node) source { return source{d.file, d.lines, n} }

// documents splits a file into its YAML documents; empty ones are left out.
func (l *loader) documents(file string, data []byte) []*document {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	lines := strings.Split(string(data), "\n")
	var docs []*document
	for {
		var n yaml.Node
		err := dec.Decode(&n)
		if errors.Is(err, io.EOF) {
			return docs
		}
		if err != nil {
			l.yamlFault(file, err)
			return docs
		}
		if len(n.Content) == 1 && n.Content[0].Tag != "!!null" {
			docs = append(docs, &document{file, lines, n.Content[0]})
		}
	}
}

// yamlFault takes the line out of the YAML library's message.
func (l *loader) yamlFault(file string, err error) {
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 0
	if rest, ok := strings.CutPrefix(msg, "line "); ok {
		if num, text, ok := strings.Cut(rest, ": "); ok {
			if n, err := strconv.Atoi(num); err == nil {
				line, msg = n, text
			}
		}
	}
	l.add(&Fault{File: file, Line: line, Check: "yaml", Message: "not YAML: " + msg})
}

// fault notes an error at a node.
func (l *loader) fault(d *document, n *yaml.Node, check, format string, args ...any) {
	l.add(&Fault{File: d.file, Line: n.Line, Col: n.Column, Check: check, Message: fmt.Sprintf(format, args...)})
}

// pair is one entry of a mapping.
type pair struct {
	key   string
	node  *yaml.Node // of the key
	value *yaml.Node
}

// pairs returns the entries of a mapping in file order. A key that comes twice
// and a node that is no mapping are faults.
func (l *loader) pairs(d *document, n *yaml.Node, what string) []pair {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind != yaml.MappingNode {
		l.fault(d, n, "yaml", "%s: a mapping of names is wanted, not %s", what, describe(n))
		return nil
	}
	var out []pair
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		if slices.ContainsFunc(out, func(p pair) bool { return p.key == k.Value }) {
			l.fault(d, k, "yaml", "%s: %q is written twice", what, k.Value)
			continue
		}
		v := n.Content[i+1]
		if v.Kind == yaml.AliasNode {
			v = v.Alias
		}
		out = append(out, pair{k.Value, k, v})
	}
	return out
}

// fields returns the entries of a mapping of some shape; other keys are faults.
func (l *loader) fields(d *document, n *yaml.Node, what string, shape any) map[string]*yaml.Node {
	known, out := keys(shape), map[string]*yaml.Node{}
	for _, p := range l.pairs(d, n, what) {
		if !slices.Contains(known, p.key) {
			l.fault(d, p.node, "yaml", "%s: unknown key %q%s", what, p.key, orList(p.key, known))
			continue
		}
		out[p.key] = p.value
	}
	return out
}

// orList suggests the nearest known name, or lists all.
func orList(wrong string, known []string) string {
	if s := suggest(wrong, known); s != "" {
		return s
	}
	return ": known are " + strings.Join(known, ", ")
}

func describe(n *yaml.Node) string {
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

// isText reports whether a node is a scalar, and not an empty one.
func isText(n *yaml.Node) bool {
	return n != nil && n.Kind == yaml.ScalarNode && n.Tag != "!!null"
}

// scalar returns the text of a node, "" where there is none.
func (l *loader) scalar(d *document, n *yaml.Node, what string) string {
	if n == nil || n.Tag == "!!null" {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		l.fault(d, n, "yaml", "%s: text is wanted, not %s", what, describe(n))
		return ""
	}
	return n.Value
}

// float returns the number of a node, or def where there is none.
func (l *loader) float(d *document, n *yaml.Node, what string, def float64) float64 {
	if n == nil {
		return def
	}
	var v float64
	if err := n.Decode(&v); err != nil || n.Tag != "!!int" && n.Tag != "!!float" {
		l.fault(d, n, "yaml", "%s: a number is wanted, not %s", what, describe(n))
		return def
	}
	return v
}

// weight returns the number above 0 of a node, 1 where there is none.
func (l *loader) weight(d *document, n *yaml.Node) float64 {
	w := l.float(d, n, "weight", 1)
	switch {
	case !(w > 0):
		l.fault(d, n, "yaml", "weight: %v is not above 0", w)
		return 1
	case w > 1e6:
		l.fault(d, n, "yaml", "weight: %v is above a million", w)
		return 1
	}
	return w
}

// items returns the entries of a list; a scalar or mapping is a list of one.
func (l *loader) items(n *yaml.Node) []*yaml.Node {
	if n == nil || n.Tag == "!!null" {
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
	}
	return out
}
