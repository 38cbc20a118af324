package grammar

import (
	"context"
	"strings"
	"unsafe"
)

// OverlapFinder searches for a text that two templates can both write. It goes
// through both trees at once, one character after the other. It belongs to one
// goroutine.
type OverlapFinder struct {
	ctx     context.Context // of run
	parser  *Parser
	numbers map[*Node][]string
	joined  map[joint]string

	a, b         *Template
	limit, steps int
	stopped      bool // at the limit, or by the context
	frames       []frame
	ids          map[frame]int32
	states       map[state]uint64
	failed       map[uint64]bool // by a pair of states
	plural       bool            // a or b writes plurals
	ends         map[string]int32
	text         []byte
}

// joint names a text behind a prefix; the same joint is always the same string.
type joint struct {
	at     *byte
	prefix string
}

// writing is how far a template has got: what it is about to write, in lower
// case, and the frame behind it.
type writing struct {
	rest string
	state
}

// state is a writing that can be compared: rest by its address.
type state struct {
	at      *byte
	length  int32
	k       int32
	space   bool // is due after rest
	article bool // an "a" is written that may become "an"
	started bool
	other   int32 // the rank of the other template
	end     int32 // the text's end by its number in ends, where plurals depend on it
}

func (w *writing) key() state {
	s := w.state
	if s.length = int32(len(w.rest)); s.length > 0 {
		s.at = unsafe.StringData(w.rest)
	}
	return s
}

// NewOverlapFinder returns a finder that uses p to check what it finds.
func NewOverlapFinder(p *Parser) *OverlapFinder {
	return &OverlapFinder{parser: p, numbers: map[*Node][]string{}, joined: map[joint]string{}}
}

// Find returns a text that both templates write, "" if there is none. decided is
// false if the search ended without an answer, after limit steps or because ctx
// ended. Of numbers with many values it tries only some.
func (c *OverlapFinder) Find(ctx context.Context, a, b *Template, limit int) (text string, decided bool) {
	c.ctx, c.a, c.b, c.limit = ctx, a, b, limit
	c.steps, c.stopped = 0, false
	c.frames, c.text = c.frames[:0], c.text[:0]
	c.ids, c.failed = map[frame]int32{}, map[uint64]bool{}
	c.states = map[state]uint64{}
	c.plural, c.ends = a.Root.start.plural || b.Root.start.plural, map[string]int32{}
	ka, kb := c.frame(frame{a.Root, -1, 0, -1}), c.frame(frame{b.Root, -1, 0, -1})
	if c.both(writing{state: state{k: ka, other: b.Rank}}, writing{state: state{k: kb, other: a.Rank}}) {
		return string(c.text), true
	}
	return "", !c.stopped
}

// checkEvery is how many steps lie between two looks at the context.
const checkEvery = 1 << 10

func (c *OverlapFinder) frame(f frame) int32 {
	if id, ok := c.ids[f]; ok {
		return id
	}
	c.frames = append(c.frames, f)
	c.ids[f] = int32(len(c.frames) - 1)
	return int32(len(c.frames) - 1)
}

// both searches on from where the two have written the same.
func (c *OverlapFinder) both(a, b writing) bool {
	if n := min(len(a.rest), len(b.rest)); n > 0 {
		if a.rest[:n] != b.rest[:n] {
			return false
		}
		length := len(c.text)
		c.text = append(c.text, a.rest[:n]...)
		a.rest, b.rest = a.rest[n:], b.rest[n:]
		if c.both(a, b) {
			return true
		}
		c.text = c.text[:length]
		return false
	}
	if c.stopped {
		return false
	}
	if c.steps++; c.steps >= c.limit || c.steps%checkEvery == 0 && c.ctx.Err() != nil {
		c.stopped = true
	}
	if c.stopped {
		return false
	}
	key := c.id(a)<<32 | c.id(b)
	if c.failed[key] {
		return false
	}
	done := false
	aNext, bNext := a.rest == "" && a.k >= 0, b.rest == "" && b.k >= 0
	switch {
	case aNext && !(bNext && c.wide(a)): // of long lists only what fits the other is gone through
		done = c.step(a, b.rest, func(a writing) bool { return c.both(a, b) })
	case bNext:
		done = c.step(b, a.rest, func(b writing) bool { return c.both(a, b) })
	case a.rest == "" && b.rest == "":
		done = c.parser.Writes(c.a, strings.ToLower(string(c.text))) && c.parser.Writes(c.b, strings.ToLower(string(c.text)))
	}
	if !done && !c.stopped {
		c.failed[key] = true
	}
	return done
}

// id numbers the states.
func (c *OverlapFinder) id(w writing) uint64 {
	key := w.key()
	if c.plural {
		key.end = c.end()
	}
	id, ok := c.states[key]
	if !ok {
		id = uint64(len(c.states))
		c.states[key] = id
	}
	return id
}

// end numbers the end of the text written so far, as far as it decides between a
// singular and a plural.
func (c *OverlapFinder) end() int32 {
	text := counted(c.text)
	id, ok := c.ends[string(text)]
	if !ok {
		id = int32(len(c.ends))
		c.ends[string(text)] = id
	}
	return id
}

// wide reports whether what a template writes next is one of many words.
func (c *OverlapFinder) wide(w writing) bool {
	f := c.frames[w.k]
	n := f.parent
	if f.next >= 0 {
		if f.next == len(n.Kids) || n.Kind == KindPerm {
			return false
		}
		n = n.Kids[f.next]
	}
	for n.Kind == KindSlot || n.Kind == KindValue || n.Kind == KindBound {
		n = n.Kids[0]
	}
	return n.Kind == KindAlt && len(n.Kids) >= manyWords
}

// step calls try with everything that a template may write next. next is what the
// other template is about to write, or "" if that is unknown.
func (c *OverlapFinder) step(w writing, next string, try func(writing) bool) bool {
	f := c.frames[w.k]
	if f.next < 0 {
		w.k = f.after
		return c.node(f.parent, w, next, try)
	}
	perm := f.parent.Kind == KindPerm
	w.space = w.space || perm
	if f.next == len(f.parent.Kids) {
		w.k = f.after
		return try(w)
	}
	kid := f.parent.Kids[f.next]
	if perm {
		kid = f.parent.ordered(f.order, f.next)
	}
	f.next++
	w.k = c.frame(f)
	return c.node(kid, w, next, try)
}

func (c *OverlapFinder) node(n *Node, w writing, next string, try func(writing) bool) bool {
	text := strings.TrimPrefix(next, " ")
	if w.article && strings.HasPrefix(text, "n") {
		text = "" // the n of an
	}
	if text != "" && !n.start.may(text) {
		return false
	}
	switch n.Kind {
	case KindLiteral, KindRepeat:
		return try(c.write(w, n.lower, n.spacing))
	case KindArticle:
		w = c.write(w, "a", Close)
		w.article = true
		return try(w)
	case KindNumber:
		for _, s := range c.some(n) {
			v := c.write(w, s, Close)
			v.space = false
			if try(v) {
				return true
			}
		}
		return false
	case kindPlural:
		return c.node(plural(n, c.text, w.space), w, next, try)
	case kindSeq:
		w.k = c.frame(frame{n, 0, 0, w.k})
		return try(w)
	case KindPerm:
		for order := range Factorial(len(n.Kids)) {
			v := w
			v.k = c.frame(frame{n, 0, order, w.k})
			if try(v) {
				return true
			}
		}
		return false
	case KindAlt:
		for i := range n.start.fitting(len(n.Kids), text) {
			if kid := n.Kids[i]; kid.known.has(int(w.other)) && c.node(kid, w, next, try) {
				return true
			}
		}
		return false
	}
	return c.node(n.Kids[0], w, next, try)
}

// write puts a literal behind what is written, as the walker does. It is called
// with nothing left to be written.
func (c *OverlapFinder) write(w writing, s string, sp Spacing) writing {
	if s == "" {
		return w
	}
	if s[0] == ' ' {
		w.space = true
		if s = s[1:]; s == "" {
			return w
		}
	}
	tail := s[len(s)-1] == ' '
	if tail {
		s = s[:len(s)-1]
	}
	w.rest = s
	if w.space && w.started && !sp.clings(s[0]) {
		prefix := " "
		if w.article && vowel(s) {
			prefix = "n "
		}
		w.rest = c.join(prefix, s)
	}
	w.space, w.article, w.started = tail, false, !isTurn(s[0])
	return w
}

func (c *OverlapFinder) join(prefix, s string) string {
	j := joint{unsafe.StringData(s), prefix}
	out, ok := c.joined[j]
	if !ok {
		out = prefix + s
		c.joined[j] = out
	}
	return out
}

// some returns the texts to try for a number node: all of them if there are few,
// otherwise the ends and the round numbers.
func (c *OverlapFinder) some(n *Node) []string {
	const all = 100
	out, ok := c.numbers[n]
	if ok {
		return out
	}
	for i := range n.count {
		if v := n.lo + i*n.step; n.count <= all || i == 0 || i == n.count-1 || round(v) {
			out = append(out, strings.ToLower(string(n.form.write(nil, v))))
		}
	}
	c.numbers[n] = out
	return out
}

// round reports whether a number has one digit that is not 0, or is 15, 25 or 75
// of some unit.
func round(v int64) bool {
	for v != 0 && v%10 == 0 {
		v /= 10
	}
	return v < 10 || v == 15 || v == 25 || v == 75
}
