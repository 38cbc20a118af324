package measure

import "time"

// Timing is the time of one prompt, with its stages as far as a runner knows them.
type Timing struct {
	Took     time.Duration // from the prompt, or its arrival, to the text of its answer
	Queue    time.Duration // of Took: from the arrival to the start of work on the prompt
	Tokenize time.Duration
	Encode   time.Duration
	First    time.Duration // first run of the decoder
	Rest     time.Duration // its other runs
	Pick     time.Duration // choosing tokens and writing their text
	Parse    time.Duration // after Took: from the text to calls
	Tokens   int           // of the answer, without the end token; 0 where that is not known
}

// staged reports whether the runner knows the stages.
func (t *Timing) staged() bool { return t.Encode > 0 }

// toFirst is the time to the end of the first run of the decoder, which gives the first
// token.
func (t *Timing) toFirst() time.Duration { return t.Queue + t.Tokenize + t.Encode + t.First }

// Pass is the time of prompts that were answered together.
type Pass struct {
	Took    time.Duration // of all of them
	Prompts []Timing      // of each from the start of its batch to its answer; nil where that is not known
}

// Took returns timings of which nothing but the time of each prompt is known.
func Took(times ...time.Duration) []Timing {
	out := make([]Timing, len(times))
	for i, t := range times {
		out[i].Took = t
	}
	return out
}
