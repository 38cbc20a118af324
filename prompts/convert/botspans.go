package convert

import (
	"cmp"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// marked adds an example whose entities have offsets. The offsets may count code
// points or UTF-16 code units: where both fit, code units are meant, since the
// platforms are written for JavaScript and .NET.
func (v *vocabulary) marked(intent string, at place, text string, spans []span) error {
	if err := v.marks(at, intent, text); err != nil {
		return err
	}
	if units := codeUnits(text); fits(text, spans, units) >= fits(text, spans, nil) {
		for i := range spans {
			if start, ok := units[spans[i].start]; ok {
				spans[i].start = start
			}
			if end, ok := units[spans[i].end]; ok {
				spans[i].end = end
			}
		}
	}
	runes := []rune(text)
	for i := range spans {
		if err := v.place(at, runes, spans, i, func(_, _ string) bool { return false }); err != nil {
			return err
		}
	}
	var parts []part
	from := 0
	for _, s := range v.disjoint(at, spans) {
		role := cmp.Or(s.role, plainName(s.entity))
		parts = append(parts, part{text: string(runes[from:s.start])},
			v.mention(at, v.slot(intent, role, s.entity, at), string(runes[s.start:s.end])))
		from = s.end
	}
	v.sample(intent, at, append(parts, part{text: string(runes[from:])}))
	return nil
}

// marks checks that an example has an intent and text.
func (v *vocabulary) marks(at place, intent, text string) error {
	switch {
	case words(text) == "":
		return fail(at, "example without text")
	case words(intent) == "":
		return fail(at, "example without an intent: %q", text)
	}
	return nil
}

// disjoint returns the spans in the order of the text. Of two that overlap, the
// longer one is left out, so that the parts of an entity are kept and not the whole.
func (v *vocabulary) disjoint(at place, spans []span) []span {
	shortest := slices.Clone(spans)
	slices.SortStableFunc(shortest, func(a, b span) int { return (a.end - a.start) - (b.end - b.start) })
	var out []span
	for _, s := range shortest {
		i := slices.IndexFunc(out, func(o span) bool { return o.start < s.end && s.start < o.end })
		if i < 0 {
			out = append(out, s)
			continue
		}
		v.note(at, "entity %q overlaps %q: it is left out", s.entity, out[i].entity)
	}
	slices.SortFunc(out, func(a, b span) int { return a.start - b.start })
	return out
}

// offset reads a whole number of an entity's place.
func offset(path string, n *yaml.Node, entity, key string) (int, error) {
	text := named(n, key)
	i, err := strconv.Atoi(text)
	if text == "" {
		return nowhere, nil
	}
	if err != nil {
		return 0, fail(place{path, n.Line}, "entity %q: %s %q is no offset", entity, key, text)
	}
	return i, nil
}
