package convert

import (
	"cmp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// snips reads datasets of Snips NLU: YAML documents of intents and entities, or
// the JSON that Snips makes of them. All files are one dataset.
type snips struct {
	*Import
	entities map[string]*entity
	order    []*entity
	intents  []*snipsIntent
	at       map[*entity]place
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
	s := &snips{Import: im, entities: map[string]*entity{}, at: map[*entity]place{}}
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

// add adds an intent.
func (s *snips) add(name string, at place) (*snipsIntent, error) {
	for _, it := range s.intents {
		if it.name == name {
			return nil, fail(at, "intent %q is defined twice, first at %s", name, it.at)
		}
	}
	it := &snipsIntent{name: name, at: at, entityOf: map[string]string{}}
	s.intents = append(s.intents, it)
	return it, nil
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

// entity finds an entity or adds it.
func (s *snips) entity(name string, at place) *entity {
	e := s.entities[name]
	if e == nil {
		e = &entity{label: name, open: true, types: builtins[name].types}
		s.entities[name], s.at[e] = e, at
		s.order = append(s.order, e)
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

// value adds a value, the first, and its synonyms.
func (e *entity) value(at place, said []string, synonyms bool) {
	for i, w := range said {
		if w = words(w); w == "" {
			continue
		}
		v := value{words: w, name: words(said[0]), at: at}
		if i > 0 && !synonyms {
			v.name = w
		}
		e.say(v)
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
	if err := s.fill(); err != nil {
		return err
	}
	s.unsaid()
	for _, e := range s.order {
		if !slices.ContainsFunc(s.slots, func(k *slot) bool { return k.entity == e }) {
			s.note(s.at[e], "entity %q is left out: no intent uses it", e.label)
		}
	}
	return nil
}

// fill gives slots without words those of a built-in entity. An example with a slot
// that has none even so is left out.
func (s *snips) fill() error {
	kept := s.samples[:0]
	for _, sm := range s.samples {
		var err error
		for _, p := range sm.parts {
			if p.open && len(p.slot.values) == 0 {
				err = cmp.Or(err, s.builtin(sm, p))
			}
		}
		if err := s.leave(sm.at, err); err != nil {
			return err
		}
		if err == nil {
			kept = append(kept, sm)
		}
	}
	s.samples = kept
	return nil
}

// unsaid notes the values that no utterance says and no open slot takes.
func (s *snips) unsaid() {
	said, listed := map[*entity][]string{}, map[*entity]bool{}
	for _, sm := range s.samples {
		for _, p := range sm.parts {
			if p.slot != nil {
				said[p.slot.entity] = append(said[p.slot.entity], words(p.text))
				listed[p.slot.entity] = listed[p.slot.entity] || p.open || s.opts.Generalize
			}
		}
	}
	for e := range said {
		missing := 0
		for _, v := range e.values {
			if !slices.Contains(said[e], v.words) {
				missing++
			}
		}
		if missing > 0 && !listed[e] {
			s.note(s.at[e], "entity %q: %d of its words occur in no utterance: --generalize takes them", e.label, missing)
		}
	}
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
		e := s.entity(name, u.at)
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

// known returns the name that words have among the values of an entity. New words
// name themselves if the entity lists no other values.
func (e *entity) known(said string) string {
	for _, v := range e.values {
		if strings.EqualFold(v.words, said) {
			return v.name
		}
	}
	if e.closed {
		return said
	}
	return ""
}
