package leak

import "github.com/slmkit/slmkit/dataset"

// Pair says what the rows of one split share with those of another.
type Pair struct {
	From, To dataset.Split // rows of From leak into To
	Counts   [kinds]Count  // by Kind
}

// Name is the name of the pair in selectors and reports: train/test.
func (p *Pair) Name() string { return string(p.From) + "/" + string(p.To) }

// Count says how many rows of To are in From in one way. N counts the rows that
// can be: for Values and SlotValue those that have slots, for Origin those that
// name a template.
type Count struct {
	K, N    int
	Matches []Match // the first of them, as many as Finder.Show
}

// Share is K of N, and 0 where N is 0.
func (c *Count) Share() float64 { return float64(c.K) / float64(max(c.N, 1)) }

// Match is a row of one split and a row of another that it shares something with.
type Match struct {
	From       Row     `json:"from"`
	To         Row     `json:"to"`
	Similarity float64 `json:"similarity"` // of the texts, 0 to 1: see Similarity
}

// Row names a row of a file.
type Row struct {
	File string `json:"file"`
	ID   string `json:"id"`
	Text string `json:"text"`
}
