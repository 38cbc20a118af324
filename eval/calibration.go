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

// calibrationBins is the number of bins of equal width, the last one closed.
const calibrationBins = 15

// calibration keeps the confidence of every prediction that has one.
type calibration struct{ points []point }

type point struct {
	confidence float64
	cluster    int32
	right      bool
}

func (c *calibration) add(confidence float64, right bool, cluster int32) {
	c.points = append(c.points, point{confidence, cluster, right})
}

// scores say how far one set of confidences can be believed.
type scores struct{ brier, ece, aurc float64 }

func (p *point) bin() int { return min(int(p.confidence*calibrationBins), calibrationBins-1) }

// weigh scores points. They are sorted by falling confidence, and each counts as
// often as times says for its cluster.
//
//	Brier  mean (p − correct)²
//	ECE    Σ n_b/n · |accuracy_b − confidence_b| (Guo et al. 2017)
//	AURC   mean over k of the risk among the k most confident, ties averaged
//	       (Geifman and El-Yaniv 2017)
func weigh(points []point, times func(int32) int) scores {
	var s scores
	var gap [calibrationBins]float64
	n, wrong := 0, 0.0
	for i := 0; i < len(points); {
		tie, errs := 0, 0.0
		j := i
		for ; j < len(points) && points[j].confidence == points[i].confidence; j++ {
			p := &points[j]
			w := times(p.cluster)
			d := p.confidence - one(p.right)
			s.brier += float64(w) * d * d
			gap[p.bin()] += float64(w) * d
			tie += w
			errs += float64(w) * one(!p.right)
		}
		for k := 1; k <= tie; k++ {
			s.aurc += (wrong + errs*float64(k)/float64(tie)) / float64(n+k)
		}
		n, wrong, i = n+tie, wrong+errs, j
	}
	for _, g := range gap {
		s.ece += math.Abs(g)
	}
	s.brier, s.ece, s.aurc = s.brier/float64(n), s.ece/float64(n), s.aurc/float64(n)
	return s
}

func sortPoints(points []point) {
	slices.SortFunc(points, func(a, b point) int {
		if a.confidence != b.confidence {
			return cmp.Compare(b.confidence, a.confidence)
		}
		return cmp.Or(cmp.Compare(a.cluster, b.cluster), cmp.Compare(one(a.right), one(b.right)))
	})
}

// report scores the confidences and bootstraps clusters for the intervals. It
// puts the scores into m, and stops before the next replicate when the context
// ends.
func (c *calibration) report(ctx context.Context, seed uint64, byTemplate bool, examples int, m report.Metrics) (*report.Calibration, error) {
	n := len(c.points)
	if n == 0 {
		return nil, nil
	}
	sortPoints(c.points)
	got := weigh(c.points, func(int32) int { return 1 })
	clusters := c.numberClusters()
	from := c.spread(clusters, byTemplate)
	rng := rand.New(rand.NewPCG(seed, 0x2545f4914f6cdd1d))
	draws := min(max(20_000_000/n, 100), replicates)
	brier, ece, aurc := make([]float64, 0, draws), make([]float64, 0, draws), make([]float64, 0, draws)
	q := inorder.New(func(d *draw) { d.scores = weigh(c.points, func(cluster int32) int { return d.times[cluster] }) }, func(d *draw) bool {
		brier, ece, aurc = append(brier, d.brier), append(ece, d.ece), append(aurc, d.aurc)
		return true
	})
	defer q.Stop()
	for range draws {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d := &draw{times: make([]int, clusters)}
		for range clusters {
			d.times[rng.IntN(clusters)]++
		}
		q.Put(d)
	}
	q.Flush()
	m["brier"] = withInterval(got.brier, brier, n, "prompts", from)
	m["ece"] = withInterval(got.ece, ece, n, "prompts", from)
	m["aurc"] = withInterval(got.aurc, aurc, n, "prompts", from)
	for _, name := range []string{"brier", "ece", "aurc"} {
		m[name] = covering(m[name], n, examples)
	}
	return c.bins(), nil
}

// draw is a replicate of the bootstrap: how often each cluster is drawn, and the scores.
type draw struct {
	times []int
	scores
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

// bins computes the bars of the reliability diagram. A calibrated bin's gap is normal with
// variance Σp(1−p)/n², so its mean absolute gap is √(2/π·Σp(1−p))/n.
func (c *calibration) bins() *report.Calibration {
	var all [calibrationBins]report.Bin
	var variance [calibrationBins]float64
	for i := range c.points {
		p := &c.points[i]
		b := &all[p.bin()]
		b.N++
		b.Confidence += p.confidence
		b.Accuracy += one(p.right)
		variance[p.bin()] += p.confidence * (1 - p.confidence)
	}
	out := &report.Calibration{N: len(c.points)}
	for i, b := range all {
		if b.N == 0 {
			continue
		}
		b.Low, b.High = float64(i)/calibrationBins, float64(i+1)/calibrationBins
		b.Confidence /= float64(b.N)
		b.Accuracy /= float64(b.N)
		out.Bins = append(out.Bins, b)
		out.ECENull += math.Sqrt(2/math.Pi*variance[i]) / float64(out.N)
	}
	return out
}
