package convert

import (
	"cmp"
	"slices"
	"strings"
)

// vocabulary is the entities of all files, with their values. A dialect reads its
// entities first, since the words of an example take the names that they have there.
type vocabulary struct {
	*Import
	builtin  func(entity string) builtin // the tool's own entity of a name, else nothing
	entities map[string]*entity
	order    []*entity
	at       map[*entity]place
	entityIn map[string]string // of a slot, by its intent and name
	expected []expected        // intents that the files define
}

func newVocabulary(im *Import, builtin func(string) builtin) *vocabulary {
	return &vocabulary{Import: im, builtin: builtin, entities: map[string]*entity{}, at: map[*entity]place{}, entityIn: map[string]string{}}
}

// expected is an intent where a file defines it, apart from its examples.
type expected struct {
	name string
	at   place
}

// expect notes that a file defines an intent.
func (v *vocabulary) expect(intent string, at place) {
	v.expected = append(v.expected, expected{intent, at})
}

// entity finds an entity or adds it.
func (v *vocabulary) entity(name string, at place) *entity {
	e := v.entities[name]
	if e == nil {
		e = &entity{label: name, types: v.builtin(name).types}
		v.entities[name], v.at[e] = e, at
		v.order = append(v.order, e)
	}
	return e
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

// slot is the slot of an intent's role. A role that has two entities is two slots.
func (v *vocabulary) slot(intent, role, entity string, at place) *slot {
	key := intent + "\x00" + role
	if before, twice := v.entityIn[key]; twice && before != entity {
		role += "_" + entity
	} else {
		v.entityIn[key] = entity
	}
	return v.slotOf(role+"\x00"+entity, role, role+", entity "+entity, v.entity(entity, at))
}

// mention is a part of an example that says a value of a slot.
func (v *vocabulary) mention(at place, s *slot, text string) part {
	p := part{text: text, slot: s}
	if said := words(text); said != "" {
		p.value = s.known(said)
		s.say(value{words: said, name: p.value, at: at})
	}
	return p
}

// finish gives open slots their words and notes what of the entities is not used, once
// all files are read.
func (v *vocabulary) finish() error {
	if err := v.fill(); err != nil {
		return err
	}
	v.unsaid()
	for _, e := range v.order {
		if !slices.ContainsFunc(v.slots, func(s *slot) bool { return s.entity == e }) {
			v.note(v.at[e], "entity %q is left out: no intent uses it", e.label)
		}
	}
	for _, want := range v.expected {
		if v.byName[want.name] == nil {
			v.note(want.at, "intent %q is left out: it has no examples", want.name)
		}
	}
	return nil
}

// fill gives slots without words those of a built-in entity. An example with a slot
// that has none even so is left out.
func (v *vocabulary) fill() error {
	kept := v.samples[:0]
	for _, sm := range v.samples {
		var err error
		for _, p := range sm.parts {
			if p.open && len(p.slot.values) == 0 {
				err = cmp.Or(err, v.supply(sm, p))
			}
		}
		if err := v.leave(sm.at, err); err != nil {
			return err
		}
		if err == nil {
			kept = append(kept, sm)
		}
	}
	v.samples = kept
	return nil
}

// supply gives a slot that never has words those of a built-in entity.
func (v *vocabulary) supply(sm *sample, p part) error {
	known := v.builtin(p.slot.label).words
	if known == nil {
		return fail(sm.at, "slot %q: no value of entity %q is known: give the entity its values", p.slot.name, p.slot.label)
	}
	for _, w := range known {
		p.slot.say(value{words: w, at: sm.at})
	}
	v.note(sm.at, "slot %q: the files hold no value of entity %q: it has %d of slmkit's", p.slot.name, p.slot.label, len(known))
	return nil
}

// unsaid notes the values that no example says and no open slot takes.
func (v *vocabulary) unsaid() {
	said, listed := map[*entity]map[string]bool{}, map[*entity]bool{}
	for _, sm := range v.samples {
		for _, p := range sm.parts {
			if p.slot == nil {
				continue
			}
			if said[p.slot.entity] == nil {
				said[p.slot.entity] = map[string]bool{}
			}
			said[p.slot.entity][words(p.text)] = true
			listed[p.slot.entity] = listed[p.slot.entity] || p.open || v.opts.Generalize
		}
	}
	for e := range said {
		missing := 0
		for _, val := range e.values {
			if !said[e][val.words] {
				missing++
			}
		}
		if missing > 0 && !listed[e] {
			v.note(v.at[e], "entity %q: %d of its words occur in no utterance: --generalize takes them", e.label, missing)
		}
	}
}

// keyword adds a value with the words for it: itself where there are no others.
func (v *vocabulary) keyword(at place, e *entity, name string, synonyms []string) error {
	if words(name) == "" {
		return fail(at, "entity %q: a value is missing", e.label)
	}
	if len(synonyms) == 0 {
		synonyms = []string{name}
	}
	for _, w := range synonyms {
		if strings.Contains(w, "@") {
			v.note(at, "entity %q: %q is made of other entities: it is not read", e.label, w)
			e.extend(true, "values of other entities")
			continue
		}
		e.say(value{words: words(w), name: words(name), at: at})
	}
	return nil
}
