package convert

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// yaml reads the list nlu: of a file; false where there is none.
func (r *rasa) yaml(path, text string) (bool, error) {
	docs, err := yamlDocuments(path, text)
	if err != nil {
		return false, err
	}
	held := false
	for _, doc := range docs {
		if doc.Kind != yaml.MappingNode {
			continue
		}
		all, err := fields(path, doc, "file")
		if err != nil {
			return held, err
		}
		for _, f := range all {
			if f.key != "nlu" {
				continue
			}
			held = true
			list, err := items(path, f.value, "nlu")
			if err != nil {
				return held, err
			}
			for _, n := range list {
				if err := r.item(path, n); err != nil {
					return held, err
				}
			}
		}
	}
	return held, nil
}

// item reads an intent, a synonym, a lookup table or a regular expression.
func (r *rasa) item(path string, n *yaml.Node) error {
	all, err := fields(path, n, "entry of nlu")
	if err != nil {
		return err
	}
	kind, name, at := "", "", place{path, n.Line}
	var examples *yaml.Node
	for _, f := range all {
		switch f.key {
		case "intent", "synonym", "regex", "lookup":
			kind, at = f.key, f.at
			if name, err = scalarText(path, f.value, kind); err != nil {
				return err
			}
		case "examples":
			examples = f.value
		default:
			r.note(f.at, "%q is not read", f.key)
		}
	}
	switch {
	case kind == "":
		return fail(at, "entry of nlu: intent, synonym, regex or lookup is wanted")
	case strings.TrimSpace(name) == "":
		return fail(at, "%s has no name", kind)
	case examples == nil || examples.Tag == "!!null":
		r.note(at, "%s %q has no examples", kind, name)
		return nil
	}
	return r.examples(path, kind, strings.TrimSpace(name), at, examples)
}

// examples reads text with a line for each example, or a list.
func (r *rasa) examples(path, kind, name string, at place, n *yaml.Node) error {
	if n.Kind == yaml.SequenceNode {
		for _, item := range n.Content {
			text, err := r.listed(path, item)
			if err != nil {
				return err
			}
			if err := r.one(kind, name, at, place{path, item.Line}, text); err != nil {
				return err
			}
		}
		return nil
	}
	text, err := scalarText(path, n, "examples")
	if err != nil {
		return err
	}
	first := n.Line
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		first++
	}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "-" {
			line = ""
		}
		if err := r.one(kind, name, at, place{path, first + i}, strings.TrimSpace(strings.TrimPrefix(line, "- "))); err != nil {
			return err
		}
	}
	return nil
}

// listed reads an entry of a list of examples: text, or {text: …, metadata: …}.
func (r *rasa) listed(path string, n *yaml.Node) (string, error) {
	if n.Kind != yaml.MappingNode {
		return scalarText(path, n, "example")
	}
	all, err := fields(path, n, "example")
	if err != nil {
		return "", err
	}
	text := ""
	for _, f := range all {
		if f.key != "text" {
			r.note(f.at, "%q of an example is not read", f.key)
		} else if text, err = scalarText(path, f.value, "text"); err != nil {
			return "", err
		}
	}
	return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "- ")), nil
}
