package convert

import (
	"cmp"

	"go.yaml.in/yaml/v3"
)

// json reads {"language", "entities", "intents"}; false where it is none.
func (s *snips) json(path string, root *yaml.Node) (bool, error) {
	intents, entities := member(root, "intents"), member(root, "entities")
	if intents == nil || entities == nil {
		return false, nil
	}
	if lang := member(root, "language"); lang != nil && s.opts.Language == "" {
		s.language = lang.Value
	}
	all, err := fields(path, entities, "entities")
	if err != nil {
		return true, err
	}
	for _, f := range all {
		if err := s.jsonEntity(path, f); err != nil {
			return true, err
		}
	}
	if all, err = fields(path, intents, "intents"); err != nil {
		return true, err
	}
	for _, f := range all {
		if err := s.jsonIntent(path, f); err != nil {
			return true, err
		}
	}
	return true, nil
}

func (s *snips) jsonEntity(path string, f field) error {
	e := s.snipsEntity(f.key, f.at)
	synonyms := true
	for _, key := range []string{extensible, "use_synonyms"} {
		n := member(f.value, key)
		if n == nil {
			continue
		}
		v, err := boolean(path, n, key)
		if err != nil {
			return err
		}
		if key == "use_synonyms" {
			synonyms = v
		} else {
			e.extend(v, key)
		}
	}
	for _, key := range []string{"matching_strictness", "parser_threshold"} {
		if n := member(f.value, key); n != nil {
			s.strictness(field{key, place{path, n.Line}, n})
		}
	}
	data, err := items(path, member(f.value, "data"), "data")
	if err != nil {
		return err
	}
	for _, n := range data {
		name := member(n, "value")
		if name == nil {
			return fail(place{path, n.Line}, "entity %q: a value is missing", f.key)
		}
		said := []string{name.Value}
		others, err := items(path, member(n, "synonyms"), "synonyms")
		if err != nil {
			return err
		}
		for _, o := range others {
			said = append(said, o.Value)
		}
		e.value(place{path, n.Line}, said, synonyms)
	}
	return nil
}

func (s *snips) jsonIntent(path string, f field) error {
	it := s.add(f.key, f.at)
	list, err := items(path, member(f.value, "utterances"), "utterances")
	if err != nil {
		return err
	}
	for _, n := range list {
		if err := s.leave(place{path, n.Line}, it.jsonUtterance(path, n)); err != nil {
			return err
		}
	}
	return nil
}

// jsonUtterance reads {"data": [{"text", "entity", "slot_name"}]}. A part that names a
// slot or an entity alone names both.
func (it *snipsIntent) jsonUtterance(path string, n *yaml.Node) error {
	u := snipsUtterance{at: place{path, n.Line}}
	chunks, err := items(path, member(n, "data"), "data")
	if err != nil {
		return err
	}
	for _, c := range chunks {
		at := place{path, c.Line}
		text := member(c, "text")
		if text == nil {
			return fail(at, "part of an utterance without text")
		}
		p := snipsPart{text: text.Value}
		entity, slot := named(c, "entity"), named(c, "slot_name")
		if p.slot = cmp.Or(slot, entity); entity != "" {
			if err := it.maps(at, p.slot, entity); err != nil {
				return err
			}
		}
		u.parts = append(u.parts, p)
	}
	it.utterances = append(it.utterances, u)
	return nil
}

// named is the text of a member, "" where it is not set.
func named(n *yaml.Node, key string) string {
	if v := member(n, key); v != nil && v.Tag != "!!null" {
		return v.Value
	}
	return ""
}
