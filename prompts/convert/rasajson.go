package convert

import (
	"slices"
	"strconv"
	"unicode/utf16"

	"go.yaml.in/yaml/v3"
)

// json reads rasa_nlu_data; false where there is none.
func (r *rasa) json(path, text string) (bool, error) {
	root, err := jsonDocument(path, text)
	if err != nil {
		return false, err
	}
	data := member(root, "rasa_nlu_data")
	if data == nil {
		return false, nil
	}
	all, err := fields(path, data, "rasa_nlu_data")
	if err != nil {
		return true, err
	}
	for _, f := range all {
		list, err := items(path, f.value, f.key)
		if err != nil {
			return true, err
		}
		for _, n := range list {
			switch f.key {
			case "common_examples", "intent_examples", "entity_examples":
				err = r.common(path, n)
			case "entity_synonyms":
				err = r.named(path, n, "synonym", "value", "synonyms")
			case "lookup_tables":
				err = r.named(path, n, "lookup", "name", "elements")
			case "regex_features":
				err = r.named(path, n, "regex", "name", "pattern")
			default:
				r.note(f.at, "%q is not read", f.key)
			}
			if err != nil {
				return true, err
			}
		}
	}
	return true, nil
}

// member is the value of a key, nil where there is none.
func member(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
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
		r.note(at, "example without an intent is left out: %q", said)
		return nil
	}
	spans, err := r.spans(path, said, member(n, "entities"))
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

// span is an entity with its offsets in code points.
type span struct {
	annotation
	start, end int
}

// spans reads entities. Their offsets may count code points, as Rasa does, or
// UTF-16 code units, as JavaScript does. spans chooses the unit that puts all
// values in their place.
func (r *rasa) spans(path, text string, n *yaml.Node) ([]span, error) {
	list, err := items(path, n, "entities")
	if err != nil {
		return nil, err
	}
	var out []span
	for _, item := range list {
		var s span
		for key, to := range map[string]*string{"entity": &s.entity, "role": &s.role, "group": &s.group, "value": &s.value} {
			if v := member(item, key); v != nil {
				*to = v.Value
			}
		}
		if s.start, err = offset(path, item, "start"); err != nil {
			return nil, err
		}
		if s.end, err = offset(path, item, "end"); err != nil {
			return nil, err
		}
		if s.entity == "" {
			return nil, fail(place{path, item.Line}, "an entity has no name")
		}
		out = append(out, s)
	}
	return inOrder(path, text, n, out)
}

func offset(path string, n *yaml.Node, key string) (int, error) {
	v := member(n, key)
	if v == nil {
		return 0, fail(place{path, n.Line}, "entity: %s is missing", key)
	}
	i, err := strconv.Atoi(v.Value)
	if err != nil {
		return 0, fail(place{path, v.Line}, "entity: %s %q is no offset", key, v.Value)
	}
	return i, nil
}

// inOrder turns offsets into code points and sorts by them.
func inOrder(path, text string, n *yaml.Node, spans []span) ([]span, error) {
	if len(spans) == 0 {
		return nil, nil
	}
	units := codeUnits(text)
	if fits(text, spans, units) > fits(text, spans, nil) {
		for i := range spans {
			spans[i].start, spans[i].end = units[spans[i].start], units[spans[i].end]
		}
	}
	length := len([]rune(text))
	for _, s := range spans {
		if s.start < 0 || s.end <= s.start || s.end > length {
			return nil, fail(place{path, n.Line}, "entity %q: %d:%d is not in %q, which has %d characters", s.entity, s.start, s.end, text, length)
		}
	}
	sortSpans(spans)
	return spans, nil
}

// codeUnits maps offsets in UTF-16 code units to code points.
func codeUnits(text string) map[int]int {
	out, at, n := map[int]int{}, 0, 0
	for _, c := range text {
		out[at] = n
		at += max(1, utf16.RuneLen(c))
		n++
	}
	out[at] = n
	return out
}

// fits counts how well offsets fit: a value in its place counts most, then words
// that begin and end where words do. Offsets out of the text fit not at all.
func fits(text string, spans []span, units map[int]int) int {
	runes := []rune(text)
	score := 0
	for _, s := range spans {
		start, end := s.start, s.end
		if units != nil {
			var ok1, ok2 bool
			start, ok1 = units[s.start]
			end, ok2 = units[s.end]
			if !ok1 || !ok2 {
				return -1
			}
		}
		if start < 0 || end <= start || end > len(runes) {
			return -1
		}
		if string(runes[start:end]) == s.value {
			score += 4
		}
		if start == 0 || !isLetter(runes[start-1]) {
			score++
		}
		if end == len(runes) || !isLetter(runes[end]) {
			score++
		}
	}
	return score
}

func sortSpans(spans []span) {
	slices.SortStableFunc(spans, func(a, b span) int { return a.start - b.start })
}
