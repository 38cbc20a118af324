package eval

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
)

// turnColumn is the column of which message of the user in a dialogue a prompt is, from 1.
const turnColumn = "turn"

func turnOf(e *dataset.Example) int {
	turn := 1
	for i := range e.History {
		if e.History[i].Role == dataset.User {
			turn++
		}
	}
	return turn
}

// firstTurns gives the examples without a history their turn, the first, if others have a
// history: where none has, the column would say nothing.
func (s *breakdown) firstTurns() {
	hasTurn := func(part string) bool { return strings.HasPrefix(part, turnColumn+"=") }
	if !slices.ContainsFunc(s.kinds, func(parts []string) bool { return slices.ContainsFunc(parts, hasTurn) }) {
		return
	}
	for i, parts := range s.kinds {
		if !slices.ContainsFunc(parts, hasTurn) {
			s.kinds[i] = append(slices.Clip(parts), turnColumn+"=1")
		}
	}
}

// before is what a model reads before the text of an example.
func before(e *dataset.Example) string {
	input := []rune(e.Input())
	return string(input[:len(input)-utf8.RuneCountInString(e.Text)])
}

// inInput are the slots of an example where its input has them.
func inInput(e *dataset.Example) []dataset.Slot {
	if len(e.History) == 0 {
		return e.Slots
	}
	slots, shift := slices.Clone(e.Slots), utf8.RuneCountInString(before(e))
	for i := range slots {
		slots[i].Start += shift
		slots[i].End += shift
	}
	return slots
}
