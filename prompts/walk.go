package prompts

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"sort"
	"time"
	"unicode/utf8"
)

// mode says who makes the choices of a derivation.
type mode uint8

const (
	draw   mode = iota // a point of a random sequence, by weights
	unrank             // the number of the derivation
	replay             // digits written down before
)

// walker makes derivations of one template after another. It is used by one
// goroutine and allocates nothing once its buffers have grown.
type walker struct {
	t    *template
	mode mode
	in   []uint64 // digits to replay

	// In mode draw: weights in place of the nodes' own, what is left of the
	// point, and the share of all points that made the same choices.
	weights choiceWeights
	rest    fraction
	share   float64
	deep    *deep  // set once the share has become too small to follow
	more    uint64 // numbers the random numbers behind it
	spare   *walker

	out []uint64 // digits of the choices made
	bad bool     // replay: the digits do not fit the template

	chosen func(*node, uint64) // is told of choices between alternatives outside of slots, if not nil
	inSlot bool
	trace  func(*node, func()) // is told of named nodes and slots and makes them, if not nil

	buf     []byte
	space   bool // a space is due before the next character
	article int  // where the n of an is due, -1 where no article is open
	mark    int  // where the open slot began, -1 where it has no words yet
	value   string

	set  uint64 // slots that are set, one bit each
	args [64]argument
	num  []byte
}

// deep is a derivation's share and rest at the choice from which on its digits
// are made of other random numbers, since a point has not enough of them.
type deep struct {
	share float64
	rest  fraction
}

// minShare leaves enough of a point's 128 bits for even choices.
const minShare = 1.0 / (1 << 90)

// argument is what a derivation made of one slot; start and end are bytes.
type argument struct {
	start, end int
	canonical  string // "" where the words are the value
}

// reset prepares for a derivation of t.
func (w *walker) reset(t *template, m mode) {
	w.t, w.mode = t, m
	w.out, w.buf = w.out[:0], w.buf[:0]
	w.space, w.bad = false, false
	w.article, w.mark, w.value, w.set = -1, -1, "", 0
}

// draw makes the derivation of a point of a template's sequence.
func (w *walker) draw(t *template, p points, c uint64) bool {
	w.reset(t, draw)
	w.rest, w.share, w.deep = p.at(c), 1, nil
	w.more = w.rest.hi ^ w.rest.lo
	w.walk(t.root, 0)
	return w.allowed()
}

// first reports whether no earlier point of the sequence makes the derivation
// that draw has just made of point c.
func (w *walker) first(p points, c uint64) bool {
	share, rest := w.share, w.rest
	if w.deep != nil {
		share, rest = w.deep.share, w.deep.rest
	}
	// All points that make these choices lie in one interval; rest says where
	// in it this one lies. The margin covers the rounding of share.
	width, below := share*(1<<64), float64(rest.hi)/(1<<64)
	margin := width*1e-9 + 2
	at := bits.Reverse64(p.reversed(c))
	lo, hi := uint64(0), uint64(math.MaxUint64)
	if d := width*below + margin; d < float64(at) {
		lo = at - uint64(d)
	}
	if d := width*(1-below) + margin; d < float64(math.MaxUint64-at) {
		hi = at + uint64(d)
	}
	if shift := 64 - bits.Len64(c); lo>>shift == hi>>shift {
		return true // no other of the first points shares the cell
	}
	if w.spare == nil {
		w.spare = &walker{}
	}
	w.spare.weights = w.weights
	return !p.before(c, lo, hi, func(earlier uint64) bool {
		w.spare.draw(w.t, p, earlier)
		return slices.Equal(w.spare.out, w.out)
	})
}

// unrank makes the derivation with a number below the template's count, which
// must fit in 64 bits.
func (w *walker) unrank(t *template, number uint64) bool {
	w.reset(t, unrank)
	w.walk(t.root, number)
	return w.allowed()
}

// replay makes the derivation with the given digits.
func (w *walker) replay(t *template, digits []uint64) bool {
	w.reset(t, replay)
	w.in = digits
	w.walk(t.root, 0)
	return w.allowed() && !w.bad && len(w.in) == 0
}

func (w *walker) allowed() bool {
	for i := range w.t.where {
		if !w.t.where[i].holds(w) {
			return false
		}
	}
	return len(w.buf) > 0
}

// choose takes one of n choices; cum, where it is not nil, holds their
// cumulative weights. It is not for unrank.
func (w *walker) choose(n uint64, cum []uint32) uint64 {
	var c uint64
	switch {
	case w.mode == replay:
		if len(w.in) == 0 || w.in[0] >= n {
			w.bad = true
			return 0
		}
		c = w.in[0]
		w.in = w.in[1:]
	case cum != nil:
		x := w.rest.take(uint64(cum[n-1]))
		c = uint64(sort.Search(int(n), func(i int) bool { return uint64(cum[i]) > x }))
		lo := uint64(0)
		if c > 0 {
			lo = uint64(cum[c-1])
		}
		width := uint64(cum[c]) - lo
		w.rest.within(x-lo, width)
		w.narrow(float64(width) / float64(cum[n-1]))
	default:
		c = w.rest.take(n)
		w.narrow(1 / float64(n))
	}
	w.out = append(w.out, c)
	return c
}

// narrow notes the share of a choice.
func (w *walker) narrow(share float64) {
	if w.share *= share; w.share > minShare {
		return
	}
	if w.deep == nil {
		w.deep = &deep{w.share, w.rest}
	}
	w.more = mix(w.more)
	w.rest = fraction{w.more, mix(^w.more)}
	w.share = 1
}

// walk makes the derivation below a node. rank is the number of the derivation
// among the node's, in mode unrank.
func (w *walker) walk(n *node, rank uint64) {
	if w.trace != nil && (n.name != "" || n.kind == kindSlot) {
		w.trace(n, func() { w.step(n, rank) })
		return
	}
	w.step(n, rank)
}

func (w *walker) step(n *node, rank uint64) {
	switch n.kind {
	case kindLiteral:
		w.write(n.text)
	case kindNumber:
		w.number(n, rank)
	case kindArticle:
		w.write("a")
		w.article = len(w.buf)
	case kindSeq:
		for _, k := range n.kids {
			if w.mode != unrank {
				w.walk(k, 0)
				continue
			}
			w.walk(k, rank%k.n)
			rank /= k.n
		}
	case kindPlural:
		w.walk(plural(n, w.buf, w.space), 0)
	case kindAlt:
		w.alternative(n, rank)
	case kindPerm:
		w.permute(n, rank)
	case kindSlot:
		w.slot(n, rank)
	case kindValue:
		w.value = n.text
		w.walk(n.kids[0], rank)
	}
}

func (w *walker) alternative(n *node, rank uint64) {
	if w.mode != unrank {
		cum := n.cum
		if w.weights != nil {
			cum = w.weights[n]
		}
		i := w.choose(uint64(len(n.kids)), cum)
		w.tell(n, i)
		w.walk(n.kids[i], 0)
		return
	}
	for i, k := range n.kids {
		if rank < k.n {
			w.out = append(w.out, uint64(i))
			w.tell(n, uint64(i))
			w.walk(k, rank)
			return
		}
		rank -= k.n
	}
}

func (w *walker) tell(n *node, choice uint64) {
	if w.chosen != nil && !w.inSlot {
		w.chosen(n, choice)
	}
}

func (w *walker) number(n *node, rank uint64) {
	c := rank
	if w.mode == unrank {
		w.out = append(w.out, c)
	} else {
		c = w.choose(uint64(n.count), n.cum)
	}
	w.num = n.form.write(w.num[:0], n.lo+int64(c)*n.step)
	w.begin(w.num[0])
	if w.article >= 0 {
		w.close(string(w.num))
	}
	w.buf = append(w.buf, w.num...)
}

// permute writes all kids, in the order that a number below len(kids)! names.
func (w *walker) permute(n *node, rank uint64) {
	count := factorial(len(n.kids))
	var order uint64
	if w.mode == unrank {
		order = rank % count
		rank /= count
		w.out = append(w.out, order)
	} else {
		order = w.choose(count, nil)
	}
	for place := range n.kids {
		k := n.ordered(order, place)
		w.space = true
		if w.mode == unrank {
			w.walk(k, rank%k.n)
			rank /= k.n
		} else {
			w.walk(k, 0)
		}
	}
	w.space = true
}

// slot writes an argument and notes where its words stand.
func (w *walker) slot(n *node, rank uint64) {
	w.mark, w.value, w.inSlot = -1, "", true
	w.walk(n.kids[0], rank)
	w.inSlot = false
	a := &w.args[n.slot]
	a.start, a.end, a.canonical = w.mark, len(w.buf), w.value
	w.set |= 1 << n.slot
	w.mark, w.value = -1, ""
}

// write appends literal text.
func (w *walker) write(s string) {
	if s == "" {
		return
	}
	if s[0] == ' ' {
		w.space = true
		if s = s[1:]; s == "" {
			return
		}
	}
	tail := s[len(s)-1] == ' '
	if tail {
		s = s[:len(s)-1]
	}
	w.begin(s[0])
	if w.article >= 0 {
		w.close(s)
	}
	w.buf = append(w.buf, s...)
	w.space = tail
}

// begin puts the space that is due before a character c, and notes where the
// words of a slot begin.
func (w *walker) begin(c byte) {
	if w.space && len(w.buf) > 0 && !clings(c) {
		w.buf = append(w.buf, ' ')
	}
	w.space = false
	if w.mark < 0 {
		w.mark = len(w.buf)
	}
}

// close makes an open a into an where the next words begin with a vowel.
func (w *walker) close(next string) {
	at := w.article
	w.article = -1
	if at >= len(w.buf) || w.buf[at] != ' ' || !vowel(next) {
		return
	}
	w.buf = append(w.buf, 0)
	copy(w.buf[at+1:], w.buf[at:])
	w.buf[at] = 'n'
	if w.mark > at { // nothing of a slot stands before: an article is closed by the first word after it
		w.mark++
	}
}

// offset turns a byte offset of the text into one in code points.
func (w *walker) offset(i int) int { return utf8.RuneCount(w.buf[:i]) }

// canonical returns the canonical value of a slot as text; false where it is
// not set.
func (w *walker) canonical(slot int) (string, bool) {
	if w.set>>slot&1 == 0 {
		return "", false
	}
	a := w.args[slot]
	if a.canonical != "" {
		return a.canonical, true
	}
	words := string(w.buf[max(a.start, 0):a.end])
	v, err := w.t.slots[slot].param.Normalize(words, time.Time{})
	if err != nil {
		return words, true
	}
	return fmt.Sprint(v), true
}

// words are the bytes of a slot.
func (w *walker) words(slot int) []byte {
	a := w.args[slot]
	if a.start < 0 || a.start > a.end {
		return nil
	}
	return w.buf[a.start:a.end]
}

// example is what the first derivation of a node writes.
func (n *node) example() string {
	var w walker
	w.reset(nil, unrank)
	w.walk(n, 0)
	return string(w.buf)
}
