package dataset

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Split says what an example is for. The zero value is invalid, so that a
// forgotten field fails Validate instead of becoming training data.
type Split string

// The splits.
const (
	Train Split = "train"
	Dev   Split = "dev"
	Test  Split = "test"
)

// Splits lists the splits in the order in which they are written and printed.
var Splits = []Split{Train, Dev, Test}

// Call is one action with its arguments. The arguments of an Example are canonical:
// strings, float64 and bool values, as Resolve of package action makes them of the
// words of the prompt.
type Call struct {
	Name      string         `json:"name"`
	Arguments map[string]any `json:"arguments"`
}

// None is the action of a prompt that asks for nothing that the assistant can do.
const None = "none"

// Slot is an argument where the prompt says it: Value is the text from Start to
// End. Offsets count Unicode code points, and End is exclusive. Call is the index of
// the call that the argument belongs to. Inexact says that Value has a mistake, such as a
// typing error, and that the call and the target have what is meant.
type Slot struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Start   int    `json:"start"`
	End     int    `json:"end"`
	Call    int    `json:"call,omitempty"`
	Inexact bool   `json:"inexact,omitempty"`
}

// Human is the kind of origin of what people wrote and people labelled.
const Human = "human"

// Origin says where an example comes from.
type Origin struct {
	Pack       string   `json:"pack,omitempty"`       // name@hash of the pack
	Template   string   `json:"template,omitempty"`   // file:line of the template
	Kind       string   `json:"kind,omitempty"`       // kind of a negative: out_of_scope, near_miss, …; or Human
	Derivation string   `json:"derivation,omitempty"` // the choices taken, enough to make the row again
	Ops        []string `json:"ops"`                  // augmentations, in the order they were applied
	Parent     string   `json:"parent"`               // id of the example that was augmented
}

// Example is one prompt with the call it asks for. After a history, the call is all
// that the dialogue asks for by now.
type Example struct {
	ID      string  `json:"id"`
	Split   Split   `json:"split"`
	History []Turn  `json:"history,omitempty"` // the turns before the prompt, oldest first
	Text    string  `json:"text"`
	Target  string  `json:"target"`
	Call    *Call   `json:"call,omitempty"`  // the call, where there is one
	Calls   []Call  `json:"calls,omitempty"` // the calls, where there are several
	Slots   []Slot  `json:"slots"`
	Ref     string  `json:"reference_date,omitempty"` // YYYY-MM-DD that relative dates count from
	Origin  *Origin `json:"origin,omitempty"`
}

// Want returns the calls the prompt asks for.
func (e *Example) Want() []Call {
	if len(e.Calls) > 0 {
		return e.Calls
	}
	if e.Call != nil {
		return []Call{*e.Call}
	}
	return nil
}

// SetCalls stores one call in Call and any other number in Calls, as the record
// format has it.
func (e *Example) SetCalls(calls []Call) {
	e.Call, e.Calls = nil, nil
	if len(calls) == 1 {
		e.Call = &calls[0]
	} else {
		e.Calls = calls
	}
}

// Intent returns the name of the first call, "" where there is none.
func (e *Example) Intent() string {
	if w := e.Want(); len(w) > 0 {
		return w[0].Name
	}
	return ""
}

// Reference returns the date that the prompt's relative dates count from. It is the
// zero time where the record names none.
func (e *Example) Reference() time.Time {
	t, _ := parseDay(e.Ref)
	return t
}

// Clone returns a copy that shares nothing with e that can be changed, except the
// values of arguments.
func (e Example) Clone() Example {
	e.History = cloneHistory(e.History)
	e.Slots = slices.Clone(e.Slots)
	if e.Call != nil {
		c := e.Call.Clone()
		e.Call = &c
	}
	if e.Calls != nil {
		calls := make([]Call, len(e.Calls))
		for i, c := range e.Calls {
			calls[i] = c.Clone()
		}
		e.Calls = calls
	}
	if e.Origin != nil {
		o := *e.Origin
		o.Ops = slices.Clone(o.Ops)
		e.Origin = &o
	}
	return e
}

// Clone copies a call and its argument map.
func (c Call) Clone() Call {
	args := make(map[string]any, len(c.Arguments))
	for k, v := range c.Arguments {
		args[k] = v
	}
	c.Arguments = args
	return c
}

// ErrSlotSpan is what errors.Is finds in the error of Validate for a slot whose
// value is not between its offsets.
var ErrSlotSpan = errors.New("value is not at its span")

// spanError is an ErrSlotSpan that says which slot and where.
type spanError string

func (e spanError) Error() string        { return string(e) }
func (e spanError) Is(target error) bool { return target == ErrSlotSpan }

// Validate checks all that can be checked without an action schema: text, history,
// id, split, calls, reference date, and that every slot's value is between its offsets.
// Its error holds every fault, in one line.
func (e *Example) Validate() error {
	var errs []error
	if e.Text == "" {
		errs = append(errs, errors.New("text is empty"))
	}
	if !utf8.ValidString(e.Text) {
		errs = append(errs, errors.New("text is not UTF-8"))
	}
	errs = append(errs, checkHistory(e.History)...)
	if e.ID == "" {
		errs = append(errs, errors.New("id is missing"))
	}
	errs = append(errs, e.checkSplit()...)
	if len(e.Want()) == 0 {
		errs = append(errs, errors.New("call is missing"))
	}
	errs = append(errs, e.checkCalls()...)
	for i := range e.Slots {
		errs = append(errs, e.checkSlot(&e.Slots[i])...)
	}
	if len(errs) == 0 {
		return nil
	}
	return faults(errs)
}

func (e *Example) checkSplit() []error {
	if e.Split != "" && !slices.Contains(Splits, e.Split) {
		return []error{fmt.Errorf("split %q is none of train, dev, test", e.Split)}
	}
	return nil
}

// checkCalls checks the names of the calls and the day that they count from.
func (e *Example) checkCalls() (errs []error) {
	for _, c := range e.Want() {
		if c.Name == "" {
			errs = append(errs, errors.New("call has no name"))
		}
	}
	if e.Ref != "" {
		if _, err := parseDay(e.Ref); err != nil {
			errs = append(errs, fmt.Errorf("reference_date %q is not YYYY-MM-DD", e.Ref))
		}
	}
	return errs
}

// checkSlot checks the place and the call of a slot.
func (e *Example) checkSlot(s *Slot) (errs []error) {
	if err := s.check(e.Text); err != nil {
		errs = append(errs, err)
	}
	if s.Call < 0 || s.Call >= max(len(e.Want()), 1) {
		errs = append(errs, fmt.Errorf("slot %q: there is no call %d", s.Name, s.Call))
	}
	return errs
}

// faults are several errors about one record. The message is one line.
type faults []error

func (f faults) Error() string {
	said := make([]string, len(f))
	for i, err := range f {
		said[i] = err.Error()
	}
	return strings.Join(said, "; ")
}

func (f faults) Unwrap() []error { return f }

func (s *Slot) check(text string) error {
	if s.Name == "" {
		return fmt.Errorf("slot at %d:%d has no name", s.Start, s.End)
	}
	got, ok := Span(text, s.Start, s.End)
	switch {
	case !ok:
		return spanError(fmt.Sprintf("slot %q: %d:%d is outside the text of %d characters",
			s.Name, s.Start, s.End, utf8.RuneCountInString(text)))
	case got != s.Value:
		return spanError(fmt.Sprintf("slot %q: value %q is not at %d:%d, which holds %q", s.Name, s.Value, s.Start, s.End, got))
	}
	return nil
}

// Span returns the code points of text from start to end, end exclusive. It is
// false where the text does not reach that far, or where the span is empty or
// reversed.
func Span(text string, start, end int) (string, bool) {
	if start < 0 || end <= start {
		return "", false
	}
	n, from := 0, -1
	for i := range text {
		if n == start {
			from = i
		}
		if n == end {
			return text[from:i], true
		}
		n++
	}
	if n == end && from >= 0 {
		return text[from:], true
	}
	return "", false
}

// Fingerprint returns the id that an example should have: ex_ and 80 bits, in hex,
// of the SHA-256 of its prompt and its target, of the turns before it, and of its
// parent where it is an augmented copy. The id stays the same when the templates around it change.
func (e *Example) Fingerprint() string {
	var buf [512]byte
	b := append(buf[:0], e.Text...)
	b = append(b, 0)
	b = append(b, e.Target...)
	for i := range e.History {
		t := &e.History[i]
		b = append(append(append(b, 0, 1), t.Role...), 1)
		b = append(append(append(b, t.Text...), 1), t.Target...)
	}
	if e.Origin != nil && e.Origin.Parent != "" {
		b = append(b, 0)
		b = append(b, e.Origin.Parent...)
	}
	sum := sha256.Sum256(b)
	var id [3 + 20]byte
	copy(id[:], "ex_")
	hex.Encode(id[3:], sum[:10])
	return string(id[:])
}
