package triage

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
)

// Message is something that a person wrote.
type Message struct {
	ID      string
	Text    string
	History []dataset.Turn // the turns before it, oldest first
	Action  string         // its label, "" where it has none
	Slots   []Slot         // values that its label names, each said in the text
	Ref     string         // YYYY-MM-DD that its relative dates count from, "" where it is not known
	Answer  *Answer
}

// Slot is a value of a label.
type Slot struct{ Param, Value string }

// Answer is what a model answered.
type Answer struct {
	Action     string   // dataset.None where it is no call
	Confidence *float64 // 0 to 1, nil where it is not known
	Output     string   // in target syntax, "" where it is not known
	Doubt      string   // one of report.TriageDoubts, "" for none
}

// labelNames are the members of a record that may hold the action alone.
var labelNames = []string{"action", "intent", "label"}

// UnmarshalJSON reads a record: a text with an action or a call, or what a model answered.
// A record with "output" is the log of a model: its call is the model's.
func (m *Message) UnmarshalJSON(b []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(b, &members); err != nil {
		return err
	}
	if written(members["output"]) || written(members["error"]) {
		var p dataset.Prediction
		if err := p.UnmarshalJSON(b); err != nil {
			return err
		}
		*m = Message{ID: p.ID, Text: p.Text, Answer: AnswerOf(&p)}
		var before dataset.Text
		if written(members["history"]) && before.UnmarshalJSON(b) == nil {
			m.History = before.History
		}
	} else {
		var e dataset.Text
		if err := e.UnmarshalJSON(b); err != nil {
			return err
		}
		*m = OfExample(&e.Example)
	}
	_ = json.Unmarshal(members["reference_date"], &m.Ref)
	if m.Action == "" {
		for _, name := range labelNames {
			var label string
			if json.Unmarshal(members[name], &label) == nil && label != "" {
				m.Action = label
				break
			}
		}
	}
	return nil
}

func written(v json.RawMessage) bool { return len(v) > 0 && string(v) != "null" }

// Validate checks that there is a text.
func (m *Message) Validate() error {
	t := dataset.Text{Example: dataset.Example{Text: m.Text}}
	return t.Validate()
}

// Members says that all members are read.
func (m *Message) Members() []string {
	var e dataset.Example
	var p dataset.Prediction
	return append(append(e.Members(), p.Members()...), append(labelNames, dataset.AllMembers)...)
}

// OfExample is the message of an example, with its label.
func OfExample(e *dataset.Example) Message {
	m := Message{ID: e.ID, Text: e.Text, History: e.History, Action: e.Intent()}
	if m.Action == "" && e.Target != "" {
		if calls, err := action.ParseTarget(e.Target); err == nil && len(calls) > 0 {
			m.Action = calls[0].Name
		}
	}
	for _, s := range e.Slots {
		if s.Name != "" && s.Value != "" {
			m.Slots = append(m.Slots, Slot{s.Name, s.Value})
		}
	}
	if len(m.Slots) == 0 && e.Call != nil { // arguments that are said word for word
		folded := text.Fold(e.Text)
		for _, name := range sortedKeys(e.Call.Arguments) {
			if v := fmt.Sprint(e.Call.Arguments[name]); v != "" && strings.Contains(folded, text.Fold(v)) {
				m.Slots = append(m.Slots, Slot{name, v})
			}
		}
	}
	return m
}

// AnswerOf is what a prediction says; an output that is no call counts as none.
func AnswerOf(p *dataset.Prediction) *Answer {
	a := &Answer{Confidence: p.Confidence, Output: p.Output, Doubt: doubtOf(p)}
	switch calls, err := action.ParseTarget(p.Output); {
	case p.Call != nil:
		a.Action = p.Call.Name
	case len(p.Calls) > 0:
		a.Action = p.Calls[0].Name
	case err == nil && len(calls) > 0:
		a.Action = calls[0].Name
	}
	a.Action = cmp.Or(a.Action, dataset.None)
	return a
}

// Bounds below which an answer is unsure.
const (
	unsure      = 0.5 // its confidence
	unsureToken = 0.1 // difference between the probabilities of its least sure token and the next best
)

// doubtOf is why an answer is likely wrong by what the model says of it, "" where it says
// nothing.
func doubtOf(p *dataset.Prediction) string {
	switch {
	case p.Abstained != nil:
		return report.TriageAbstained
	case p.Truncated:
		return report.TriageTruncated
	case p.Confidence != nil && *p.Confidence < unsure, p.Signals != nil && p.Signals.Margin < unsureToken:
		return report.TriageUnsure
	}
	return ""
}

// doubt is why a message is to be looked at first. What a person corrected counts most.
func (s *said) doubt() string {
	switch {
	case s.wrong():
		return report.TriageCorrected
	case s.answered():
		return s.Answer.Doubt
	}
	return ""
}
