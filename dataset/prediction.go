package dataset

import (
	"errors"
	"fmt"
)

// Prediction is what a model wrote for one prompt. Tokens hold neither padding
// nor the end token. Error says why there is no output; such a prediction
// counts as wrong.
type Prediction struct {
	ID         string   `json:"id"`
	Text       string   `json:"text,omitempty"`
	Output     string   `json:"output"`
	Tokens     []int32  `json:"tokens,omitempty"`
	Call       *Call    `json:"call,omitempty"`
	Calls      []Call   `json:"calls,omitempty"`
	Truncated  bool     `json:"truncated,omitempty"`  // the length limit was reached before the end token
	Confidence *float64 `json:"confidence,omitempty"` // probability that the output is right, 0 to 1
	Signals    *Signals `json:"signals,omitempty"`    // what the confidence is made of
	Abstained  *string  `json:"abstained,omitempty"`  // what the model wrote, where the output is none() for want of confidence
	LatencyMS  *float64 `json:"latency_ms,omitempty"` // from the start of the prompt's batch to its last token
	Error      string   `json:"error,omitempty"`
	Beams      []Beam   `json:"beams,omitempty"` // of a beam search, the best first
}

// Beam is one of the outputs that a beam search found.
type Beam struct {
	Output string  `json:"output"`
	Score  float64 `json:"score"` // log probability over length to the power of the length penalty
}

// Signals are what a model shows of how sure it is of an output. Min and Margin
// are of the steps at which more than one token was allowed, by the probabilities
// of those that were.
type Signals struct {
	LogProb float64 `json:"logprob"`           // log probability of the output among all
	Min     float64 `json:"min"`               // probability of its least likely token
	Margin  float64 `json:"margin"`            // least lead of a token's probability over the second's
	Removed float64 `json:"removed,omitempty"` // probability that the constraint took away
}

func (s *Signals) valid() bool {
	share := func(x float64) bool { return x >= 0 && x <= 1 }
	return s.LogProb <= 0 && share(s.Min) && share(s.Margin) && share(s.Removed)
}

// Validate checks that a prediction can be joined and scored.
func (p *Prediction) Validate() error {
	switch {
	case p.ID == "":
		return errors.New("id is missing")
	case p.Confidence != nil && !(*p.Confidence >= 0 && *p.Confidence <= 1):
		return fmt.Errorf("confidence %v is not from 0 to 1", *p.Confidence)
	case p.LatencyMS != nil && !(*p.LatencyMS >= 0):
		return fmt.Errorf("latency_ms %v is below 0", *p.LatencyMS)
	case p.Signals != nil && !p.Signals.valid():
		return fmt.Errorf("signals %+v: logprob is above 0, or another is not from 0 to 1", *p.Signals)
	}
	return nil
}

// RunInfo says how a file was made. It is written beside the file, as
// FILE.run.json, or inside a report.
type RunInfo struct {
	Tool      string            `json:"tool"`              // slmkit version
	Command   string            `json:"command,omitempty"` // subcommand and what matters of its flags
	Pack      string            `json:"pack,omitempty"`    // name@hash
	Seed      *uint64           `json:"seed,omitempty"`
	Model     string            `json:"model,omitempty"`      // folder
	ModelHash string            `json:"model_hash,omitempty"` // of the files that were loaded
	Precision string            `json:"precision,omitempty"`
	Runtime   string            `json:"runtime,omitempty"` // e.g. onnxruntime 1.32.0
	Threads   int               `json:"threads,omitempty"`
	Batch     int               `json:"batch,omitempty"`
	CPU       string            `json:"cpu,omitempty"`
	Inputs    map[string]string `json:"inputs,omitempty"` // name → sha256
}
