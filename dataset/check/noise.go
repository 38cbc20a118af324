package check

import "context"

// LabelNoise says how many rows are likely labelled wrongly, by a model of words and
// letters that has learnt from the other rows.
type LabelNoise struct {
	Labelled int           `json:"labelled"` // rows with one call, or a label
	Judged   int           `json:"judged"`   // of a label that there is enough of to judge by
	Learnt   int           `json:"learnt"`   // rows that the model has learnt from, a fifth of them left out at a time
	N        int           `json:"n"`        // rows whose label is doubted
	Suspects []Mislabelled `json:"suspects"` // those with the greatest doubts, the greatest first
}

// Mislabelled is a row whose label is likely wrong.
type Mislabelled struct {
	Place
	Label  string  `json:"label"`
	Other  string  `json:"other"`  // the label that is likelier
	Margin float64 `json:"margin"` // how much likelier, as a natural logarithm
}

const (
	// doubted is the margin from which on a label is doubted. In generated data without a
	// wrong label it doubts half a percent; of 2 % wrong labels it finds three quarters or
	// more.
	doubted = 9.0
	// mostSuspects is how many are listed.
	mostSuspects = 200
)

// labelNoise looks for rows whose label is likely wrong.
func (s *Statistics) labelNoise(ctx context.Context, d *described) ([]doubt, error) {
	rows := labelled{d}
	n := &LabelNoise{Suspects: []Mislabelled{}}
	for i := range rows.len() {
		if rows.label(i) >= 0 {
			n.Labelled++
		}
	}
	doubts, judged, err := labelDoubts(ctx, rows, len(d.Labels()), doubted)
	if err != nil || judged == 0 {
		return nil, err
	}
	n.Judged, n.Learnt, n.N = judged, min(n.Labelled, mostLearnt), len(doubts)
	if n.Learnt < n.Labelled {
		s.sampled("label noise: the model learns from %d of %d rows, and judges all", n.Learnt, n.Labelled)
	}
	for _, one := range doubts[:min(len(doubts), mostSuspects)] {
		n.Suspects = append(n.Suspects, Mislabelled{d.Place(one.row), d.Labels()[d.Label(one.row)], d.Labels()[one.other], one.margin})
	}
	s.Noise = n
	return doubts, nil
}

// labelled are the rows as the model of labels sees them.
type labelled struct{ *described }

func (l labelled) len() int          { return l.Len() }
func (l labelled) text(i int) string { return l.Text(i) }
func (l labelled) hash(i int) uint64 { return l.hashes[i] }

func (l labelled) label(i int) int {
	if l.about.at(i).several {
		return -1
	}
	return l.Label(i)
}
