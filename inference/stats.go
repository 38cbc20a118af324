package inference

import "time"

// Stats count what a generation did and where its time went. Times are sums
// over the workers. Read them when the stream has ended.
type Stats struct {
	Prompts      int // all
	Distinct     int // that were run
	Batches      int
	Steps        int // runs of the decoder
	Rows         int // prompts summed over those runs
	InputTokens  int // without padding
	Padding      int // of the encoder's input
	OutputTokens int // without end tokens
	Guessed      int // tokens that were guessed ahead
	Right        int // of them

	Tokenize time.Duration
	Encode   time.Duration // encoder
	First    time.Duration // first decoder run, which makes the encoder's keys and values
	Decode   time.Duration // the other decoder runs
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
