package convert

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
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
	if n.Kind != yaml.MappingNode {
		return nil, fail(place{path, n.Line}, "%s: a mapping is wanted, not %s", what, describe(n))
	}
	var out []field
	for i := 0; i+1 < len(n.Content); i += 2 {
		k := n.Content[i]
		out = append(out, field{k.Value, place{path, k.Line}, n.Content[i+1]})
	}
	return out, nil
}

// items returns the entries of a list, none of nothing.
func items(path string, n *yaml.Node, what string) ([]*yaml.Node, error) {
	switch {
	case n == nil || n.Tag == "!!null":
		return nil, nil
	case n.Kind != yaml.SequenceNode:
		return nil, fail(place{path, n.Line}, "%s: a list is wanted, not %s", what, describe(n))
	}
	return n.Content, nil
}

// scalarText returns the text of a node.
func scalarText(path string, n *yaml.Node, what string) (string, error) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
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
	case yaml.AliasNode:
		return "an alias (*" + n.Value + ")"
	}
	if n.Tag == "!!null" {
		return "nothing"
	}
	return strconv.Quote(n.Value)
}

// isJSON reports whether a file holds JSON, not YAML.
func isJSON(text string) bool { return bytes.HasPrefix(bytes.TrimSpace([]byte(text)), []byte("{")) }
