package check

import (
	"cmp"
	"slices"

	"github.com/slmkit/slmkit/dataset"
)

// Class counts the rows of an action.
type Class struct {
	Name string                `json:"name"`
	N    int                   `json:"n"`
	Rows map[dataset.Split]int `json:"rows"` // by split, "" for rows without one

	first [4]int32 // the first row of each split, plus 1
}

// Balance says how even the classes are.
type Balance struct {
	Split    dataset.Split `json:"split"`    // that was looked at, "" for all rows
	Largest  int           `json:"largest"`  // rows of the largest class
	Median   int           `json:"median"`   // rows of the class in the middle
	Smallest int           `json:"smallest"` // rows of the smallest class
}

// Imbalance is how many times as many rows the largest class has as the smallest; 0 where
// there are no classes.
func (b Balance) Imbalance() float64 {
	if b.Largest == 0 {
		return 0
	}
	return float64(b.Largest) / float64(max(b.Smallest, 1))
}

// classesOf counts the rows of each action, by their first call.
func classesOf(d *described) []Class {
	out := make([]Class, len(d.Labels()))
	for k, name := range d.Labels() {
		out[k] = Class{Name: name, Rows: map[dataset.Split]int{}}
	}
	for split, rows := range d.bySplit {
		counts := make([]int, len(out))
		for _, i := range rows {
			if k := d.Label(int(i)); k >= 0 {
				if counts[k]++; counts[k] == 1 {
					out[k].first[split] = i + 1
				}
			}
		}
		for k, n := range counts {
			if out[k].N += n; n > 0 {
				out[k].Rows[splitAt(split)] = n
			}
		}
	}
	slices.SortFunc(out, func(a, b Class) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Name, b.Name)) })
	return out
}

// balanceOf looks at the classes of the training split, or of all rows where there is none.
func balanceOf(classes []Class) Balance {
	b := Balance{Split: dataset.Train}
	counts := countsIn(classes, func(c *Class) int { return c.Rows[dataset.Train] })
	if len(counts) == 0 {
		b.Split, counts = "", countsIn(classes, func(c *Class) int { return c.N })
	}
	if len(counts) > 0 {
		slices.Sort(counts)
		b.Smallest, b.Median, b.Largest = counts[0], counts[len(counts)/2], counts[len(counts)-1]
	}
	return b
}

// countsIn lists the rows of the classes that have some: one that training lacks is a
// finding of its own.
func countsIn(classes []Class, rows func(*Class) int) []int {
	var out []int
	for i := range classes {
		if n := rows(&classes[i]); n > 0 {
			out = append(out, n)
		}
	}
	return out
}
