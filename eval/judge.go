package eval

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Status says what became of an example. Every example has exactly one.
type Status string

// The statuses.
const (
	Correct   Status = "correct"
	Wrong     Status = "wrong"
	Invalid   Status = "invalid"   // the output is not a call
	Truncated Status = "truncated" // the length limit was reached
	Failed    Status = "error"     // there is no output
)

// Kinds of errors, the graver first. A wrong item may have several; its first
// is what it is counted under.
const (
	KindMissing       = "missing_prediction"
	KindFailed        = "runtime_error"
	KindTruncated     = "truncated"
	KindEmpty         = "empty_output"
	KindSyntax        = "invalid_syntax"
	KindUnknownAction = "unknown_action"
	KindFalseAction   = "false_action"  // gold is none
	KindFalseRefusal  = "false_refusal" // none where gold is an action
	KindWrongAction   = "wrong_action"
	KindMissingCall   = "missing_call"
	KindExtraCall     = "extra_call"
	KindUnknownSlot   = "unknown_slot" // the action has no such parameter
	KindDuplicateSlot = "duplicate_slot"
	KindType          = "type_error" // the value cannot be read as the parameter's type
	KindUngrounded    = "ungrounded_value"
	KindSpan          = "wrong_span" // too few or too many words copied
	KindValue         = "wrong_value"
	KindMissingSlot   = "missing_slot"
	KindExtraSlot     = "extra_slot"
)

// Kinds lists them, graver first.
var Kinds = []string{KindMissing, KindFailed, KindTruncated, KindEmpty, KindSyntax, KindUnknownAction, KindFalseAction,
	KindFalseRefusal, KindWrongAction, KindMissingCall, KindExtraCall, KindUnknownSlot, KindDuplicateSlot, KindType,
	KindUngrounded, KindSpan, KindValue, KindMissingSlot, KindExtraSlot}

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
	Status Status
	Raw    *bool    // output equals the target, nil where there is none to compare
	Action bool     // same multiset of action names
	Want   []string // action names of gold
	Got    []string // action names of the prediction, nil where it cannot be read
	Args   []Arg
	Kinds  []string // of errors, graver first, empty where correct
	Detail string   // one line on the first error
	Gold   string   // what of gold the schema does not know, "" where nothing
}

// Judge scores predictions against gold. A nil Schema compares words only.
type Judge struct {
	schema   *action.Schema
	currency string
}

// NewJudge returns a Judge. The currency is what an amount without one is in.
func NewJudge(schema *action.Schema, currency string) *Judge {
	if currency == "" {
		currency = "USD"
	}
	return &Judge{schema, currency}
}

// call is a call whose arguments have been read.
type call struct {
	name    string
	known   bool // in the schema
	args    []argument
	unknown []string // arguments that the action does not have
	twice   []string
}

type argument struct {
	name   string
	param  *action.Param
	values []value // the accepted ones of gold, the one of a prediction
}

func (c *call) arg(name string) *argument {
	i := slices.IndexFunc(c.args, func(a argument) bool { return a.name == name })
	if i < 0 {
		return nil
	}
	return &c.args[i]
}

// callable reports whether software could act on the prediction: a call of the
// schema can be read from it.
func (r *Result) callable() bool {
	return (r.Status == Correct || r.Status == Wrong) && !slices.Contains(r.Kinds, KindUnknownAction) &&
		!slices.Contains(r.Kinds, KindUnknownSlot) && !slices.Contains(r.Kinds, KindDuplicateSlot)
}

// Score judges one prediction; nil is a missing one. Of an example whose
// arguments are not known only the actions are compared.
func (j *Judge) Score(g *Gold, p *dataset.Prediction) Result {
	e := &g.Example
	gold := j.goldCalls(e)
	r := Result{}
	for i := range gold {
		r.Want = append(r.Want, gold[i].name)
		if r.Gold == "" {
			r.Gold = gold[i].misfit()
		}
	}
	if p != nil && !g.IntentOnly {
		r.Raw = j.raw(e, p)
	}
	got, status, kind, detail := j.predicted(e, p)
	if status != "" {
		r.Status, r.Kinds, r.Detail = status, []string{kind}, detail
		for i := range gold {
			r.missing(&gold[i])
		}
		return r
	}
	r.Got = []string{}
	for _, c := range got {
		r.Got = append(r.Got, c.name)
	}
	if g.IntentOnly {
		for i := range got {
			got[i].args, got[i].unknown, got[i].twice = nil, nil, nil
		}
	}
	j.compare(e, &r, gold, got)
	return r
}

// predicted reads the calls of a prediction, or says why there are none. The
// output goes before the call field unless only the latter can be read.
func (j *Judge) predicted(e *dataset.Example, p *dataset.Prediction) (calls []call, status Status, kind, detail string) {
	switch {
	case p == nil:
		return nil, Failed, KindMissing, "there is no prediction"
	case p.Error != "":
		return nil, Failed, KindFailed, p.Error
	case p.Truncated:
		return nil, Truncated, KindTruncated, "the output was cut off at the length limit"
	}
	raw, err := action.ParseTarget(p.Output)
	if err == nil {
		return j.rawCalls(raw, e.Reference()), "", "", ""
	}
	if typed := typedCalls(p); len(typed) > 0 {
		for _, c := range typed {
			calls = append(calls, j.typedCall(c, e.Reference()))
		}
		return calls, "", "", ""
	}
	if strings.TrimSpace(p.Output) == "" {
		return nil, Invalid, KindEmpty, "the output is empty"
	}
	return nil, Invalid, KindSyntax, syntax(err)
}

func typedCalls(p *dataset.Prediction) []dataset.Call {
	if len(p.Calls) > 0 {
		return p.Calls
	}
	if p.Call != nil && p.Call.Name != "" {
		return []dataset.Call{*p.Call}
	}
	return nil
}

func syntax(err error) string {
	var t *action.TargetError
	if errors.As(err, &t) {
		return fmt.Sprintf("byte %d: %s expected", t.Offset, t.Want)
	}
	return err.Error()
}

func (j *Judge) open(name string) (call, *action.Action) {
	c := call{name: name, known: true}
	if j.schema == nil {
		return c, nil
	}
	a := j.schema.Action(name)
	c.known = a != nil
	return c, a
}

func (c *call) put(a *action.Action, name string, v any, ref time.Time) {
	var p *action.Param
	if a != nil {
		if p = a.Param(name); p == nil {
			c.unknown = append(c.unknown, name)
		}
	}
	if c.arg(name) != nil {
		c.twice = append(c.twice, name)
		return
	}
	c.args = append(c.args, argument{name, p, []value{read(p, v, ref)}})
}

func (j *Judge) rawCalls(raw []action.RawCall, ref time.Time) []call {
	calls := make([]call, 0, len(raw))
	for _, r := range raw {
		c, a := j.open(r.Name)
		for _, arg := range r.Args {
			c.put(a, arg.Name, arg.Text, ref)
		}
		calls = append(calls, c)
	}
	return calls
}

func (j *Judge) typedCall(t dataset.Call, ref time.Time) call {
	c, a := j.open(t.Name)
	for _, name := range sortedKeys(t.Arguments) {
		c.put(a, name, t.Arguments[name], ref)
	}
	return c
}

// goldCalls reads gold, with the words of the slots as further accepted values.
func (j *Judge) goldCalls(e *dataset.Example) []call {
	want := e.Want()
	calls := make([]call, len(want))
	for i, w := range want {
		calls[i] = j.typedCall(w, e.Reference())
		for _, s := range e.Slots {
			if a := calls[i].arg(s.Name); a != nil && s.Call == i {
				if v := read(a.param, s.Value, e.Reference()); v.canon != nil || !a.bare() {
					a.values = append(a.values, v)
				}
			}
		}
	}
	return calls
}

func (a *argument) bare() bool { return a.param != nil && a.param.Bare() }

// misfit says what of a gold call the schema does not know.
func (c *call) misfit() string {
	switch {
	case !c.known:
		return "there is no action " + c.name
	case len(c.unknown) > 0:
		return c.name + " has no parameter " + c.unknown[0]
	}
	for _, a := range c.args {
		if v := a.values[0]; v.err != nil {
			return c.name + ": " + a.name + ": " + v.err.Error()
		}
	}
	return ""
}

// raw compares the output with the target letter for letter. It is nil where
// gold has no target and none can be made, or the prediction only a call.
func (j *Judge) raw(e *dataset.Example, p *dataset.Prediction) *bool {
	if p.Output == "" && len(typedCalls(p)) > 0 {
		return nil
	}
	target := e.Target
	if target == "" {
		if target = j.target(e); target == "" {
			return nil
		}
	}
	same := p.Error == "" && !p.Truncated && literal(p.Output) == literal(target)
	return &same
}

// target makes the target of an example without one: the words of its slots,
// canonical values where there is no slot. "" where the schema cannot say how.
func (j *Judge) target(e *dataset.Example) string {
	if j.schema == nil {
		return ""
	}
	var raw []action.RawCall
	for i, c := range e.Want() {
		r := action.RawCall{Name: c.Name}
		a := j.schema.Action(c.Name)
		for _, name := range sortedKeys(c.Arguments) {
			arg := action.RawArg{Name: name, Text: text(c.Arguments[name])}
			for _, s := range e.Slots {
				if s.Name == name && s.Call == i && a != nil && a.Param(name) != nil && !a.Param(name).Bare() {
					arg.Text = s.Value
				}
			}
			r.Args = append(r.Args, arg)
		}
		raw = append(raw, r)
	}
	target, err := j.schema.Target(raw)
	if err != nil {
		return ""
	}
	return target
}
