package inference

import "time"

// Stats count what a generation did and where its time went. Times are sums over
// the workers. Read them when the stream has ended.
type Stats struct {
	Prompts      int // all prompts
	Distinct     int // prompts that were run: equal ones are run once
	Batches      int
	Steps        int // runs of the decoder
	Rows         int // prompts, summed over those runs
	InputTokens  int // without padding
	Padding      int // places of the encoder's input that are padding
	OutputTokens int // without end tokens
	Guessed      int // tokens that were guessed ahead
	Right        int // guesses that were right

	Tokenize time.Duration
	Encode   time.Duration // running the encoder
	First    time.Duration // first run of the decoder, which computes the keys and values of the encoder's output
	Decode   time.Duration // other runs of the decoder
	Pick     time.Duration // choosing tokens, taking finished rows out
}

func (s *Stats) add(o Stats) {
	s.Prompts += o.Prompts
	s.Distinct += o.Distinct
	s.Batches += o.Batches
	s.Steps += o.Steps
	s.Rows += o.Rows
	s.InputTokens += o.InputTokens
	s.Padding += o.Padding
	s.OutputTokens += o.OutputTokens
	s.Guessed += o.Guessed
	s.Right += o.Right
	s.Tokenize += o.Tokenize
	s.Encode += o.Encode
	s.First += o.First
	s.Decode += o.Decode
	s.Pick += o.Pick
}
