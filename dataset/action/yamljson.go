package action

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"sort"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// jsonOfYAML turns a YAML document into JSON, so that one reader reads both. lineAt
// returns the line of the document that an offset in the JSON comes from.
func jsonOfYAML(data []byte) (v value, lineAt func(at int) int, err error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return value{}, nil, brokenYAML(data, err)
	}
	if len(doc.Content) != 1 {
		return value{}, nil, errors.New("is empty")
	}
	w := &yamlWriter{}
	if err := w.node(doc.Content[0], 0); err != nil {
		return value{}, nil, err
	}
	return value{w.json.Bytes(), 0}, w.lineAt, nil
}

var yamlLine = regexp.MustCompile(`line ([0-9]+): `)

// brokenYAML is the error of a document that is no YAML, at its line.
func brokenYAML(data []byte, err error) error {
	m := yamlLine.FindStringSubmatchIndex(err.Error())
	if m == nil {
		return fmt.Errorf("not YAML: %w", err)
	}
	line, _ := strconv.Atoi(err.Error()[m[2]:m[3]])
	at := 0
	for i := 1; i < line; i++ {
		next := bytes.IndexByte(data[at:], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return &fault{at, fmt.Errorf("not YAML: %s", err.Error()[m[1]:])}
}

// yamlWriter writes nodes as JSON and keeps their lines.
type yamlWriter struct {
	json  bytes.Buffer
	marks []yamlMark // in the order of their offsets
}

type yamlMark struct{ at, line int }

// largestJSON is how much JSON a document may become: aliases can make it grow without end.
const largestJSON = 64 << 20

func (w *yamlWriter) node(n *yaml.Node, depth int) error {
	if w.json.Len() > largestJSON || depth > 1000 {
		return errors.New("its aliases or its nesting have no end")
	}
	w.marks = append(w.marks, yamlMark{w.json.Len(), n.Line})
	switch n.Kind {
	case yaml.AliasNode:
		return w.node(n.Alias, depth+1)
	case yaml.SequenceNode:
		return w.between('[', ']', len(n.Content), func(i int) error { return w.node(n.Content[i], depth+1) })
	case yaml.MappingNode:
		return w.between('{', '}', len(n.Content)/2, func(i int) error {
			key, err := json.Marshal(n.Content[2*i].Value)
			if err != nil {
				return err
			}
			w.json.Write(append(key, ':'))
			return w.node(n.Content[2*i+1], depth+1)
		})
	}
	return w.scalar(n)
}

func (w *yamlWriter) between(open, end byte, n int, write func(int) error) error {
	w.json.WriteByte(open)
	for i := range n {
		if i > 0 {
			w.json.WriteByte(',')
		}
		if err := write(i); err != nil {
			return err
		}
	}
	w.json.WriteByte(end)
	return nil
}

// scalar writes numbers, truth values and null as such, and all else as text: a date is
// what the file says.
func (w *yamlWriter) scalar(n *yaml.Node) error {
	switch n.ShortTag() {
	case "!!int", "!!float", "!!bool", "!!null":
		var v any
		if n.Decode(&v) == nil {
			if b, err := json.Marshal(v); err == nil {
				w.json.Write(b)
				return nil
			}
		}
	}
	b, err := json.Marshal(n.Value)
	w.json.Write(b)
	return err
}

func (w *yamlWriter) lineAt(at int) int {
	i := sort.Search(len(w.marks), func(i int) bool { return w.marks[i].at > at })
	if i == 0 {
		return 1
	}
	return w.marks[i-1].line
}
