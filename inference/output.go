package inference

import (
	"errors"
	"math"
	"time"
)

// Output is what the model wrote for one prompt.
type Output struct {
	Text       string     // what Tokens write; under a grammar with the prompt's own characters in what it quotes
	Tokens     []int32    // without padding and the end token
	Truncated  bool       // the limit was reached before the end token; under a grammar the output was then ended in the shortest way, if there is one
	Confidence Confidence // if Generation.Confidence is set
	Margins    []float32  // if Generation.Margins is set: of each token, then of the end token, as in Confidence.Margin; nil after a beam search, and if a grammar ended the output at the limit
	LogProbs   []float64  // if Generation.LogProbs is set: of each token, then of the end token, among all tokens; nil where Margins would be
	Sequences  []Sequence // if Generation.Beams is above 1: all outputs found, the best first, which is this one
	Err        error      // why the prompt could not be answered; then nothing else is set
	Paths      []float64  // if Request.Paths are set: of each, the log probability that an output begins with it, among all outputs

	InputTokens int           // of the prompt
	Waited      time.Duration // in a Service: from its question until a worker took the prompt
	Encoding    time.Duration // of Latency: to encode the prompts that were taken with it
	Latency     time.Duration // from the start of the prompt's batch to its last token
}

// Errors of single prompts, in Output.Err.
var (
	ErrEmpty   = errors.New("prompt is empty")
	ErrNotUTF8 = errors.New("prompt is not UTF-8")
	ErrTooLong = errors.New("prompt is too long")
	ErrNoWay   = errors.New("nothing is allowed that the vocabulary can write: with --constrain the grammar has no such answer; without it generation_config.json suppresses all tokens")
	// ErrOverflow says that a logit was NaN or infinite, so that no token is the likeliest.
	ErrOverflow = errors.New("the model's numbers overflow on this prompt: check its weights, or export it in float32")
)

// Sequence is one of several outputs for a prompt.
type Sequence struct {
	Text   string
	Tokens []int32 // without the end token
	Score  float64 // log probability / length^Generation.LengthPenalty; both count the end token
}

// Confidence says how sure the model was of an output. Min and Margin look only at
// the steps at which more than one token was allowed, and use the probabilities
// among the allowed tokens; they are 1 if there was no such step, and 0 after a beam
// search. If a grammar ended the output at the limit, all fields but Refusal have their
// lowest value.
type Confidence struct {
	LogProb float64 // log probability of the tokens and the end token, among all outputs
	Min     float64 // probability of the least likely token
	Margin  float64 // smallest difference between the probabilities of a token and the second choice
	Removed float64 // probability of the outputs that the grammar, and rules beside it, took away
	Refusal float64 // probability that the output begins with Generation.Refusal and not with the likeliest other token; 0 without one
}

// unsure is the log probability of an answer that the model did not write to its
// end: the real one is unknown, and nobody should rely on the answer.
const unsure = -100

// sure is the confidence in an output of which nothing is written.
var sure = Confidence{Min: 1, Margin: 1}

// free counts the likeliest token of a step at which all tokens were allowed. It returns
// the margin of the step.
func (c *Confidence) free(f choice) float64 {
	return c.step(-f.rest, math.Exp(-f.rest), math.Exp(float64(f.second-f.top)-f.rest))
}

// step counts a token that was chosen among several: its log probability among all
// tokens, and its probability and that of the second among those allowed. It returns the
// margin between these two.
func (c *Confidence) step(logProb, first, second float64) float64 {
	margin := max(first-second, 0)
	c.LogProb += min(logProb, 0) // rounding may make it 1e-8
	c.Min, c.Margin = min(c.Min, first), min(c.Margin, margin)
	return margin
}

// allowed counts the best of the tokens that a grammar allowed, whose logits are
// scores. free is the likeliest of all tokens. It returns the margin of the step.
func (c *Confidence) allowed(scores []float32, best int32, free choice) float64 {
	rest := logSumExp(scores, scores[best])
	logProb := float64(scores[best]-free.top) - free.rest
	c.Removed = 1 - (1-c.Removed)*min(1, math.Exp(logProb+rest))
	if len(scores) == 1 {
		c.LogProb += min(logProb, 0)
		return 1
	}
	return c.step(logProb, math.Exp(-rest), math.Exp(float64(second(scores, best)-scores[best])-rest))
}
