package triage

import (
	"cmp"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/paired"
	"github.com/slmkit/slmkit/eval/report"
)

// scores are those of the messages that only score.
func scores(held []*said) report.TriageScores {
	type score struct {
		hash           uint64
		covered, right int
	}
	var all []score
	for _, s := range held {
		one := score{dataset.KeyHash(splitSeed, text.Prompt(s.Text)) >> 2, report.OutcomeNo, report.OutcomeNone}
		if s.state == report.TriageCovered {
			one.covered = report.OutcomeYes
		}
		if s.labelled() && s.answered() {
			if one.right = report.OutcomeYes; s.wrong() {
				one.right = report.OutcomeNo
			}
		}
		for range s.n {
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b score) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), a.covered-b.covered, a.right-b.right)
	})
	out := report.TriageScores{High: report.Packed{}, Low: report.Packed{}, Covered: report.Packed{}, Right: report.Packed{}}
	for _, s := range all {
		out.High, out.Low = append(out.High, int(s.hash>>31)), append(out.Low, int(s.hash&(1<<31-1)))
		out.Covered, out.Right = append(out.Covered, s.covered), append(out.Right, s.right)
	}
	return out
}

// Compare says what an edit won: it compares two reports of the same messages, by those
// that only score and are in both.
func Compare(before, after *report.Triage) *report.TriageChange {
	c := &report.TriageChange{Before: before.Name, Pack: before.Pack}
	b, a := &before.Scores, &after.Scores
	var covered, right []paired.Pair
	for i, j := 0, 0; i < len(b.High) && j < len(a.High); {
		switch order := cmp.Or(b.High[i]-a.High[j], b.Low[i]-a.Low[j]); {
		case order < 0:
			i++
		case order > 0:
			j++
		default:
			covered = append(covered, paired.Pair{Cluster: b.Low[i], Base: b.Covered[i] == report.OutcomeYes, New: a.Covered[j] == report.OutcomeYes})
			if b.Right[i] != report.OutcomeNone && a.Right[j] != report.OutcomeNone {
				right = append(right, paired.Pair{Cluster: b.Low[i], Base: b.Right[i] == report.OutcomeYes, New: a.Right[j] == report.OutcomeYes})
			}
			i, j = i+1, j+1
		}
	}
	c.N = len(covered)
	c.Covered, c.Right = difference(covered), difference(right)
	for _, p := range covered {
		switch {
		case p.New && !p.Base:
			c.Gained++
		case p.Base && !p.New:
			c.Lost++
		}
	}
	c.Moved(before.Items, after.Items)
	return c
}

// difference is the change of a share with its paired interval.
func difference(pairs []paired.Pair) report.Metric {
	m := report.Metric{N: len(pairs), Of: messages}
	if len(pairs) == 0 {
		return m
	}
	test := paired.New(pairs)
	low, high := test.Bounds((1 - report.Level) / 2)
	m.Value, m.Low, m.High = report.Finite(test.Change()), report.Finite(low), report.Finite(high)
	return m
}
