package grammar

import "math/bits"

// templateSet holds a bit for each template.
type templateSet []uint64

func (s templateSet) add(i int) { s[i/64] |= 1 << (i % 64) }

func (s templateSet) addAll(o templateSet) {
	for i := range o {
		s[i] |= o[i]
	}
}

// keep takes out what is not in another set.
func (s templateSet) keep(o templateSet) {
	for i := range s {
		s[i] &= o[i]
	}
}

func (s templateSet) has(i int) bool { return s[i/64]>>(i%64)&1 == 1 }

// size is the number of templates.
func (s templateSet) size() int {
	n := 0
	for _, w := range s {
		n += bits.OnesCount64(w)
	}
	return n
}
