package eval

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// maxParts is how many parts of a column a report lists: half of them the largest, half
// the worst of the others.
const maxParts = 200

// partition sorts cells by the parts that they belong to.
type partition struct {
	cells []cell             // by cluster
	of    map[string][]int32 // cells of each part, in their order
}

func (s *breakdown) partition() *partition {
	p := &partition{cells: slices.Clone(s.cells), of: map[string][]int32{}}
	slices.SortFunc(p.cells, func(a, b cell) int { return cmp.Or(cmp.Compare(a.cluster, b.cluster), cmp.Compare(a.kind, b.kind)) })
	for i := range p.cells {
		for _, part := range s.kinds[p.cells[i].kind] {
			p.of[part] = append(p.of[part], int32(i))
		}
	}
	return p
}

// clusters adds up the cells of each cluster.
func (p *partition) clusters(of []int32) []cell {
	var out []cell
	for _, i := range of {
		if n := len(out); n > 0 && out[n-1].cluster == p.cells[i].cluster {
			out[n-1].merge(&p.cells[i])
		} else {
			out = append(out, p.cells[i])
		}
	}
	return out
}

// groupsOf are the groups of some counts of cells.
func groupsOf(cells []cell, of func(*cell) group) groups {
	return func(yield func(group) bool) {
		for i := range cells {
			if g := of(&cells[i]); g.n > 0 && !yield(g) {
				return
			}
		}
	}
}

func (c *cell) exact() group  { return group{c.n, c.right, c.right} }
func (c *cell) action() group { return group{c.all, c.acted, c.acted} }

// partScores are the metrics of a part whose cells have been added up by cluster.
func partScores(cells []cell, byTemplate bool) report.Metrics {
	m := report.Metrics{"intent_accuracy": proportion(groupsOf(cells, (*cell).action), byTemplate, "prompts")}
	if exact := proportion(groupsOf(cells, (*cell).exact), byTemplate, "prompts"); exact.N > 0 {
		m["exact_match"] = exact
	}
	if f1 := slotF1(cells, byTemplate); f1.N > 0 {
		m["slot_f1"] = f1
	}
	return m
}

// slotF1 is the F1 of slots as a ratio of two sums over clusters, COR to half of POS+ACT,
// with the interval of such a ratio: its error is that of the sum of COR − F1·(POS+ACT)/2
// by cluster (Cochran, Sampling Techniques, 1977, chapter 6).
func slotF1(cells []cell, byTemplate bool) report.Metric {
	var sum slotCounts
	for i := range cells {
		sum.add(cells[i].slots)
	}
	m := report.Metric{N: int(sum.pos), Of: "slots"}
	if sum.pos+sum.act == 0 {
		return report.Metric{}
	}
	f1 := sum.f1(sum.cor)
	m.Value = report.Finite(f1)
	from := newSpread(groupsOf(cells, func(c *cell) group { return group{n: c.slots.pos + c.slots.act} }), byTemplate)
	if from.clusters < 2 {
		return m
	}
	squares := 0.0
	for i := range cells {
		x := &cells[i].slots
		d := x.cor - f1*(x.pos+x.act)/2
		squares += d * d
	}
	n := float64(from.clusters)
	half := from.quantile() * math.Sqrt(squares*n/(n-1)) / ((sum.pos + sum.act) / 2)
	low, high := f1-half, f1+half
	if squares == 0 {
		low, high = Wilson(sum.cor, (sum.pos+sum.act)/2, z95)
	}
	m.Low, m.High = report.Finite(max(min(low, from.most), 0)), report.Finite(min(max(high, 1-from.most), 1))
	return m
}

// columns are the parts of each column with their scores. leftOut are those that a long
// column does not list, as column=value.
func (s *breakdown) columns(p *partition, byTemplate bool) (out []report.Column, leftOut map[string]bool) {
	leftOut = map[string]bool{}
	byColumn := map[string][]string{}
	for part := range p.of {
		column, value, _ := strings.Cut(part, "=")
		byColumn[column] = append(byColumn[column], value)
	}
	for _, column := range sortedKeys(byColumn) {
		c := report.Column{Name: column, Asked: s.askedFor(column)}
		for _, value := range byColumn[column] {
			// Prompts of one template are all that there is of it, and not a sample of templates.
			m := partScores(p.clusters(p.of[column+"="+value]), byTemplate && column != "template")
			c.Parts = append(c.Parts, report.Part{Value: value, Where: s.where(column, value), Metrics: m})
		}
		for _, part := range shorten(&c) {
			leftOut[column+"="+part.Value] = true
		}
		slices.SortFunc(c.Parts, func(a, b report.Part) int { return compareValues(a.Value, b.Value) })
		out = append(out, c)
	}
	return out, leftOut
}

// compareValues orders values by the number that they begin with, so that 5-8 comes before
// 13-16, and else as text.
func compareValues(a, b string) int {
	number := func(s string) (float64, bool) {
		n, err := strconv.ParseFloat(s[:len(s)-len(strings.TrimLeft(s, "0123456789."))], 64)
		return n, err == nil
	}
	x, first := number(a)
	y, second := number(b)
	if first && second {
		return cmp.Or(cmp.Compare(x, y), cmp.Compare(a, b))
	}
	return cmp.Compare(a, b)
}

// askedFor reports whether the options ask for a column.
func (s *breakdown) askedFor(column string) bool {
	return slices.ContainsFunc(s.o.By, func(name string) bool { return columnName(name) == column }) ||
		!slices.Contains(columns, column) && !strings.HasPrefix(column, "seen_")
}

// where is the predicate of a slice.
func (s *breakdown) where(column, value string) string {
	if column == sliceColumn {
		for i := range s.o.Slices {
			if s.o.Slices[i].Name == value {
				return s.o.Slices[i].Expr.String()
			}
		}
	}
	return ""
}

// shorten keeps the largest and the worst parts of a long column, and returns the others.
func shorten(c *report.Column) []report.Part {
	if len(c.Parts) <= maxParts {
		return nil
	}
	most := func(p *report.Part) float64 {
		for _, name := range []string{"exact_match", "intent_accuracy"} {
			if m := p.Metrics[name]; m.High != nil {
				return *m.High
			}
		}
		return 1
	}
	slices.SortFunc(c.Parts, func(a, b report.Part) int { return cmp.Or(b.Size()-a.Size(), cmp.Compare(a.Value, b.Value)) })
	rest := c.Parts[maxParts/2:]
	slices.SortStableFunc(rest, func(a, b report.Part) int { return cmp.Compare(most(&a), most(&b)) })
	c.LeftOut = len(c.Parts) - maxParts
	left := slices.Clone(c.Parts[maxParts:])
	c.Parts = c.Parts[:maxParts]
	return left
}

// warnings say which columns are not whole, or were asked for and have no values.
func (s *breakdown) warnings(columns []report.Column) []string {
	var out []string
	for _, name := range s.o.By {
		if !slices.ContainsFunc(columns, func(c report.Column) bool { return c.Name == columnName(name) }) {
			out = append(out, fmt.Sprintf("column %s: no example has a value of it", name))
		}
	}
	for i := range columns {
		c := &columns[i]
		switch {
		case s.overflow[c.Name]:
			out = append(out, fmt.Sprintf("column %s has more than %d values: examples with further ones are in no part, and the %d largest and worst parts are listed", c.Name, maxValues, maxParts))
		case c.LeftOut > 0:
			out = append(out, fmt.Sprintf("column %s has %d values: the %d largest and worst parts are listed", c.Name, len(c.Parts)+c.LeftOut, maxParts))
		}
	}
	return out
}

// exactMatches are the exact matches of the parts in one map, as readers of reports know them.
func exactMatches(columns []report.Column) map[string]report.Metric {
	out := map[string]report.Metric{}
	for i := range columns {
		c := &columns[i]
		if c.Name == "intent" || c.Name == "argument" || c.Name == "type" {
			continue // the labels of actions and parameters say more
		}
		for k := range c.Parts {
			if m, ok := c.Parts[k].Metrics["exact_match"]; ok {
				out[c.Name+"="+c.Parts[k].Value] = m
			}
		}
	}
	return out
}
