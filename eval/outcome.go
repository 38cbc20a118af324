package eval

import (
	"slices"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/risk"
)

// ArgKind says what became of an argument, in the terms of MUC-5.
type ArgKind int

// The kinds of arguments.
const (
	COR ArgKind = iota // value equal
	INC                // value not equal
	MIS                // in gold only
	SPU                // predicted only
	PAR                // a text that shares some words with gold's; also not equal
)

func (k ArgKind) wrongValue() bool { return k == INC || k == PAR }

// Arg is the outcome of one argument.
type Arg struct {
	Action, Param string
	Kind          ArgKind
	Want, Got     string // words, "" where there are none
}

// Result is the outcome of one example.
type Result struct {
	Status report.Status
	Raw    *bool    // whether the output equals the target, nil where they cannot be compared
	Action bool     // whether the action names are the same multiset
	Want   []string // action names of gold
	Right  []bool   // whether each call of gold is answered by an equal one, nil where no call can be read
	Got    []string // action names of the prediction, nil where it cannot be read
	Args   []Arg
	Kinds  []string // of errors, the gravest first, empty where correct
	Detail string   // the first error in one line
	Gold   string   // how gold does not fit the schema, "" where it does

	Ungrounded bool         // an argument is not right, and nothing in the prompt says its value
	Loop       bool         // the output is not right, and repeats itself
	Cost       *exampleCost // nil without a table of costs

	mistakes []risk.Mistake

	answer uint64     // hash of a wrong answer, 0 where there is none
	likes  *lookalike // what an output that cannot be read looks like, if that is known
}

// right reports whether a call of gold is answered right. Where all of them are and there
// are extra calls, none is: the answer would do what nobody asked for.
func (r *Result) right(i int) bool {
	return r.Status == report.Correct || i < len(r.Right) && r.Right[i] && slices.Contains(r.Right, false)
}

// blamed lists the actions of gold's calls that are not answered right.
func (r *Result) blamed() []string {
	var out []string
	for i, name := range r.Want {
		if !r.right(i) && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// callable reports whether software could act on the prediction: a call of the
// schema can be read from it.
func (r *Result) callable() bool {
	return (r.Status == report.Correct || r.Status == report.Wrong) && !slices.Contains(r.Kinds, report.KindUnknownAction) &&
		!slices.Contains(r.Kinds, report.KindUnknownSlot) && !slices.Contains(r.Kinds, report.KindDuplicateSlot)
}
