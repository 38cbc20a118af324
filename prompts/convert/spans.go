package convert

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
)

// span is an entity with its offsets in code points.
type span struct {
	annotation
	start, end int
}

// nowhere are the offsets of an entity that gives none.
const nowhere = -1

// place checks that the offsets of the i-th span are those of its words. If its
// value is elsewhere in the text, and only once, that is its place. isName reports
// whether words may have a value of another name.
func (im *Import) place(at place, text []rune, spans []span, i int, isName func(said, value string) bool) error {
	s := &spans[i]
	inside := s.start >= 0 && s.start < s.end && s.end <= len(text)
	if inside && (s.value == "" || sameWords(string(text[s.start:s.end]), s.value)) {
		return nil
	}
	if inside && isName(string(text[s.start:s.end]), s.value) {
		return nil
	}
	where := occurrences(text, []rune(strings.TrimSpace(s.value)))
	where = slices.DeleteFunc(where, func(start int) bool { return s.taken(spans, i, start) })
	switch {
	case len(where) == 1:
		length := len([]rune(strings.TrimSpace(s.value)))
		im.note(at, "entity %q: %q is at %d:%d, not at %s: it is read there", s.entity, s.value, where[0], where[0]+length, s.offsets())
		s.start, s.end = where[0], where[0]+length
		return nil
	case len(where) > 1:
		return fail(at, "entity %q: %q is not at %s, and more than once in %q", s.entity, s.value, s.offsets(), string(text))
	case s.start == nowhere && s.value == "":
		return fail(at, "entity %q has no offsets in %q", s.entity, string(text))
	case !inside:
		return fail(at, "entity %q: %s is not in %q, which has %d characters", s.entity, s.offsets(), string(text), len(text))
	case cutsWord(text, s.start) || cutsWord(text, s.end):
		im.note(at, "entity %q: %s, %q, begins or ends inside a word, and %q is not in the text: look at the offsets", s.entity,
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

// codeUnitsOf counts the UTF-16 code units of a text.
func codeUnitsOf(text string) (n int) {
	for _, c := range text {
		n += max(1, utf16.RuneLen(c))
	}
	return n
}
