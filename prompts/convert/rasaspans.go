package convert

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// spans reads the entities of an example in JSON, in the order of the text.
func (r *rasa) spans(at place, text string, n *yaml.Node) ([]span, error) {
	list, err := items(at.file, n, "entities")
	if err != nil {
		return nil, err
	}
	var out []span
	for _, item := range list {
		s, err := readSpan(at.file, item)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	r.toCodePoints(at, text, out)
	for i := range out {
		if err := r.place(at, []rune(text), out, i, r.isSynonym); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(out, func(a, b span) int { return a.start - b.start })
	return out, nil
}

// readSpan reads an entity: {"entity", "value", "start", "end", "role", "group"}.
func readSpan(path string, n *yaml.Node) (span, error) {
	var s span
	for key, to := range map[string]*string{"entity": &s.entity, "role": &s.role, "group": &s.group, "value": &s.value} {
		if v := member(n, key); v != nil && v.Tag != "!!null" {
			*to = v.Value
		}
	}
	if strings.TrimSpace(s.entity) == "" {
		return s, fail(place{path, n.Line}, "an entity has no name")
	}
	for key, to := range map[string]*int{"start": &s.start, "end": &s.end} {
		*to = nowhere
		v := member(n, key)
		if v == nil || v.Tag == "!!null" {
			continue
		}
		i, err := strconv.Atoi(v.Value)
		if err != nil {
			return s, fail(place{path, v.Line}, "entity %q: %s %q is no offset", s.entity, key, v.Value)
		}
		*to = i
	}
	return s, nil
}

// toCodePoints makes code points of offsets. They may count code points, as Rasa
// does, or UTF-16 code units, as JavaScript does: the unit is taken that puts the
// values in their place.
func (r *rasa) toCodePoints(at place, text string, spans []span) {
	units := codeUnits(text)
	if len(spans) == 0 || fits(text, spans, units) <= fits(text, spans, nil) {
		return
	}
	for i := range spans {
		spans[i].start, spans[i].end = units[spans[i].start], units[spans[i].end]
	}
	r.notePerFile(at, "example", "offsets count UTF-16 code units, where Rasa counts characters: they are read as such")
}
