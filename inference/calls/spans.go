package calls

import (
	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Spans finds the arguments of an output that are words of the prompt: see action.Spans. An
// output that is no call has none.
func Spans(text, output string) []dataset.Slot {
	raw, err := action.ParseTarget(output)
	if err != nil {
		return nil
	}
	return action.Spans(text, raw)
}
