package render

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// flipsPart shows which examples fare otherwise in another run on the same gold.
type flipsPart struct {
	This string
	Runs []flipCounts
}

type flipCounts struct {
	Run                          string
	Both, Broken, Fixed, Neither int
	Actions                      []actionFlips // those with the most flips
}

// Drill links to the flipped examples.
func (f *flipCounts) Drill(how string) string { return drill("flip", how+":"+f.Run) }

type actionFlips struct {
	Run, Name     string
	Broken, Fixed int
}

// Drill links to the flipped examples of the action.
func (a *actionFlips) Drill(how string) string {
	return drill("flip", how+":"+a.Run, "asked", a.Name)
}

// flippedActions is how many actions the part lists for each run.
const flippedActions = 8

// flipsOf compares the outcomes of a run with those of others on the same examples, by
// exact match, or by the action where gold has only that.
func flipsOf(e *report.Evaluation, runs []*report.Evaluation) []flip {
	var out []flip
	if e.Outcomes == nil {
		return nil
	}
	metric := "exact_match"
	if e.Outcomes.Metrics[metric] == nil {
		metric = "intent_accuracy"
	}
	is := e.Outcomes.Metrics[metric]
	for _, r := range runs {
		if r.Outcomes == nil || r.Outcomes.IDs != e.Outcomes.IDs || len(r.Outcomes.Metrics[metric]) != len(is) {
			continue
		}
		f := flip{Run: r.RunLabel()}
		for i, was := range r.Outcomes.Metrics[metric] {
			f.At = append(f.At, flipState(was == report.OutcomeYes, is[i] == report.OutcomeYes))
		}
		out = append(out, f)
	}
	return out
}

func flipState(was, is bool) int {
	switch {
	case was && is:
		return flipBoth
	case was:
		return flipBroken
	case is:
		return flipFixed
	}
	return flipNeither
}

func newFlips(e *report.Evaluation, flips []flip) *flipsPart {
	if len(flips) == 0 {
		return nil
	}
	out := &flipsPart{This: e.RunLabel()}
	for _, f := range flips {
		n, actions := [4]int{}, map[string]*actionFlips{}
		for i, how := range f.At {
			n[how]++
			name := actionOf(e.Outcomes, i)
			if name == "" || how != flipBroken && how != flipFixed {
				continue
			}
			if actions[name] == nil {
				actions[name] = &actionFlips{Run: f.Run, Name: name}
			}
			if how == flipBroken {
				actions[name].Broken++
			} else {
				actions[name].Fixed++
			}
		}
		c := flipCounts{Run: f.Run, Both: n[flipBoth], Broken: n[flipBroken], Fixed: n[flipFixed], Neither: n[flipNeither]}
		for _, a := range actions {
			c.Actions = append(c.Actions, *a)
		}
		slices.SortFunc(c.Actions, func(a, b actionFlips) int {
			return cmp.Or(cmp.Compare(b.Broken+b.Fixed, a.Broken+a.Fixed), cmp.Compare(a.Name, b.Name))
		})
		c.Actions = c.Actions[:min(flippedActions, len(c.Actions))]
		out.Runs = append(out.Runs, c)
	}
	return out
}

// actionOf is the action of an example that has one call, "" of another.
func actionOf(o *report.Outcomes, i int) string {
	if i >= len(o.Kind) || o.Kind[i] >= len(o.Kinds) {
		return ""
	}
	for part := range strings.SplitSeq(o.Kinds[o.Kind[i]], report.PartSeparator) {
		if name, ok := strings.CutPrefix(part, "intent="); ok {
			return name
		}
	}
	return ""
}
