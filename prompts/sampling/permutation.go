package sampling

import (
	"math/rand/v2"

	"github.com/slmkit/slmkit/dataset"
)

// Permutation is a random order of the numbers 0 to n-1 that is computed and not
// stored: a Feistel network on the smallest even number of bits that holds n, applied
// again until the result is less than n (cycle walking, Black and Rogaway 2002).
type Permutation struct {
	n    uint64
	half uint
	keys [4]uint64
}

// NewPermutation returns the order of n numbers that belongs to a seed.
func NewPermutation(n, seed uint64) Permutation {
	p := Permutation{n: n, half: 1}
	for n > 1<<(2*p.half) {
		p.half++
	}
	rng := rand.NewPCG(seed, n)
	for i := range p.keys {
		p.keys[i] = rng.Uint64()
	}
	return p
}

// At is the number at place i.
func (p *Permutation) At(i uint64) uint64 {
	mask := uint64(1)<<p.half - 1
	for {
		l, r := i>>p.half, i&mask
		for _, k := range p.keys {
			l, r = r, l^dataset.Mix(r^k)&mask
		}
		if i = l<<p.half | r; i < p.n {
			return i
		}
	}
}
