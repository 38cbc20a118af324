package action

import (
	"slices"
	"unicode"

	"github.com/slmkit/slmkit/dataset"
)

// Spans finds the arguments in quotes that are words of a prompt, by their start. An
// argument whose words stand in the prompt more than once is at the first place that no
// other argument has.
func Spans(text string, calls []RawCall) []dataset.Slot {
	runes := []rune(text)
	var slots []dataset.Slot
	for i, call := range calls {
		for _, arg := range call.Args {
			if start := spanAt(runes, []rune(arg.Text), slots); arg.Quoted && start >= 0 {
				slots = append(slots, dataset.Slot{Name: arg.Name, Value: arg.Text, Start: start, End: start + len([]rune(arg.Text)), Call: i})
			}
		}
	}
	return slots
}

// spanAt returns where words stand in a text and no slot is, -1 for nowhere. Places where
// they are whole words come first.
func spanAt(text, words []rune, slots []dataset.Slot) int {
	part := -1
	for at := 0; len(words) > 0 && at+len(words) <= len(text); at++ {
		end := at + len(words)
		if string(text[at:end]) != string(words) || slices.ContainsFunc(slots, func(s dataset.Slot) bool { return at < s.End && s.Start < end }) {
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

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
