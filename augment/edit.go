package augment

import (
	"slices"
	"time"
	"unicode"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Edit is the text of one example while operations change it. It moves the slots with
// their words, and it keeps operations off what they must leave alone: the words of
// slots, words that are changed or put in already, and protected words. Offsets count
// code points.
type Edit struct {
	setting *setting
	example *dataset.Example // as it came
	now     state
	before  state // what a change is taken back to
	words   []Word
	known   bool // whether words are those of now
}

// setting is what all examples of a run share.
type setting struct {
	schema  *action.Schema
	protect protection
	source  Source // nil for none
}

// state is what an operation can change.
type state struct {
	text   []rune
	holds  []hold           // one for each code point
	slots  []dataset.Slot   // by start
	calls  []action.RawCall // what the target says; nil until it is asked for
	want   []dataset.Call
	target string
	said   bool   // slots have other words than target
	kind   string // of the negative that it has become
}

// hold says why a code point is not free.
type hold uint8

const (
	inSlot    hold = 1 << iota
	edited         // an operation wrote it
	protected      // the call depends on it
)

// newEdit returns the text of a valid example.
func newEdit(e *dataset.Example, s *setting) *Edit {
	ed := &Edit{setting: s}
	ed.load(e)
	return ed
}

// load begins with another example.
func (ed *Edit) load(e *dataset.Example) {
	ed.example = e
	ed.now.calls, ed.now.want, ed.now.target, ed.now.said, ed.now.kind = nil, e.Want(), e.Target, false, ""
	ed.write(e.Text, e.Slots)
}

// write sets the text and the slots, and marks what is not free.
func (ed *Edit) write(text string, slots []dataset.Slot) {
	n := &ed.now
	n.text = n.text[:0]
	for _, r := range text {
		n.text = append(n.text, r)
	}
	n.holds = append(n.holds[:0], make([]hold, len(n.text))...)
	n.slots = append(n.slots[:0], slots...)
	slices.SortStableFunc(n.slots, func(a, b dataset.Slot) int { return a.Start - b.Start })
	for _, s := range n.slots {
		for i := s.Start; i < s.End; i++ {
			n.holds[i] |= inSlot
		}
	}
	ed.known = false
	ed.setting.protect.mark(ed)
}

// Text returns the text. The caller must not change it.
func (ed *Edit) Text() []rune { return ed.now.text }

// Slots returns the slots by their start. The caller must not change them.
func (ed *Edit) Slots() []dataset.Slot { return ed.now.slots }

// Example returns the example as it was before the first operation. The caller must not
// change it.
func (ed *Edit) Example() *dataset.Example { return ed.example }

// Schema returns the schema of the calls.
func (ed *Edit) Schema() *action.Schema { return ed.setting.schema }

// Reference is the date that relative dates count from.
func (ed *Edit) Reference() time.Time { return ed.example.Reference() }

// Calls returns what the target says. The caller must not change it: see Become.
func (ed *Edit) Calls() []action.RawCall {
	n := &ed.now
	if n.calls == nil {
		n.calls, _ = action.ParseTarget(n.target) // the example is valid, or apply says so
	}
	return n.calls
}

// Param returns the parameter of slot i, nil where the schema lacks it.
func (ed *Edit) Param(i int) *action.Param {
	s := &ed.now.slots[i]
	if s.Call >= len(ed.now.want) {
		return nil
	}
	a := ed.setting.schema.Action(ed.now.want[s.Call].Name)
	if a == nil {
		return nil
	}
	return a.Param(s.Name)
}

// Free reports whether the text from one offset to another may be changed. The marks and
// spaces of protected words and of words that an operation wrote may be. An
// insertion, where both are equal, may be anywhere but inside a slot or inside a
// stretch that an operation wrote.
func (ed *Edit) Free(from, to int) bool {
	n := &ed.now
	if from == to {
		if from == 0 || from == len(n.text) {
			return true
		}
		both := n.holds[from-1] & n.holds[from]
		return both&edited == 0 && (both&inSlot == 0 || !ed.inside(from))
	}
	for i, f := range n.holds[from:to] {
		if r := n.text[from+i]; f&inSlot != 0 || f != 0 && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return false
		}
	}
	return true
}

// inside reports whether an offset is inside a slot, not at one of its ends.
func (ed *Edit) inside(at int) bool {
	return slices.ContainsFunc(ed.now.slots, func(s dataset.Slot) bool { return s.Start < at && at < s.End })
}

// Replace changes the text from one offset to another; where both are equal it puts
// words in. It changes nothing and returns false where that text is not free.
func (ed *Edit) Replace(from, to int, with string) bool {
	if !ed.Free(from, to) {
		return false
	}
	ed.splice(from, to, []rune(with), edited)
	return true
}

func (ed *Edit) splice(from, to int, with []rune, m hold) {
	n := &ed.now
	n.text = slices.Replace(n.text, from, to, with...)
	n.holds = slices.Replace(n.holds, from, to, slices.Repeat([]hold{m}, len(with))...)
	shift := len(with) - (to - from)
	for i := range n.slots {
		if s := &n.slots[i]; s.Start >= to {
			s.Start += shift
			s.End += shift
		}
	}
	ed.known = false
}

// Reword gives slot i other words with the same meaning. It returns false where other
// slots share the words.
func (ed *Edit) Reword(i int, with string) bool {
	s := &ed.now.slots[i]
	for j, o := range ed.now.slots {
		if j != i && o.Start < s.End && s.Start < o.End {
			return false
		}
	}
	from, to := s.Start, s.End
	words := []rune(with)
	ed.splice(from, to, words, inSlot|edited) // moves the slots after it
	s.Start, s.End, s.Value = from, from+len(words), with
	ed.now.said = true
	return true
}

// Become changes text, slots and calls together, for operations whose contract is
// Changes. Slots and calls belong to the Edit from then on. What is written this way is
// free for later operations.
func (ed *Edit) Become(text string, slots []dataset.Slot, calls []action.RawCall) {
	ed.write(text, slots)
	ed.now.calls, ed.now.said = calls, true
}

// SetKind notes what kind of negative the example has become.
func (ed *Edit) SetKind(kind string) { ed.now.kind = kind }

// MapRunes changes single characters, including those of slots, and returns false if f
// changes none. It is for operations of the phase Case.
func (ed *Edit) MapRunes(f func(i int, r rune) rune) bool {
	changed := false
	text := ed.now.text
	for i, r := range text {
		if n := f(i, r); n != r {
			text[i] = n
			changed = true
		}
	}
	if !changed {
		return false
	}
	for i := range ed.now.slots {
		s := &ed.now.slots[i]
		if value := string(text[s.Start:s.End]); value != s.Value {
			s.Value, ed.now.said = value, true
		}
	}
	ed.known = false
	return true
}

// Word is a run of letters, digits and apostrophes.
type Word struct {
	From, To int
	Text     string // in lower case
	Free     bool   // may be changed
}

// Words returns all words of the text in their order. Operations change those that are
// Free; the others are their neighbours.
func (ed *Edit) Words() []Word {
	if ed.known {
		return ed.words
	}
	ed.words = ed.words[:0]
	text := ed.now.text
	for i := 0; i < len(text); {
		if !inWord(text[i]) {
			i++
			continue
		}
		from := i
		for i < len(text) && (inWord(text[i]) || joins(text[i])) {
			i++
		}
		lower := make([]rune, i-from)
		for k, r := range text[from:i] {
			lower[k] = unicode.ToLower(r)
		}
		ed.words = append(ed.words, Word{from, i, string(lower), ed.Free(from, i)})
	}
	ed.known = true
	return ed.words
}

// free lists the words that may be changed and that a test accepts.
func (ed *Edit) free(accept func(Word) bool) []Word {
	var out []Word
	for _, w := range ed.Words() {
		if w.Free && accept(w) {
			out = append(out, w)
		}
	}
	return out
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' }

// save keeps the state for restore.
func (ed *Edit) save() {
	n, b := &ed.now, &ed.before
	text, holds, slots := append(b.text[:0], n.text...), append(b.holds[:0], n.holds...), append(b.slots[:0], n.slots...)
	*b = *n
	b.text, b.holds, b.slots = text, holds, slots
}

// restore takes back what was changed since save.
func (ed *Edit) restore() {
	ed.now, ed.before = ed.before, ed.now
	ed.known = false
}
