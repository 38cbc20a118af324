package dataset

import "time"

// Logged is a line of the log of what a model was asked and answered. It is read as an
// Example whose call is the model's, and as a Prediction of the same id.
type Logged struct {
	ID         string    `json:"id"`
	Time       time.Time `json:"time"`
	Model      string    `json:"model"` // name@version
	History    []Turn    `json:"history,omitempty"`
	Text       string    `json:"text"`
	Target     string    `json:"target,omitempty"` // the output, where it is a valid call
	Call       *Call     `json:"call,omitempty"`
	Calls      []Call    `json:"calls,omitempty"`
	Slots      []Slot    `json:"slots"`
	Ref        string    `json:"reference_date,omitempty"`
	Output     string    `json:"output"`
	Confidence *float64  `json:"confidence,omitempty"`
	InScope    *float64  `json:"in_scope,omitempty"`
	Signals    *Signals  `json:"signals,omitempty"`
	Missing    []string  `json:"missing,omitempty"`
	Truncated  bool      `json:"truncated,omitempty"`
	Abstained  *string   `json:"abstained,omitempty"` // what the model wrote before its answer became none()
	Origin     *Origin   `json:"origin,omitempty"`    // with OpRedact, where the values are not those that the prompt had
}

// OpRedact is the operation that puts invented values in place of what people said.
const OpRedact = "redact"

// Example is the prompt with the call that the model answered, without a split.
func (l *Logged) Example() Example {
	return Example{ID: l.ID, History: l.History, Text: l.Text, Target: l.Target, Call: l.Call, Calls: l.Calls, Slots: l.Slots, Ref: l.Ref, Origin: l.Origin}
}
