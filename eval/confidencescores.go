package eval

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// scores say how far one set of confidences can be believed. auroc is NaN where all
// answers are right, all wrong, or all as sure.
//
//	Brier   mean (p − correct)²
//	NLL     mean −log of the probability given to what came true
//	ECE     Σ n_b/n · |accuracy_b − confidence_b| (Guo et al. 2017), over bins of equal
//	        width and of equal mass, which replicates do not move
//	AURC    mean over k of the risk among the k most confident, ties averaged
//	        (Geifman and El-Yaniv 2017)
//	E-AURC  AURC less that of confidences that rank all right answers first (Geifman,
//	        Uziel and El-Yaniv 2019)
//	AUROC   share of the pairs of a right and a wrong answer in which the right one has
//	        the greater confidence; ties count half
type scores struct{ brier, nll, ece, mass, aurc, eaurc, auroc float64 }

// weigher scores points over and over, with other weights for their clusters.
type weigher struct {
	ranks    []rank
	clusters []clusterScores
}

// rank is a point in the order of falling confidence: its cluster in the upper bits, then
// whether it is the last of those with its confidence, and whether it is wrong.
type rank uint32

const (
	rankWrong rank = 1 << iota
	rankLast
	rankBits = iota
)

// clusterScores are sums over the points of a cluster.
type clusterScores struct {
	n, brier, nll float64
	gaps          []gap
}

// gap is how much more is promised in a bin than is right. Bins of equal mass come after
// those of equal width.
type gap struct {
	bin uint8
	sum float64
}

func (c *clusterScores) addGap(bin uint8, by float64) {
	for i := range c.gaps {
		if c.gaps[i].bin == bin {
			c.gaps[i].sum += by
			return
		}
	}
	c.gaps = append(c.gaps, gap{bin, by})
}

// newWeigher takes points that prepare has seen, and the number of their clusters.
func newWeigher(points []point, clusters int) *weigher {
	w := &weigher{make([]rank, len(points)), make([]clusterScores, clusters)}
	for i := range points {
		p, c := &points[i], &w.clusters[points[i].cluster]
		d := p.confidence - one(p.right)
		c.n++
		c.brier += d * d
		c.nll += logLoss(p.confidence, p.right)
		c.addGap(p.width, d)
		c.addGap(calibrationBins+p.mass, d)
		w.ranks[i] = rank(p.cluster) << rankBits
		if !p.right {
			w.ranks[i] |= rankWrong
		}
		if i+1 == len(points) || points[i+1].confidence < p.confidence {
			w.ranks[i] |= rankLast
		}
	}
	return w
}

// once is how often each cluster counts where each counts once.
func (w *weigher) once() []int32 {
	times := make([]int32, len(w.clusters))
	for i := range times {
		times[i] = 1
	}
	return times
}

// weigh scores the points. Each counts as often as times says for its cluster.
func (w *weigher) weigh(times []int32) scores {
	var s scores
	var gaps [2 * calibrationBins]float64
	n := 0.0
	for i := range w.clusters {
		c, t := &w.clusters[i], float64(times[i])
		if t == 0 {
			continue
		}
		n += t * c.n
		s.brier += t * c.brier
		s.nll += t * c.nll
		for _, g := range c.gaps {
			gaps[g.bin] += t * g.sum
		}
	}
	for b, gap := range gaps {
		if b < calibrationBins {
			s.ece += math.Abs(gap)
		} else {
			s.mass += math.Abs(gap)
		}
	}
	s.brier, s.nll, s.ece, s.mass = s.brier/n, s.nll/n, s.ece/n, s.mass/n
	s.aurc, s.eaurc, s.auroc = w.order(times)
	return s
}

// order scores the order of the points.
func (w *weigher) order(times []int32) (aurc, eaurc, auroc float64) {
	var n, tie int32 // of points before this confidence, and of those with it
	var errs int32
	wrong, pairs, levels := 0.0, 0.0, 0
	for _, r := range w.ranks {
		t := times[r>>rankBits]
		tie += t
		errs += t * int32(r&rankWrong)
		if r&rankLast == 0 || tie == 0 {
			continue
		}
		slope := float64(errs) / float64(tie)
		for k := int32(1); k <= tie; k++ {
			aurc += (wrong + slope*float64(k)) / float64(n+k)
		}
		pairs += float64(errs) * (float64(n) - wrong + float64(tie-errs)/2)
		wrong += float64(errs)
		n, tie, errs = n+tie, 0, 0
		levels++
	}
	of := float64(n)
	aurc /= of
	if auroc = pairs / (wrong * (of - wrong)); levels < 2 {
		auroc = math.NaN()
	}
	return aurc, max(aurc-leastAURC(wrong, of), 0), auroc
}

// leastAURC is the AURC of n answers, some of them wrong, whose confidences rank all right
// ones first: the mean over k of max(0, k − (n − wrong))/k.
func leastAURC(wrong, n float64) float64 {
	right := n - wrong
	if right == 0 {
		return 1
	}
	return (wrong - right*(mathext.Digamma(n+1)-mathext.Digamma(right+1))) / n
}

// logLoss is the negative logarithm of the probability that a confidence gives to what
// came true. Confidences of 0 and 1 are moved by the precision of a float64, as
// scikit-learn does: log 0 is infinite.
func logLoss(confidence float64, right bool) float64 {
	const least = 0x1p-52
	p := min(max(confidence, least), 1-least)
	if !right {
		p = 1 - p
	}
	return -math.Log(p)
}
