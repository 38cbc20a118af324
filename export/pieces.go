package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// piece is a part of a prompt: plain text, or the words of a slot.
type piece struct {
	text string
	slot *dataset.Slot // nil for plain text
}

// piecesOf cuts a prompt at its slots, in the order of the text. It fails where slots
// overlap and where an argument has no slot, because a format of annotated prompts
// would lose it.
func piecesOf(e *dataset.Example) ([]piece, error) {
	for i, c := range e.Want() {
		for name := range c.Arguments {
			if !slices.ContainsFunc(e.Slots, func(s dataset.Slot) bool { return s.Name == name && s.Call == i }) {
				return nil, unsaidArgument
			}
		}
	}
	slots := slices.Clone(e.Slots)
	slices.SortStableFunc(slots, func(a, b dataset.Slot) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	var out []piece
	at, text := 0, []rune(e.Text)
	for i := range slots {
		s := &slots[i]
		switch {
		case s.Call < 0 || s.Call >= len(e.Want()):
			return nil, fmt.Errorf("slot %q: there is no call %d", s.Name, s.Call)
		case s.Start < at || s.End <= s.Start || s.End > len(text):
			return nil, crossingSlots
		}
		if s.Start > at {
			out = append(out, piece{text: string(text[at:s.Start])})
		}
		out = append(out, piece{string(text[s.Start:s.End]), s})
		at = s.End
	}
	if at < len(text) {
		out = append(out, piece{text: string(text[at:])})
	}
	return out, nil
}

// bracketed reports whether a prompt has brackets, which formats that annotate with
// brackets cannot escape.
func bracketed(e *dataset.Example) bool { return strings.ContainsAny(e.Text, "[]") }

// single returns the call of a prompt that asks for one action.
func single(e *dataset.Example) (dataset.Call, error) {
	if want := e.Want(); len(want) == 1 {
		return want[0], nil
	}
	return dataset.Call{}, severalActions
}
