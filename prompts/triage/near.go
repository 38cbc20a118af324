package triage

import (
	"cmp"
	"slices"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
)

// nearest are the templates of an action that frames are nearest to, at most two.
func (a *assembly) nearest(frames []report.TriageFrame, action string) []report.TriageNear {
	by := map[string]*report.TriageNear{}
	for _, f := range frames {
		for _, t := range a.near.Nearest(text.Prompt(f.Example), lookedThrough) {
			if t.Share < nearEnough {
				break
			}
			if t.Action() != action {
				continue
			}
			n := by[t.Place()]
			if n == nil {
				n = &report.TriageNear{Place: inPack(t.Place()), Text: t.Template.Text, Action: action}
				by[t.Place()] = n
			}
			n.N, n.Share = n.N+f.N, max(n.Share, t.Share)
			break
		}
	}
	return ordered(by)
}

// lookedThrough is how many of the nearest templates one of an action is looked for in.
const lookedThrough = 60

// mostTemplates is how many templates of each kind an item names.
const mostTemplates = 2

func ordered(by map[string]*report.TriageNear) []report.TriageNear {
	var out []report.TriageNear
	for _, place := range sortedKeys(by) {
		out = append(out, *by[place])
	}
	slices.SortStableFunc(out, func(x, y report.TriageNear) int { return cmp.Or(y.N-x.N, cmp.Compare(y.Share, x.Share)) })
	return out[:min(len(out), mostTemplates)]
}
