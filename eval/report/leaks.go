package report

import "github.com/slmkit/slmkit/dataset/leak"

// Leaks is the report of leaks: what the splits of a dataset share. Its Metrics
// are those of the pair that shares most.
type Leaks struct {
	Header
	Level   float64     `json:"level,omitempty"`
	Seed    uint64      `json:"seed"` // always 0: it is kept for readers of older reports
	Metrics Metrics     `json:"metrics"`
	Pairs   []SplitPair `json:"pairs,omitempty"`
	Found   []Found     `json:"found"`
}

// SplitPair says what the rows of the second split of a pair, such as
// "train/test", share with the first.
type SplitPair struct {
	Pair    string  `json:"pair"`
	Metrics Metrics `json:"metrics"`
}

// Found are some of the rows that two splits share.
type Found struct {
	Pair    string       `json:"pair"`
	Metric  string       `json:"metric"`
	Matches []leak.Match `json:"matches"`
}

// Headline returns the largest shares.
func (l *Leaks) Headline() Metrics { return l.Metrics }

// Basis is empty: a leak report depends on the dataset that it names.
func (l *Leaks) Basis() Basis { return Basis{} }

// Find takes the selector pair.
func (l *Leaks) Find(metric string, where Selector) (*Metric, []string) {
	if len(where) == 0 {
		return l.Metrics.find(metric), nil
	}
	pair := where.Get("pair")
	if pair == "" {
		return nil, nil
	}
	var names []string
	for i := range l.Pairs {
		if p := &l.Pairs[i]; p.Pair == pair {
			return p.Metrics.part(metric), nil
		}
		names = append(names, l.Pairs[i].Pair)
	}
	return nil, names
}
