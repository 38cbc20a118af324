package eval

import (
	"slices"

	"github.com/slmkit/slmkit/eval/report"
)

// ArgKind is what became of an argument (MUC-5).
type ArgKind int

// The kinds of arguments.
const (
	COR ArgKind = iota // value equal
	INC                // value not equal
	MIS                // in gold only
	SPU                // predicted only
)

// Arg is the outcome of one argument.
type Arg struct {
	Action, Param string
	Kind          ArgKind
	Want, Got     string // words, "" where there is none
}

// Result is the outcome of one example.
type Result struct {
	Status report.Status
	Raw    *bool    // output equals the target, nil where there is none to compare
	Action bool     // same multiset of action names
	Want   []string // action names of gold
	Got    []string // action names of the prediction, nil where it cannot be read
	Args   []Arg
	Kinds  []string // of errors, graver first, empty where correct
	Detail string   // one line on the first error
	Gold   string   // what of gold the schema does not know, "" where nothing
}

// callable reports whether software could act on the prediction: a call of the
// schema can be read from it.
func (r *Result) callable() bool {
	return (r.Status == report.Correct || r.Status == report.Wrong) && !slices.Contains(r.Kinds, report.KindUnknownAction) &&
		!slices.Contains(r.Kinds, report.KindUnknownSlot) && !slices.Contains(r.Kinds, report.KindDuplicateSlot)
}
