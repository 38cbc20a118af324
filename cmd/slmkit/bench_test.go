package main

import "testing"

// An answer that is not the first one to its prompt is noticed, once for each prompt.
func TestBenchNoticesChangedAnswers(t *testing.T) {
	c := &benchClient{first: map[string]benchOutput{}, changed: map[string]bool{}}
	answer := func(tokens ...int32) benchOutput { return benchOutput{Tokens: tokens} }
	c.verify([]string{"a", "b"}, []benchOutput{answer(1, 2), answer(3)})
	c.verify([]string{"b", "a"}, []benchOutput{answer(3), answer(1, 2)})
	if len(c.changed) != 0 {
		t.Errorf("changed: %v", c.changed)
	}
	c.verify([]string{"a", "a"}, []benchOutput{answer(1), answer(1, 2, 3)})
	if len(c.changed) != 1 || !c.changed["a"] {
		t.Errorf("changed: %v, want a", c.changed)
	}
}
