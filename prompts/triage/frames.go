package triage

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// framesOf puts messages together by their frames, the commonest first.
func framesOf(of []*said) ([]report.TriageFrame, map[string][]*said) {
	by := map[string][]*said{}
	for _, s := range of {
		by[s.framed()] = append(by[s.framed()], s)
	}
	var out []report.TriageFrame
	for _, f := range sortedKeys(by) {
		first := by[f][0]
		out = append(out, report.TriageFrame{Frame: f, N: total(by[f]), Example: first.Text, ID: first.ID})
	}
	slices.SortStableFunc(out, func(x, y report.TriageFrame) int { return y.N - x.N })
	return out, by
}

// mostFrames is how many frames of a group are told.
const mostFrames = 5

// central lists the frames of a group: those of most messages first, and of these the ones
// that have most words in common with the others.
func (a *assembly) central(listed []report.TriageFrame, frames []frame, group []int) []report.TriageFrame {
	in := map[uint32]int{}
	for _, i := range group {
		for _, id := range distinct(frames[i].tokens) {
			in[id] += frames[i].n
		}
	}
	score := map[int]float64{}
	for _, i := range group {
		words := distinct(frames[i].tokens)
		for _, id := range words {
			score[i] += float64(in[id]) * a.v.rarity(id)
		}
		score[i] /= float64(len(words) + 2)
	}
	order := slices.Clone(group)
	slices.SortStableFunc(order, func(x, y int) int {
		return cmp.Or(frames[y].n-frames[x].n, cmp.Compare(score[y], score[x]), strings.Compare(frames[x].text, frames[y].text))
	})
	var out []report.TriageFrame
	for _, i := range order[:min(len(order), mostFrames)] {
		out = append(out, listed[i])
	}
	return out
}

// mostCentral lists frames of messages as central does.
func (a *assembly) mostCentral(of []*said) []report.TriageFrame {
	listed, _ := framesOf(of)
	frames, all := make([]frame, len(listed)), make([]int, len(listed))
	for i, f := range listed {
		frames[i], all[i] = frame{text: f.Frame, tokens: a.v.tokens(f.Frame), n: f.N}, i
	}
	return a.central(listed, frames, all)
}

func distinct(ids []uint32) []uint32 {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}
