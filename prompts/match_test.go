package prompts

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset/action"
)

// trees generates small trees over few words, so that different derivations
// often write the same.
func trees() *rapid.Generator[*node] {
	return rapid.Custom(func(t *rapid.T) *node { return tree(t, 3, true) })
}

// tree draws a tree that sets the slot at most once, where it may.
func tree(t *rapid.T, depth int, slot bool) *node {
	if depth == 0 {
		leaves := []*node{articleNode(), sequence(literal("1 a"), pluralNode("", "s")), pluralNode("b", "ab"), pluralNode("", "s"), manyShort()}
		for _, s := range []string{"a", "b", "ab", "a b", "A", "an", "n", " ", ", b", "ba", "1"} {
			leaves = append(leaves, literal(s))
		}
		if slot {
			leaves = append(leaves, slotNode(0, oneOf(number(1, 12, 1, form{style: digits}), number(1, 12, 1, form{style: spelled}))))
		}
		return rapid.SampledFrom(leaves).Draw(t, "leaf")
	}
	sub := func(slot bool) *node { return tree(t, rapid.IntRange(0, depth-1).Draw(t, "depth"), slot) }
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		return sequence(sub(slot), literal(" "), sub(false))
	case 1:
		return sequence(sub(slot), sub(false))
	case 2:
		return oneOf(sub(slot), sub(slot), sub(slot))
	case 3:
		return oneOf(sub(slot), literal(""))
	}
	return permutation([]*node{sub(slot), sub(false)})
}

// manyShort is one of so many words that they are looked up and not gone through.
func manyShort() *node {
	words := []string{"a", "b", "n"}
	for _, w := range words {
		for _, end := range []string{"a", " b", "n", ", a"} {
			words = append(words, w+end)
		}
	}
	for i := range 20 {
		words = append(words, words[3+i%12]+strings.Repeat("b", 1+i/12))
	}
	kids := make([]*node, len(words))
	for i, w := range words {
		kids[i] = literal(w)
	}
	return oneOf(kids...)
}

// grammarOf is the index of templates with the given trees, of an action each,
// whose only parameter is count.
func grammarOf(roots ...*node) *index {
	count := &action.Param{Name: "count", Type: "integer"}
	var ranked []*template
	for i, root := range roots {
		ranked = append(ranked, &template{root: root, actions: []string{fmt.Sprint("action", i)}, slots: []slot{{param: count}}, hash: uint64(i)})
	}
	slices.SortStableFunc(ranked, func(a, b *template) int { return a.root.compareSize(b.root) })
	for i, t := range ranked {
		t.rank = int32(i)
	}
	return newIndex(ranked)
}

// someGrammar draws two templates that are small enough to be gone through.
func someGrammar(t *rapid.T) *index {
	a, b := trees().Draw(t, "a"), trees().Draw(t, "b")
	if a.size().BitLen() > 13 || b.size().BitLen() > 13 {
		t.Skip("large trees")
	}
	return grammarOf(a, b)
}

// derivations lists all derivations of a template by their texts in lower case.
func derivations(t *template) map[string][][]uint64 {
	out := map[string][][]uint64{}
	var w walker
	for i := range t.root.n {
		if w.unrank(t, i) {
			text := strings.ToLower(string(w.buf))
			out[text] = append(out[text], slices.Clone(w.out))
		}
	}
	return out
}

// TestMatcher: of each text that a template writes the matcher finds all
// derivations, in order, and of others none; with and without its memory.
func TestMatcher(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var m matcher
		for _, tmpl := range someGrammar(rt).ranked {
			all := derivations(tmpl)
			for text, want := range all {
				slices.SortFunc(want, slices.Compare)
				for _, memory := range []bool{false, true} {
					var got [][]uint64
					collect := func() bool { got = append(got, slices.Clone(m.digits)); return false }
					if memory {
						m.text, m.found, m.told = text, collect, 0
						m.begin(&memo{map[failure]bool{}, map[frame]int32{}})
						m.node(tmpl.root, position{}, -1)
					} else {
						m.match(tmpl, text, collect)
					}
					if !slices.EqualFunc(got, want, slices.Equal) {
						rt.Fatalf("%q is written by %v, found %v, memory %v", text, want, got, memory)
					}
				}
				for _, other := range []string{text + " b", "b" + text, text[:len(text)-1]} {
					if found := m.match(tmpl, other, func() bool { return true }); other != "" && found != (all[other] != nil) {
						rt.Fatalf("writes %q: %v", other, found)
					}
				}
			}
		}
	})
}

// TestFinder: the words of a text lead to every template that writes it.
func TestFinder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		x := someGrammar(rt)
		f := finder{index: x}
		for _, tmpl := range x.ranked {
			for text := range derivations(tmpl) {
				if found := f.find(nil, text, 2); !slices.Contains(found, tmpl.rank) {
					rt.Fatalf("rank %d writes %q, found %v", tmpl.rank, text, found)
				}
			}
		}
	})
}

// TestOverlapsExactly: two templates overlap just where their prompts do.
func TestOverlapsExactly(t *testing.T) {
	overlaps := 0
	rapid.Check(t, func(rt *rapid.T) {
		x := someGrammar(rt)
		a, b := derivations(x.ranked[0]), derivations(x.ranked[1])
		common := 0
		for text := range a {
			if b[text] != nil {
				common++
			}
		}
		pairs, err := x.suspects(t.Context())
		if err != nil {
			rt.Fatal(err)
		}
		if common > 0 && len(pairs) == 0 {
			rt.Fatalf("%d prompts in common, no suspects", common)
		}
		c := newCrossing(newParser2(x, time.Time{}))
		text, decided := c.run(t.Context(), x.ranked[0], x.ranked[1], 1_000_000)
		if !decided || (text != "") != (common > 0) {
			rt.Fatalf("%d prompts in common, found %q, decided %v", common, text, decided)
		}
		if text = strings.ToLower(text); text != "" {
			overlaps++
			if a[text] == nil || b[text] == nil {
				rt.Fatalf("%q is not a prompt of both", text)
			}
		}
	})
	if overlaps == 0 {
		t.Error("no two grammars overlapped")
	}
}

// manyTimes repeats a tree.
func manyTimes(n *node, times int) *node { return sequence(slices.Repeat([]*node{n}, times)...) }

// ambiguousTimes is a template that writes a row of the word a in very many ways,
// and then a last word.
func ambiguousTimes(times int, last string) *node {
	a := literal("a ")
	piece := sequence(oneOf(a, literal("")), oneOf(a, literal("a a ")), oneOf(literal("a a "), literal("")))
	return sequence(manyTimes(piece, times), literal(last))
}

// TestLongSearch: a text with many almost-right derivations is soon refused.
func TestLongSearch(t *testing.T) {
	tmpl := grammarOf(ambiguousTimes(12, "end")).ranked[0]
	var m matcher
	as := strings.Repeat("a ", 40)
	if m.match(tmpl, as+"and", func() bool { return true }) {
		t.Error("a text that the template does not write is found")
	}
	if !m.match(tmpl, as+"end", func() bool { return true }) {
		t.Error("a text that the template writes is not found")
	}
	if m.steps > 100_000 {
		t.Errorf("%d steps", m.steps)
	}
}

// TestOverlapStops: the search goes on for no more than a bounded number of steps
// once its context has ended.
func TestOverlapStops(t *testing.T) {
	x := grammarOf(ambiguousTimes(30, "end"), ambiguousTimes(30, "and"))
	c := newCrossing(newParser2(x, time.Time{}))
	x.viable()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	const limit = 1_000_000
	text, decided := c.run(ctx, x.ranked[0], x.ranked[1], limit)
	if text != "" || decided || c.steps > checkEvery {
		t.Errorf("%q, decided %v, %d steps", text, decided, c.steps)
	}
}
