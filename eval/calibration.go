package eval

import (
	"cmp"
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/slmkit/slmkit/dataset/inorder"
	"github.com/slmkit/slmkit/eval/report"
)

// calibration keeps the confidence of every prediction that has one.
type calibration struct{ points []point }

// point is an answer with a confidence. prepare sets the bins.
type point struct {
	confidence float64
	cluster    int32
	width      uint8 // bin of equal width
	mass       uint8 // bin of equal mass
	right      bool
}

func (c *calibration) add(confidence float64, right bool, cluster int32) {
	c.points = append(c.points, point{confidence: confidence, cluster: cluster, right: right})
}

// sortPoints sorts points by falling confidence. Equal ones are in an order that does not
// depend on how they came.
func sortPoints(points []point) {
	slices.SortFunc(points, func(a, b point) int {
		if a.confidence != b.confidence {
			return cmp.Compare(b.confidence, a.confidence)
		}
		return cmp.Or(cmp.Compare(a.cluster, b.cluster), cmp.Compare(one(a.right), one(b.right)))
	})
}

// prepare sorts points, and puts them into bins.
func prepare(points []point) {
	sortPoints(points)
	edges := massEdges(points)
	for i := range points {
		p := &points[i]
		p.width, p.mass = widthBin(p.confidence), massBin(edges, p.confidence)
	}
}

// report scores the confidences and bootstraps clusters for the intervals. It puts the
// scores into m, and stops before the next replicate when the context ends. It also
// returns what the options ask about withheld answers.
func (c *calibration) report(ctx context.Context, o *Options, byTemplate bool, examples int, m report.Metrics) (*report.Calibration, *report.Abstention, error) {
	n := len(c.points)
	if n == 0 {
		return nil, nil, nil
	}
	prepare(c.points)
	clusters := c.numberClusters()
	w := newWeigher(c.points, clusters)
	got := w.weigh(w.once())
	draws, err := w.bootstrap(ctx, o.Seed)
	if err != nil {
		return nil, nil, err
	}
	null, err := nullECE(ctx, c.points, o.Seed)
	if err != nil {
		return nil, nil, err
	}
	from := c.spread(clusters, byTemplate)
	put := func(name string, value float64, from spread, of func(*scores) float64) {
		values := make([]float64, len(draws))
		for i := range draws {
			values[i] = of(&draws[i])
		}
		m[name] = withInterval(value, values, n, "prompts", from)
	}
	centre(draws, got)
	put("brier", got.brier, from, func(s *scores) float64 { return s.brier })
	put("ece", got.ece, from, func(s *scores) float64 { return s.ece })
	put("ece_mass", got.mass, from, func(s *scores) float64 { return s.mass })
	put("ece_excess", got.ece-null.ece, from, func(s *scores) float64 { return s.ece - null.ece })
	put("aurc", got.aurc, from, func(s *scores) float64 { return s.aurc })
	put("e_aurc", got.eaurc, from, func(s *scores) float64 { return s.eaurc })
	put("auroc", got.auroc, from, func(s *scores) float64 { return s.auroc })
	from.most = math.Inf(1) // the log loss is no share
	put("nll", got.nll, from, func(s *scores) float64 { return s.nll })
	c.guard(m, o.MinN)
	r := &report.Calibration{N: n, ECENull: null.ece, ECEMassNull: null.mass, Bins: c.widthBins(byTemplate), MassBins: c.bins(byTemplate, ofMass),
		Histogram: c.histogram(), RiskCoverage: c.riskCoverage(byTemplate)}
	plan := planner{c.points, clusters, byTemplate, examples}
	for _, risk := range usualRisks {
		r.AtRisks = append(r.AtRisks, *plan.choose(risk))
	}
	for _, name := range confidenceMetrics {
		m[name] = covering(m[name], n, examples)
	}
	return r, plan.asked(o), nil
}

// confidenceMetrics are those that come from confidences.
var confidenceMetrics = []string{"brier", "nll", "ece", "ece_mass", "ece_excess", "aurc", "e_aurc", "auroc"}

// guard says what the metrics lack: the unit of the log loss, and how few right or wrong
// answers the AUROC comes from. That confidence tells all of the ones from all of the
// others is known from no more than the fewer of the two.
func (c *calibration) guard(m report.Metrics, minN int) {
	loss := m["nll"]
	loss.Unit = report.Nats
	m["nll"] = loss
	right := 0
	for i := range c.points {
		right += int(one(c.points[i].right))
	}
	fewer, what := len(c.points)-right, "wrong answers"
	if right < fewer {
		fewer, what = right, "right answers"
	}
	a := m["auroc"]
	switch {
	case fewer == 0:
		a.Warnings = append(a.Warnings, "all answers are "+map[bool]string{true: "right", false: "wrong"}[right > 0]+": there is nothing to tell apart")
	case a.Value == nil:
		a.Warnings = append(a.Warnings, "all answers have the same confidence, which tells nothing apart")
	case fewer < minN:
		a.Warnings = append(a.Warnings, few(fewer, what))
	}
	if a.Value != nil && (*a.Value == 0 || *a.Value == 1) {
		low, high := Wilson(*a.Value*float64(fewer), float64(fewer), z95)
		a.Low, a.High = report.Finite(low), report.Finite(high)
	}
	m["auroc"] = a
}

// centre moves the calibration errors of replicates so that their means are those of the
// sample. A replicate has the noise of the sample and its own, and so a larger error.
func centre(draws []scores, got scores) {
	var ece, mass float64
	for i := range draws {
		ece += draws[i].ece / float64(len(draws))
		mass += draws[i].mass / float64(len(draws))
	}
	for i := range draws {
		draws[i].ece = min(max(draws[i].ece+got.ece-ece, 0), 1)
		draws[i].mass = min(max(draws[i].mass+got.mass-mass, 0), 1)
	}
}

// budget is how many points the replicates of the bootstrap look at, where that makes
// between 100 and the usual number of replicates.
const budget = 20_000_000

// bootstrap scores draws of clusters.
func (w *weigher) bootstrap(ctx context.Context, seed uint64) ([]scores, error) {
	type draw struct {
		times []int32
		scores
	}
	clusters := len(w.clusters)
	rng := rand.New(rand.NewPCG(seed, 0x2545f4914f6cdd1d))
	var out []scores
	q := inorder.New(func(d *draw) { d.scores = w.weigh(d.times) }, func(d *draw) bool {
		out = append(out, d.scores)
		return true
	})
	defer q.Stop()
	for range min(max(budget/len(w.ranks), 100), replicates) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d := &draw{times: make([]int32, clusters)}
		for range clusters {
			d.times[rng.IntN(clusters)]++
		}
		q.Put(d)
	}
	q.Flush()
	return out, nil
}

// numberClusters gives the clusters of the points numbers from 0 on, in their order, and
// returns how many there are.
func (c *calibration) numberClusters() int {
	numbers := map[int32]int32{}
	for i := range c.points {
		numbers[c.points[i].cluster] = 0
	}
	for i, cluster := range sortedKeys(numbers) {
		numbers[cluster] = int32(i)
	}
	for i := range c.points {
		c.points[i].cluster = numbers[c.points[i].cluster]
	}
	return len(numbers)
}

// covering notes that a metric comes from n of the examples, where that is not all. Those
// that have a confidence or a latency may be the easy ones.
func covering(m report.Metric, n, examples int) report.Metric {
	if n < examples {
		m.Coverage = report.Finite(float64(n) / float64(examples))
		m.Warnings = append(m.Warnings, m.Covers())
	}
	return m
}

// spread is that of the points, whose clusters have been numbered.
func (c *calibration) spread(clusters int, byTemplate bool) spread {
	sizes := make([]group, clusters)
	for i := range c.points {
		sizes[c.points[i].cluster].n++
	}
	return newSpread(slices.Values(sizes), byTemplate)
}
