package convert

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// rasa reads NLU training data: YAML, Markdown or JSON. All files are one
// dataset.
type rasa struct {
	*Import
	entities map[string]*entity
	synonyms map[string]*synonym // by their words in lower case
	said     []*synonym          // in file order
	lookups  map[string]*lookup

	stories   []story
	responses map[string]string // first words, by name
	unread    []field           // responses beside training data
}

// synonym is another way of saying a value.
type synonym struct {
	words, name string
	at          place
	used        bool
}

// one reads an example of an intent, or of what else has examples. A bad one is left
// out.
func (r *rasa) one(kind, name string, head, at place, text string) error {
	if text == "" {
		return nil
	}
	switch kind {
	case "synonym":
		r.synonym(text, name, at)
	case "lookup":
		return r.lookup(name, head, at, text)
	case "regex":
		r.note(at, "regex %q is not read: a pack has no features (%s)", name, text)
	default:
		parts, err := r.annotated(at, text)
		if err != nil {
			return r.leave(at, err)
		}
		r.intent(name, head)
		r.sample(name, at, parts)
	}
	return nil
}

func (r *rasa) synonym(text, name string, at place) {
	key := strings.ToLower(words(text))
	if before := r.synonyms[key]; before != nil {
		if before.name != name {
			r.note(at, "%q is a synonym of %q already, at %s", text, before.name, before.at)
		}
		return
	}
	s := &synonym{words: words(text), name: words(name), at: at}
	r.synonyms[key] = s
	r.said = append(r.said, s)
}

// annotation is what is said of annotated words.
type annotation struct{ entity, role, group, value string }

// annotated reads text with [words](entity), [words](entity:value) and
// [words]{"entity": …, "role": …, "group": …, "value": …}.
func (r *rasa) annotated(at place, s string) ([]part, error) {
	var parts []part
	for s != "" {
		open := strings.IndexByte(s, '[')
		if open < 0 {
			break
		}
		end := strings.IndexByte(s[open:], ']') + open
		if end > open {
			open = strings.LastIndexByte(s[:end], '[')
		}
		if end <= open+1 { // no bracket, or nothing in it
			parts, s = append(parts, part{text: s[:open+1]}), s[open+1:]
			continue
		}
		a, used, err := r.annotation(at, s[end+1:])
		if err != nil {
			return nil, err
		}
		if used == 0 {
			parts, s = append(parts, part{text: s[:open+1]}), s[open+1:]
			continue
		}
		parts = append(parts, part{text: s[:open]}, part{text: s[open+1 : end], slot: r.slot(a), value: words(a.value)})
		s = s[end+1+used:]
	}
	parts = append(parts, part{text: s})
	for i := range parts {
		if p := &parts[i]; p.slot == nil && (strings.Contains(p.text, "](") || strings.Contains(p.text, "]{")) {
			r.note(at, "%q is plain text: annotations do not nest", words(p.text))
		}
	}
	return parts, nil
}

// annotation reads what follows annotated words; used is 0 where it is no
// annotation.
func (r *rasa) annotation(at place, s string) (a annotation, used int, err error) {
	switch {
	case strings.HasPrefix(s, "("):
		end := strings.IndexByte(s, ')')
		if end < 2 {
			return a, 0, nil
		}
		a.entity, a.value, _ = strings.Cut(s[1:end], ":")
		if strings.TrimSpace(a.entity) == "" {
			return a, 0, fail(at, "%q: the entity has no name", s[:end+1])
		}
		return a, end + 1, nil
	case strings.HasPrefix(s, "{"), strings.HasPrefix(s, "[{"):
		dec := json.NewDecoder(strings.NewReader(s))
		dec.UseNumber()
		var v any
		if err := dec.Decode(&v); err != nil {
			return a, 0, fail(at, `%q: {"entity": "name"} in JSON is wanted: %v`, s, err)
		}
		if list, ok := v.([]any); ok {
			if len(list) > 1 {
				r.note(at, "words have %d entities: the first is kept (%s)", len(list), s[:dec.InputOffset()])
			}
			v = list[0]
		}
		used = int(dec.InputOffset())
		a, err = r.dict(at, v, s[:used])
		return a, used, err
	}
	return a, 0, nil
}

// dict reads an annotation in JSON, which said is the text of.
func (r *rasa) dict(at place, v any, said string) (a annotation, err error) {
	m, ok := v.(map[string]any)
	if !ok {
		return a, fail(at, `annotation %s: {"entity": "name"} is wanted`, said)
	}
	for _, key := range sortedKeys(m) {
		to := map[string]*string{"entity": &a.entity, "role": &a.role, "group": &a.group, "value": &a.value}[key]
		switch v := m[key].(type) {
		case nil: // not set
		case map[string]any, []any:
			if to != nil {
				return a, fail(at, "annotation %s: %s is no text", said, key)
			}
			r.notePerFile(at, "time", "%q of an annotation is not read", key)
		default:
			if to == nil {
				r.notePerFile(at, "time", "%q of an annotation is not read", key)
			} else {
				*to = fmt.Sprint(v)
			}
		}
	}
	if strings.TrimSpace(a.entity) == "" {
		return a, fail(at, "annotation %s: the entity has no name", said)
	}
	return a, nil
}

// slot is the slot of an entity; one with a role or group is another.
func (r *rasa) slot(a annotation) *slot {
	a.entity = strings.TrimSpace(a.entity)
	if r.entities[a.entity] == nil {
		r.entities[a.entity] = &entity{label: a.entity, names: true}
	}
	name, about := a.entity, a.entity
	for i, more := range []string{a.role, a.group} {
		if more != "" {
			name += " " + more
			about += ", " + []string{"role", "group"}[i] + " " + more
		}
	}
	return r.slotOf(fmt.Sprintf("%q %q %q", a.entity, a.role, a.group), name, about, r.entities[a.entity])
}

// finish names the values of all samples, once all synonyms are known.
func (r *rasa) finish() {
	for _, s := range r.samples {
		for i := range s.parts {
			p := &s.parts[i]
			if p.slot == nil || words(p.text) == "" {
				continue
			}
			if syn := r.synonyms[strings.ToLower(words(p.text))]; syn != nil {
				syn.used = true
				if p.value == "" {
					p.value = syn.name
				}
			}
			p.slot.say(value{words(p.text), p.value, s.at})
		}
	}
	r.wider()
	for _, name := range sortedKeys(r.lookups) {
		l := r.lookups[name]
		switch e := r.entities[name]; {
		case e == nil:
			r.note(l.at, "lookup %q is not read: no example has an entity of its name", name)
		case !r.opts.Generalize && len(l.words) > 0:
			words := fmt.Sprintf("%d words are", len(l.words))
			if len(l.words) == 1 {
				words = "1 word is"
			}
			r.note(l.at, "lookup %q: %s read with --generalize only", name, words)
		}
	}
}

// wider gives entities the words of synonyms and lookup tables, where slots
// take all words.
func (r *rasa) wider() {
	unused := map[string]int{}
	first := map[string]place{}
	for _, s := range r.said {
		taken := s.used
		for _, name := range slices.Sorted(maps.Keys(r.entities)) {
			e := r.entities[name]
			if r.opts.Generalize && slices.ContainsFunc(e.values, func(v value) bool { return v.name == s.name || v.words == s.name }) {
				e.say(value{s.words, s.name, s.at})
				taken = true
			}
		}
		if !taken {
			if unused[s.name]++; unused[s.name] == 1 {
				first[s.name] = s.at
			}
		}
	}
	for name, n := range unused {
		generalize := ""
		if !r.opts.Generalize && slices.ContainsFunc(slices.Collect(maps.Values(r.entities)), func(e *entity) bool {
			return slices.ContainsFunc(e.values, func(v value) bool { return v.name == name || v.words == name })
		}) {
			generalize = ", --generalize reads them"
		}
		r.note(first[name], "synonym %q: %d of its words occur in no example%s", name, n, generalize)
	}
	if !r.opts.Generalize {
		return
	}
	for _, name := range sortedKeys(r.lookups) {
		for _, w := range r.lookups[name].words {
			if e := r.entities[name]; e != nil {
				v := value{words: w, at: r.lookups[name].at}
				if syn := r.synonyms[strings.ToLower(w)]; syn != nil {
					v.name = syn.name
				}
				e.say(v)
			}
		}
	}
}
