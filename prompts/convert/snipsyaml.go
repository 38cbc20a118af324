package convert

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// nameOf reads the name of a document.
func nameOf(path string, doc *yaml.Node) (string, error) {
	n := member(doc, "name")
	if n == nil || n.Value == "" {
		return "", fail(place{path, doc.Line}, "name is missing")
	}
	return scalarText(path, n, "name")
}

func (s *snips) yamlIntent(path string, doc *yaml.Node, all []field) error {
	name, err := nameOf(path, doc)
	if err != nil {
		return err
	}
	it := s.add(name, place{path, doc.Line})
	for _, f := range all {
		var list []*yaml.Node
		switch f.key {
		case "type", "name":
			continue
		case "slots", "utterances":
			if list, err = items(path, f.value, f.key); err != nil {
				return err
			}
		default:
			s.note(f.at, "%q is not read", f.key)
		}
		for _, n := range list {
			if f.key == "slots" {
				err = it.slot(path, n)
			} else {
				err = it.utterance(path, n)
			}
			if err := s.leave(place{path, n.Line}, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// slot reads {name: origin, entity: city}. Without an entity, it is of that of its own
// name.
func (it *snipsIntent) slot(path string, n *yaml.Node) error {
	name, entity := member(n, "name"), member(n, "entity")
	switch {
	case name == nil || name.Value == "":
		return fail(place{path, n.Line}, "slot: a name is wanted")
	case entity == nil || entity.Value == "":
		return nil
	}
	return it.maps(place{path, n.Line}, name.Value, entity.Value)
}

// utterance reads text with [slot:entity](words), [slot](words) and [slot].
func (it *snipsIntent) utterance(path string, n *yaml.Node) error {
	at := place{path, n.Line}
	if n.Tag == "!!null" {
		return nil // an empty bullet
	}
	if n.Kind == yaml.SequenceNode {
		return fail(at, `utterance: text is wanted, not a list: put text that begins with [ in quotes, "[slot] please"`)
	}
	s, err := scalarText(path, n, "utterance")
	if err != nil {
		return err
	}
	u := snipsUtterance{at: at}
	for s != "" {
		text, rest, ok := strings.Cut(s, "[")
		u.parts = append(u.parts, snipsPart{text: text})
		if !ok {
			break
		}
		name, rest, ok := strings.Cut(rest, "]")
		if !ok {
			return fail(at, "%q: ']' is missing", s)
		}
		slot, entity, _ := strings.Cut(name, ":")
		p := snipsPart{slot: strings.TrimSpace(slot), implicit: true}
		if p.slot == "" {
			return fail(at, "[%s]: the slot has no name", name)
		}
		if entity = strings.TrimSpace(entity); entity != "" {
			if err := it.maps(at, p.slot, entity); err != nil {
				return err
			}
		}
		if inner, open := strings.CutPrefix(rest, "("); open {
			if p.text, rest, ok = strings.Cut(inner, ")"); !ok {
				return fail(at, "%q: ')' is missing", inner)
			}
			p.implicit = strings.TrimSpace(p.text) == ""
		}
		u.parts = append(u.parts, p)
		s = rest
	}
	it.utterances = append(it.utterances, u)
	return nil
}

func (s *snips) yamlEntity(path string, doc *yaml.Node, all []field) error {
	name, err := nameOf(path, doc)
	if err != nil {
		return err
	}
	e := s.snipsEntity(name, place{path, doc.Line})
	synonyms := true
	for _, f := range all { // which may stand behind the values
		if f.key == "use_synonyms" {
			if synonyms, err = boolean(path, f.value, f.key); err != nil {
				return err
			}
		}
	}
	for _, f := range all {
		switch f.key {
		case "type", "name", "use_synonyms":
		case "matching_strictness":
			s.strictness(f)
		case extensible:
			var open bool
			open, err = boolean(path, f.value, f.key)
			e.extend(open, extensible)
		case "values":
			err = s.yamlValues(path, f.value, e, synonyms)
		default:
			s.note(f.at, "%q is not read", f.key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// yamlValues reads values and lists of a value and its synonyms.
func (s *snips) yamlValues(path string, n *yaml.Node, e *entity, synonyms bool) error {
	list, err := items(path, n, "values")
	if err != nil {
		return err
	}
	for _, item := range list {
		all := []*yaml.Node{item}
		if item.Kind == yaml.SequenceNode {
			all = item.Content
		}
		var said []string
		for _, w := range all {
			text, err := scalarText(path, w, "value")
			if err != nil {
				return err
			}
			said = append(said, text)
		}
		e.value(place{path, item.Line}, said, synonyms)
	}
	return nil
}
