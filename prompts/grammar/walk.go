package grammar

import (
	"math"
	"math/bits"
	"slices"
	"sort"
	"time"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
)

// mode says who makes the choices of a derivation.
type mode uint8

const (
	draw   mode = iota // a point of a random sequence, by weights
	unrank             // the number of the derivation
	replay             // digits written down before
)

// Walker makes derivations, one after the other. It belongs to one goroutine and
// allocates nothing once its buffers have grown.
type Walker struct {
	Template *Template // of the derivation at hand
	// Reference is the day that conditions count relative dates from. Conditions on
	// relative dates hold where it is zero.
	Reference time.Time
	mode      mode
	in        []uint64 // digits to replay

	// Of Draw: weights in place of the nodes' own, what is left of the point, and
	// the share of all points that make the same choices.
	Weights ChoiceWeights
	rest    fraction
	share   float64
	deep    *deep  // set once the share has become too small to follow
	more    uint64 // numbers the random numbers behind it
	spare   *Walker

	Digits []uint64              // the choices made
	bad    bool                  // replay: the digits do not fit the template
	chance func(n uint64) uint64 // of Vary: makes the choices, in a part that is drawn again

	OnChoice func(*Node, uint64) // is called with each choice of a kid outside of slots, if not nil
	inSlot   bool
	OnNode   func(*Node, func()) // is called with each named node and slot, if not nil, and calls the function to write it

	Text    []byte // what is written so far
	space   bool   // a space is due before the next character
	article int    // where the n of an is due, -1 where no article is open
	mark    int    // where the open slot began, -1 where it has no words yet
	value   string
	bounds  Bounds

	Repeats []int // the slots whose words stand for the marks in Text, in order

	Set  uint64 // slots that are set, one bit each
	Args [64]Argument
	num  []byte
}

// deep is the share and rest of a derivation at the choice where the point runs
// out of bits. Other random numbers make the digits from that choice on.
type deep struct {
	share float64
	rest  fraction
}

// minShare leaves enough of a point's 128 bits for even choices.
const minShare = 1.0 / (1 << 90)

// Argument is what a derivation gave one slot. Start and End are byte offsets of
// its words in Walker.Text; Start is -1 if it has none.
type Argument struct {
	Start, End int
	Canonical  string // "" where the words are the value
	bounds     Bounds
}

// reset prepares for a derivation of t.
func (w *Walker) reset(t *Template, m mode) {
	w.Template, w.mode = t, m
	w.Digits, w.Text, w.Repeats = w.Digits[:0], w.Text[:0], w.Repeats[:0]
	w.space, w.bad = false, false
	w.article, w.mark, w.value, w.Set = -1, -1, "", 0
}

// Draw makes the derivation that point c of the sequence p chooses. It returns
// false if the template's where clause forbids it or it writes nothing.
func (w *Walker) Draw(t *Template, p Points, c uint64) bool {
	w.reset(t, draw)
	w.rest, w.share, w.deep = p.at(c), 1, nil
	w.more = w.rest.hi ^ w.rest.lo
	w.walk(t.Root, 0)
	return w.allowed()
}

// IsFirst reports whether no point before c makes the derivation that Draw has
// just made of point c.
func (w *Walker) IsFirst(p Points, c uint64) bool {
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
		w.spare = &Walker{}
	}
	w.spare.Weights = w.Weights
	return !p.before(c, lo, hi, func(earlier uint64) bool {
		w.spare.Draw(w.Template, p, earlier)
		return slices.Equal(w.spare.Digits, w.Digits)
	})
}

// Unrank makes the derivation with a number less than the template's Derivations,
// which must not be math.MaxUint64. It returns false as Draw does.
func (w *Walker) Unrank(t *Template, number uint64) bool {
	w.reset(t, unrank)
	w.walk(t.Root, number)
	return w.allowed()
}

// Replay makes the derivation with the given digits. It returns false if they do
// not fit the template, and as Draw does.
func (w *Walker) Replay(t *Template, digits []uint64) bool {
	w.reset(t, replay)
	w.in = digits
	w.walk(t.Root, 0)
	return w.allowed() && !w.bad && len(w.in) == 0
}

func (w *Walker) allowed() bool {
	for i := range w.Template.Where {
		if !w.Template.Where[i].holds(w.canonical, w.Reference) {
			return false
		}
	}
	return len(w.Text) > 0 && !isTurn(w.Text[0]) && w.withinBounds()
}

// choose takes one of n choices; cum, where it is not nil, holds their
// cumulative weights. It is not for unrank.
func (w *Walker) choose(n uint64, cum []uint32) uint64 {
	var c uint64
	switch {
	case w.chance != nil:
		c = w.takes(n, cum)
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
	w.Digits = append(w.Digits, c)
	return c
}

// narrow notes the share of a choice.
func (w *Walker) narrow(share float64) {
	if w.share *= share; w.share > minShare {
		return
	}
	if w.deep == nil {
		w.deep = &deep{w.share, w.rest}
	}
	w.more = dataset.Mix(w.more)
	w.rest = fraction{w.more, dataset.Mix(^w.more)}
	w.share = 1
}

// walk makes the derivation below a node. rank is the number of the derivation
// among the node's, in mode unrank.
func (w *Walker) walk(n *Node, rank uint64) {
	if w.OnNode != nil && (n.Name != "" || n.Kind == KindSlot) {
		w.OnNode(n, func() { w.step(n, rank) })
		return
	}
	w.step(n, rank)
}

func (w *Walker) step(n *Node, rank uint64) {
	switch n.Kind {
	case KindLiteral:
		w.write(n.Text, n.spacing)
		if n.lead {
			w.mark = -1
		}
	case KindNumber:
		w.number(n, rank)
	case KindRepeat:
		w.repeat(n)
	case KindArticle:
		w.write("a", Close)
		w.article = len(w.Text)
	case kindSeq:
		for _, k := range n.Kids {
			if w.mode != unrank {
				w.walk(k, 0)
				continue
			}
			w.walk(k, rank%k.Derivations)
			rank /= k.Derivations
		}
	case kindPlural:
		w.walk(plural(n, w.Text, w.space), 0)
	case KindAlt:
		w.alternative(n, rank)
	case KindPerm:
		w.permute(n, rank)
	case KindSlot:
		w.slot(n, rank)
	case KindValue:
		w.value = n.Text
		w.walk(n.Kids[0], rank)
	case KindBound:
		w.bounds = n.bounds
		w.walk(n.Kids[0], rank)
	}
}

func (w *Walker) alternative(n *Node, rank uint64) {
	if w.mode != unrank {
		cum := n.Cum
		if w.Weights != nil {
			cum = w.Weights[n]
		}
		i := w.choose(uint64(len(n.Kids)), cum)
		w.tell(n, i)
		w.walk(n.Kids[i], 0)
		return
	}
	for i, k := range n.Kids {
		if rank < k.Derivations {
			w.Digits = append(w.Digits, uint64(i))
			w.tell(n, uint64(i))
			w.walk(k, rank)
			return
		}
		rank -= k.Derivations
	}
}

func (w *Walker) tell(n *Node, choice uint64) {
	if w.OnChoice != nil && !w.inSlot {
		w.OnChoice(n, choice)
	}
}

func (w *Walker) number(n *Node, rank uint64) {
	c := rank
	if w.mode == unrank {
		w.Digits = append(w.Digits, c)
	} else {
		c = w.choose(uint64(n.count), n.Cum)
	}
	w.num = n.form.write(w.num[:0], n.lo+int64(c)*n.step)
	w.begin(w.num[0], Close)
	if w.article >= 0 {
		w.close(string(w.num))
	}
	w.Text = append(w.Text, w.num...)
}

// permute writes all kids, in the order that a number below len(kids)! names.
func (w *Walker) permute(n *Node, rank uint64) {
	count := Factorial(len(n.Kids))
	var order uint64
	if w.mode == unrank {
		order = rank % count
		rank /= count
		w.Digits = append(w.Digits, order)
	} else {
		order = w.choose(count, nil)
	}
	for place := range n.Kids {
		k := n.ordered(order, place)
		w.space = true
		if w.mode == unrank {
			w.walk(k, rank%k.Derivations)
			rank /= k.Derivations
		} else {
			w.walk(k, 0)
		}
	}
	w.space = true
}

// slot writes an argument and notes the offsets of its words.
func (w *Walker) slot(n *Node, rank uint64) {
	w.mark, w.value, w.bounds, w.inSlot = -1, "", nil, true
	w.walk(n.Kids[0], rank)
	w.inSlot = false
	a := &w.Args[n.Slot]
	a.Start, a.End, a.Canonical, a.bounds = w.mark, len(w.Text), w.value, w.bounds
	w.Set |= 1 << n.Slot
	w.mark, w.value = -1, ""
}

// write appends literal text.
func (w *Walker) write(s string, sp Spacing) {
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
	w.begin(s[0], sp)
	if w.article >= 0 {
		w.close(s)
	}
	w.Text = append(w.Text, s...)
	w.space = tail
}

// begin puts the space that is due before a character c, and notes where the
// words of a slot begin.
func (w *Walker) begin(c byte, sp Spacing) {
	if w.space && len(w.Text) > 0 && !sp.clings(c) && !isTurn(w.Text[len(w.Text)-1]) {
		w.Text = append(w.Text, ' ')
	}
	w.space = false
	if w.mark < 0 {
		w.mark = len(w.Text)
	}
}

// close makes an open a into an where the next words begin with a vowel.
func (w *Walker) close(next string) {
	at := w.article
	w.article = -1
	if at >= len(w.Text) || w.Text[at] != ' ' || !vowel(next) {
		return
	}
	w.Text = append(w.Text, 0)
	copy(w.Text[at+1:], w.Text[at:])
	w.Text[at] = 'n'
	if w.mark > at { // an article is closed by the first word after it, so all of the slot comes after
		w.mark++
	}
}

// Offset turns a byte offset of Text into one in code points.
func (w *Walker) Offset(i int) int { return utf8.RuneCount(w.Text[:i]) }

// canonical returns the canonical value of a slot as text; false where it is
// not set, or not known without a reference date.
func (w *Walker) canonical(slot int) (string, bool) {
	if w.Set>>slot&1 == 0 {
		return "", false
	}
	v, err := normalize(w.Template.Slots[slot].Param, string(w.Words(slot)), w.Args[slot].Canonical, w.Reference)
	if err != nil {
		return "", false
	}
	return canonicalText(v), true
}

// Words are the words of a slot, nil if it has none. They are part of Text.
func (w *Walker) Words(slot int) []byte {
	a := w.Args[slot]
	if a.Start < 0 || a.Start > a.End {
		return nil
	}
	return w.Text[a.Start:a.End]
}

// Example is what the first derivation of a node writes.
func (n *Node) Example() string {
	var w Walker
	w.reset(nil, unrank)
	w.walk(n, 0)
	return string(w.Text)
}
