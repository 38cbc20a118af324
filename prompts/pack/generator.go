package pack

import (
	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/prompts/generators"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// generator builds the tree of {generator: parameters}.
func (l *loader) generator(d *source.Document, n *yaml.Node) *grammar.Node {
	name, v := n.Content[0].Value, n.Content[1]
	if name == "pattern" {
		if !source.IsText(v) {
			l.FaultAt(d, v, "yaml", "pattern: a regular expression is wanted, not %s", source.Describe(v))
			return nil
		}
		out, err := generators.Pattern(v.Value)
		if err != nil {
			l.FaultAt(d, v, "pattern", "pattern %q: %v", v.Value, err)
			return nil
		}
		return out
	}
	gen := generators.All[name]
	var fields map[string]*yaml.Node
	if v.Kind == yaml.MappingNode {
		fields = l.Fields(d, v, name, gen.Params)
	}
	p := &generators.Params{Reference: l.ref, Locale: l.locale(), Get: func(key string) *yaml.Node {
		if !source.IsSet(fields[key]) {
			return nil
		}
		return fields[key]
	}}
	out, err := gen.Build(p)
	if err != nil {
		l.FaultAt(d, v, "generator", "%s: %v", name, err)
		return nil
	}
	return out
}

// isGenerator reports whether a node is {generator: parameters}.
func isGenerator(n *yaml.Node) bool {
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 || generators.All[n.Content[0].Value] == nil {
		return false
	}
	v := n.Content[1]
	return v.Kind == yaml.MappingNode || v.Tag == "!!null" || n.Content[0].Value == "pattern" && v.Kind == yaml.ScalarNode
}

// isWeightedGenerator reports whether an item is {generator: parameters, weight: w}.
func isWeightedGenerator(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && len(n.Content) == 4 && n.Content[2].Value == "weight" &&
		isGenerator(&yaml.Node{Kind: yaml.MappingNode, Content: n.Content[:2]})
}
