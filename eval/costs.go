package eval

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/risk"
)

// exampleCost is what the answer to an example costs by a table of costs.
type exampleCost struct {
	total     float64
	limited   bool // the table says from which cost on an answer is dangerous
	dangerous bool
	mistakes  []risk.Mistake
}

// nothing is the cost of a right answer, nil without a table.
func nothing(t *risk.Table) *exampleCost {
	if t == nil {
		return nil
	}
	return &exampleCost{limited: t.Dangerous != nil}
}

// charge sets the cost of an answer that is not right.
func (r *Result) charge(t *risk.Table) {
	c := nothing(t)
	c.mistakes = r.mistakes
	if !r.callable() {
		c.mistakes = []risk.Mistake{t.NoAnswer(strings.Join(r.Want, "; "))}
	}
	for _, m := range c.mistakes {
		c.total += m.Cost
	}
	c.dangerous = c.limited && c.total >= *t.Dangerous
	r.Cost = c
}

// chargeArgs notes the mistakes in the arguments of a call whose action is right.
func (r *Result) chargeArgs(t *risk.Table, args []Arg) {
	for _, a := range args {
		switch a.Kind {
		case INC, PAR:
			r.mistakes = append(r.mistakes, t.Argument(risk.Wrong, a.Action, a.Param))
		case MIS:
			r.mistakes = append(r.mistakes, t.Argument(risk.Missing, a.Action, a.Param))
		case SPU:
			r.mistakes = append(r.mistakes, t.Argument(risk.Extra, a.Action, a.Param))
		}
	}
}

// chargeCalls notes the actions that were asked for and not answered, and those that were
// answered and not asked for. Where there are several, they are paired as it is dearest:
// nothing says which was meant for which.
func (r *Result) chargeCalls(t *risk.Table, asked, answered []string) {
	weights := make([][]float64, len(asked))
	for i := range asked {
		for k := range answered {
			weights[i] = append(weights[i], 1e-9+t.Action(asked[i], answered[k]).Cost)
		}
	}
	left := make([]bool, len(answered))
	for i, at := range assign(weights) {
		if at < 0 {
			r.mistakes = append(r.mistakes, t.Action(asked[i], dataset.None))
			continue
		}
		left[at] = true
		r.mistakes = append(r.mistakes, t.Action(asked[i], answered[at]))
	}
	for k, name := range answered {
		if !left[k] {
			r.mistakes = append(r.mistakes, t.Action(dataset.None, name))
		}
	}
}

// costs adds up what the answers of a run cost.
type costs struct {
	total    clustered
	dearest  float64 // of one answer
	mistakes map[string]*mistakeCount
}

type mistakeCount struct {
	tagged
	cost float64
}

func (c *costs) add(id string, cost *exampleCost, cluster int32) {
	c.total.add(cluster, cost.total)
	c.dearest = max(c.dearest, cost.total)
	if len(cost.mistakes) > 0 && c.mistakes == nil {
		c.mistakes = map[string]*mistakeCount{}
	}
	for _, m := range cost.mistakes {
		if m.Cost > 0 {
			n := get(c.mistakes, m.What)
			n.add(id)
			n.cost += m.Cost
		}
	}
}

// maxDearest is how many kinds of mistakes a report lists by their cost.
const maxDearest = 20

// report lists the dearest mistakes.
func (c *costs) report(t *risk.Table, dangerous *clustered) *report.Costs {
	out := &report.Costs{Table: t.Hash(), DangerousFrom: t.Dangerous, Dangerous: int(total(dangerous.groups()).sum), Total: total(c.total.groups()).sum}
	for _, what := range sortedKeys(c.mistakes) {
		m := c.mistakes[what]
		out.Dearest = append(out.Dearest, report.Mistake{What: what, N: m.n, Cost: m.cost, IDs: m.ids})
	}
	slices.SortStableFunc(out.Dearest, func(a, b report.Mistake) int { return cmp.Compare(b.Cost, a.Cost) })
	out.Dearest = out.Dearest[:min(len(out.Dearest), maxDearest)]
	return out
}

// addCosts adds what the run costs, where there is a table.
func (t *tally) addCosts(r *report.Evaluation, table *risk.Table) {
	if table == nil {
		delete(r.Metrics, shareNames[dangerous])
		return
	}
	r.Metrics["expected_cost"] = t.costs.mean(t.byTemplate, table.Dearest())
	r.Metrics[shareNames[dangerous]] = t.shares[dangerous].exactShare(t.byTemplate)
	r.Costs = t.costs.report(table, &t.shares[dangerous])
}

// mean is the mean of costs with an interval that allows for templates. Costs are mostly 0
// and seldom large, so that few of them vary too little. Hence the high end is that of a
// run with some more mistakes, each as dear as the dearest one of the run: two in theory,
// as in the interval of Agresti and Coull for proportions. Where no answer costs anything,
// dearest is what a mistake may cost.
func (c *costs) mean(byTemplate bool, dearest float64) report.Metric {
	groups := c.total.groups()
	t := total(groups)
	m := report.Metric{N: int(t.n), Of: "prompts", Unit: report.Cost}
	if t.n == 0 {
		return m
	}
	mean, deff, z := t.sum/t.n, 1.0, z95
	m.Value = report.Finite(mean)
	if byTemplate {
		deff, z = designEffect(groups), tQuantile(countGroups(groups)-1)
	}
	if math.IsNaN(deff) {
		m.Warnings = append(m.Warnings, oneTemplate)
		return m
	}
	m.Low = report.Finite(max(0, mean-z*math.Sqrt(deff*t.variance())))
	if c.dearest > 0 {
		dearest = c.dearest
	}
	more := z * z / 2 * deff
	t.n, t.sum, t.squares = t.n+2*more, t.sum+more*dearest, t.squares+more*dearest*dearest
	high := t.sum/t.n + z*math.Sqrt(deff*t.variance())
	if byTemplate { // that are all alike say no more than their number
		high = max(high, dearest*(1-surest(evenness(groups))))
	}
	m.High = report.Finite(high)
	return m
}

// variance is that of the mean of independent items.
func (g group) variance() float64 {
	mean := g.sum / g.n
	return max(0, g.squares-g.n*mean*mean) / (g.n * g.n)
}

// exactShare is a proportion with Clopper and Pearson's bounds, each of which holds with
// 95 %: of 0 of 1,240 the upper one is 0.24 %. With templates, n is the effective one,
// adjusted for their number (Korn and Graubard 1998).
func (c *clustered) exactShare(byTemplate bool) report.Metric {
	t := total(c.groups())
	m := report.Metric{N: int(t.n), Of: "prompts"}
	if t.n == 0 {
		return m
	}
	share := t.sum / t.n
	m.Value = report.Finite(share)
	n, least := t.n, 0.0
	if byTemplate {
		deff, clusters := designEffect(c.groups()), countGroups(c.groups())
		if math.IsNaN(deff) {
			m.Warnings = append(m.Warnings, oneTemplate)
			return m
		}
		student := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(clusters - 1)}
		ratio := distuv.UnitNormal.Quantile(report.Level) / student.Quantile(report.Level)
		n *= ratio * ratio / deff
		least = noneSeen(evenness(c.groups()))
	}
	low, high := exactBounds(share*n, n)
	m.Low, m.High = report.Finite(min(low, 1-least)), report.Finite(max(high, least))
	return m
}
