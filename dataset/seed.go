package dataset

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
)

// NewRand returns the random numbers of one record: they depend on the run's
// seed and on what the record is, never on how many records came before it or
// who works on it.
func NewRand(seed uint64, key string) *rand.Rand {
	return rand.New(rand.NewPCG(seed, KeyHash(seed, key)))
}

// KeyHash mixes a seed with a key.
func KeyHash(seed uint64, key string) uint64 {
	h := fnv.New64a()
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], seed)
	h.Write(b[:])
	h.Write([]byte(key))
	x := h.Sum64() // finish with splitmix64: FNV alone leaves the high bits poor
	x ^= x >> 30
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	x *= 0x94d049bb133111eb
	return x ^ x>>31
}
