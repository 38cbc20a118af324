package tokenizer

import "testing"

// TestTrie checks that a trie has room for just its nodes, and finds its pieces.
func TestTrie(t *testing.T) {
	pieces := []string{"ab", "", "abc", "b", "ab", "aé", "c"}
	for d, want := range map[duplicates]int32{lastCounts: 4, firstCounts: 0} {
		trie := newTrie(pieces, d)
		if len(trie.id) != cap(trie.id) || len(trie.first) != len(trie.id)+1 {
			t.Errorf("%d nodes in room for %d", len(trie.id), cap(trie.id))
		}
		if got := trie.find("ab"); got != want {
			t.Errorf("ab is piece %d, want %d", got, want)
		}
		for piece, want := range map[string]int32{"abc": 2, "b": 3, "aé": 5, "a": -1, "abcd": -1, "": -1} {
			if got := trie.find(piece); got != want {
				t.Errorf("%q is piece %d, want %d", piece, got, want)
			}
		}
	}
}
