package augment

import (
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

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
	loaded  state            // the text as it came
	first   []Word           // the words of loaded
	now     state
	before  state // what a change is taken back to
	words   []Word
	known   bool // whether words are those of now
	changes int  // how often now was written to
	saved   int  // changes at save
	put     []rune
}

// setting is what all examples of a run share.
type setting struct {
	schema  *action.Schema
	protect protection
	source  Source  // nil for none
	rate    float64 // share of the words that a chain may change, 0 for any
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
	became bool   // text and calls were written anew
	kind   string // of the negative that it has become
	spent  int    // words changed
}

// hold says why a code point is not free.
type hold uint8

const (
	inSlot    hold = 1 << iota
	edited         // an operation wrote it
	protected      // the call depends on it
	mended         // the engine wrote it: an article
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
	ed.now.calls, ed.now.want, ed.now.target = nil, e.Want(), e.Target
	ed.now.said, ed.now.became, ed.now.kind, ed.now.spent = false, false, "", 0
	ed.write(e.Text, e.Slots)
	ed.Words()
	ed.loaded.copy(&ed.now)
	ed.first = append(ed.first[:0], ed.words...)
}

// reload begins again with the same example.
func (ed *Edit) reload() {
	ed.now.copy(&ed.loaded)
	ed.words, ed.known = append(ed.words[:0], ed.first...), true
	ed.changes++
}

// copy makes a state equal to another one, in memory of its own.
func (s *state) copy(from *state) {
	text, holds, slots := append(s.text[:0], from.text...), append(s.holds[:0], from.holds...), append(s.slots[:0], from.slots...)
	*s = *from
	s.text, s.holds, s.slots = text, holds, slots
}

// write sets the text and the slots, and marks what is not free.
func (ed *Edit) write(text string, slots []dataset.Slot) {
	n := &ed.now
	n.text = n.text[:0]
	for _, r := range text {
		n.text = append(n.text, r)
	}
	n.holds = slices.Grow(n.holds[:0], len(n.text))[:len(n.text)]
	clear(n.holds)
	n.slots = append(n.slots[:0], slots...)
	slices.SortStableFunc(n.slots, func(a, b dataset.Slot) int { return a.Start - b.Start })
	for _, s := range n.slots {
		for i := max(s.Start, 0); i < min(s.End, len(n.holds)); i++ {
			n.holds[i] |= inSlot
		}
	}
	ed.written()
	ed.setting.protect.mark(ed)
}

// written notes that the text or the slots have changed.
func (ed *Edit) written() {
	ed.known = false
	ed.changes++
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
	return paramOf(ed.setting.schema, ed.now.want, &ed.now.slots[i])
}

// Free reports whether the text from one offset to another may be changed. The marks and
// spaces of protected words and of words that an operation wrote may be. An
// insertion, where both are equal, may be anywhere but inside a slot, inside a
// protected word or inside a stretch that an operation wrote.
func (ed *Edit) Free(from, to int) bool {
	n := &ed.now
	if from == to {
		if from == 0 || from == len(n.text) {
			return true
		}
		both := n.holds[from-1] & n.holds[from]
		if both&protected != 0 && inWord(n.text[from-1]) && inWord(n.text[from]) {
			return false
		}
		return both&edited == 0 && (both&inSlot == 0 || !ed.inside(from))
	}
	for i, f := range n.holds[from:to] {
		if f != 0 && (f&inSlot != 0 || isWordRune(n.text[from+i])) {
			return false
		}
	}
	return true
}

// inside reports whether an offset is inside a slot, not at one of its ends.
func (ed *Edit) inside(at int) bool {
	for i := range ed.now.slots {
		if s := &ed.now.slots[i]; s.Start < at && at < s.End {
			return true
		}
	}
	return false
}

// Replace changes the text from one offset to another; where both are equal it puts
// words in. It changes nothing and returns false where that text is not free, or where
// a word that must stay as it is would be joined to another.
func (ed *Edit) Replace(from, to int, with string) bool {
	if !ed.Free(from, to) {
		return false
	}
	ed.put = ed.put[:0]
	for _, r := range with {
		ed.put = append(ed.put, r)
	}
	if ed.joinsHeld(from, to) {
		return false
	}
	ed.now.spent += ed.wordsIn(from, to)
	left, right := ed.touches(from, to)
	ed.splice(from, to, ed.put, edited)
	ed.holdRest(from, from+len(ed.put), left, right)
	return true
}

// joinsHeld reports whether text that is put in place of another would become one word
// with a word of a slot, a protected one, or one that an operation wrote.
func (ed *Edit) joinsHeld(from, to int) bool {
	n := &ed.now
	before, after := from > 0 && inWord(n.text[from-1]), to < len(n.text) && inWord(n.text[to])
	if len(ed.put) == 0 {
		return before && after && n.holds[from-1]|n.holds[to] != 0 && slices.ContainsFunc(n.text[from:to], func(r rune) bool { return !inWord(r) })
	}
	return before && n.holds[from-1] != 0 && inWord(ed.put[0]) && !(from < to && inWord(n.text[from])) ||
		after && n.holds[to] != 0 && inWord(ed.put[len(ed.put)-1]) && !(from < to && inWord(n.text[to-1]))
}

// touches reports whether a replacement changes the word that ends where it begins, and
// the word that begins where it ends.
func (ed *Edit) touches(from, to int) (left, right bool) {
	n := &ed.now
	left, right = from > 0 && inWord(n.text[from-1]), to < len(n.text) && inWord(n.text[to])
	first, last := right, left                             // what will be beside them
	if len(ed.put) > 0 && (from < to || !left || !right) { // not inside a word
		first, last = inWord(ed.put[0]), inWord(ed.put[len(ed.put)-1])
	}
	return left && (first || from < to && inWord(n.text[from])), right && (last || from < to && inWord(n.text[to-1]))
}

// holdRest marks the rest of words that were changed in part, so that no other operation
// changes them again.
func (ed *Edit) holdRest(from, to int, left, right bool) {
	n := &ed.now
	for i := from - 1; left && i >= 0 && (inWord(n.text[i]) || joins(n.text[i])); i-- {
		n.holds[i] |= edited
	}
	for i := to; right && i < len(n.text) && (inWord(n.text[i]) || joins(n.text[i])); i++ {
		n.holds[i] |= edited
	}
}

// wordsIn counts the words from one offset to another; the one that an insertion is
// inside of counts.
func (ed *Edit) wordsIn(from, to int) int {
	text, count := ed.now.text, 0
	for i := from; i < to; i++ {
		if inWord(text[i]) && (i == from || !inWord(text[i-1])) {
			count++
		}
	}
	if from == to && 0 < from && from < len(text) && inWord(text[from-1]) && inWord(text[from]) {
		count++
	}
	return count
}

func (ed *Edit) splice(from, to int, with []rune, m hold) {
	n := &ed.now
	shift := len(with) - (to - from)
	n.text = slices.Replace(n.text, from, to, with...)
	tail := len(n.holds) - to
	n.holds = slices.Grow(n.holds, max(shift, 0))[:len(n.holds)+max(shift, 0)]
	copy(n.holds[to+shift:], n.holds[to:to+tail])
	n.holds = n.holds[:to+shift+tail]
	for i := range with {
		n.holds[from+i] = m
	}
	for i := range n.slots {
		if s := &n.slots[i]; s.Start >= to {
			s.Start += shift
			s.End += shift
		}
	}
	ed.written()
}

// Reword gives slot i other words with the same meaning. It returns false where other
// slots share the words, or where an operation wrote them.
func (ed *Edit) Reword(i int, with string) bool {
	if !ed.reword(i, with) {
		return false
	}
	ed.now.said = true
	return true
}

// Misspell gives slot i words with a mistake in them. The argument stays what it is, and
// the slot is marked as inexact, unless its parameter is one whose values any words may
// express. It returns false where Reword would. It is for operations whose contract is
// Noises.
func (ed *Edit) Misspell(i int, words string) bool {
	if !ed.reword(i, words) {
		return false
	}
	if p := ed.Param(i); p == nil || !p.Bare() {
		ed.now.slots[i].Inexact = true
	}
	return true
}

// reword changes the words of a slot.
func (ed *Edit) reword(i int, with string) bool {
	s := &ed.now.slots[i]
	for j, o := range ed.now.slots {
		if j != i && o.Start < s.End && s.Start < o.End {
			return false
		}
	}
	for _, h := range ed.now.holds[s.Start:s.End] {
		if h&edited != 0 {
			return false
		}
	}
	from, to := s.Start, s.End
	words := []rune(with)
	ed.now.spent += ed.wordsIn(from, to)
	ed.splice(from, to, words, inSlot|edited) // moves the slots after it
	s.Start, s.End, s.Value = from, from+len(words), with
	return true
}

// Become changes text, slots and calls together, for operations whose contract is
// Changes. Slots and calls belong to the Edit from then on. What is written this way is
// free for later operations.
func (ed *Edit) Become(text string, slots []dataset.Slot, calls []action.RawCall) {
	ed.write(text, slots)
	ed.now.calls, ed.now.said, ed.now.became = calls, true, true
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
		if !equalRunes(text[s.Start:s.End], s.Value) {
			s.Value, ed.now.said = string(text[s.Start:s.End]), true
		}
	}
	ed.written()
	return true
}

// equalRunes reports whether code points are those of a string.
func equalRunes(runes []rune, s string) bool {
	i := 0
	for _, r := range s {
		if i == len(runes) || runes[i] != r {
			return false
		}
		i++
	}
	return i == len(runes)
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
		ed.words = append(ed.words, Word{from, i, lower(text[from:i]), ed.Free(from, i)})
	}
	ed.known = true
	return ed.words
}

// lower returns a word in lower case.
func lower(word []rune) string {
	var few [48]byte
	b := few[:0]
	for _, r := range word {
		b = utf8.AppendRune(b, unicode.ToLower(r))
	}
	return string(b)
}

// free lists the words that may be changed and that a test accepts.
func (ed *Edit) free(accept func(Word) bool) []Word {
	words := ed.Words()
	out := make([]Word, 0, len(words))
	for _, w := range words {
		if w.Free && accept(w) {
			out = append(out, w)
		}
	}
	return out
}

func inWord(r rune) bool { return isWordRune(r) || r == '\'' }

func isWordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// save keeps the state for restore.
func (ed *Edit) save() {
	ed.before.copy(&ed.now)
	ed.saved = ed.changes
}

// restore takes back what was changed since save.
func (ed *Edit) restore() {
	if ed.changes == ed.saved {
		return
	}
	ed.now, ed.before = ed.before, ed.now
	ed.written()
}
