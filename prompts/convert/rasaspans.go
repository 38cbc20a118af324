package convert

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"go.yaml.in/yaml/v3"
)

// span is an entity with its offsets in code points.
type span struct {
	annotation
	start, end int
}

// nowhere are the offsets of an entity that gives none.
const nowhere = -1

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
		if err := r.place(at, []rune(text), out, i); err != nil {
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

// place checks that the offsets of the i-th span are those of its words. If its
// value is elsewhere in the text, and only once, that is its place.
func (r *rasa) place(at place, text []rune, spans []span, i int) error {
	s := &spans[i]
	inside := s.start >= 0 && s.start < s.end && s.end <= len(text)
	if inside && (s.value == "" || sameWords(string(text[s.start:s.end]), s.value)) {
		return nil
	}
	if inside && r.isSynonym(string(text[s.start:s.end]), s.value) {
		return nil
	}
	where := occurrences(text, []rune(strings.TrimSpace(s.value)))
	where = slices.DeleteFunc(where, func(start int) bool { return s.taken(spans, i, start) })
	switch {
	case len(where) == 1:
		length := len([]rune(strings.TrimSpace(s.value)))
		r.note(at, "entity %q: %q is at %d:%d, not at %s: it is read there", s.entity, s.value, where[0], where[0]+length, s.offsets())
		s.start, s.end = where[0], where[0]+length
		return nil
	case len(where) > 1:
		return fail(at, "entity %q: %q is not at %s, and more than once in %q", s.entity, s.value, s.offsets(), string(text))
	case !inside:
		return fail(at, "entity %q: %s is not in %q, which has %d characters", s.entity, s.offsets(), string(text), len(text))
	case cutsWord(text, s.start) || cutsWord(text, s.end):
		r.note(at, "entity %q: %s, %q, begins or ends inside a word, and %q is not in the text: look at the offsets", s.entity,
			s.offsets(), string(text[s.start:s.end]), s.value)
	}
	return nil // the value is the name of the words
}

// offsets writes the offsets of an entity as START:END.
func (s *span) offsets() string {
	if s.start == nowhere && s.end == nowhere {
		return "no offsets"
	}
	return fmt.Sprintf("%d:%d", s.start, s.end)
}

// sameWords reports whether two texts are the same words, in any case.
func sameWords(a, b string) bool { return strings.EqualFold(words(a), words(b)) }

// isSynonym reports whether the file says that words mean a value.
func (r *rasa) isSynonym(said, value string) bool {
	s := r.synonyms[strings.ToLower(words(said))]
	return s != nil && sameWords(s.name, value)
}

// taken reports whether words of another span are at an offset, where the value of
// this one is.
func (s *span) taken(spans []span, self, start int) bool {
	end := start + len([]rune(strings.TrimSpace(s.value)))
	for i, other := range spans {
		if i != self && other.start < end && start < other.end {
			return true
		}
	}
	return false
}

// occurrences returns the offsets at which words are in a text, in any case: as
// whole words, or inside others where they never are whole.
func occurrences(text, said []rune) []int {
	var whole, all []int
	for i := 0; i+len(said) <= len(text) && len(said) > 0; i++ {
		if !strings.EqualFold(string(text[i:i+len(said)]), string(said)) {
			continue
		}
		all = append(all, i)
		if !cutsWord(text, i) && !cutsWord(text, i+len(said)) {
			whole = append(whole, i)
		}
	}
	if whole != nil {
		return whole
	}
	return all
}

// cutsWord reports whether an offset is inside a word. Scripts that write no spaces
// between words have no such offsets.
func cutsWord(text []rune, at int) bool {
	return at > 0 && at < len(text) && inWord(text[at-1]) && inWord(text[at])
}

func inWord(r rune) bool {
	return unicode.IsDigit(r) || unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Arabic, unicode.Hebrew, unicode.Mn)
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
