package eval

import (
	"context"
	"math/rand/v2"
)

// drawn holds the F1s of every replicate. NaN marks a replicate in which a value
// is undefined.
type drawn struct {
	f1s             map[string][]float64 // by the names of f1Metrics
	intents, params [][]float64          // by label
}

// bootstrap draws clusters with replacement. The same seed draws the same
// clusters for every run over the same gold, so that differences are paired. It
// stops before the next replicate when the context ends.
func (t *tally) bootstrap(ctx context.Context, seed uint64) (drawn, error) {
	rng := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	keys := sortedKeys(t.clusters)
	clusters := make([]*clusterCounts, len(keys))
	for i, k := range keys {
		clusters[i] = t.clusters[k]
	}
	d := drawn{f1s: map[string][]float64{}, intents: draws(len(t.intentIndex)), params: draws(len(t.paramIndex))}
	f1s := draws(len(f1Metrics))
	for i, f := range f1Metrics {
		d.f1s[f.name] = f1s[i]
	}
	intents, params := make([]delta, len(t.intentIndex)), make([]delta, len(t.paramIndex))
	for b := range replicates {
		if err := ctx.Err(); err != nil {
			return drawn{}, err
		}
		clear(intents)
		clear(params)
		s := sums{intents: intents}
		for range clusters {
			c := clusters[rng.IntN(len(clusters))]
			s.all.add(c.all)
			s.given.add(c.given)
			c.intents.addTo(intents)
			c.params.addTo(params)
		}
		for i, f := range f1Metrics {
			f1s[i][b] = f.of(&s)
		}
		for i, s := range intents {
			d.intents[i][b] = s.f1()
		}
		for i, s := range params {
			d.params[i][b] = s.f1()
		}
	}
	return d, nil
}

// draws returns room for the replicates of each label.
func draws(labels int) [][]float64 {
	t := make([][]float64, labels)
	for i := range t {
		t[i] = make([]float64, replicates)
	}
	return t
}
