package prompts

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
)

// Dialogues lists the templates of dialogues: one for each turn of the user, in the order
// of files and lines.
func (p *Pack) Dialogues() []*Template { return slices.Clone(p.content.Dialogues()) }

// dialogueRows is how many of a dataset's rows are from dialogues.
func (p *Pack) dialogueRows(o Options) (int, error) {
	share := p.content.Share
	if o.Dialogues != nil {
		share = *o.Dialogues
	}
	switch {
	case !(share >= 0 && share <= 1):
		return 0, fmt.Errorf("dialogues: %v is no share of rows, from 0 to 1", share)
	case len(p.content.Leads) > 0:
		return int(math.Round(share * float64(o.N))), nil
	case o.Dialogues != nil && share > 0:
		return 0, errors.New("the pack has no dialogues: write some under dialogues or ask in templates/*.yaml")
	}
	return 0, nil
}

// addDialogues plans the rows of dialogues: each action that they begin with has its
// share by its weight.
func (plan *Plan) addDialogues(rows int, o Options) {
	if rows == 0 {
		return
	}
	plan.several = true
	by := map[string][]*Template{}
	for _, t := range plan.pack.content.Dialogues() {
		by[t.Dialogue.Action] = append(by[t.Dialogue.Action], t)
	}
	var names []string
	var weights []float64
	for _, a := range plan.pack.content.Schema.Actions {
		if by[a.Name] == nil {
			continue
		}
		weight, ok := plan.pack.content.Weights[a.Name]
		if !ok {
			weight = 1
		}
		names, weights = append(names, a.Name), append(weights, weight)
	}
	for i, n := range apportion(rows, weights) {
		name, ts := names[i], by[names[i]]
		a := ActionPlan{Action: name, Dialogues: true, Space: new(big.Int)}
		for _, t := range ts {
			a.Space.Add(a.Space, t.Compiled.Root.Size())
		}
		for _, g := range plan.dialogueGroups(name, ts, n, o) {
			for s, n := range g.rows {
				if n > 0 {
					a.Rows[s] += n
					a.Templates[s] = len(g.templates)
				}
			}
			plan.groups = append(plan.groups, g)
		}
		plan.Space.Add(plan.Space, a.Space)
		plan.Actions = append(plan.Actions, a)
	}
}

// dialogueGroups divides the rows of an action's dialogues over splits. Where they are
// split by template, a dialogue is in the split of the template that writes its first
// turn, and one that writes it itself is in one split with all its turns.
func (plan *Plan) dialogueGroups(name string, ts []*Template, rows int, o Options) []*group {
	if o.splitting != ByTemplate {
		return groupsOf(name, ts, rows, o, plan.intents)
	}
	var first, whole []*Template // of one turn, and one for each dialogue that has no such
	for _, t := range plan.pack.content.Templates {
		if t.Action() == name {
			first = append(first, t)
		}
	}
	seen := map[string]bool{}
	for _, t := range ts {
		if t.Dialogue.First == nil && !seen[t.Place()] {
			seen[t.Place()] = true
			whole = append(whole, t)
		}
	}
	split := map[string]int{}
	for _, some := range [][]*Template{first, whole} {
		if len(some) == 0 {
			continue
		}
		for s, part := range dealt(some, o) {
			for _, t := range part {
				split[t.Place()] = s
			}
		}
	}
	var parts [3][]*Template
	for _, t := range ts {
		at := t.Place()
		if t.Dialogue.First != nil {
			at = t.Dialogue.First.Place()
		}
		parts[split[at]] = append(parts[split[at]], t)
	}
	return spreadOver(parts, rows, o)
}
