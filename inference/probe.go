package inference

import (
	"errors"
	"math"
	"slices"
)

// Probes are what running a model's graphs shows of them.
type Probes struct {
	// MultiToken: a step can take several tokens of a row, and its logits equal
	// those of one token at a time.
	MultiToken bool `json:"multi_token"`
	// BatchInvariant: the answer of a row does not depend on the other rows. If it
	// does, tokens with nearly equal logits may change with the batch.
	BatchInvariant bool `json:"batch_invariant"`
}

// probeNear is how far logits may be apart, of the largest, to be the same.
// Sums in another order differ by 1e-6 in fp32, activations quantized with
// another scale by 1e-2.
const probeNear = 1e-4

// Probe runs small batches.
func (m *Model) Probe() (p Probes, err error) {
	release, err := m.use()
	if err != nil {
		return p, err
	}
	defer release()
	e, err := m.graphs.newEngine()
	if err != nil {
		return p, err
	}
	defer e.close()
	short, long := m.probe(4), m.probe(13)
	steps := m.probe(3)
	alone, err := stepwise(e, [][]int32{short}, steps)
	if err != nil {
		return p, err
	}
	together, err := stepwise(e, [][]int32{short, long}, steps)
	if err != nil {
		return p, err
	}
	behind := alone[len(steps)-1] // the last
	p.BatchInvariant = near(behind, together[len(steps)-1])
	if !e.ragged() {
		return p, nil
	}
	if err := errors.Join(e.begin([][]int32{short}), e.feed([][]int32{steps})); err != nil {
		return p, err
	}
	last, err := e.logits(len(steps) - 1)
	p.MultiToken = err == nil && near(behind, last)
	return p, err
}

// probe is a prompt of n tokens.
func (m *Model) probe(n int) []int32 {
	return probeTokens(n, m.graphs.shape().Vocabulary, m.cfg.EOS[0])
}

func probeTokens(n, vocabulary int, end int32) []int32 {
	ids := make([]int32, n)
	for i := range ids { // spread over all of it
		ids[i] = int32((i + 1) * (vocabulary - 1) / n)
	}
	ids[n-1] = end
	return ids
}

// stepwise feeds the steps to every row, a token at a time, and returns the logits
// of the first row behind each.
func stepwise(e engine, prompts [][]int32, steps []int32) (all [][]float32, err error) {
	if err := e.begin(prompts); err != nil {
		return nil, err
	}
	var rows, kept []int
	for i := range prompts {
		rows, kept = append(rows, i), append(kept, 1)
	}
	for i, id := range steps {
		next := make([][]int32, len(prompts))
		for row := range next {
			next[row] = []int32{id}
		}
		if err := e.feed(next); err != nil {
			return nil, err
		}
		logits, err := e.logits(0)
		if err != nil {
			return nil, err
		}
		all = append(all, slices.Clone(logits))
		if i+1 < len(steps) {
			if err := e.settle(rows, kept); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// near reports whether logits are the same but for the order of sums.
func near(a, b []float32) bool {
	far, largest := apart(a, b)
	return far <= probeNear*largest
}

// apart returns the largest difference of logits, and the largest logit of a.
func apart(a, b []float32) (far, largest float64) {
	for i := range a {
		largest = max(largest, math.Abs(float64(a[i])))
		far = max(far, math.Abs(float64(a[i])-float64(b[i])))
	}
	return far, largest
}

// Invariant is g so that no answer depends on the batch: as it is where the model
// allows that, else with one prompt at a time and no guesses.
func (m *Model) Invariant(g Generation) (Generation, error) {
	p, err := m.Probe()
	if err == nil && !p.BatchInvariant {
		g.Batch, g.Guess = 1, -1
	}
	return g, err
}
