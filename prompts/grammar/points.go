package grammar

import (
	"math"
	"math/bits"

	"github.com/slmkit/slmkit/dataset"
)

// fraction is a number in [0, 1) in units of 2⁻¹²⁸, from which a derivation's
// choices are read like the digits of a number of mixed radix.
type fraction struct{ hi, lo uint64 }

// take reads one choice of n equal ones.
func (f *fraction) take(n uint64) uint64 {
	c1, hi := bits.Mul64(f.hi, n)
	c0, lo := bits.Mul64(f.lo, n)
	var carry uint64
	f.hi, carry = bits.Add64(hi, c0, 0)
	f.lo = lo
	return c1 + carry
}

// within rescales what is left after a choice. The choice is width parts wide, and
// the preceding take returned a number that lies at parts above the start of the
// choice.
func (f *fraction) within(at, width uint64) {
	f.hi, at = bits.Div64(at, f.hi, width)
	f.lo, _ = bits.Div64(at, f.lo, width)
}

// Points is a random sequence of points in [0, 1) that spreads evenly: of its first
// 2ᵏ points, one lies in each cell [i/2ᵏ, (i+1)/2ᵏ). It is van der Corput's sequence
// under Owen's nested scrambling, with a hash in the manner of Laine and Karras
// (2011) in which each bit depends on lower bits only.
type Points uint64

// reversed is the point c with its bits in reverse: its low k bits depend on
// the low k bits of c alone.
func (p Points) reversed(c uint64) uint64 {
	seed := uint64(p)
	c ^= c * 0x9d8f3c4f7a1e2c56
	c += seed
	c *= seed>>32 | 1
	c ^= c * 0x6c7d5d1a3d20adea
	c ^= c * 0x5851f42d05526c56
	c *= 0x2545f4914f6cdd1d
	c ^= c * 0x369dea0f53a22864
	return c
}

// at is point c. Points differ in their upper halves; the lower is random.
func (p Points) at(c uint64) fraction {
	return fraction{bits.Reverse64(p.reversed(c)), dataset.Mix(uint64(p) ^ dataset.Mix(c))}
}

// before calls test for the numbers below c of the points whose upper half lies
// between lo and hi; it stops and returns true when test does.
func (p Points) before(c, lo, hi uint64, test func(uint64) bool) bool {
	return p.cell(c, lo, hi, 0, 0, 0, test)
}

// cell calls test for the points below c in one cell. The cell's points share the
// given upper bits, level of them; equivalently, their low bits equal those of
// first.
func (p Points) cell(c, lo, hi uint64, level int, upper, first uint64, test func(uint64) bool) bool {
	last := upper | math.MaxUint64>>level
	if last < lo || upper > hi || first >= c {
		return false
	}
	at := bits.Reverse64(p.reversed(first))
	if level == 0 && lo <= at && at <= hi && test(first) {
		return true
	}
	next := uint64(1) << level
	if level == 64 || next >= c {
		return false // no other point below c is in this cell
	}
	bit := uint64(1) << (63 - level)
	same, other := upper|at&bit, upper|^at&bit // where first is, and where first+next is
	if o := first + next; o < c {
		at := bits.Reverse64(p.reversed(o))
		if lo <= at && at <= hi && test(o) {
			return true
		}
		if p.cell(c, lo, hi, level+1, other, o, test) {
			return true
		}
	}
	return p.cell(c, lo, hi, level+1, same, first, test)
}
