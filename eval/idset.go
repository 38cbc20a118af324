package eval

// idSet is a set of 64-bit hashes of ids: open addressing with linear probing in a slice
// of which at most half is used, some three times as fast as a map.
type idSet struct {
	slots []uint64 // 0 where there is none
	n     int
	zero  bool // 0 is in the set
}

// insert adds a hash. It is false where the set has it.
func (s *idSet) insert(hash uint64) bool {
	if hash == 0 {
		added := !s.zero
		s.zero = true
		return added
	}
	if 2*s.n >= len(s.slots) {
		s.grow()
	}
	i := s.find(hash)
	if s.slots[i] == hash {
		return false
	}
	s.slots[i] = hash
	s.n++
	return true
}

// has reports whether the set has a hash.
func (s *idSet) has(hash uint64) bool {
	if hash == 0 {
		return s.zero
	}
	return len(s.slots) > 0 && s.slots[s.find(hash)] == hash
}

// find returns where a hash is, or else where there is room for it.
func (s *idSet) find(hash uint64) int {
	mask := len(s.slots) - 1
	i := int(hash) & mask
	for s.slots[i] != 0 && s.slots[i] != hash {
		i = (i + 1) & mask
	}
	return i
}

func (s *idSet) grow() {
	old := s.slots
	s.slots = make([]uint64, max(2*len(old), 64))
	for _, hash := range old {
		if hash != 0 {
			s.slots[s.find(hash)] = hash
		}
	}
}
