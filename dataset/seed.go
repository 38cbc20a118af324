package dataset

import "math/rand/v2"

// NewRand returns the source of random numbers for one record. Its numbers depend
// on the seed of the run and on the key of the record, never on how many records
// came before it or on which worker asks.
func NewRand(seed uint64, key string) *rand.Rand {
	return rand.New(rand.NewPCG(seed, KeyHash(seed, key)))
}

// KeyHash returns a hash of a key under a seed. Equal arguments give equal hashes
// on every machine and in every version, unlike those of hash/maphash.
func KeyHash(seed uint64, key string) uint64 {
	h := uint64(fnvOffset)
	for i := range 8 {
		h = (h ^ seed>>(8*i)&0xff) * fnvPrime
	}
	for i := range len(key) {
		h = (h ^ uint64(key[i])) * fnvPrime
	}
	return finish(h) // FNV alone leaves the high bits poor
}

// The constants of the 64-bit FNV-1a hash (Fowler, Noll and Vo).
const fnvOffset, fnvPrime = 14695981039346656037, 1099511628211

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
