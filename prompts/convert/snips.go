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

// strictness notes a value that asks for inexact matching, which packs do not
// have.
func (s *snips) strictness(f field) {
	if strings.Trim(f.value.Value, "0.") != "1" {
		s.note(f.at, "%s %s is not read: a pack has no matching", f.key, f.value.Value)
	}
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

// snipsBuiltins are the built-in entities of Snips.
var snipsBuiltins = map[string]builtin{
	"snips/datetime":      anyDate,
	"snips/date":          {[]kind{date}, anyDate.words},
	"snips/datePeriod":    periods,
	"snips/time":          {nil, []string{"at 8 am", "at noon", "at 5:30 pm", "in an hour"}},
	"snips/timePeriod":    spells,
	"snips/amountOfMoney": amounts,
	"snips/number":        numbers,
	"snips/ordinal":       ordinals,
	"snips/percentage":    percentages,
	"snips/temperature":   temperatures,
	"snips/duration":      {nil, durations.words},
	"snips/city":          cities,
	"snips/country":       countries,
	"snips/region":        regions,
	"snips/musicAlbum":    albums,
	"snips/musicArtist":   artists,
	"snips/musicTrack":    tracks,
}
