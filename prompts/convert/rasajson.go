package convert

import (
	"go.yaml.in/yaml/v3"
)

// json reads rasa_nlu_data.
func (r *rasa) json(path string, data *yaml.Node) (bool, error) {
	all, err := fields(path, data, "rasa_nlu_data")
	if err != nil {
		return true, err
	}
	for _, synonyms := range []bool{true, false} { // first, since values are held to them
		for _, f := range all {
			if synonyms != (f.key == "entity_synonyms") {
				continue
			}
			if err := r.jsonList(path, f); err != nil {
				return true, err
			}
		}
	}
	return true, nil
}

// jsonList reads one of the lists of rasa_nlu_data.
func (r *rasa) jsonList(path string, f field) error {
	read := map[string]func(*yaml.Node) error{
		"common_examples": func(n *yaml.Node) error { return r.common(path, n) },
		"intent_examples": func(n *yaml.Node) error { return r.common(path, n) },
		"entity_examples": func(n *yaml.Node) error { return r.common(path, n) },
		"entity_synonyms": func(n *yaml.Node) error { return r.named(path, n, "synonym", "value", "synonyms") },
		"lookup_tables":   func(n *yaml.Node) error { return r.jsonTable(path, n) },
		"regex_features":  func(n *yaml.Node) error { return r.named(path, n, "regex", "name", "pattern") },
	}[f.key]
	if read == nil {
		r.note(f.at, "%q is not read", f.key)
		return nil
	}
	list, err := items(path, f.value, f.key)
	if err != nil {
		return err
	}
	for _, n := range list {
		if err := r.leave(place{path, n.Line}, read(n)); err != nil {
			return err
		}
	}
	return nil
}

// jsonTable reads a lookup table: its name, and its words or files of them.
func (r *rasa) jsonTable(path string, n *yaml.Node) error {
	name := member(n, "name")
	if name == nil {
		return fail(place{path, n.Line}, "lookup: name is wanted")
	}
	said, err := scalarText(path, name, "name")
	if err != nil {
		return err
	}
	found := false
	for _, key := range []string{"elements", "file_path", "file"} {
		if v := member(n, key); v != nil && v.Tag != "!!null" {
			found = true
			if err := r.elements(path, said, place{path, n.Line}, v); err != nil {
				return err
			}
		}
	}
	if !found {
		return fail(place{path, n.Line}, "lookup: name and elements are wanted")
	}
	return nil
}

// named reads a name and what belongs to it.
func (r *rasa) named(path string, n *yaml.Node, kind, nameKey, listKey string) error {
	name, list := member(n, nameKey), member(n, listKey)
	if name == nil || list == nil {
		return fail(place{path, n.Line}, "%s: %s and %s are wanted", kind, nameKey, listKey)
	}
	text, err := scalarText(path, name, nameKey)
	if err != nil {
		return err
	}
	if list.Kind != yaml.SequenceNode {
		list = &yaml.Node{Kind: yaml.SequenceNode, Line: list.Line, Content: []*yaml.Node{list}}
	}
	for _, item := range list.Content {
		said, err := scalarText(path, item, listKey)
		if err != nil {
			return err
		}
		if err := r.one(kind, text, place{path, n.Line}, place{path, item.Line}, said); err != nil {
			return err
		}
	}
	return nil
}

// common reads an example with the offsets of its entities.
func (r *rasa) common(path string, n *yaml.Node) error {
	at := place{path, n.Line}
	intent, text := member(n, "intent"), member(n, "text")
	if text == nil {
		return fail(at, "example without text")
	}
	said, err := scalarText(path, text, "text")
	if err != nil {
		return err
	}
	if intent == nil || intent.Value == "" {
		return fail(at, "example without an intent: %q", said)
	}
	spans, err := r.spans(at, said, member(n, "entities"))
	if err != nil {
		return err
	}
	var parts []part
	runes, from := []rune(said), 0
	for _, s := range spans {
		if s.start < from {
			r.note(at, "entity %q overlaps another one: it is left out", s.entity)
			continue
		}
		p := part{text: string(runes[s.start:s.end]), slot: r.slot(s.annotation)}
		if v := words(s.value); v != words(p.text) {
			p.value = v
		}
		parts = append(parts, part{text: string(runes[from:s.start])}, p)
		from = s.end
	}
	r.intent(intent.Value, at)
	r.sample(intent.Value, at, append(parts, part{text: string(runes[from:])}))
	return nil
}
