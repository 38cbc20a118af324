package check

import "slices"

// Lengths are the numbers of words of the rows of a split.
type Lengths struct {
	Min       int   `json:"min"`
	P5        int   `json:"p5"` // 5 % of the rows are as short or shorter
	Median    int   `json:"median"`
	P95       int   `json:"p95"`
	Max       int   `json:"max"`
	Histogram []int `json:"histogram"` // rows of 0, 1, 2, … words; the last counts all that are longer
}

// longestCounted is the number of words that the last place of a histogram counts, with
// all that are more.
const longestCounted = 40

func lengthsOf(d *described, rows []int32) Lengths {
	words := make([]int, len(rows))
	l := Lengths{Histogram: make([]int, longestCounted+1)}
	for i, r := range rows {
		words[i] = int(d.about.at(int(r)).words)
		l.Histogram[min(words[i], longestCounted)]++
	}
	slices.Sort(words)
	at := func(share float64) int { return words[int(share*float64(len(words)-1)+0.5)] }
	l.Min, l.P5, l.Median, l.P95, l.Max = at(0), at(0.05), at(0.5), at(0.95), at(1)
	for last := len(l.Histogram) - 1; last > 0 && l.Histogram[last] == 0; last-- {
		l.Histogram = l.Histogram[:last]
	}
	return l
}
