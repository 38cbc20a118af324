package augment

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset"
)

// PlanError is a fault in the file of a plan, with its place. Column counts bytes from 1.
type PlanError struct {
	File         string
	Line, Column int
	Err          error
}

func (e *PlanError) Error() string {
	return fmt.Sprintf("%s:%d:%d: %v", e.File, e.Line, e.Column, e.Err)
}
func (e *PlanError) Unwrap() error { return e.Err }

// ParsePlan reads a plan from YAML. Name is that of the file, for errors, each of which is a
// *PlanError. Read returns the content of a file that the plan names, such as a lexicon.
func ParsePlan(data []byte, name string, read func(file string) ([]byte, error)) (*Plan, error) {
	f := planReader{plan: &Plan{Name: name}, read: read}
	var doc, second yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, f.notYAML(data, err)
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, f.fault(&doc, "no plan: write operations and their weights, such as operations: {typo_key: 1}")
	}
	if err := d.Decode(&second); !errors.Is(err, io.EOF) {
		return nil, f.fault(&second, "a second YAML document: a plan is one")
	}
	if err := f.each(doc.Content[0], planKeys, f.key); err != nil {
		return nil, err
	}
	return f.plan, f.finish(doc.Content[0])
}

// planReader fills in a plan.
type planReader struct {
	plan  *Plan
	read  func(file string) ([]byte, error)
	names []*yaml.Node // of operations, which may be lexicons that come later
}

func (f *planReader) fault(n *yaml.Node, format string, args ...any) error {
	return &PlanError{f.plan.Name, max(n.Line, 1), max(n.Column, 1), fmt.Errorf(format, args...)}
}

// notYAML says in plain words where a file is not YAML.
func (f *planReader) notYAML(data []byte, err error) error {
	msg, line := strings.TrimPrefix(err.Error(), "yaml: "), 1
	if n, scanErr := fmt.Sscanf(msg, "line %d:", &line); n == 1 && scanErr == nil {
		_, msg, _ = strings.Cut(msg, ": ")
	}
	if lines := strings.Split(string(data), "\n"); strings.HasPrefix(lines[min(line, len(lines))-1], "\t") {
		msg = "a tab: indent with spaces"
	}
	return &PlanError{f.plan.Name, line, 1, errors.New("not YAML: " + msg)}
}

// each calls set for each key of a mapping, which has the known keys alone unless known is
// nil.
func (f *planReader) each(mapping *yaml.Node, known []string, set func(key, value *yaml.Node) error) error {
	if mapping.Kind != yaml.MappingNode {
		return f.fault(mapping, "%s is no mapping: write key: value pairs", describe(mapping))
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		key, value := mapping.Content[i], mapping.Content[i+1]
		if value.Kind == yaml.AliasNode {
			value = value.Alias
		}
		switch {
		case seen[key.Value]:
			return f.fault(key, "key %q is written twice", key.Value)
		case known != nil && !slices.Contains(known, key.Value):
			return f.fault(key, "key %q is none of %s", key.Value, strings.Join(known, ", "))
		}
		seen[key.Value] = true
		if err := set(key, value); err != nil {
			return err
		}
	}
	return nil
}

func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a mapping"
	}
	return fmt.Sprintf("%q", n.Value)
}

var planKeys = []string{"about", "operations", "budget", "clean", "edit_rate", "order", "protect", "copies", "actions", "slots", "lexicons"}

func (f *planReader) key(key, value *yaml.Node) (err error) {
	p := f.plan
	switch key.Value {
	case "about":
		return f.text(key, value, &p.About)
	case "operations":
		return f.each(value, nil, f.operation)
	case "budget":
		return f.budget(value)
	case "clean":
		return f.share(key, value, &p.Clean)
	case "edit_rate":
		if err = f.share(key, value, &p.EditRate); err == nil && p.EditRate == 0 {
			err = f.fault(value, "edit_rate: write a number above 0 and up to 1")
		}
	case "order":
		return f.oneOf(key, value, planOrders, (*string)(&p.Order))
	case "protect":
		p.Protect, err = f.list(key, value)
	case "copies":
		p.Copies = map[dataset.Split]int{}
		return f.each(value, splitNames(), f.copies)
	case "actions":
		p.Actions = map[string]Never{}
		return f.nevers(value, p.Actions)
	case "slots":
		p.Slots = map[string]Never{}
		return f.nevers(value, p.Slots)
	case "lexicons":
		return f.items(key, value, f.lexicon)
	}
	return err
}

// maxWeight keeps the sums of weights exact enough.
const maxWeight = 1e6

// weight reads a weight: 0 or more.
func (f *planReader) weight(key, value *yaml.Node, to *float64) error {
	if value.Kind != yaml.ScalarNode || value.Tag == "!!str" || value.Decode(to) != nil || !(*to >= 0 && *to <= maxWeight) {
		return f.fault(value, "%s: %s is no weight: write a number from 0 to %.0f", key.Value, describe(value), float64(maxWeight))
	}
	return nil
}

func (f *planReader) share(key, value *yaml.Node, to *float64) error {
	if value.Kind != yaml.ScalarNode || value.Tag == "!!str" || value.Decode(to) != nil || !(*to >= 0 && *to <= 1) {
		return f.fault(value, "%s: %s is no share: write a number from 0 to 1", key.Value, describe(value))
	}
	return nil
}

func (f *planReader) text(key, value *yaml.Node, to *string) error {
	if value.Kind != yaml.ScalarNode || value.Tag == "!!null" {
		return f.fault(value, "%s: %s is no text", key.Value, cmp.Or(describe(value), "nothing"))
	}
	*to = value.Value
	return nil
}

func (f *planReader) oneOf(key, value *yaml.Node, known []string, to *string) error {
	if value.Kind != yaml.ScalarNode || !slices.Contains(known, value.Value) {
		return f.fault(value, "%s: %s is none of %s", key.Value, describe(value), strings.Join(known, ", "))
	}
	*to = value.Value
	return nil
}

// list reads a list of texts.
func (f *planReader) list(key, value *yaml.Node) ([]string, error) {
	var out []string
	err := f.items(key, value, func(item *yaml.Node) error {
		if item.Kind != yaml.ScalarNode || item.Tag == "!!null" || item.Value == "" {
			return f.fault(item, "%s: %s is no text", key.Value, describe(item))
		}
		out = append(out, item.Value)
		return nil
	})
	return out, err
}

// items calls read for each item of a list.
func (f *planReader) items(key, value *yaml.Node, read func(item *yaml.Node) error) error {
	if value.Kind != yaml.SequenceNode {
		return f.fault(value, "%s: %s is no list", key.Value, describe(value))
	}
	for _, item := range value.Content {
		if err := read(item); err != nil {
			return err
		}
	}
	return nil
}

func (f *planReader) operation(key, value *yaml.Node) error {
	w := Weight{Name: key.Value}
	if err := f.weight(key, value, &w.Weight); err != nil {
		return err
	}
	f.plan.Operations, f.names = append(f.plan.Operations, w), append(f.names, key)
	return nil
}

// maxOperations is the most operations on one copy.
const maxOperations = 20

func (f *planReader) budget(value *yaml.Node) error {
	if value.Kind != yaml.SequenceNode || len(value.Content) == 0 || len(value.Content) > maxOperations {
		return f.fault(value, "budget: write the weights of 1, 2, … operations on a copy, %d at most, such as [60, 30, 10]", maxOperations)
	}
	total := 0.0
	for _, item := range value.Content {
		var w float64
		if err := f.weight(&yaml.Node{Value: "budget"}, item, &w); err != nil {
			return err
		}
		f.plan.Budget, total = append(f.plan.Budget, w), total+w
	}
	if total == 0 {
		return f.fault(value, "budget: one of its weights must be above 0")
	}
	return nil
}

func splitNames() []string {
	var out []string
	for _, s := range dataset.Splits {
		out = append(out, string(s))
	}
	return out
}

// maxCopies is the most copies of one example.
const maxCopies = 1000

func (f *planReader) copies(key, value *yaml.Node) error {
	var n int
	if value.Tag != "!!int" || value.Decode(&n) != nil || n < 0 || n > maxCopies {
		return f.fault(value, "copies: %s: %s is no number of copies: write a whole number from 0 to %d", key.Value, describe(value), maxCopies)
	}
	f.plan.Copies[dataset.Split(key.Value)] = n
	return nil
}

// nevers reads what actions or slots never get: name: {never: [operation]}.
func (f *planReader) nevers(value *yaml.Node, into map[string]Never) error {
	return f.each(value, nil, func(name, value *yaml.Node) error {
		return f.each(value, []string{"never"}, func(key, value *yaml.Node) error {
			ops, err := f.list(key, value)
			for i, op := range ops {
				if op != All {
					f.names = append(f.names, value.Content[i])
				}
			}
			into[name.Value] = ops
			return err
		})
	})
}

// finish checks what depends on the whole file.
func (f *planReader) finish(root *yaml.Node) error {
	p := f.plan
	known := slices.Concat(Ops, p.Lexicons)
	for i, l := range p.Lexicons {
		if slices.ContainsFunc(known[:len(Ops)+i], func(o Op) bool { return o.Name == l.Name }) {
			return f.fault(root, "lexicon %q has the name of another operation", l.Name)
		}
	}
	for _, n := range f.names {
		if !slices.ContainsFunc(known, func(o Op) bool { return o.Name == n.Value }) {
			return f.fault(n, "%w", unknownOp(n.Value, known))
		}
	}
	if slices.ContainsFunc(p.Operations, func(w Weight) bool { return w.Weight > 0 }) {
		return nil
	}
	return f.fault(root, "no operation has a weight above 0: write operations: {typo_key: 1}, say")
}
