package inference

import (
	"path/filepath"
	"testing"
)

// TestVerify: our 8-bit answers are the same in every way; a layout that takes one
// token a step has no ways with guesses.
func TestVerify(t *testing.T) {
	prompts := texts(readOracle(t, filepath.Join(oracle, "greedy.jsonl"))[:24])
	for _, c := range []struct {
		m    *Model
		ways int
	}{
		{open(t, bundled, Options{Precision: "int8", Threads: 2}), 5},
		{open(t, folder(t, "merged"), Options{Threads: 1, Runtime: ONNXRuntime}), 3},
	} {
		v, err := c.m.Verify(t.Context(), prompts, 16)
		if err != nil {
			t.Fatal(err)
		}
		if v.Layout != c.m.Layout || v.Precision != c.m.Precision || v.Prompts != len(prompts) || len(v.Ways) != c.ways || len(v.Changed) > 0 {
			t.Errorf("%+v", v)
		}
		for _, w := range v.Ways {
			if w.Same != len(prompts) || w.Share != 1 {
				t.Errorf("%s: %+v", v.Layout, w)
			}
		}
	}
}

// TestVerifyFindsChanges: an answer that depends on the way is counted and told.
func TestVerifyFindsChanges(t *testing.T) {
	v := &Verification{prompts: []string{"a", "b"},
		alone: map[string]Output{"a": {Text: "x", Tokens: []int32{1}}, "b": {Text: "y", Tokens: []int32{2}}}}
	way := v.compare("sorted", map[string]Output{"a": {Text: "x", Tokens: []int32{1}}, "b": {Text: "z", Tokens: []int32{3}}})
	if way != (VerifiedWay{"sorted", 1, 0.5}) || len(v.Changed) != 1 || v.Changed[0] != (ChangedAnswer{"b", "sorted", "y", "z"}) {
		t.Errorf("%+v", v)
	}
}
