package augment

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/slmkit/slmkit/dataset"
)

// chooser chooses the operations of copies by a plan. Several goroutines may use it.
type chooser struct {
	plan    *Plan
	ops     []Op
	weights []float64
}

// newChooser finds the operations of a plan.
func newChooser(p *Plan, ops []Op) (*chooser, error) {
	ops, weights, err := p.choices(ops)
	return &chooser{p, ops, weights}, err
}

// foreign reports whether some operation does not know a language.
func (c *chooser) foreign(language string) bool {
	return slices.ContainsFunc(c.ops, func(op Op) bool { return op.Language == English && language != English })
}

// weightsFor are the weights of the operations for one example, 0 for those that do not
// know its language or that the plan keeps from its actions.
func (c *chooser) weightsFor(e *dataset.Example, language string, into []float64) []float64 {
	into = append(into[:0], c.weights...)
	for i := range c.ops {
		if l := c.ops[i].Language; l != "" && l != language {
			into[i] = 0
		}
	}
	if len(c.plan.Actions) == 0 {
		return into
	}
	for _, call := range e.Want() {
		never := c.plan.Actions[call.Name]
		for i := range c.ops {
			if never.has(c.ops[i].Name) {
				into[i] = 0
			}
		}
	}
	return into
}

// chain chooses the operations of a copy among those with weights, without choosing one
// twice, and returns their places in the order in which they run. It sets the weights of
// those that it has chosen to 0.
func (c *chooser) chain(r *rand.Rand, weights []float64, into []int) []int {
	into = into[:0]
	n := 1
	if len(c.plan.Budget) > 1 {
		n += pick(r, c.plan.Budget)
	}
	clean := c.plan.Clean > 0 && r.Float64() < c.plan.Clean
	for range n {
		i := c.pickOp(r, weights, clean)
		if i < 0 {
			break
		}
		weights[i] = 0
		into = append(into, i)
	}
	switch c.plan.Order {
	case Listed:
		slices.Sort(into)
	case Random: // as they were chosen
	default:
		slices.SortStableFunc(into, func(a, b int) int { return cmp.Compare(c.ops[a].Phase, c.ops[b].Phase) })
	}
	return into
}

// pickOp chooses an operation by the weights, -1 where none is left.
func (c *chooser) pickOp(r *rand.Rand, weights []float64, clean bool) int {
	total := 0.0
	for i, w := range weights {
		if w > 0 && !(clean && c.ops[i].Contract == Noises) {
			total += w
		}
	}
	if total == 0 {
		return -1
	}
	at, last := r.Float64()*total, -1
	for i, w := range weights {
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

// pick chooses a place by weights, some of which are above 0.
func pick(r *rand.Rand, weights []float64) int {
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
