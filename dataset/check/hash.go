package check

// FNV-1a of 64 bits, the same on every machine and in every run, so that samples and
// folds are the same, too.
const (
	fnvBasis = 14695981039346656037
	fnvPrime = 1099511628211
)

// hashOf hashes a text.
func hashOf[T string | []byte](s T) uint64 { return hashOn(fnvBasis, s) }

// hashOn goes on from the hash of what stands before.
func hashOn[T string | []byte](h uint64, s T) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}

// mixed spreads what a hash says over all its bits: FNV-1a leaves the high ones of short
// texts alike. It is the last step of MurmurHash3.
func mixed(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}
