package eval

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// scores say how far one set of confidences can be believed. auroc is NaN where all
// answers are right, or all wrong.
type scores struct{ brier, nll, ece, mass, aurc, eaurc, auroc float64 }

// weigh scores points that prepare has seen. Each counts as often as times says for its
// cluster, and once where times is nil.
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
func weigh(points []point, times []int) scores {
	var s scores
	var width, mass [calibrationBins]float64
	n, wrong, pairs := 0, 0.0, 0.0
	for i := 0; i < len(points); {
		tie, errs := 0, 0.0
		confidence := points[i].confidence
		for i < len(points) && !(points[i].confidence < confidence) {
			p, w := &points[i], 1
			if times != nil {
				w = times[p.cluster]
			}
			if i++; w == 0 {
				continue
			}
			d := p.confidence - one(p.right)
			tie += w
			errs += float64(w) * one(!p.right)
			s.brier += float64(w) * d * d
			s.nll += float64(w) * p.loss
			width[p.width] += float64(w) * d
			mass[p.mass] += float64(w) * d
		}
		for k := 1; k <= tie; k++ {
			s.aurc += (wrong + errs*float64(k)/float64(tie)) / float64(n+k)
		}
		pairs += errs * (float64(n) - wrong + (float64(tie)-errs)/2)
		n, wrong = n+tie, wrong+errs
	}
	for b := range width {
		s.ece += math.Abs(width[b])
		s.mass += math.Abs(mass[b])
	}
	of := float64(n)
	s.auroc = pairs / (wrong * (of - wrong))
	s.brier, s.nll, s.ece, s.mass, s.aurc = s.brier/of, s.nll/of, s.ece/of, s.mass/of, s.aurc/of
	s.eaurc = max(s.aurc-leastAURC(wrong, of), 0)
	return s
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
