package augment

import (
	"slices"
	"unicode"

	"github.com/slmkit/slmkit/dataset"
)

// editor changes a text and moves the slots with their words. Offsets count code
// points.
type editor struct {
	text  []rune
	slots []dataset.Slot // by start
}

func newEditor(e *dataset.Example) *editor {
	ed := &editor{text: []rune(e.Text), slots: slices.Clone(e.Slots)}
	slices.SortStableFunc(ed.slots, func(a, b dataset.Slot) int { return a.Start - b.Start })
	return ed
}

// free reports whether the text from one offset to another is outside all slots. An
// insertion, where both are equal, is free unless it is inside a slot.
func (ed *editor) free(from, to int) bool {
	for _, s := range ed.slots {
		if from < s.End && s.Start < to || from == to && s.Start < from && from < s.End {
			return false
		}
	}
	return true
}

// replace changes the text from one offset to another. If that text is not free,
// replace changes nothing and returns false.
func (ed *editor) replace(from, to int, with string) bool {
	if !ed.free(from, to) {
		return false
	}
	ed.splice(from, to, []rune(with))
	return true
}

func (ed *editor) splice(from, to int, with []rune) {
	ed.text = slices.Replace(ed.text, from, to, with...)
	shift := len(with) - (to - from)
	for i := range ed.slots {
		if s := &ed.slots[i]; s.Start >= to {
			s.Start += shift
			s.End += shift
		}
	}
}

// reword gives slot i other words. It returns false if other slots share the
// words.
func (ed *editor) reword(i int, with string) bool {
	s := &ed.slots[i]
	for j, o := range ed.slots {
		if j != i && o.Start < s.End && s.Start < o.End {
			return false
		}
	}
	from, to := s.Start, s.End
	ed.splice(from, to, []rune(with)) // moves the slots after it
	s.Start, s.End, s.Value = from, from+len([]rune(with)), with
	return true
}

// mapRunes changes single characters, including those of slots. It returns false
// if f changes none.
func (ed *editor) mapRunes(f func(i int, r rune) rune) bool {
	changed := false
	for i, r := range ed.text {
		if n := f(i, r); n != r {
			ed.text[i] = n
			changed = true
		}
	}
	for i := range ed.slots {
		s := &ed.slots[i]
		s.Value = string(ed.text[s.Start:s.End])
	}
	return changed
}

// word is a run of letters, digits and apostrophes.
type word struct {
	from, to int
	text     string // lower case
}

// words lists the words outside all slots.
func (ed *editor) words() []word {
	var out []word
	for i := 0; i < len(ed.text); {
		if !inWord(ed.text[i]) {
			i++
			continue
		}
		from := i
		for i < len(ed.text) && (inWord(ed.text[i]) || joins(ed.text[i])) {
			i++
		}
		if ed.free(from, i) {
			lower := make([]rune, i-from)
			for k, r := range ed.text[from:i] {
				lower[k] = unicode.ToLower(r)
			}
			out = append(out, word{from, i, string(lower)})
		}
	}
	return out
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' }
