package leak

import (
	"context"
	"hash/maphash"

	"github.com/slmkit/slmkit/dataset"
)

// Finder compares the splits of a dataset. It keeps the texts of all rows, their
// 4-grams, and some 60 bytes more for each row.
type Finder struct {
	Near float64 // similarity from which on two texts are nearly the same, above 0 to 1
	Show int     // how many matches Pairs keeps for each pair and kind
	rows rows
}

// NewFinder returns a Finder without rows.
func NewFinder(near float64, show int) *Finder {
	return &Finder{Near: near, Show: show}
}

// Add takes a row of a file. It fails where the row names no split.
func (f *Finder) Add(file string, e *dataset.Example) error {
	if f.rows.seed == (maphash.Seed{}) { // a Finder that NewFinder did not make
		f.rows.seed = maphash.MakeSeed()
	}
	return f.rows.add(file, e)
}

// Pairs compares each split with those before it in dataset.Splits and returns a
// Pair for every two that have rows. When ctx ends it stops after at most a
// thousand more comparisons and returns the error of ctx.
func (f *Finder) Pairs(ctx context.Context) ([]Pair, error) {
	c := comparison{rows: &f.rows, near: f.Near, show: f.Show, work: &work{ctx: ctx}}
	splits := f.rows.bySplit()
	var out []Pair
	for to := range splits {
		for from := range to {
			if len(splits[from]) == 0 || len(splits[to]) == 0 {
				continue
			}
			p := Pair{From: dataset.Splits[from], To: dataset.Splits[to]}
			if err := c.fill(&p, splits[from], splits[to]); err != nil {
				return nil, err
			}
			out = append(out, p)
		}
	}
	return out, ctx.Err()
}
