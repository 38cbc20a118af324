package grammar

import "strings"

// matcher finds the derivations of a template that write a given text, ignoring
// case. It runs the walker backwards: it removes from the text what the walker
// would append.
type matcher struct {
	text   string // in lower case
	digits []uint64
	found  func(digits []uint64) bool // is called with each derivation; true stops
	told   int                        // derivations that found was told of
	steps  int
	frames []frame
	memo   *memo
	seen   bool // the text has words where the walker writes the mark Repeated

	open    bool // the text may go on: longest is the longest beginning of it that matches
	longest int
}

// frame is what must match after a node: the kids of parent from index next on, in
// the order that a permutation's digit gives, and then frame after.
type frame struct {
	parent *Node
	next   int
	order  uint64
	after  int32 // index of a frame, -1 at the end of the template
}

// memo remembers failed matches. It keeps texts with many derivations that almost
// match from taking much longer than others.
type memo struct {
	failed map[failure]bool
	ids    map[frame]int32 // equal frames are one
}

type failure struct {
	n  *Node
	at position
	k  int32
}

// position is how far the text is taken away, and what is open there.
type position struct {
	off     int32
	space   bool // a space is due before the next character
	article article
}

type article uint8

const (
	noArticle article = iota
	openA             // an "a" is written, and the next word must go with it
	openAn
)

// longSearch is the number of steps after which a search starts again and
// remembers failures. Remembering makes each step slower.
const longSearch = 4000

// match calls found with the digits of each derivation of t that writes the
// text, in order, until found returns true. It reports whether found did.
func (m *matcher) match(t *Template, text string, found func(digits []uint64) bool) bool {
	m.text, m.found, m.told = text, found, 0
	m.begin(nil)
	if m.node(t.Root, position{}, -1) {
		return true
	}
	if m.steps <= longSearch {
		return false
	}
	told := m.told
	m.told = 0
	m.found = func(digits []uint64) bool { return m.told > told && found(digits) }
	m.begin(&memo{map[failure]bool{}, map[frame]int32{}})
	return m.node(t.Root, position{}, -1)
}

func (m *matcher) begin(with *memo) {
	m.steps, m.memo, m.digits, m.frames = 0, with, m.digits[:0], m.frames[:0]
}

// push keeps a frame and returns its index.
func (m *matcher) push(f frame) int32 {
	if m.memo != nil {
		if id, ok := m.memo.ids[f]; ok {
			return id
		}
		m.memo.ids[f] = int32(len(m.frames))
	}
	m.frames = append(m.frames, f)
	return int32(len(m.frames) - 1)
}

// node matches n and then frame k. It leaves digits and frames as they were,
// unless it returns true.
func (m *matcher) node(n *Node, at position, k int32) bool {
	if m.steps++; !n.start.may(m.next(at)) {
		return false
	}
	if m.memo == nil {
		if m.steps > longSearch {
			return false
		}
		digits, frames := len(m.digits), len(m.frames)
		if m.kind(n, at, k) {
			return true
		}
		m.digits, m.frames = m.digits[:digits], m.frames[:frames]
		return false
	}
	f := failure{n, at, k}
	if m.memo.failed[f] {
		return false
	}
	digits, told := len(m.digits), m.told
	if m.kind(n, at, k) {
		return true
	}
	m.digits = m.digits[:digits]
	if told == m.told { // what was found and refused may be wanted behind other choices
		m.memo.failed[f] = true
	}
	return false
}

func (m *matcher) kind(n *Node, at position, k int32) bool {
	switch n.Kind {
	case KindLiteral:
		at, ok := m.literal(n.lower, n.spacing, at)
		return ok && m.rest(k, at)
	case KindNumber:
		return m.number(n, at, k)
	case KindRepeat:
		return m.repeated(n, at, k)
	case KindArticle:
		return m.article(at, k)
	case kindSeq:
		return m.rest(m.push(frame{n, 0, 0, k}), at)
	case KindPerm:
		for order := range Factorial(len(n.Kids)) {
			m.digits = append(m.digits, order)
			if m.rest(m.push(frame{n, 0, order, k}), at) {
				return true
			}
			m.digits = m.digits[:len(m.digits)-1]
		}
		return false
	case kindPlural:
		return m.node(plural(n, m.text[:at.off], at.space), at, k)
	case KindAlt:
		return m.alternative(n, at, k)
	}
	return m.node(n.Kids[0], at, k) // of a slot or value
}

func (m *matcher) alternative(n *Node, at position, k int32) bool {
	next := m.next(at)
	if n.start.kids != nil {
		var few [32]int32
		for _, i := range n.start.kids.find(few[:0], next) {
			if m.choice(n, int(i), at, k) {
				return true
			}
		}
		return false
	}
	for i, kid := range n.Kids {
		if kid.start.may(next) && m.choice(n, i, at, k) {
			return true
		}
	}
	return false
}

func (m *matcher) choice(n *Node, i int, at position, k int32) bool {
	m.digits = append(m.digits, uint64(i))
	if m.node(n.Kids[i], at, k) {
		return true
	}
	m.digits = m.digits[:len(m.digits)-1]
	return false
}

// next is the text that comes next, without a space before it.
func (m *matcher) next(at position) string {
	rest := m.text[at.off:]
	if rest != "" && rest[0] == ' ' {
		return rest[1:]
	}
	return rest
}

// rest matches frame k and all after it.
func (m *matcher) rest(k int32, at position) bool {
	if k < 0 {
		if m.open && at.off > 0 && at.article != openAn {
			m.note(int(at.off))
		}
		if m.open {
			return m.longest == len(m.text)
		}
		if int(at.off) < len(m.text) || at.article == openAn {
			return false
		}
		m.told++
		return m.found(m.digits)
	}
	f := m.frames[k]
	if f.parent.Kind == KindPerm {
		at.space = true
	}
	if f.next == len(f.parent.Kids) {
		return m.rest(f.after, at)
	}
	kid := f.parent.Kids[f.next]
	if f.parent.Kind == KindPerm {
		kid = f.parent.ordered(f.order, f.next)
	}
	f.next++
	return m.node(kid, at, m.push(f))
}

// literal takes text away. s is in lower case.
func (m *matcher) literal(s string, sp Spacing, at position) (position, bool) {
	if s == "" {
		return at, true
	}
	if s[0] == ' ' {
		at.space = true
		if s = s[1:]; s == "" {
			return at, true
		}
	}
	tail := s[len(s)-1] == ' '
	if tail {
		s = s[:len(s)-1]
	}
	at, ok := m.start(s, sp, at)
	if !ok || !strings.HasPrefix(m.text[at.off:], s) {
		return at, false
	}
	at.off += int32(len(s))
	at.space = tail
	return at, true
}

// start takes away the space that is due before s, and closes an open article.
func (m *matcher) start(s string, sp Spacing, at position) (position, bool) {
	spaced := m.spaceDue(at) && !sp.clings(s[0])
	if spaced {
		if int(at.off) == len(m.text) || m.text[at.off] != ' ' {
			return at, false
		}
		at.off++
	}
	at.space = false
	if at.article != noArticle && (spaced && vowel(s)) != (at.article == openAn) {
		return at, false
	}
	at.article = noArticle
	return at, true
}

// spaceDue reports whether a space comes before the next character, unless that
// character clings to the one before it.
func (m *matcher) spaceDue(at position) bool {
	return at.space && at.off > 0 && !isTurn(m.text[at.off-1])
}

func (m *matcher) number(n *Node, at position, k int32) bool {
	from := at.off
	if m.spaceDue(at) { // no form begins with a character that clings
		if from++; int(from) > len(m.text) {
			return false
		}
	}
	done := false
	n.form.matches(m.text[from:], func(v int64, length int) bool {
		choice, odd := (v-n.lo)/n.step, (v-n.lo)%n.step
		if v < n.lo || odd != 0 || choice >= n.count {
			return true
		}
		at, ok := m.start(m.text[from:int(from)+length], Close, at)
		if !ok {
			return true
		}
		at.off += int32(length)
		m.digits = append(m.digits, uint64(choice))
		done = m.rest(k, at)
		if !done {
			m.digits = m.digits[:len(m.digits)-1]
		}
		return !done
	})
	return done
}

func (m *matcher) article(at position, k int32) bool {
	at, ok := m.literal("a", Close, at)
	if !ok {
		return false
	}
	at.article = openA
	if m.rest(k, at) {
		return true
	}
	if int(at.off) == len(m.text) || m.text[at.off] != 'n' {
		return false
	}
	at.off++
	at.article = openAn
	return m.rest(k, at)
}
