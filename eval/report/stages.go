package report

import "fmt"

// Stage is one part of the time from a prompt to its answer.
type Stage struct {
	Name  string   `json:"stage"`
	Share *float64 `json:"share"` // of the mean latency; of parse the time on top of it
	Mean  Metric   `json:"mean_ms"`
	P50   Metric   `json:"p50_ms"`
	P95   Metric   `json:"p95_ms"`
}

// Names of stages, in their order.
const (
	StageQueue    = "queue"        // from the arrival to the start of work on it
	StageTokenize = "tokenize"     //
	StageEncode   = "encode"       // the encoder
	StageFirst    = "decode_first" // first run of the decoder
	StageRest     = "decode_rest"  // its other runs
	StagePick     = "pick"         // choosing tokens and writing their text
	StageOther    = "other"        // what no other stage has
	StageParse    = "parse"        // from text to calls, after the answer
)

// LengthLine is the least-squares line of the latency against the number of tokens that
// the answer has.
type LengthLine struct {
	Fixed    Metric  `json:"fixed_ms"`     // latency of an answer of no tokens
	PerToken Metric  `json:"per_token_ms"` // more for each token
	R2       float64 `json:"r2"`           // share of the variance that the line explains
}

// WarmUp says how a model was warmed up before it was timed.
type WarmUp struct {
	Windows int  `json:"windows"` // stretches of the same prompts that were answered
	Steady  bool `json:"steady"`  // latency and throughput of the last three differed by at most 10 %
}

// Noise is by how much times of the same model differ on this machine.
type Noise struct {
	Floor float64 `json:"floor"` // 0.03: a ratio of 0.97 to 1.03 of two models is not told apart
	How   string  `json:"how"`   // NoiseSplit or NoiseAA
	N     int     `json:"n"`     // blocks that it comes from
}

// How noise was measured.
const (
	NoiseSplit = "split" // the blocks of each model were split into two halves at random
	NoiseAA    = "aa"    // the first model was timed beside itself, in another process
)

// Line says in one line how the latency grows with the answer.
func (l *LengthLine) Line() string {
	return fmt.Sprintf("latency is about %s + %s for each output token; that explains %.0f %% of its variance",
		FormatValue(l.Fixed.Value, Millis), FormatValue(l.PerToken.Value, Millis), 100*l.R2)
}

// Line says in one line how a model was warmed up.
func (w *WarmUp) Line() string {
	if !w.Steady {
		return fmt.Sprintf("never steady in %d stretches of warming up: the last three differed by more than 10 %%", w.Windows)
	}
	return fmt.Sprintf("steady after %d stretches of warming up", w.Windows)
}

// Line says in one line what the noise is, "" where it is not known.
func (n *Noise) Line() string {
	switch {
	case n == nil:
		return ""
	case n.How == NoiseAA:
		return fmt.Sprintf("noise of this machine: %s, from the first model beside itself", FormatValue(&n.Floor, Fraction))
	}
	return fmt.Sprintf("noise of this machine: about %s, from splits of each model's runs (--aa measures it)", FormatValue(&n.Floor, Fraction))
}
