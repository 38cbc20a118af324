package eval

// slotCounts count arguments: those that are correct, partly correct, that both have, that
// gold has and that the predictions have.
type slotCounts struct{ cor, par, both, pos, act float64 }

func (s *slotCounts) add(o slotCounts) {
	s.cor += o.cor
	s.par += o.par
	s.both += o.both
	s.pos += o.pos
	s.act += o.act
}

func (s *slotCounts) count(k ArgKind) {
	s.cor += one(k == COR)
	s.par += one(k == PAR)
	s.both += one(k != MIS && k != SPU)
	s.pos += one(k != SPU)
	s.act += one(k != MIS)
}

// f1 is that of some right arguments.
func (s *slotCounts) f1(right float64) float64 { return 2 * right / (s.pos + s.act) }

// delta counts one label, which is an action or a parameter: true positives,
// false positives and false negatives.
type delta struct {
	label      int32
	tp, fp, fn float64
}

// deltas are the counts of the labels of a cluster.
type deltas []delta

// of returns the counts of a label. It searches them one by one, since a cluster
// has few.
func (d *deltas) of(label int32) *delta {
	for i := range *d {
		if (*d)[i].label == label {
			return &(*d)[i]
		}
	}
	*d = append(*d, delta{label: label})
	return &(*d)[len(*d)-1]
}

// index numbers labels in the order in which they come.
type index map[string]int32

func (x index) of(label string) int32 {
	n, ok := x[label]
	if !ok {
		n = int32(len(x))
		x[label] = n
	}
	return n
}

// label remembers the number of a label, so that it is looked up once.
type label struct {
	n     int32
	known bool
}

// number is the label's number in an index.
func (l *label) number(x index, name string) int32 {
	if !l.known {
		l.n, l.known = x.of(name), true
	}
	return l.n
}

func (d deltas) addTo(sums []delta) {
	for _, x := range d {
		s := &sums[x.label]
		s.tp, s.fp, s.fn = s.tp+x.tp, s.fp+x.fp, s.fn+x.fn
	}
}

func (d delta) f1() float64 { return 2 * d.tp / (2*d.tp + d.fp + d.fn) }
