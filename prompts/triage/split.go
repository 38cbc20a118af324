package triage

import (
	"slices"
	"strings"
	"unicode"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
)

// part is what a message says as far as the split looks at it: its words without case,
// marks, figures and the values that its label names.
func part(m *Message) string {
	folded := text.Prompt(m.Text)
	folded = replaceValues(folded, m.Slots, func(Slot) string { return "{}" })
	words := strings.FieldsFunc(folded, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '{' && r != '}'
	})
	for i, w := range words {
		if strings.ContainsFunc(w, unicode.IsDigit) {
			words[i] = "#"
		}
	}
	return strings.Join(slices.Compact(words), " ")
}

// replaceValues replaces the values of slots in a folded text.
func replaceValues(s string, slots []Slot, by func(Slot) string) string {
	for i, slot := range slots { // a later value may be a word of what stands for an earlier one
		if v := text.Fold(slot.Value); v != "" {
			s = replaceWords(s, v, mark(i))
		}
	}
	for i, slot := range slots {
		s = strings.ReplaceAll(s, mark(i), by(slot))
	}
	return s
}

// mark is what stands for the value of a slot for a while.
func mark(slot int) string { return string([]rune{markBase + rune(slot)}) }

// markBase begins the characters for private use.
const markBase = '\U000F0000'

// replaceWords replaces words that begin and end where words of the text do.
func replaceWords(s, words, by string) string {
	for from := 0; from < len(s); {
		i := strings.Index(s[from:], words)
		if i < 0 {
			break
		}
		i += from
		end := i + len(words)
		if inside(s, i) || inside(s, end) {
			from = end
			continue
		}
		s = s[:i] + by + s[end:]
		from = i + len(by)
	}
	return s
}

// inside reports whether a place is between two letters or digits.
func inside(s string, i int) bool {
	if i <= 0 || i >= len(s) {
		return false
	}
	return wordByte(s[i-1]) && wordByte(s[i])
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c >= 0x80
}

// toLookAt reports whether messages that say so are of the part to look at, whose share is
// look.
func toLookAt(part string, look float64) bool {
	return float64(dataset.KeyHash(splitSeed, part)>>11)/(1<<53) < look
}

// splitSeed is fixed: the same texts are split the same way at all times.
const splitSeed = 19
