package sampling

import (
	"math/rand/v2"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// Permutation is a random order of the numbers below n: a Feistel network on the
// smallest even number of bits that holds n, walked along its cycles until it
// comes out below n.
type Permutation struct {
	n    uint64
	half uint
	keys [4]uint64
}

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

func (p *Permutation) At(i uint64) uint64 {
	mask := uint64(1)<<p.half - 1
	for {
		l, r := i>>p.half, i&mask
		for _, k := range p.keys {
			l, r = r, l^grammar.Mix(r^k)&mask
		}
		if i = l<<p.half | r; i < p.n {
			return i
		}
	}
}
