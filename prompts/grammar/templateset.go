package grammar

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
