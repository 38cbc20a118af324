package inference

import (
	"cmp"

	"github.com/slmkit/slmkit/inference/grammar"
)

// Generation says how prompts are answered. The zero value takes the defaults.
type Generation struct {
	Batch         int              // prompts at a time in one worker; 0: 12, or 32 in ONNX Runtime
	Window        int              // prompts that are sorted by length together; 0: 16 batches, at least 512
	MaxNewTokens  int              // longest output in tokens; 0: generation_config.json's, else 128
	MaxInput      int              // longest prompt in tokens; 0: 1024
	Guess         int              // tokens to guess ahead in a step, at most, if Shape.Ragged; 0: 8, -1: none
	Beams         int              // outputs to search for at once; 1: greedy decoding; 0: generation_config.json's, else 1
	LengthPenalty float64          // of beams; 0: generation_config.json's, else 1
	EarlyStopping EarlyStopping    // of beams; "": generation_config.json's, else StopByScore
	Grammar       *grammar.Grammar // limits outputs to those it allows, and has the model see prompts as Tokenizer.See does; nil: all are allowed
	Confidence    bool             // fill Output.Confidence
	Margins       bool             // fill Output.Margins; sets Confidence
	LogProbs      bool             // fill Output.LogProbs; sets Confidence
	Refusal       int32            // with Confidence: the token that an output begins with which refuses the prompt, for Confidence.Refusal; 0: none
	Waits         func() bool      // if not nil, asked after each prompt whether the next one is long in coming; then those before it are answered first
	Stats         *Stats           // if not nil, filled while the stream is read
}

// withDefaults returns g with defaults in place of zeros.
func (g Generation) withDefaults(c *config, s Shape) Generation {
	if g.Batch <= 0 {
		// If prompts join batches, larger batches are no faster and take memory.
		if g.Batch = 32; s.Joins {
			g.Batch = 12
		}
	}
	if g.Window <= 0 {
		g.Window = max(16*g.Batch, 512)
	}
	if g.MaxNewTokens <= 0 {
		switch {
		case c.MaxNewTokens > 0:
			g.MaxNewTokens = c.MaxNewTokens
		case c.MaxLength > 1:
			g.MaxNewTokens = c.MaxLength - 1 // it counts the start token
		default:
			g.MaxNewTokens = 128
		}
	}
	if g.LengthPenalty == 0 {
		g.LengthPenalty = c.LengthPenalty
	}
	g.Confidence = g.Confidence || g.Margins || g.LogProbs
	g.Beams = cmp.Or(g.Beams, c.Beams, 1)
	g.EarlyStopping = cmp.Or(g.EarlyStopping, c.EarlyStopping, StopByScore)
	if g.Guess == 0 {
		g.Guess = 8
	}
	if g.MaxInput <= 0 {
		g.MaxInput = 1024
	}
	return g
}
