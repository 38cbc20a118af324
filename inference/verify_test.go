package inference

import (
	"errors"
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
	if way != (VerifiedWay{"sorted", 2, 1, 0.5}) || len(v.Changed) != 1 || v.Changed[0] != (ChangedAnswer{"b", "sorted", "y", "z"}) {
		t.Errorf("%+v", v)
	}
}

// TestVerifyCountsWhatIsAnswered: two errors do not agree, and an answer and an error
// differ. Where nothing is answered, nothing is compared.
func TestVerifyCountsWhatIsAnswered(t *testing.T) {
	bad := Output{Err: ErrEmpty}
	v := &Verification{prompts: []string{"a", "b", "c", "d"},
		alone: map[string]Output{"a": {Tokens: []int32{1}}, "b": bad, "c": {}, "d": bad}}
	if err := v.countErrors(); err != nil || v.Errors != 2 || v.Error != ErrEmpty.Error() {
		t.Errorf("%d errors, %q (%v)", v.Errors, v.Error, err)
	}
	way := v.compare("sorted", map[string]Output{"a": {Tokens: []int32{1}}, "b": bad, "c": bad, "d": {}})
	if way != (VerifiedWay{"sorted", 3, 1, 1. / 3}) || len(v.Changed) != 2 {
		t.Errorf("%+v, changed %+v", way, v.Changed)
	}
	m := open(t, bundled, Options{Threads: 1})
	if v, err := m.Verify(t.Context(), []string{"", "\xff"}, 4); !errors.Is(err, ErrEmpty) {
		t.Errorf("%+v, %v", v, err)
	}
	v, err := m.Verify(t.Context(), []string{"", "what is my balance"}, 4)
	if err != nil || v.Errors != 1 || v.Ways[0].N != 1 || v.Ways[0].Same != 1 {
		t.Errorf("%+v, %v", v, err)
	}
}
