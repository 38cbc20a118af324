package report

import (
	"slices"
)

// Column is a way to tell examples apart, with the scores of each part. The parts of a
// column with several values for one example overlap.
type Column struct {
	Name    string `json:"column"` // such as intent, op or a member of the records; "slice" for predicates
	Parts   []Part `json:"parts"`
	Asked   bool   `json:"asked,omitempty"`    // for, and not in every report
	LeftOut int    `json:"left_out,omitempty"` // values whose parts are not listed: neither among the largest nor among the worst
}

// Part are the examples with one value of a column, or those that a predicate picks out.
type Part struct {
	Value   string  `json:"value"`
	Where   string  `json:"where,omitempty"` // the predicate
	Metrics Metrics `json:"metrics"`         // exact_match, intent_accuracy and slot_f1
}

// Size is how many examples are of the part.
func (p *Part) Size() int { return p.Metrics["intent_accuracy"].N }

// WorstSlices are the parts, of one column or of two together, that are surely answered
// worse than the other examples.
type WorstSlices struct {
	Metric string       `json:"metric"` // exact_match, or intent_accuracy where gold has actions only
	Tested int          `json:"tested"` // parts of 10 or more examples
	Rate   float64      `json:"fdr"`    // the expected share of false finds, by Benjamini and Hochberg
	Found  int          `json:"found"`  // of these
	List   []WorstSlice `json:"list"`   // those that do not repeat each other, the greatest loss first
}

// WorstSlice is a part that is surely answered worse than the rest.
type WorstSlice struct {
	Parts []string `json:"parts"` // column=value, one or two
	Score Metric   `json:"score"` // of the part
	Rest  float64  `json:"rest"`  // value of the metric of all other examples
	Wrong int      `json:"wrong"` // examples
	Lost  float64  `json:"lost"`  // examples that are wrong at least and would be right in the rest
	P     float64  `json:"p"`     // chance of so many wrong ones if the part were like the rest
	Q     float64  `json:"q"`     // the least rate of false finds at which the part is found
}

// Seen says how much better examples are answered that resemble training rows.
type Seen struct {
	Train string   `json:"train"` // file or folder
	Rows  int      `json:"rows"`
	By    []SeenBy `json:"by"`
}

// SeenBy compares the examples of which something was seen in training with the others.
type SeenBy struct {
	What   string  `json:"what"` // template, values, combination or frame
	Seen   Metric  `json:"seen"`
	Unseen Metric  `json:"unseen"`
	Gap    Metric  `json:"gap"`              // unseen − seen, of all examples
	Within *Metric `json:"within,omitempty"` // the same within templates that have both, weighted by how much they say
}

// Robustness compares augmented examples with the examples that they were made from.
type Robustness struct {
	Pairs   int      `json:"pairs"`
	Orphans int      `json:"without_parent,omitempty"` // augmented examples whose parent is not in gold
	Ops     []OpDrop `json:"ops"`                      // the greatest drop first
}

// OpDrop is what an augmentation does to the answers.
type OpDrop struct {
	Op         string `json:"op"`
	Parent     Metric `json:"parent"`     // exact match of the originals
	Copy       Metric `json:"copy"`       // exact match of the augmented copies
	Drop       Metric `json:"drop"`       // parent − copy, paired
	Invariance Metric `json:"invariance"` // copies that are answered as their original is, rightly or wrongly, of those that ask for the same call
	// Directional is, of the copies that ask for another call than their original and whose
	// original is answered rightly, those that are answered with their own call. It is nil
	// where there are no such copies.
	Directional *Metric `json:"directional,omitempty"`
}

// Detectable is the least change that a set of examples can show.
type Detectable struct {
	Metric  string  `json:"metric"`
	Change  float64 `json:"change"`  // between two runs, in either direction
	Power   float64 `json:"power"`   // the chance that the change is shown
	Changed float64 `json:"changed"` // share of examples whose outcome is taken to differ between the runs
}

// partMetrics are those that every part has.
var partMetrics = []string{"exact_match", "intent_accuracy", "slot_f1"}

// ByColumn reports whether a selector of the metric may be any column of the report.
func (k *Info) ByColumn() bool { return slices.Contains(partMetrics, k.Name) }

// findPart returns a metric of a part, and the values of the column if it has no such part.
// known reports whether there is such a column.
func (e *Evaluation) findPart(metric string, of Pair) (m *Metric, choices []string, known bool) {
	for i := range e.Columns {
		c := &e.Columns[i]
		if c.Name != of.Key {
			continue
		}
		for k := range c.Parts {
			if c.Parts[k].Value == of.Value {
				return c.Parts[k].Metrics.part(metric), nil, true
			}
			choices = append(choices, c.Parts[k].Value)
		}
		return nil, choices, true
	}
	return nil, nil, false
}

// findOp returns the effect of an augmentation.
func (r *Robustness) findOp(metric, op string) (*Metric, []string) {
	if r == nil {
		return nil, nil
	}
	var names []string
	for i := range r.Ops {
		o := &r.Ops[i]
		names = append(names, o.Op)
		switch {
		case o.Op != op:
		case metric == "invariance":
			return &o.Invariance, nil
		default:
			return &o.Drop, nil
		}
	}
	return nil, names
}

// ColumnNames lists the columns by which a rule can pick examples out.
func (e *Evaluation) ColumnNames() []string {
	var out []string
	for i := range e.Columns {
		out = append(out, e.Columns[i].Name)
	}
	slices.Sort(out)
	return out
}
