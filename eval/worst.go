package eval

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/eval/filter"
	"github.com/slmkit/slmkit/eval/report"
)

const (
	leastOfAPart = 10   // examples of a part that is tested
	falseFinds   = 0.05 // the expected share of false finds
	worstListed  = 20
	noSign       = 0.5 // a chance that is no sign of a difference
)

// singleOnly are columns that are not joined with others: they say how many arguments
// there are, or nothing beside another column.
var singleOnly = []string{"template", "calls", "slots", "augmented", "split", "kind"}

// testedPart is a part that is tested: examples of one part, or of two.
type testedPart struct {
	parts     []string
	cells     []int32
	sum       cell
	p, q      float64
	lost      float64
	score     report.Metric
	templates bool // its clusters count as examples that are alike
}

// search finds the parts that are answered worse than the other examples.
type search struct {
	*partition
	total    cell
	of       func(*cell) group
	template bool
	alike    float64 // how alike the outcomes of a template are: the intraclass correlation
	whole    float64 // design effect of all examples, and nearly that of the rest of a part
}

// worst finds the parts that are surely worse than the rest. Each part with enough
// examples is tested against the rest by Fisher's exact test, on counts divided by a
// design effect, and Benjamini and Hochberg's procedure (1995) picks out those that can be
// told from chance. Parts are ranked by what is surely lost in them, by the high end of their
// interval, so that a few wrong answers by chance do not come first. templates are the names of
// clusters from 0 on.
func (p *partition) worst(templates []string, byTemplate bool) *report.WorstSlices {
	s := &search{partition: p, template: byTemplate, of: (*cell).exact}
	out := &report.WorstSlices{Metric: "exact_match", Rate: falseFinds}
	for i := range p.cells {
		s.total.merge(&p.cells[i])
	}
	if s.total.n == 0 {
		s.of, out.Metric = (*cell).action, "intent_accuracy"
	}
	all := s.of(&s.total)
	if all.n < 2*leastOfAPart || all.sum == all.n || all.sum == 0 {
		return nil
	}
	if byTemplate {
		s.alike = s.correlation()
	}
	s.whole = s.wholeEffect()
	tested := s.candidates(templates)
	s.test(tested)
	out.Tested = len(tested)
	found := discoveries(tested)
	out.Found = len(found)
	for _, c := range s.distinct(found) {
		rest := minus(all, s.of(&c.sum))
		got := s.of(&c.sum)
		out.List = append(out.List, report.WorstSlice{Parts: c.parts, Score: c.score, Rest: rest.sum / rest.n, Wrong: int(got.n - got.sum), Lost: c.lost, P: c.p, Q: c.q})
	}
	return out
}

// correlation estimates the intraclass correlation of the outcomes of a template from the
// design effect of the whole, 1 + (m−1)·correlation, for m the mean size that an example
// sees. It is drawn towards 1 by as much as one template says.
func (s *search) correlation() float64 {
	whole := make([]int32, len(s.cells))
	for i := range whole {
		whole[i] = int32(i)
	}
	gs := groupsOf(s.clusters(whole), s.of)
	clusters := float64(countGroups(gs))
	size := total(gs).n / evenness(gs)
	if clusters < 2 || size <= 1 {
		return 0
	}
	seen := min(max((designEffect(gs)-1)/(size-1), 0), 1)
	return (seen*clusters + 1) / (clusters + 1)
}

// candidates lists the parts to test that have enough examples, but not all.
func (s *search) candidates(templates []string) []testedPart {
	single := map[string]*testedPart{}
	for part, cells := range s.partition.of {
		single[part] = &testedPart{parts: []string{part}, cells: cells, templates: true}
	}
	if s.template {
		byTemplate := map[int32][]int32{}
		for i := range s.cells {
			if c := s.cells[i].cluster; c >= 0 {
				byTemplate[c] = append(byTemplate[c], int32(i))
			}
		}
		for c, cells := range byTemplate {
			part := "template=" + templates[c]
			single[part] = &testedPart{parts: []string{part}, cells: cells}
		}
	}
	var out []testedPart
	for _, part := range sortedKeys(single) {
		if c := single[part]; s.enough(c) {
			out = append(out, *c)
		}
	}
	return append(out, s.pairs(out)...)
}

// pairs joins the parts of two columns.
func (s *search) pairs(single []testedPart) []testedPart {
	partsOf := make([][]int32, len(s.cells)) // candidates of each cell
	for k := range single {
		if column, _, _ := strings.Cut(single[k].parts[0], "="); slices.Contains(singleOnly, column) {
			continue
		}
		for _, i := range single[k].cells {
			partsOf[i] = append(partsOf[i], int32(k))
		}
	}
	joined := map[[2]int32]*testedPart{}
	for i, list := range partsOf {
		for a, x := range list {
			for _, y := range list[a+1:] {
				if sameColumn(single[x].parts[0], single[y].parts[0]) {
					continue
				}
				c := get(joined, [2]int32{x, y})
				c.cells = append(c.cells, int32(i))
			}
		}
	}
	var out []testedPart
	for _, key := range slices.SortedFunc(maps.Keys(joined), func(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) }) {
		c := joined[key]
		x, y := &single[key[0]], &single[key[1]]
		c.parts, c.templates = []string{x.parts[0], y.parts[0]}, true
		if len(c.cells) < len(x.cells) && len(c.cells) < len(y.cells) && s.enough(c) {
			out = append(out, *c)
		}
	}
	return out
}

// sameColumn reports whether two parts say the same kind of thing: an argument has a type.
func sameColumn(a, b string) bool {
	x, _, _ := strings.Cut(a, "=")
	y, _, _ := strings.Cut(b, "=")
	return x == y || min(x, y) == filter.Argument && max(x, y) == "type"
}

// enough adds up a testedPart, and reports whether it has enough examples to be tested.
func (s *search) enough(c *testedPart) bool {
	for _, i := range c.cells {
		c.sum.merge(&s.cells[i])
	}
	n, all := s.of(&c.sum).n, s.of(&s.total).n
	return n >= leastOfAPart && all-n >= leastOfAPart
}

// test sets the chance of so many wrong answers in each part.
func (s *search) test(tested []testedPart) {
	all := s.of(&s.total)
	for i := range tested {
		c := &tested[i]
		got := s.of(&c.sum)
		c.p = worseThan(got, s.effect(c, got), minus(all, got), s.whole)
	}
}

// effect is the design effect of a part: examples of one template are alike.
func (s *search) effect(c *testedPart, got group) float64 {
	if !s.template || !c.templates {
		return 1
	}
	squares, n, cluster := 0.0, 0.0, int32(math.MinInt32)
	for _, i := range c.cells {
		if s.cells[i].cluster != cluster {
			squares += n * n
			n, cluster = 0, s.cells[i].cluster
		}
		n += s.of(&s.cells[i]).n
	}
	return max(1, 1+((squares+n*n)/got.n-1)*s.alike)
}

func (s *search) wholeEffect() float64 {
	if !s.template {
		return 1
	}
	squares := 0.0
	for i := 0; i < len(s.cells); {
		n, k := 0.0, i
		for ; k < len(s.cells) && s.cells[k].cluster == s.cells[i].cluster; k++ {
			n += s.of(&s.cells[k]).n
		}
		squares += n * n
		i = k
	}
	return max(1, 1+(squares/s.of(&s.total).n-1)*s.alike)
}

func minus(a, b group) group { return group{a.n - b.n, a.sum - b.sum, a.squares - b.squares} }

// worseThan is the chance that a part has as many wrong answers as it has if it is like the
// rest: the upper tail of the hypergeometric distribution (Fisher's exact test), on counts
// divided by design effects.
func worseThan(part group, effect float64, rest group, restEffect float64) float64 {
	if (part.n-part.sum)/part.n <= (rest.n-rest.sum)/rest.n {
		return 1
	}
	n, wrong := math.Round(part.n/effect), math.Round((part.n-part.sum)/effect)
	others, othersWrong := math.Round(rest.n/restEffect), math.Round((rest.n-rest.sum)/restEffect)
	n = max(n, 1)
	return hypergeometric(int(wrong), int(n+others), int(n), int(wrong+othersWrong))
}

// discoveries are the candidates that Benjamini and Hochberg's procedure picks out, with
// their adjusted chances.
func discoveries(tested []testedPart) []testedPart {
	order := slices.Clone(tested)
	slices.SortStableFunc(order, func(a, b testedPart) int { return cmp.Compare(a.p, b.p) })
	chances := make([]float64, len(order))
	for i := range order {
		chances[i] = order[i].p
	}
	for i, q := range benjaminiHochberg(chances) {
		order[i].q = q
	}
	return slices.DeleteFunc(order, func(c testedPart) bool { return c.q > falseFinds })
}

// score is the metric of a part, with its interval.
func (s *search) score(c *testedPart) report.Metric {
	return proportion(groupsOf(s.clusters(c.cells), s.of), s.template && c.templates, "prompts")
}

// lost is how many examples of a part are wrong at least that would be right if the part
// were answered as the rest is: by the high end of the interval of its score. It is
// negative where that may be none.
func (s *search) lost(c *testedPart) float64 {
	if c.score.High == nil {
		return -1
	}
	got := s.of(&c.sum)
	rest := minus(s.of(&s.total), got)
	return got.n * (rest.sum/rest.n - *c.score.High)
}
