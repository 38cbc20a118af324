package augment

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/slmkit/slmkit/dataset"
)

// chooser chooses the operations of copies by a plan, for one goroutine.
type chooser struct {
	plan      *Plan
	ops       []Op // of the plan
	languages map[string]knowing
	weights   []float64 // of the operations for the example
	left      []float64 // of those that are left for the copy
	chosen    []int
}

// knowing is how often operations are chosen for examples of a language: not at all, if
// they do not know it.
type knowing struct {
	weights []float64
	foreign bool // whether none that knows words knows it
}

func newChooser(p *Plan, ops []Op) chooser {
	return chooser{plan: p, ops: ops, languages: map[string]knowing{}}
}

// begin begins with an example, and reports whether no operation that knows words knows its
// language.
func (c *chooser) begin(e *dataset.Example, language string) bool {
	found, ok := c.languages[language]
	if !ok {
		known := false
		for i, op := range c.ops {
			weight := c.plan.Operations[i].Weight
			switch op.Language {
			case "":
			case language:
				known = true
			default:
				weight, found.foreign = 0, true
			}
			found.weights = append(found.weights, weight)
		}
		found.foreign = found.foreign && !known
		c.languages[language] = found
	}
	c.weights = append(c.weights[:0], found.weights...)
	if len(c.plan.Actions) == 0 {
		return found.foreign
	}
	for _, call := range e.Want() {
		never := c.plan.Actions[call.Name]
		for i := range c.ops {
			if never.has(c.ops[i].Name) {
				c.weights[i] = 0
			}
		}
	}
	return found.foreign
}

// again begins with another copy.
func (c *chooser) again() { c.left = append(c.left[:0], c.weights...) }

// chain chooses operations for a copy that were not chosen for it before, and returns their
// places in the order in which they run.
func (c *chooser) chain(r *rand.Rand) []int {
	n := 1
	if len(c.plan.Budget) > 1 {
		n += drawWeighted(r, c.plan.Budget)
	}
	clean := c.plan.Clean > 0 && r.Float64() < c.plan.Clean
	c.chosen = c.chosen[:0]
	for range n {
		i := c.pickOp(r, clean)
		if i < 0 {
			break
		}
		c.left[i] = 0
		c.chosen = append(c.chosen, i)
	}
	switch c.plan.Order {
	case Listed:
		slices.Sort(c.chosen)
	case Random: // as they were chosen
	default:
		slices.SortStableFunc(c.chosen, func(a, b int) int { return cmp.Compare(c.ops[a].Phase, c.ops[b].Phase) })
	}
	return c.chosen
}

// pickOp chooses an operation of those that are left, -1 where none is left.
func (c *chooser) pickOp(r *rand.Rand, clean bool) int {
	total := 0.0
	for i, w := range c.left {
		if w > 0 && !(clean && c.ops[i].Contract == Noises) {
			total += w
		}
	}
	if total == 0 {
		return -1
	}
	at, last := r.Float64()*total, -1
	for i, w := range c.left {
		if w <= 0 || clean && c.ops[i].Contract == Noises {
			continue
		}
		last = i
		if at -= w; at < 0 {
			break
		}
	}
	return last
}

// drawWeighted chooses a place by weights, some of which are above 0.
func drawWeighted(r *rand.Rand, weights []float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	at, last := r.Float64()*total, 0
	for i, w := range weights {
		if w <= 0 {
			continue
		}
		last = i
		if at -= w; at < 0 {
			break
		}
	}
	return last
}
