package sampling

import "math/bits"

// bitset is a list of bits that can be appended to, and searched for the i-th
// bit that is set. It is what a row costs in memory.
type bitset struct {
	n     int
	words []uint64
	ranks []uint32 // bits set before every stride-th word
}

const stride = 8

func (b *bitset) append(bit bool) {
	if b.n%64 == 0 {
		if len(b.words)%stride == 0 {
			b.ranks = append(b.ranks, b.count())
		}
		b.words = append(b.words, 0)
	}
	if bit {
		b.words[b.n/64] |= 1 << (b.n % 64)
	}
	b.n++
}

// set sets a bit that was appended not long ago.
func (b *bitset) set(at int) {
	b.words[at/64] |= 1 << (at % 64)
	for i := at/64/stride + 1; i < len(b.ranks); i++ {
		b.ranks[i]++
	}
}

// count is the number of bits set in all words, which are whole strides.
func (b *bitset) count() uint32 {
	if len(b.ranks) == 0 {
		return 0
	}
	n := b.ranks[len(b.ranks)-1]
	for _, w := range b.words[len(b.words)-stride:] {
		n += uint32(bits.OnesCount64(w))
	}
	return n
}

// find returns the place of the i-th bit that is set, which there must be.
func (b *bitset) find(i int) int {
	lo, hi := 0, len(b.ranks)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; int(b.ranks[mid]) <= i {
			lo = mid
		} else {
			hi = mid
		}
	}
	i -= int(b.ranks[lo])
	at := lo * stride
	for ; ; at++ {
		n := bits.OnesCount64(b.words[at])
		if i < n {
			break
		}
		i -= n
	}
	w := b.words[at]
	for ; i > 0; i-- {
		w &= w - 1
	}
	return at*64 + bits.TrailingZeros64(w)
}
