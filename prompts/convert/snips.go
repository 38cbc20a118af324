package convert

import (
	"cmp"
	"strings"

	"go.yaml.in/yaml/v3"
)

// snips reads datasets of Snips NLU: YAML documents of intents and entities, or
// the JSON that Snips makes of them. All files are one dataset.
type snips struct {
	*vocabulary
	intents []*snipsIntent
}

// snipsIntent is an intent as it is written. Slots are mapped to entities by
// the whole of it.
type snipsIntent struct {
	name       string
	at         place
	entityOf   map[string]string // by slot
	utterances []snipsUtterance
}

type snipsUtterance struct {
	at    place
	parts []snipsPart
}

// snipsPart is text, or a slot; implicit, its words are any of its entity.
type snipsPart struct {
	text, slot string
	implicit   bool
}

var snipsDialect = &Dialect{
	Name:       "snips",
	Help:       "datasets of Snips NLU: YAML with type: intent or entity, JSON with the keys intents and entities",
	Holds:      Samples,
	extensions: []string{".yml", ".yaml", ".json"},
	nothing:    "no intent: a YAML document with type: intent, or intents in JSON, is wanted",
	recognize:  recognizeSnips,
	read:       readSnips,
}

func recognizeSnips(f *source) clue {
	docs, err := f.documents()
	if err != nil {
		return clue{}
	}
	for _, doc := range docs {
		if kind := member(doc, "type"); kind != nil && (kind.Value == "intent" || kind.Value == "entity") {
			return clue{sure, "has type: " + kind.Value}
		}
		intents, entities := member(doc, "intents"), member(doc, "entities")
		if intents != nil && entities != nil && intents.Kind == yaml.MappingNode && entities.Kind == yaml.MappingNode {
			return clue{sure, "has the keys intents and entities"}
		}
	}
	return clue{}
}

func readSnips(im *Import, files []*source) error {
	s := &snips{vocabulary: newVocabulary(im, func(name string) builtin { return snipsBuiltins[name] })}
	for _, in := range files {
		docs, err := in.documents()
		if err != nil {
			return err
		}
		held := false
		for _, doc := range docs {
			found, err := s.document(in, doc)
			if err != nil {
				return err
			}
			held = held || found
		}
		if err := im.holds(in, held); err != nil {
			return err
		}
	}
	return s.finish()
}

// document reads a document of YAML or JSON; false where it is none of Snips.
func (s *snips) document(f *source, doc *yaml.Node) (bool, error) {
	kind := member(doc, "type")
	if kind == nil {
		return s.json(f.path, doc)
	}
	all, err := fields(f.path, doc, "document")
	if err != nil {
		return false, err
	}
	switch {
	case kind.Value == "intent":
		return true, s.yamlIntent(f.path, doc, all)
	case kind.Value == "entity":
		return true, s.yamlEntity(f.path, doc, all)
	case f.found:
		return false, nil
	}
	return false, fail(place{f.path, kind.Line}, "type %q is neither intent nor entity", kind.Value)
}

// add adds an intent, or finds it: several files may hold utterances of one, as those
// of the splits of a dataset do.
func (s *snips) add(name string, at place) *snipsIntent {
	for _, it := range s.intents {
		if it.name == name {
			return it
		}
	}
	it := &snipsIntent{name: name, at: at, entityOf: map[string]string{}}
	s.intents = append(s.intents, it)
	return it
}

// entity is the entity of a slot: that of its own name where the files give none.
func (it *snipsIntent) entity(slot string) string { return cmp.Or(it.entityOf[slot], slot) }

// maps notes the entity of a slot.
func (it *snipsIntent) maps(at place, slot, entity string) error {
	if before := it.entityOf[slot]; before != "" && before != entity {
		return fail(at, "slot %q has entity %q here and %q elsewhere in intent %q", slot, entity, before, it.name)
	}
	it.entityOf[slot] = entity
	return nil
}

// extensible is the key of an entity that allows values that it does not list.
const extensible = "automatically_extensible"

// snipsEntity finds an entity or adds it: one that allows other values where the files
// do not say.
func (s *snips) snipsEntity(name string, at place) *entity {
	before := s.entities[name]
	e := s.entity(name, at)
	if before == nil {
		e.extend(true, extensible)
	}
	return e
}

// strictness notes a value that asks for inexact matching, which packs do not
// have.
func (s *snips) strictness(f field) {
	if strings.Trim(f.value.Value, "0.") != "1" {
		s.note(f.at, "%s %s is not read: a pack has no matching", f.key, f.value.Value)
	}
}

// finish makes samples of the utterances, once all files are read.
func (s *snips) finish() error {
	for _, it := range s.intents {
		if len(it.utterances) == 0 {
			if err := s.leave(it.at, fail(it.at, "intent %q has no utterances", it.name)); err != nil {
				return err
			}
			continue
		}
		s.intent(it.name, it.at)
		for _, u := range it.utterances {
			s.said(it, u)
		}
	}
	return s.vocabulary.finish()
}

// said makes a sample of an utterance.
func (s *snips) said(it *snipsIntent, u snipsUtterance) {
	var parts []part
	for _, p := range u.parts {
		if p.slot == "" {
			parts = append(parts, part{text: p.text})
			continue
		}
		name := it.entity(p.slot)
		e := s.snipsEntity(name, u.at)
		out := part{text: p.text, slot: s.slotOf(it.key(p.slot), p.slot, p.slot+", entity "+name, e)}
		if out.open = p.implicit; out.open {
			out.text = ""
		} else if words(p.text) != "" {
			out.value = e.known(words(out.text))
			e.say(value{words: words(out.text), name: out.value, at: u.at})
		}
		parts = append(parts, out)
	}
	s.sample(it.name, u.at, parts)
}

// key tells slots apart that have one name, but other entities.
func (it *snipsIntent) key(slot string) string { return slot + "\x00" + it.entity(slot) }
