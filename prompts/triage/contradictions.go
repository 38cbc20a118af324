package triage

import (
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// contradictions makes an item of each pair of actions that enough messages confuse, and one
// of all others of an action. Messages that want nothing of the assistant are one item: the
// remedy is the same whatever they are taken for.
func (a *assembly) contradictions(kind string, groups map[[2]string][]*said) []report.TriageItem {
	var out []report.TriageItem
	rest := map[string]map[string][]*said{}
	for key, group := range groups {
		if kind == report.TriageLabel || total(group) >= leastPair && key[0] != dataset.None {
			out = append(out, a.contradiction(kind, key[0], key[1], group))
			continue
		}
		if rest[key[0]] == nil {
			rest[key[0]] = map[string][]*said{}
		}
		rest[key[0]][key[1]] = group
	}
	for action, others := range rest {
		if len(others) == 1 {
			for other, group := range others {
				out = append(out, a.contradiction(kind, action, other, group))
			}
			continue
		}
		var all []*said
		counts := []report.TriageCount{}
		for _, other := range sortedKeys(others) {
			all = append(all, others[other]...)
			counts = append(counts, report.TriageCount{Action: other, N: total(others[other])})
		}
		slices.SortStableFunc(counts, func(x, y report.TriageCount) int { return y.N - x.N })
		it := a.contradiction(kind, action, "", all)
		it.Others = counts
		out = append(out, it)
	}
	return out
}

// leastPair is how many messages an item of two actions has at least.
const leastPair = 3

// contradiction is an item of messages about which two of label, templates and model
// contradict each other.
func (a *assembly) contradiction(kind, action, other string, of []*said) report.TriageItem {
	it := a.item(kind, action, other, of)
	it.Other = other
	it.Frames = a.mostCentral(of)
	if kind == report.TriageLabel {
		it.Why = of[0].why
		it.Near = a.pulling(of, other)
		it.Next = "read them: mend the labels, or write templates of " + action + " if they are right"
		return it
	}
	if other != "" {
		it.Near = a.pulling(of, other)
	}
	it.Near = append(it.Near, a.nearest(it.Frames, action)...)
	it.File = a.file(action)
	it.Next = a.nextConfusion(&it, of)
	return it
}

// pulling are the templates of an action that write messages, or else those that are
// nearest to them.
func (a *assembly) pulling(of []*said, action string) []report.TriageNear {
	by := map[string]*report.TriageNear{}
	for _, s := range of {
		if s.template == "" || s.actions[0] != action {
			continue
		}
		if by[s.template] == nil {
			by[s.template] = &report.TriageNear{Place: inPack(s.template), Text: a.template(s.template), Action: action}
		}
		by[s.template].N += s.n
	}
	if len(by) > 0 {
		return ordered(by)
	}
	return a.nearest(a.mostCentral(of), action)
}
