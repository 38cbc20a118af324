package calls

import (
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// question is a prompt as the model is asked it.
type question struct {
	Prompt
	input   string // what the model reads
	leftOut int    // turns that it does not read, as the input would be too long
}

// question makes the input of a prompt. If it is longer than the model may read, the
// oldest turns are left out, one after the other. A prompt that is not UTF-8 gets an
// input that the model refuses.
func (m *Model) question(p Prompt) question {
	q := question{Prompt: p, input: p.Text}
	switch {
	case p.NotUTF8:
		q.input = "\xff"
		return q
	case len(p.History) == 0 || p.Text == "":
		return q
	}
	history := m.inOrder(p.History)
	turns := min(dataset.InputTurns, len(history))
	for q.input = dataset.Input(history, p.Text, turns); turns > 0 && !m.fits(q.input); q.leftOut++ {
		turns--
		q.input = dataset.Input(history, p.Text, turns)
	}
	return q
}

// recorded is the input as a record of predictions has it: none where it is the text.
func (q *question) recorded() string {
	if q.NotUTF8 || q.input == q.Text {
		return ""
	}
	return q.input
}

// Input returns what Prediction.Input is in the answer to a prompt.
func (m *Model) Input(p Prompt) string {
	q := m.question(p)
	return q.recorded()
}

// fits reports whether the model may read a string. A token has at least a byte, so
// that a short one need not be tokenized; a tokenizer may add
// a space, a beginning and an end.
func (m *Model) fits(input string) bool {
	if len(input)+3 <= m.generation.MaxInput {
		return true
	}
	ids, err := m.Tokenizer.TryEncode(nil, input)
	return err != nil || len(ids) <= m.generation.MaxInput
}

// inOrder writes the call so far as targets of the schema are: its arguments in the order
// of the parameters, quotes where they belong. An application may have written it in
// another way.
func (m *Model) inOrder(history []dataset.Turn) []dataset.Turn {
	so := dataset.CallSoFar(history)
	if so == nil || m.schema == nil {
		return history
	}
	raw, err := action.ParseTarget(so.Target)
	if err != nil {
		return history
	}
	target, err := m.schema.Target(raw)
	if err != nil || target == so.Target {
		return history
	}
	history = slices.Clone(history)
	dataset.CallSoFar(history).Target = target
	return history
}

// missing lists the parameters that calls lack.
func (m *Model) missing(calls []dataset.Call) []string {
	var names []string
	for _, c := range calls {
		for _, p := range m.schema.Missing(c) {
			if !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
		}
	}
	return names
}
