package grammar

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

// TestFirst: every derivation comes first at one point, however unequal the
// weights are.
func TestFirst(t *testing.T) {
	words := func(list string, weights ...float64) *Node {
		var kids []*Node
		for _, w := range strings.Split(list, "|") {
			kids = append(kids, Literal(w))
		}
		return Choice(kids, weights)
	}
	for text, root := range map[string]*Node{
		"equal weights":   words("a|b|c"),
		"unequal weights": Sequence(words("a|b", 1000, 1), words(" x| y| z", 1, 500, 1)),
		"many":            Sequence(words("heads|tails", 9, 1), words(" 1| 2| 3| 4| 5| 6| 7| 8| 9"), words(" rare|", 1, 99)),
		"optionals":       Sequence(words("a |"), words("b |"), words("c |"), words("d|", 99.5, 0.5)),
	} {
		tmpl := grammarOf(root).Ranked[0]
		for seed := range uint64(4) {
			var w Walker
			seen, firsts := map[string]bool{}, 0
			for c := range uint64(3000) {
				w.Draw(tmpl, Points(seed), c)
				key := fmt.Sprint(w.Digits)
				if first := w.IsFirst(Points(seed), c); first == seen[key] {
					t.Fatalf("%s, seed %d: point %d makes %s: first %v", text, seed, c, key, first)
				} else if first {
					firsts++
				}
				seen[key] = true
			}
			if firsts != len(seen) || firsts < 3 {
				t.Errorf("%s: %d derivations came first, of %d", text, firsts, len(seen))
			}
		}
	}
}

// TestDeep: derivations of more bits than a point has are drawn, each once.
func TestDeep(t *testing.T) {
	var letters []*Node
	for _, letter := range "abcdefgh" {
		letters = append(letters, Literal(string(letter)+" "))
	}
	tmpl := grammarOf(manyTimes(OneOf(letters...), 70)).Ranked[0] // 210 bits
	if tmpl.Root.Size().BitLen() != 211 {
		t.Fatalf("%v derivations", tmpl.Root.Size())
	}
	var w Walker
	seen := map[string]bool{}
	counts := make([][8]int, 70)
	const n = 4000
	for c := range uint64(n) {
		w.Draw(tmpl, Points(7), c)
		if !w.IsFirst(Points(7), c) || seen[string(w.Text)] {
			t.Fatalf("point %d: %s is there twice", c, w.Text)
		}
		seen[string(w.Text)] = true
		for i, d := range w.Digits {
			counts[i][d]++
		}
	}
	for i, c := range counts {
		for d, k := range c {
			if math.Abs(float64(k)-n/8) > 6*math.Sqrt(n/8) {
				t.Errorf("choice %d is %d in %d of %d", i, d, k, n)
			}
		}
	}
}
