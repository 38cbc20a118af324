package prompts

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// ParamPlan is what a plan gives one parameter of an action.
type ParamPlan struct {
	Action string      `json:"action"`
	Param  string      `json:"parameter"`
	Rows   float64     `json:"rows"`   // expected to set it
	Values []ValuePlan `json:"values"` // the most frequent first
	Unseen float64     `json:"unseen"` // values expected to stand in no row
}

// ValuePlan is one value of a parameter: its canonical name, or the words where
// they are the value. Numbers are one, named by an example in brackets.
type ValuePlan struct {
	Value string  `json:"value"`
	Rows  float64 `json:"rows"` // expected
}

// Values lists what each parameter and each of its values is expected to get, in
// the order of the schema. A row counts as drawn by the strategy's weights, which
// small templates and where conditions may bend.
func (plan *Plan) Values() []ParamPlan {
	type place struct{ action, param string }
	weights := plan.strategy.weights(plan.pack)
	e := &expecter{weights: weights, shares: map[*node]map[string]float64{}}
	rows := map[place]float64{}
	values := map[place]map[string]float64{}
	for _, g := range plan.groups {
		for i, n := range plan.quotas(g) {
			t := g.templates[i]
			e.slots(t.compiled.root, float64(n), func(slot *node, visits float64) {
				s := t.compiled.slots[slot.slot]
				at := place{t.Actions[s.call], s.param.Name}
				if values[at] == nil {
					values[at] = map[string]float64{}
				}
				rows[at] += visits
				for v, share := range e.values(slot.kids[0]) {
					values[at][v] += visits * share
				}
			})
		}
	}
	var out []ParamPlan
	for _, a := range plan.pack.schema.Actions {
		for _, p := range a.Params {
			at := place{a.Name, p.Name}
			q := ParamPlan{Action: a.Name, Param: p.Name, Rows: rows[at], Values: []ValuePlan{}}
			for v, n := range values[at] {
				q.Values = append(q.Values, ValuePlan{v, n})
				q.Unseen += math.Exp(-n)
			}
			slices.SortFunc(q.Values, func(a, b ValuePlan) int {
				return cmp.Or(cmp.Compare(b.Rows, a.Rows), strings.Compare(a.Value, b.Value))
			})
			out = append(out, q)
		}
	}
	return out
}

// expecter follows the chances of choices.
type expecter struct {
	weights choiceWeights
	shares  map[*node]map[string]float64 // of values, by the words of a slot
}

// slots calls f with each slot below a node that is visited so often, with the
// visits that it is expected to get.
func (e *expecter) slots(root *node, visits float64, f func(*node, float64)) {
	var order []*node // kids before parents
	got := map[*node]float64{}
	var list func(*node)
	list = func(n *node) {
		if _, known := got[n]; known || n.may == 0 {
			return
		}
		got[n] = 0
		if n.kind != kindSlot {
			for _, k := range n.kids {
				list(k)
			}
		}
		order = append(order, n)
	}
	list(root)
	got[root] = visits
	for _, n := range slices.Backward(order) {
		if n.kind == kindSlot {
			f(n, got[n])
			continue
		}
		for i, k := range n.kids {
			if k.may != 0 {
				got[k] += got[n] * e.chance(n, i)
			}
		}
	}
}

// chance is that of a kid of a node.
func (e *expecter) chance(n *node, kid int) float64 {
	if n.kind != kindAlt {
		return 1
	}
	cum := n.cum
	if e.weights != nil {
		cum = e.weights[n]
	}
	if cum == nil {
		return 1 / float64(len(n.kids))
	}
	part := cum[kid]
	if kid > 0 {
		part -= cum[kid-1]
	}
	return float64(part) / float64(cum[len(cum)-1])
}

// values are the shares of the values that the words of a slot may have.
func (e *expecter) values(n *node) map[string]float64 {
	if s := e.shares[n]; s != nil {
		return s
	}
	out := map[string]float64{}
	switch n.kind {
	case kindAlt:
		for i, k := range n.kids {
			chance := e.chance(n, i)
			for v, share := range e.values(k) {
				out[v] += chance * share
			}
		}
	case kindValue, kindLiteral:
		out[strings.TrimSpace(n.text)] = 1
	default: // words made of parts: an example stands for all
		out["("+n.example()+" …)"] = 1
	}
	e.shares[n] = out
	return out
}
