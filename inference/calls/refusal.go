package calls

import (
	"fmt"

	"github.com/slmkit/slmkit/dataset"
)

// refusal returns the token with which the model begins none(), 0 if another action
// begins with the same one or nothing asks for it.
func (m *Model) refusal() (int32, error) {
	if !m.o.Confidence {
		return 0, nil
	}
	first := m.firstToken(Abstention)
	if m.schema != nil {
		for _, a := range m.schema.Actions {
			if call := a.Name + "()"; call != Abstention && m.firstToken(call) == first {
				first = 0
			}
		}
	}
	if first == 0 && m.o.RefuseBelow > 0 {
		return 0, fmt.Errorf("--refuse-below goes by the first token of %s, but the model's vocabulary begins another action with it: withhold answers by their confidence (--abstain-below)", Abstention)
	}
	return first, nil
}

func (m *Model) firstToken(output string) int32 {
	if ids := m.Tokenizer.Encode(nil, output); len(ids) > 0 {
		return ids[0]
	}
	return 0
}

// inScope returns the probability that a prompt asks for one of the actions.
func (m *Model) inScope(s *dataset.Signals) float64 {
	if m.scope != nil {
		return m.scope.Probability(s)
	}
	return 1 - s.Refusal
}
