package eval

import (
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval/filter"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/risk"
)

// Options say how predictions are scored. The zero value compares words, takes
// amounts without a currency as USD and warns of numbers from fewer than 30.
type Options struct {
	Schema   *action.Schema
	Currency string      // of amounts that name none
	Seed     uint64      // of the bootstrap
	MinN     int         // a number from fewer things gets a warning
	Costs    *risk.Table // of mistakes, nil for none
	// MaxRisk is the share of wrong answers that may be given, 0 where none is wanted:
	// Evaluate looks for the confidence below which answers must be withheld for it.
	MaxRisk float64
	// Threshold is such a confidence that shall be tried instead, and Chosen the report
	// that it was chosen in, nil where the user names it.
	Threshold *float64
	Chosen    *report.ChosenOn
	By        []string       // further columns to tell examples apart by: see Columns
	Slices    []filter.Named // parts that predicates pick out
	Train     *Training      // what the model has seen, nil where it is not known
	// Skipped is called when gold has been read. It returns how many bad records of
	// gold were passed over. Each counts as an example that is answered wrongly, and as
	// many predictions may belong to no example. Nil means none.
	Skipped func() int
	// Each is called by Evaluate with every example that it scores, in the order of gold,
	// one at a time. Nil means that nobody wants them. After an error Each is not called
	// again, and Evaluate returns the error. After any error of Evaluate, discard what Each
	// has been given.
	Each func(Scored) error

	tokens bool // keep the tokens and margins of predictions
}

// skipped is how many bad records of gold were passed over.
func (o *Options) skipped() int {
	if o.Skipped == nil {
		return 0
	}
	return o.Skipped()
}
