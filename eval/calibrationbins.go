package eval

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/slmkit/slmkit/dataset/inorder"
	"github.com/slmkit/slmkit/eval/report"
)

// calibrationBins is the number of bins of a calibration error.
const calibrationBins = 15

// histogramBins is the number of bins of the histogram.
const histogramBins = 20

// widthBin is the bin of equal width of a confidence. The last one has 1.
func widthBin(confidence float64) uint8 { return uint8(binOf(confidence, calibrationBins)) }

func binOf(confidence float64, bins int) int {
	return max(min(int(confidence*float64(bins)), bins-1), 0)
}

// massEdges are the quantiles between bins of equal mass, interpolated linearly. points
// are sorted by falling confidence.
func massEdges(points []point) (edges [calibrationBins - 1]float64) {
	last := len(points) - 1
	if last < 0 {
		return edges
	}
	for i := range edges {
		at := float64((i+1)*last) / calibrationBins
		low := int(at)
		a, b := points[last-low].confidence, points[last-min(low+1, last)].confidence
		edges[i] = a + (at-float64(low))*(b-a)
	}
	return edges
}

// massBin is the bin of equal mass of a confidence, which has the edge above it. So equal
// confidences are in one bin, and bins may be empty.
func massBin(edges [calibrationBins - 1]float64, confidence float64) uint8 {
	i, _ := slices.BinarySearch(edges[:], confidence)
	return uint8(i)
}

// ofWidth and ofMass say which bin a point is in.
func ofWidth(p *point) int { return int(p.width) }
func ofMass(p *point) int  { return int(p.mass) }

// bins computes the bars of a reliability diagram. Those of equal mass reach from the
// least to the greatest confidence in them.
func (c *calibration) bins(byTemplate bool, binOf func(*point) int) []report.Bin {
	var all [calibrationBins]report.Bin
	var right [calibrationBins]clustered
	for i := range c.points {
		p := &c.points[i]
		b := &all[binOf(p)]
		if b.N == 0 {
			b.High = p.confidence
		}
		b.N++
		b.Low = p.confidence
		b.Confidence += p.confidence
		right[binOf(p)].add(p.cluster, one(p.right))
	}
	var out []report.Bin
	for i, b := range all {
		if b.N == 0 {
			continue
		}
		accuracy := right[i].proportion(byTemplate)
		b.Confidence /= float64(b.N)
		b.Accuracy, b.AccuracyLow, b.AccuracyHigh = *accuracy.Value, accuracy.Low, accuracy.High
		out = append(out, b)
	}
	return out
}

// widthBins are the bars of bins of equal width, which reach from edge to edge.
func (c *calibration) widthBins(byTemplate bool) []report.Bin {
	out := c.bins(byTemplate, ofWidth)
	for i := range out {
		b := float64(widthBin(out[i].Low))
		out[i].Low, out[i].High = b/calibrationBins, (b+1)/calibrationBins
	}
	return out
}

// histogram counts the confidences of right and of wrong answers.
func (c *calibration) histogram() *report.Histogram {
	h := &report.Histogram{Right: make([]int, histogramBins), Wrong: make([]int, histogramBins)}
	for i := range c.points {
		p := &c.points[i]
		side := h.Wrong
		if p.right {
			side = h.Right
		}
		side[binOf(p.confidence, histogramBins)]++
	}
	return h
}

// nullDraws is how many points the draws of nullECE look at, where that makes between 50
// and 1000 draws: their mean is known to about 1 % of itself.
const nullDraws = 5_000_000

// nullECE is what the calibration errors of a perfectly calibrated model would be for
// these confidences, on average: each answer is drawn to be right with its confidence as
// the probability.
func nullECE(ctx context.Context, points []point, seed uint64) (null struct{ ece, mass float64 }, err error) {
	type draw struct {
		seed      uint64
		ece, mass float64
	}
	draws := min(max(nullDraws/len(points), 50), 1000)
	q := inorder.New(func(d *draw) { d.ece, d.mass = drawECE(points, d.seed, seed) }, func(d *draw) bool {
		null.ece += d.ece / float64(draws)
		null.mass += d.mass / float64(draws)
		return true
	})
	defer q.Stop()
	for i := range draws {
		if err := ctx.Err(); err != nil {
			return null, err
		}
		q.Put(&draw{seed: uint64(i)})
	}
	q.Flush()
	return null, nil
}

// drawECE draws which answers are right, and returns their calibration errors.
func drawECE(points []point, draw, seed uint64) (ece, bymass float64) {
	rng := rand.New(rand.NewPCG(draw, seed^0x6a09e667f3bcc908))
	var width, mass [calibrationBins]float64
	for i := range points {
		p := &points[i]
		d := p.confidence - one(rng.Float64() < p.confidence)
		width[p.width] += d
		mass[p.mass] += d
	}
	for b := range width {
		ece += math.Abs(width[b])
		bymass += math.Abs(mass[b])
	}
	n := float64(len(points))
	return ece / n, bymass / n
}
