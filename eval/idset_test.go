package eval

import (
	"testing"

	"pgregory.net/rapid"
)

// TestIDSet: the set says what a map says.
func TestIDSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var set idSet
		want := map[uint64]bool{}
		for _, hash := range rapid.SliceOfN(rapid.OneOf(rapid.Uint64Range(0, 300), rapid.Uint64()), 0, 500).Draw(t, "hashes") {
			if got := set.insert(hash); got == want[hash] {
				t.Fatalf("%d is new: %t", hash, got)
			}
			want[hash] = true
		}
	})
}
