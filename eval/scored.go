package eval

import "github.com/slmkit/slmkit/dataset"

// Scored is one example with what became of it, as Options.Each gets it. What it points
// to must not be changed.
type Scored struct {
	Gold       *Gold
	Prediction *dataset.Prediction // nil where there is none
	Result     *Result
	Slices     []string // the parts that the example belongs to, as key=value
	Cluster    int      // number of the group of examples that are alike, by their templates
}
