package risk

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
)

// Parse reads a table of costs from YAML. Name is that of the file, for errors. The names
// of actions and parameters are held against a schema, unless it is nil. The error of a
// fault with a line is a *dataset.LineError.
func Parse(data []byte, name string, schema *action.Schema) (*Table, error) {
	root, err := document(data, name)
	if err != nil {
		return nil, err
	}
	return parse(root, name, schema)
}

// ParsePack reads the table of a pack.yaml, nil where the pack has none.
func ParsePack(data []byte, name string, schema *action.Schema) (*Table, error) {
	costs, err := ofPack(data, name)
	if err != nil || costs == nil {
		return nil, err
	}
	return parse(costs, name, schema)
}

// OfPack returns the table of a pack.yaml as a file of its own, nil where the pack has
// none.
func OfPack(data []byte) ([]byte, error) {
	costs, err := ofPack(data, "pack.yaml")
	if err != nil || costs == nil {
		return nil, err
	}
	return yaml.Marshal(costs)
}

func ofPack(data []byte, name string) (*yaml.Node, error) {
	root, err := document(data, name)
	if err != nil {
		return nil, err
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if value := root.Content[i+1]; root.Content[i].Value == "costs" && value.Tag != "!!null" {
			return value, nil
		}
	}
	return nil, nil
}

// document returns the mapping of a file with one YAML document.
func document(data []byte, name string) (*yaml.Node, error) {
	var doc yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: no costs in it", name)
	} else if err != nil {
		return nil, fmt.Errorf("%s: %s", name, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if err := d.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: a second YAML document: a table of costs is one", name)
	}
	return doc.Content[0], nil
}

// reader reads a table. The first fault ends it.
type reader struct {
	Table
	name   string
	schema *action.Schema
	said   []string // every cost, as key=value
	err    error
}

func (r *reader) fault(n *yaml.Node, format string, args ...any) {
	if r.err == nil {
		r.err = &dataset.LineError{File: r.name, Line: n.Line, Err: fmt.Errorf(format, args...)}
	}
}

func parse(root *yaml.Node, name string, schema *action.Schema) (*Table, error) {
	r := &reader{name: name, schema: schema}
	r.wrong, r.wrongDefault, r.refuse = map[[2]string]float64{}, 1, 1
	for kind := range kinds {
		r.arguments[kind], r.argumentDefaults[kind] = map[string]float64{}, 1
	}
	keys := map[string]func(*yaml.Node){
		"wrong":     r.readWrong,
		"refuse":    func(n *yaml.Node) { r.number("refuse", n, &r.refuse) },
		"no_answer": func(n *yaml.Node) { r.number("no_answer", n, &r.noAnswer) },
		"dangerous": r.readDangerous,
	}
	for kind, key := range argumentKeys {
		keys[key] = func(n *yaml.Node) { r.readArguments(Argument(kind), n) }
	}
	r.noAnswer = math.NaN()
	r.each(root, "a table of costs", func(key, value *yaml.Node) {
		if read := keys[key.Value]; read != nil {
			read(value)
		} else {
			r.fault(key, "unknown key %q%s", key.Value, text.OrList(key.Value, slices.Sorted(maps.Keys(keys))))
		}
	})
	if math.IsNaN(r.noAnswer) {
		r.noAnswer = r.refuse
	}
	if r.err != nil {
		return nil, r.err
	}
	slices.Sort(r.said)
	r.hash = fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(r.said, "\n"))))[:16]
	return &r.Table, nil
}

// each calls set for each key of a mapping. A key that is there twice is a fault.
func (r *reader) each(n *yaml.Node, what string, set func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.fault(n, "%s has keys and numbers, such as default: 1: slmkit schema costs says which", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content) && r.err == nil; i += 2 {
		key := n.Content[i]
		if seen[key.Value] {
			r.fault(key, "key %q is there twice", key.Value)
		}
		seen[key.Value] = true
		set(key, n.Content[i+1])
	}
}

// number reads a cost.
func (r *reader) number(key string, n *yaml.Node, to *float64) {
	v, err := strconv.ParseFloat(n.Value, 64)
	if n.Kind != yaml.ScalarNode || err != nil || !(v >= 0) || math.IsInf(v, 0) {
		r.fault(n, "%s: %q is no cost: a number, 0 or more, is wanted", key, n.Value)
		return
	}
	*to = v
	r.said = append(r.said, fmt.Sprintf("%s=%v", key, v))
}

func (r *reader) readDangerous(n *yaml.Node) {
	var least float64
	if r.number("dangerous", n, &least); r.err == nil && least == 0 {
		r.fault(n, "dangerous: from 0 on every answer is dangerous, the right ones too: a number above 0 is wanted")
	}
	r.Dangerous = &least
}

func (r *reader) readWrong(n *yaml.Node) {
	r.each(n, "wrong", func(key, value *yaml.Node) {
		if key.Value == "default" {
			r.number("wrong", value, &r.wrongDefault)
			return
		}
		asked, answered, ok := strings.Cut(key.Value, "->")
		pair := [2]string{strings.TrimSpace(asked), strings.TrimSpace(answered)}
		if !ok || pair[0] == "" || pair[1] == "" {
			r.fault(key, "wrong: %q is no pair of actions: write asked -> answered, such as view_balance -> transfer_money, or default", key.Value)
			return
		}
		if pair[0] == pair[1] {
			r.fault(key, "wrong: %s is answered by %s: that is right, and costs nothing", pair[0], pair[1])
		}
		for _, name := range pair {
			r.knownAction(key, name)
		}
		cost := 0.0
		r.number(pair[0]+" -> "+pair[1], value, &cost)
		r.wrong[pair] = cost
	})
}

// knownAction holds the name of an action against the schema.
func (r *reader) knownAction(n *yaml.Node, name string) {
	if r.schema == nil || name == everyAction || name == dataset.None || r.schema.Action(name) != nil {
		return
	}
	r.fault(n, "there is no action %q%s", name, text.OrList(name, r.schema.Names()))
}

func (r *reader) readArguments(kind Argument, n *yaml.Node) {
	what := argumentKeys[kind]
	r.each(n, what, func(key, value *yaml.Node) {
		if key.Value == "default" {
			r.number(what, value, &r.argumentDefaults[kind])
			return
		}
		r.knownParameter(what, key)
		cost := 0.0
		r.number(what+" "+key.Value, value, &cost)
		r.arguments[kind][key.Value] = cost
	})
}

// knownParameter holds parameter or action.parameter against the schema. Names of both may
// have points in them.
func (r *reader) knownParameter(what string, key *yaml.Node) {
	if r.schema == nil {
		return
	}
	var names []string
	for _, a := range r.schema.Actions {
		for _, p := range a.Params {
			if key.Value == p.Name || key.Value == a.Name+"."+p.Name {
				return
			}
			names = append(names, p.Name, a.Name+"."+p.Name)
		}
	}
	slices.Sort(names)
	r.fault(key, "%s: no action has a parameter %q%s", what, key.Value, text.Suggest(key.Value, slices.Compact(names)))
}
