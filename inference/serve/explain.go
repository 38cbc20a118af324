package serve

import (
	"cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/inference/calls"
)

// Explanation says what the templates of a pack make of a prompt, and what of it a model
// cannot see.
type Explanation struct {
	Pack      string   `json:"pack"`
	Read      bool     `json:"read" jsonschema:"whether a template writes the prompt"`
	Templates []ReadBy `json:"templates" jsonschema:"those that write the prompt, the likeliest first, or else those nearest to it"`
	Unseen    []string `json:"unseen,omitempty" jsonschema:"characters of the prompt that the vocabulary of the model lacks"`
}

// ReadBy is a template that writes a prompt, with the call that it asks for then, or one
// that is near to the prompt.
type ReadBy struct {
	Template string         `json:"template" jsonschema:"file and line in the pack"`
	Text     string         `json:"text"`
	Action   string         `json:"action"`
	Nearness float64        `json:"nearness" jsonschema:"from 0 to 1, by the words in common; 1 if the template writes the prompt"`
	Target   string         `json:"target,omitempty"`
	Call     *dataset.Call  `json:"call,omitempty"`
	Calls    []dataset.Call `json:"calls,omitempty"`
	Slots    []dataset.Slot `json:"slots,omitempty"`
}

// explained is the explanation of a prompt that has been answered.
func (s *Server) explained(l *loaded, p calls.Prompt) *Explanation {
	p = s.dated(p)
	p.Day = cmp.Or(p.Day, s.o.Calls.Reference)
	x := s.o.Explain(p)
	x.Unseen = l.model.Tokenizer.Lacks(p.Text)
	return x
}
