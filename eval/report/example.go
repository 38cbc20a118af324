package report

import "github.com/slmkit/slmkit/dataset"

// Example is one example of gold with what was answered and what became of it.
type Example struct {
	ID          string
	Key         uint64 // hash of the id; Outcomes are in the order of these
	Text        string
	Slots       []dataset.Slot // where the prompt says the arguments
	Template    string
	Slices      []string // the parts that the example belongs to, as key=value
	Want        string   // in target syntax
	Got         string   // as the model wrote it
	Asked       []string // the actions of gold
	Answered    []string // the actions of the answer, nil where no call can be read
	Cell        string   // the column of the confusion matrix, "" where the example is not in it
	RightParams []string // the parameters with an equal value, sorted
	WrongParams []string // the parameters that are wrong, missing or too many, sorted
	Status      Status
	Kinds       []string // of errors, the gravest first
	Detail      string   // the first error in one line
	Confidence  *float64
	LatencyMS   *float64
}
