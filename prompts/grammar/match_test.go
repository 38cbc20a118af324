package grammar

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
func trees() *rapid.Generator[*Node] {
	return rapid.Custom(func(t *rapid.T) *Node { return tree(t, 3, true) })
}

// tree draws a tree that sets the slot at most once, where it may.
func tree(t *rapid.T, depth int, slot bool) *Node {
	if depth == 0 {
		leaves := []*Node{ArticleNode(), Sequence(Literal("1 a"), PluralNode("", "s")), PluralNode("b", "ab"), PluralNode("", "s"), manyShort()}
		for _, s := range []string{"a", "b", "ab", "a b", "A", "an", "n", " ", ", b", "ba", "1"} {
			leaves = append(leaves, Literal(s))
		}
		if slot {
			leaves = append(leaves, SlotNode(0, OneOf(Number(1, 12, 1, NumberForm{Style: Digits}), Number(1, 12, 1, NumberForm{Style: Spelled}))))
		}
		return rapid.SampledFrom(leaves).Draw(t, "leaf")
	}
	sub := func(slot bool) *Node { return tree(t, rapid.IntRange(0, depth-1).Draw(t, "depth"), slot) }
	switch rapid.IntRange(0, 4).Draw(t, "kind") {
	case 0:
		return Sequence(sub(slot), Literal(" "), sub(false))
	case 1:
		return Sequence(sub(slot), sub(false))
	case 2:
		return OneOf(sub(slot), sub(slot), sub(slot))
	case 3:
		return OneOf(sub(slot), Literal(""))
	}
	return Permutation([]*Node{sub(slot), sub(false)})
}

// manyShort is one of so many words that they are looked up and not gone through.
func manyShort() *Node {
	words := []string{"a", "b", "n"}
	for _, w := range words {
		for _, end := range []string{"a", " b", "n", ", a"} {
			words = append(words, w+end)
		}
	}
	for i := range 20 {
		words = append(words, words[3+i%12]+strings.Repeat("b", 1+i/12))
	}
	kids := make([]*Node, len(words))
	for i, w := range words {
		kids[i] = Literal(w)
	}
	return OneOf(kids...)
}

// grammarOf is the index of templates with the given trees, of an action each,
// whose only parameter is count.
func grammarOf(roots ...*Node) *Index {
	count := &action.Param{Name: "count", Type: "integer"}
	var ranked []*Template
	for i, root := range roots {
		ranked = append(ranked, &Template{Root: root, Actions: []string{fmt.Sprint("action", i)}, Slots: []Slot{{Param: count}}, Hash: uint64(i)})
	}
	slices.SortStableFunc(ranked, func(a, b *Template) int { return a.Root.CompareSize(b.Root) })
	for i, t := range ranked {
		t.Rank = int32(i)
	}
	return NewIndex(ranked)
}

// someGrammar draws two templates that are small enough to be gone through.
func someGrammar(t *rapid.T) *Index {
	a, b := trees().Draw(t, "a"), trees().Draw(t, "b")
	if a.Size().BitLen() > 13 || b.Size().BitLen() > 13 {
		t.Skip("large trees")
	}
	return grammarOf(a, b)
}

// derivations lists all derivations of a template by their texts in lower case.
func derivations(t *Template) map[string][][]uint64 {
	out := map[string][][]uint64{}
	var w Walker
	for i := range t.Root.Derivations {
		if w.Unrank(t, i) {
			text := strings.ToLower(string(w.Text))
			out[text] = append(out[text], slices.Clone(w.Digits))
		}
	}
	return out
}

// TestMatcher: of each text that a template writes the matcher finds all
// derivations, in order, and of others none; with and without its memory.
func TestMatcher(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var m matcher
		for _, tmpl := range someGrammar(rt).Ranked {
			all := derivations(tmpl)
			for text, want := range all {
				slices.SortFunc(want, slices.Compare)
				for _, memory := range []bool{false, true} {
					var got [][]uint64
					collect := func(digits []uint64) bool { got = append(got, slices.Clone(digits)); return false }
					if memory {
						m.text, m.found, m.told = text, collect, 0
						m.begin(&memo{map[failure]bool{}, map[frame]int32{}})
						m.node(tmpl.Root, position{}, -1)
					} else {
						m.match(tmpl, text, collect)
					}
					if !slices.EqualFunc(got, want, slices.Equal) {
						rt.Fatalf("%q is written by %v, found %v, memory %v", text, want, got, memory)
					}
				}
				for _, other := range []string{text + " b", "b" + text, text[:len(text)-1]} {
					if found := m.match(tmpl, other, func([]uint64) bool { return true }); other != "" && found != (all[other] != nil) {
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
		f := finder{Index: x}
		for _, tmpl := range x.Ranked {
			for text := range derivations(tmpl) {
				if found := f.find(nil, text, 2); !slices.Contains(found, tmpl.Rank) {
					rt.Fatalf("rank %d writes %q, found %v", tmpl.Rank, text, found)
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
		a, b := derivations(x.Ranked[0]), derivations(x.Ranked[1])
		common := 0
		for text := range a {
			if b[text] != nil {
				common++
			}
		}
		pairs, err := x.Suspects(t.Context())
		if err != nil {
			rt.Fatal(err)
		}
		if common > 0 && len(pairs) == 0 {
			rt.Fatalf("%d prompts in common, no suspects", common)
		}
		c := NewOverlapFinder(NewParser(x, time.Time{}))
		text, decided := c.Find(t.Context(), x.Ranked[0], x.Ranked[1], 1_000_000)
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
	if overlaps == 0 && !testing.Short() { // which draws few
		t.Error("no two grammars overlapped")
	}
}

// manyTimes repeats a tree.
func manyTimes(n *Node, times int) *Node { return Sequence(slices.Repeat([]*Node{n}, times)...) }

// ambiguousTimes is a template that writes a row of the word a in very many ways,
// and then a last word.
func ambiguousTimes(times int, last string) *Node {
	a := Literal("a ")
	piece := Sequence(OneOf(a, Literal("")), OneOf(a, Literal("a a ")), OneOf(Literal("a a "), Literal("")))
	return Sequence(manyTimes(piece, times), Literal(last))
}

// TestLongSearch: a text with many almost-right derivations is soon refused.
func TestLongSearch(t *testing.T) {
	tmpl := grammarOf(ambiguousTimes(12, "end")).Ranked[0]
	var m matcher
	as := strings.Repeat("a ", 40)
	if m.match(tmpl, as+"and", func([]uint64) bool { return true }) {
		t.Error("a text that the template does not write is found")
	}
	if !m.match(tmpl, as+"end", func([]uint64) bool { return true }) {
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
	c := NewOverlapFinder(NewParser(x, time.Time{}))
	x.templatesViable()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	const limit = 1_000_000
	text, decided := c.Find(ctx, x.Ranked[0], x.Ranked[1], limit)
	if text != "" || decided || c.steps > checkEvery {
		t.Errorf("%q, decided %v, %d steps", text, decided, c.steps)
	}
}
