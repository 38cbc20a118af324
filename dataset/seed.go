package dataset

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
)

// NewRand returns the source of random numbers for one record. Its numbers depend
// on the seed of the run and on the key of the record, never on how many records
// came before it or on which worker asks.
func NewRand(seed uint64, key string) *rand.Rand {
	return rand.New(rand.NewPCG(seed, KeyHash(seed, key)))
}

// KeyHash returns a hash of a key under a seed. Equal arguments give equal hashes
// on every machine and in every version, unlike those of hash/maphash.
func KeyHash(seed uint64, key string) uint64 {
	h := fnv.New64a()
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], seed)
	h.Write(b[:])
	h.Write([]byte(key))
	return finish(h.Sum64()) // FNV alone leaves the high bits poor
}

// Mix returns a number in which every bit depends on every bit of x, so that
// neighbours come out far apart. It is the output function of SplitMix64 (Steele,
// Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014) and maps
// the 64-bit numbers one to one.
func Mix(x uint64) uint64 { return finish(x + 0x9e3779b97f4a7c15) }

// finish is the finalizer of SplitMix64.
func finish(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
