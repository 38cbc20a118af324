package export

import (
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// soFar returns the calls that a dialogue asked for after a turn before a prompt.
func (t toolbox) soFar(e *dataset.Example, turn *dataset.Turn) ([]dataset.Call, error) {
	var calls []dataset.Call
	switch {
	case turn.Call != nil:
		calls = []dataset.Call{*turn.Call}
	case turn.Target != "" && turn.Target != dataset.None+"()":
		raw, err := action.ParseTarget(turn.Target)
		if err == nil {
			calls, err = t.ResolveSoFar(raw, e.Reference())
		}
		if err != nil {
			return nil, fmt.Errorf("history: target %s: %w", turn.Target, err)
		}
	}
	of := dataset.Example{Calls: calls}
	return t.calls(&of)
}

// result is what a tool says of a call in the middle of a dialogue: what is missing.
func (t toolbox) result(c dataset.Call) string {
	var names []string
	for _, p := range t.Missing(c) {
		names = append(names, p.Name)
	}
	if len(names) == 0 {
		return "ok"
	}
	return "missing: " + strings.Join(names, ", ")
}

// oneTurn makes a format of lines leave out the examples with a history.
func oneTurn(line lineFunc, err error) (lineFunc, error) {
	return func(b []byte, e *dataset.Example) ([]byte, error) {
		if len(e.History) > 0 {
			return b, severalTurns
		}
		return line(b, e)
	}, err
}
