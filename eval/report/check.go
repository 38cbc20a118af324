package report

import (
	"strings"

	"github.com/slmkit/slmkit/dataset/check"
)

// Check is the report of check: what was found in a dataset, and what its rows are like.
type Check struct {
	Header
	Data    []string    `json:"data"` // files and folders that were checked
	Metrics Metrics     `json:"metrics"`
	Parts   []SplitPart `json:"parts,omitempty"`
	check.Result
}

// SplitPart has the metrics of one split beside training, such as its drift.
type SplitPart struct {
	Split   string  `json:"split"`
	Metrics Metrics `json:"metrics"`
}

// Headline returns the metrics of the whole dataset; of those that splits have, that of the
// split that is worst.
func (c *Check) Headline() Metrics { return c.Metrics }

// Basis is empty: the report depends on the dataset that it names.
func (c *Check) Basis() Basis { return Basis{} }

// Find takes the selector split, and for "found" the selector kind. The name of a kind may
// have underscores for its spaces. A kind that could not be checked has no value.
func (c *Check) Find(metric string, where Selector) (*Metric, []string) {
	switch kind, split := where.Get("kind"), where.Get("split"); {
	case len(where) == 0:
		return c.Metrics.find(metric), nil
	case metric == "found" && kind != "":
		return c.foundOf(strings.ReplaceAll(kind, "_", " "))
	case split != "":
		var names []string
		for i := range c.Parts {
			if p := &c.Parts[i]; p.Split == split {
				return p.Metrics.part(metric), nil
			}
			names = append(names, c.Parts[i].Split)
		}
		return nil, names
	}
	return nil, nil
}

// foundOf counts what was found of a kind.
func (c *Check) foundOf(kind string) (*Metric, []string) {
	var names []string
	for _, k := range check.Kinds {
		if k.Name != kind {
			names = append(names, strings.ReplaceAll(k.Name, " ", "_"))
			continue
		}
		m := Metric{N: c.Examples, Of: "rows", Unit: Count}
		for _, u := range c.Unchecked {
			if u.What == kind {
				m.Warnings = []string{u.Why}
				return &m, nil
			}
		}
		m.Value = Finite(float64(c.Of(kind).N))
		return &m, nil
	}
	return nil, names
}
