package measure

import (
	"math"
	"math/rand/v2"
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// splits is how often the blocks of a runner are split at random.
const splits = 200

// splitNoise estimates by how much two series of runs of the same model differ: the
// blocks of one are split into two halves, and the medians of the halves compared. Blocks
// of the same prompts are shared out evenly, as far as prompts recur after some blocks;
// else the halves have other prompts, and the estimate is too large. The result is the
// 95th percentile of |ratio - 1| over random splits, 0 for fewer than fewestBlocks.
func splitNoise(blocks [][]float64, recur int) float64 {
	n := len(blocks)
	if n < fewestBlocks {
		return 0
	}
	r := rand.New(rand.NewPCG(2, 0))
	all := newSeries(blocks)
	found := make([]float64, splits)
	for i := range found {
		in, out := split(r, n, recur)
		found[i] = apart(all.percentile(0.5, in) / all.percentile(0.5, out))
	}
	slices.Sort(found)
	return found[rank(report.Level, len(found))]
}

// split splits n blocks at random into two halves: how often each block counts in either.
// Blocks of the same prompts, which recur, go to the halves by turns.
func split(r *rand.Rand, n, recur int) (in, out []int) {
	halves, sizes := [2][]int{make([]int, n), make([]int, n)}, [2]int{}
	for at := range min(recur, n) {
		side := r.IntN(2)
		if sizes[side] > sizes[1-side] {
			side = 1 - side
		}
		for block := at; block < n; block += recur {
			halves[side][block] = 1
			sizes[side]++
			side = 1 - side
		}
	}
	return halves[0], halves[1]
}

// apart is how far a ratio is from 1, the same for a ratio and its inverse.
func apart(ratio float64) float64 {
	if !(ratio > 0) || math.IsInf(ratio, 1) {
		return 0
	}
	return max(ratio, 1/ratio) - 1
}

// noise is the floor below which ratios of these runners are not told apart: the largest
// estimate of splitNoise, or the farther end of the interval of the ratio of a runner
// and its twin where that is more. It is nil where there are too few blocks.
func noise(blocks [][][]float64, recur int, twin *report.Metric) *report.Noise {
	out := report.Noise{How: report.NoiseSplit}
	for _, b := range blocks {
		out.Floor, out.N = max(out.Floor, splitNoise(b, recur)), len(b)
	}
	if twin != nil && twin.Low != nil && twin.High != nil {
		out.How = report.NoiseAA
		out.Floor = max(out.Floor, apart(*twin.Low), apart(*twin.High))
	}
	if out.N < fewestBlocks {
		return nil
	}
	return &out
}
