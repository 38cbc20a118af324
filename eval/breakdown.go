package eval

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// breakdown counts the examples by the parts that they belong to. Examples of one kind belong
// to the same parts, and are counted together by their cluster, so that an example costs
// two look-ups however many parts it belongs to.
type breakdown struct {
	asked []asked // columns and predicates of the options
	o     *Options

	key      []byte
	index    index      // kinds by their key
	kinds    [][]string // the parts of each kind
	numbers  map[cellKey]int32
	cells    []cell
	overflow map[string]bool // columns with more than maxValues values
	extra    map[string]bool // names of further members of records
}

// maxValues is how many values of a column that was asked for are kept apart. Examples
// with further ones are in no part.
const maxValues = 1 << 16

type cellKey struct{ kind, cluster int32 }

// cell counts the examples of one kind in one cluster.
type cell struct {
	cellKey
	n, right   float64 // examples with gold arguments, and those that are right
	all, acted float64 // examples, and those whose actions are right
	slots      slotCounts
}

func newBreakdown(o *Options) *breakdown {
	return &breakdown{o: o, asked: o.asked(), index: index{}, numbers: map[cellKey]int32{}, overflow: map[string]bool{}, extra: map[string]bool{}}
}

// otherClusters is how many clusters the examples without a template have in cells.
const otherClusters = 256

// add counts an example, of which appendKey made the key, and returns the number of its
// kind.
func (s *breakdown) add(key []byte, g *Gold, p *dataset.Prediction, r *Result, v verdicts, cluster int32) int32 {
	s.key = append(s.key[:0], key...)
	fixed := len(s.key)
	s.noteExtra(g, p)
	for i := range s.asked {
		s.key = s.asked[i].append(s.key, s, g, p)
	}
	kind, ok := s.index[string(s.key)]
	if !ok {
		kind = s.newKind(partsOf(g), s.key[fixed:])
	}
	if cluster < 0 {
		cluster = -1 - (-1-cluster)%otherClusters
	}
	at := cellKey{kind, cluster}
	i, ok := s.numbers[at]
	if !ok {
		i = int32(len(s.cells))
		s.numbers[at] = i
		s.cells = append(s.cells, cell{cellKey: at})
	}
	s.cells[i].add(r, v)
	return kind
}

// noteExtra notes the names of further members, where records keep them.
func (s *breakdown) noteExtra(g *Gold, p *dataset.Prediction) {
	for name := range g.Extra {
		s.extra[name] = true
	}
	if p != nil {
		for name := range p.Extra {
			s.extra[name] = true
		}
	}
}

// newKind numbers the kind that the key describes: examples of the parts in a list, and
// those that were asked for.
func (s *breakdown) newKind(list []string, asked []byte) int32 {
	if len(asked) > 0 {
		list = append(list, strings.Split(string(asked[len(report.PartSeparator):]), report.PartSeparator)...)
	}
	s.kinds = append(s.kinds, append(list, typeParts(s.o.Schema, list)...))
	return s.index.of(string(s.key))
}

func (c *cell) add(r *Result, v verdicts) {
	if exact := v.of(exactMatch); exact != report.OutcomeNone {
		c.n++
		c.right += float64(exact)
	}
	c.all++
	c.acted += float64(v.of(intentRight))
	for i := range r.Args {
		c.slots.count(r.Args[i].Kind)
	}
}

func (c *cell) merge(o *cell) {
	c.n, c.right, c.all, c.acted = c.n+o.n, c.right+o.right, c.all+o.all, c.acted+o.acted
	c.slots.add(o.slots)
}

// names are the parts of each kind as a report has them, without those that are left out.
func (s *breakdown) names(leftOut map[string]bool) []string {
	out := make([]string, len(s.kinds))
	for i, kind := range s.kinds {
		if len(leftOut) > 0 {
			kind = slices.DeleteFunc(slices.Clone(kind), func(part string) bool { return leftOut[part] })
		}
		out[i] = strings.Join(kind, report.PartSeparator)
	}
	return out
}

// asked is a column or a predicate that the options ask for.
type asked struct {
	column string
	parts  func(g *Gold, p *dataset.Prediction) []string // values of the column
	seen   map[string]bool                               // values
}

// append adds the parts of an example by the column.
func (a *asked) append(b []byte, s *breakdown, g *Gold, p *dataset.Prediction) []byte {
	values := a.parts(g, p)
	for i, v := range values {
		if v == "" || slices.Contains(values[:i], v) {
			continue
		}
		if !a.seen[v] {
			if len(a.seen) == maxValues {
				s.overflow[a.column] = true
				continue
			}
			a.seen[v] = true
		}
		b = append(append(append(append(b, report.PartSeparator...), a.column...), '='), strings.ReplaceAll(v, report.PartSeparator, " ")...)
	}
	return b
}

// asked lists the columns and predicates that are not counted anyway.
func (o *Options) asked() []asked {
	var out []asked
	for _, name := range o.By {
		if name == turnColumn { // of those without a history, which have none otherwise
			out = append(out, asked{column: turnColumn, seen: map[string]bool{}, parts: func(g *Gold, p *dataset.Prediction) []string {
				if len(g.History) > 0 {
					return nil
				}
				return fieldValues(turnColumn, g, p)
			}})
			continue
		}
		if slices.Contains(columns, columnName(name)) {
			continue
		}
		out = append(out, asked{column: columnName(name), seen: map[string]bool{}, parts: func(g *Gold, p *dataset.Prediction) []string {
			if name == "confidence" {
				return confidenceRange(p)
			}
			return fieldValues(name, g, p)
		}})
	}
	for i := range o.Slices {
		x := &o.Slices[i]
		out = append(out, asked{column: sliceColumn, seen: map[string]bool{}, parts: func(g *Gold, p *dataset.Prediction) []string {
			if x.Expr.Match(func(field string) []string { return fieldValues(field, g, p) }) {
				return []string{x.Name}
			}
			return nil
		}})
	}
	if o.Train != nil {
		out = append(out, o.Train.asked()...)
	}
	return out
}

// sliceColumn is the column of predicates, whose values are their names.
const sliceColumn = "slice"

// confidenceRange is the tenth that the confidence of a prediction lies in.
func confidenceRange(p *dataset.Prediction) []string {
	if p == nil || p.Confidence == nil {
		return nil
	}
	ranges := []string{"0-0.1", "0.1-0.2", "0.2-0.3", "0.3-0.4", "0.4-0.5", "0.5-0.6", "0.6-0.7", "0.7-0.8", "0.8-0.9", "0.9-1"}
	return []string{ranges[min(max(int(10**p.Confidence), 0), 9)]}
}
