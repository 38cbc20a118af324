package convert

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// field is one entry of a mapping.
type field struct {
	key   string
	at    place
	value *yaml.Node
}

// yamlDocuments reads the documents of a file; empty ones are left out.
func yamlDocuments(path, text string) ([]*yaml.Node, error) {
	dec := yaml.NewDecoder(strings.NewReader(text))
	var out []*yaml.Node
	for {
		var n yaml.Node
		err := dec.Decode(&n)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, yamlError(path, text, err)
		}
		if len(n.Content) == 1 && n.Content[0].Tag != "!!null" {
			out = append(out, n.Content[0])
		}
	}
}

// yamlError takes the line out of the YAML library's message.
func yamlError(path, text string, err error) error {
	at, msg := place{file: path}, strings.TrimPrefix(err.Error(), "yaml: ")
	if rest, ok := strings.CutPrefix(msg, "line "); ok {
		if num, what, ok := strings.Cut(rest, ": "); ok {
			if n, err := strconv.Atoi(num); err == nil {
				at.line, msg = n, what
			}
		}
	}
	if lines := strings.Split(text, "\n"); at.line > 0 {
		for i := max(0, at.line-2); i < min(len(lines), at.line+1); i++ {
			if strings.HasPrefix(strings.TrimSpace(lines[i]), "- [") {
				return fail(place{path, i + 1}, `not YAML: %s: put text that begins with [ in quotes, "[slot] please"`, msg)
			}
		}
	}
	return fail(at, "not YAML: %s", msg)
}

// jsonDocument reads JSON as the nodes that YAML has, with their lines.
func jsonDocument(path, text string) (*yaml.Node, error) {
	r := &jsonReader{dec: json.NewDecoder(strings.NewReader(text)), text: text}
	r.dec.UseNumber()
	n, err := r.node(0)
	if err == nil {
		if _, more := r.dec.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something follows the end of the document")
		}
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("the file is cut off")
	}
	if err != nil {
		return nil, fail(place{path, r.line()}, "not JSON: %v", err)
	}
	return n, nil
}

type jsonReader struct {
	dec  *json.Decoder
	text string
	at   int // offset up to which lines are counted
	n    int // lines before it
}

// line is the line that has been read up to.
func (r *jsonReader) line() int {
	to := min(int(r.dec.InputOffset()), len(r.text))
	r.n += strings.Count(r.text[r.at:to], "\n")
	r.at = to
	return r.n + 1
}

// maxLevels is how deep a document may nest.
const maxLevels = 100

func (r *jsonReader) node(depth int) (*yaml.Node, error) {
	t, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Line: r.line()}
	switch v := t.(type) {
	case json.Delim:
		n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		if v == '{' {
			n.Kind, n.Tag = yaml.MappingNode, "!!map"
		}
		if depth > maxLevels {
			return nil, fmt.Errorf("it nests more than %d deep", maxLevels)
		}
		for r.dec.More() {
			kid, err := r.node(depth + 1)
			if err != nil {
				return nil, err
			}
			n.Content = append(n.Content, kid)
		}
		_, err = r.dec.Token()
		return n, err
	case string:
		n.Value = v
	case json.Number:
		n.Value, n.Tag = v.String(), "!!float"
	case bool:
		n.Value, n.Tag = strconv.FormatBool(v), "!!bool"
	case nil:
		n.Tag = "!!null"
	}
	return n, nil
}

// fields returns the entries of a mapping in file order.
func fields(path string, n *yaml.Node, what string) ([]field, error) {
	if n = anchored(n); n.Kind != yaml.MappingNode {
		return nil, fail(place{path, n.Line}, "%s: a mapping is wanted, not %s", what, describe(n))
	}
	var out []field
	for _, e := range entries(n, map[*yaml.Node]bool{n: true}) {
		out = append(out, field{e.key.Value, place{path, e.key.Line}, e.value})
	}
	return out, nil
}

// keyed is a key of a mapping with its value.
type keyed struct{ key, value *yaml.Node }

// entries returns the entries of a mapping, with those of the mappings that its
// keys << merge into it. A mapping in seen is merged already.
func entries(n *yaml.Node, seen map[*yaml.Node]bool) (out []keyed) {
	var merged []keyed
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], anchored(n.Content[i+1])
		switch {
		case k.Tag != mergeKey:
			out = append(out, keyed{k, v})
		case v.Kind == yaml.MappingNode && !seen[v]:
			seen[v] = true
			merged = append(merged, entries(v, seen)...)
		}
	}
	for _, m := range merged {
		if !slices.ContainsFunc(out, func(e keyed) bool { return e.key.Value == m.key.Value }) {
			out = append(out, m)
		}
	}
	return out
}

// mergeKey is the tag of a key that merges a mapping into another.
const mergeKey = "!!merge"

// anchored returns the node that an alias means, any other as it is.
func anchored(n *yaml.Node) *yaml.Node {
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// member is the value of a key, nil where there is none.
func member(n *yaml.Node, key string) *yaml.Node {
	if n = anchored(n); n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	merges := false
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return anchored(n.Content[i+1])
		}
		merges = merges || n.Content[i].Tag == mergeKey
	}
	if !merges {
		return nil
	}
	for _, e := range entries(n, map[*yaml.Node]bool{n: true}) {
		if e.key.Value == key {
			return e.value
		}
	}
	return nil
}

// items returns the entries of a list, none of nothing.
func items(path string, n *yaml.Node, what string) ([]*yaml.Node, error) {
	switch n = anchored(n); {
	case n == nil || n.Tag == "!!null":
		return nil, nil
	case n.Kind != yaml.SequenceNode:
		return nil, fail(place{path, n.Line}, "%s: a list is wanted, not %s", what, describe(n))
	}
	var out []*yaml.Node
	for _, item := range n.Content {
		out = append(out, anchored(item))
	}
	return out, nil
}

// scalarText returns the text of a node.
func scalarText(path string, n *yaml.Node, what string) (string, error) {
	if n = anchored(n); n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return "", fail(place{path, n.Line}, "%s: text is wanted, not %s", what, describe(n))
	}
	return n.Value, nil
}

// boolean reads true and false, and what else YAML writes them as.
func boolean(path string, n *yaml.Node, what string) (bool, error) {
	var v bool
	if err := n.Decode(&v); err != nil {
		return false, fail(place{path, n.Line}, "%s: true or false is wanted, not %s", what, describe(n))
	}
	return v, nil
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

// isJSON reports whether a file holds JSON, not YAML.
func isJSON(text string) bool { return bytes.HasPrefix(bytes.TrimSpace([]byte(text)), []byte("{")) }
