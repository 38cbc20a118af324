package dataset

import (
	"math/bits"
	"strconv"
	"testing"
)

// TestNewRandIsPinned: data made by an earlier version must come out again.
func TestNewRandIsPinned(t *testing.T) {
	for _, c := range []struct {
		seed uint64
		key  string
		hash uint64
		rand uint64
	}{
		{0, "", 0x813f0174a2367c13, 0x1f7aa3892026e93a},
		{1, "ex_1", 0xf961824e794c18ac, 0x4469770de84af1b3},
		{1, "ex_2", 0x2fbe6f09c0fc5aae, 0xde2adad61363d89c},
	} {
		if got := KeyHash(c.seed, c.key); got != c.hash {
			t.Errorf("KeyHash(%d, %q) = %#x, want %#x", c.seed, c.key, got, c.hash)
		}
		if got := NewRand(c.seed, c.key).Uint64(); got != c.rand {
			t.Errorf("NewRand(%d, %q) gives %#x, want %#x", c.seed, c.key, got, c.rand)
		}
	}
}

// TestKeyHashSpreads: neighbouring keys and seeds differ in about half the bits,
// the high ones too.
func TestKeyHashSpreads(t *testing.T) {
	const n = 2000
	var ones [64]int
	flips := 0
	for i := range n {
		a, b := KeyHash(7, strconv.Itoa(i)), KeyHash(7, strconv.Itoa(i+1))
		flips += bits.OnesCount64(a^b) + bits.OnesCount64(a^KeyHash(8, strconv.Itoa(i)))
		for k := range ones {
			ones[k] += int(a >> k & 1)
		}
	}
	if mean := float64(flips) / (2 * n); mean < 31 || mean > 33 {
		t.Errorf("%.1f bits of 64 change, want about 32", mean)
	}
	for k, count := range ones {
		if count < n*4/10 || count > n*6/10 {
			t.Errorf("bit %d is set in %d of %d", k, count, n)
		}
	}
}
