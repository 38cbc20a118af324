package prompts

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// ParamPlan is what a plan gives one parameter of an action.
type ParamPlan struct {
	Action string      `json:"action"`
	Param  string      `json:"parameter"`
	Rows   float64     `json:"rows"`   // expected to set it
	Values []ValuePlan `json:"values"` // the most frequent first
	Unseen float64     `json:"unseen"` // values expected in no row
}

// ValuePlan is one value of a parameter: its canonical name, or its words if they are
// the value. The numbers of one generator count as one value, named by an example in
// brackets.
type ValuePlan struct {
	Value string  `json:"value"`
	Rows  float64 `json:"rows"` // expected
}

// Values lists the rows that each parameter and each of its values can expect, in
// the order of the schema. It uses only the weights of the strategy: small
// templates and where clauses may change the real numbers.
func (plan *Plan) Values() []ParamPlan {
	type place struct{ action, param string }
	weights := plan.weights()
	e := &expecter{weights: weights, shares: map[*grammar.Node]map[string]float64{}}
	rows := map[place]float64{}
	values := map[place]map[string]float64{}
	for _, g := range plan.groups {
		for i, n := range plan.quotas(g) {
			t := g.templates[i]
			e.slots(t.Compiled.Root, float64(n), func(slot *grammar.Node, visits float64) {
				s := t.Compiled.Slots[slot.Slot]
				at := place{t.Calls[s.Call].Name, s.Param.Name}
				if values[at] == nil {
					values[at] = map[string]float64{}
				}
				rows[at] += visits
				for v, share := range e.values(slot.Kids[0]) {
					values[at][v] += visits * share
				}
			})
		}
	}
	var out []ParamPlan
	for _, a := range plan.pack.content.Schema.Actions {
		for _, p := range a.Params {
			at := place{a.Name, p.Name}
			q := ParamPlan{Action: a.Name, Param: p.Name, Rows: rows[at], Values: []ValuePlan{}}
			for v, n := range values[at] {
				q.Values = append(q.Values, ValuePlan{v, n})
			}
			slices.SortFunc(q.Values, func(a, b ValuePlan) int {
				return cmp.Or(cmp.Compare(b.Rows, a.Rows), strings.Compare(a.Value, b.Value))
			})
			for _, v := range q.Values { // in order, so that the sum is the same in every run
				q.Unseen += math.Exp(-v.Rows)
			}
			out = append(out, q)
		}
	}
	return out
}

// expecter follows the chances of choices.
type expecter struct {
	weights grammar.ChoiceWeights
	shares  map[*grammar.Node]map[string]float64 // of values, by the words of a slot
}

// slots calls f with each slot below root and the number of visits expected for
// it, given the number of visits to root.
func (e *expecter) slots(root *grammar.Node, visits float64, f func(*grammar.Node, float64)) {
	var order []*grammar.Node // kids before parents
	got := map[*grammar.Node]float64{}
	var list func(*grammar.Node)
	list = func(n *grammar.Node) {
		if _, known := got[n]; known || n.May == 0 {
			return
		}
		got[n] = 0
		if n.Kind != grammar.KindSlot {
			for _, k := range n.Kids {
				list(k)
			}
		}
		order = append(order, n)
	}
	list(root)
	got[root] = visits
	for _, n := range slices.Backward(order) {
		if n.Kind == grammar.KindSlot {
			f(n, got[n])
			continue
		}
		for i, k := range n.Kids {
			if k.May != 0 {
				got[k] += got[n] * e.chance(n, i)
			}
		}
	}
}

// chance returns the probability that a derivation of n chooses the given kid.
func (e *expecter) chance(n *grammar.Node, kid int) float64 {
	if n.Kind != grammar.KindAlt {
		return 1
	}
	cum := n.Cum
	if e.weights != nil {
		cum = e.weights[n]
	}
	if cum == nil {
		return 1 / float64(len(n.Kids))
	}
	part := cum[kid]
	if kid > 0 {
		part -= cum[kid-1]
	}
	return float64(part) / float64(cum[len(cum)-1])
}

// values are the shares of the values that the words of a slot may have.
func (e *expecter) values(n *grammar.Node) map[string]float64 {
	if s := e.shares[n]; s != nil {
		return s
	}
	out := map[string]float64{}
	switch n.Kind {
	case grammar.KindAlt:
		for i, k := range n.Kids {
			chance := e.chance(n, i)
			for v, share := range e.values(k) {
				out[v] += chance * share
			}
		}
	case grammar.KindBound:
		out = e.values(n.Kids[0])
	case grammar.KindValue, grammar.KindLiteral:
		out[strings.TrimSpace(n.Text)] = 1
	default: // words made of parts: one example represents them all
		out["("+n.Example()+" …)"] = 1
	}
	e.shares[n] = out
	return out
}
