package calls

import (
	"slices"
	"unicode"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Spans finds the arguments of an output that are words of the prompt, by their start. An
// argument whose words stand in the prompt more than once is at the first place that no
// other argument has.
func Spans(text, output string) []dataset.Slot {
	raw, err := action.ParseTarget(output)
	if err != nil {
		return nil
	}
	runes := []rune(text)
	var slots []dataset.Slot
	for i, call := range raw {
		for _, arg := range call.Args {
			if start := place(runes, []rune(arg.Text), slots); arg.Quoted && start >= 0 {
				slots = append(slots, dataset.Slot{Name: arg.Name, Value: arg.Text, Start: start, End: start + len([]rune(arg.Text)), Call: i})
			}
		}
	}
	return slots
}

// place returns where words stand in a text and no slot is, -1 for nowhere. Places where
// they are whole words come first.
func place(text, words []rune, slots []dataset.Slot) int {
	part := -1
	for at := 0; len(words) > 0 && at+len(words) <= len(text); at++ {
		end := at + len(words)
		if string(text[at:end]) != string(words) || taken(slots, at, end) {
			continue
		}
		if (at == 0 || !inWord(text[at-1])) && (end == len(text) || !inWord(text[end])) {
			return at
		}
		if part < 0 {
			part = at
		}
	}
	return part
}

func taken(slots []dataset.Slot, from, to int) bool {
	return slices.ContainsFunc(slots, func(s dataset.Slot) bool { return from < s.End && s.Start < to })
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
