package dataset

import (
	"errors"
	"fmt"
)

// Prediction is the answer of a model to one prompt. Error says why there is none;
// such a prediction counts as wrong.
type Prediction struct {
	ID           string    `json:"id"`
	Text         string    `json:"text,omitempty"`
	Input        string    `json:"input,omitempty"`          // what the model read, where that is a dialogue: see Input
	TurnsLeftOut int       `json:"turns_left_out,omitempty"` // oldest turns that it did not read, as the input would be too long
	Output       string    `json:"output"`                   // the text that the model wrote; under a constraint with the prompt's own characters in what it quotes
	Tokens       []int32   `json:"tokens,omitempty"`         // of the output, without padding and end token
	Margins      []float32 `json:"margins,omitempty"`        // of each token and the end token: how much likelier it was than the second choice, 0 to 1
	Call         *Call     `json:"call,omitempty"`
	Calls        []Call    `json:"calls,omitempty"`
	Missing      []string  `json:"missing,omitempty"`    // parameters that the calls of the output lack: what the user is to be asked for
	Truncated    bool      `json:"truncated,omitempty"`  // the length limit was reached before the end token
	Confidence   *float64  `json:"confidence,omitempty"` // probability that the output is right, 0 to 1
	InScope      *float64  `json:"in_scope,omitempty"`   // probability that the prompt asks for one of the actions, 0 to 1
	Signals      *Signals  `json:"signals,omitempty"`    // what both probabilities are computed from
	Abstained    *string   `json:"abstained,omitempty"`  // what the model wrote, where one of the probabilities was too low and the output is none()
	LatencyMS    *float64  `json:"latency_ms,omitempty"` // milliseconds from the start of the prompt's batch to its last token
	Error        string    `json:"error,omitempty"`
	Beams        []Beam    `json:"beams,omitempty"` // outputs of a beam search, the best first

	Extra map[string]string `json:"-"` // further members of the record, where its reader keeps them
}

// Beam is one of the outputs that a beam search found.
type Beam struct {
	Output string  `json:"output"`
	Score  float64 `json:"score"` // log probability over length to the power of the length penalty
}

// Signals say how sure a model was of an output. Min and Margin look at the steps
// at which more than one token was allowed, and at the probabilities of the allowed
// tokens.
type Signals struct {
	LogProb float64 `json:"logprob"`           // natural logarithm of the output's probability
	Min     float64 `json:"min"`               // probability of the least likely token, 0 to 1
	Margin  float64 `json:"margin"`            // least difference between the probabilities of the first and the second token, 0 to 1
	Removed float64 `json:"removed,omitempty"` // probability of the tokens that the constraint forbade, 0 to 1
	Refusal float64 `json:"refusal,omitempty"` // probability of none() against the likeliest other output, by their first tokens, 0 to 1
}

func (s *Signals) validate() error {
	if !(s.LogProb <= 0) {
		return fmt.Errorf("signals: logprob %v is above 0", s.LogProb)
	}
	for _, share := range []struct {
		name string
		of   float64
	}{{"min", s.Min}, {"margin", s.Margin}, {"removed", s.Removed}, {"refusal", s.Refusal}} {
		if !(share.of >= 0 && share.of <= 1) {
			return fmt.Errorf("signals: %s %v is not from 0 to 1", share.name, share.of)
		}
	}
	return nil
}

// Answered returns the calls of a prediction, none where its output is not a valid call.
func (p *Prediction) Answered() []Call {
	if p.Call != nil {
		return []Call{*p.Call}
	}
	return p.Calls
}

// Validate checks that a prediction can be joined with an example and scored.
func (p *Prediction) Validate() error {
	switch {
	case p.ID == "":
		return errors.New("id is missing")
	case p.Confidence != nil && !(*p.Confidence >= 0 && *p.Confidence <= 1):
		return fmt.Errorf("confidence %v is not from 0 to 1: %s", *p.Confidence, otherScale(*p.Confidence))
	case p.LatencyMS != nil && !(*p.LatencyMS >= 0):
		return fmt.Errorf("latency_ms %v is below 0", *p.LatencyMS)
	}
	for _, m := range p.Margins {
		if !(m >= 0 && m <= 1) {
			return fmt.Errorf("margins: %v is not from 0 to 1", m)
		}
	}
	if p.Signals != nil {
		return p.Signals.validate()
	}
	return nil
}

// otherScale says what a confidence that is no probability may be.
func otherScale(confidence float64) string {
	switch {
	case confidence < 0:
		return "if it is a log probability, write exp of it"
	case confidence > 1 && confidence <= 100:
		return "if it is in percent, divide it by 100; a score of a beam is no probability"
	case confidence > 1:
		return "a score is no probability: leave it away"
	}
	return "it is not a number: leave it away"
}

// RunInfo says how a file was made. It is written beside the file as FILE.run.json,
// or into a report or manifest.
type RunInfo struct {
	Tool      string            `json:"tool"`              // slmkit version
	Command   string            `json:"command,omitempty"` // subcommand, with the flags that change what it writes
	Pack      string            `json:"pack,omitempty"`    // name@hash
	Seed      *uint64           `json:"seed,omitempty"`
	Model     string            `json:"model,omitempty"`      // folder
	ModelHash string            `json:"model_hash,omitempty"` // hash of the files that were loaded
	Precision string            `json:"precision,omitempty"`
	Runtime   string            `json:"runtime,omitempty"` // e.g. onnxruntime 1.32.0
	Threads   int               `json:"threads,omitempty"`
	Batch     int               `json:"batch,omitempty"`
	CPU       string            `json:"cpu,omitempty"`
	Inputs    map[string]string `json:"inputs,omitempty"` // name → sha256
}
