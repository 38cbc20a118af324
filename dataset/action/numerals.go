package action

import (
	"strings"
)

// numerals are the words of numbers of a language.
type numerals struct {
	values   map[string]int                // words that add: 0 to 900
	hundred  string                        // words that multiply by 100, separated by bars
	thousand string                        // words that multiply by 1000
	and      string                        // the word between the parts of a number
	compound func(word string) (int, bool) // reads a number that is one word; nil for none
	ordinal  map[int]string                // words of the days of a month, separated by bars
}

// ordinals yields the words of the days of a month.
func (n *numerals) ordinals(yield func(word string, day int)) {
	for day, words := range n.ordinal {
		for word := range strings.SplitSeq(words, "|") {
			yield(word, day)
		}
	}
}

// read reads a whole number below a million at the start of w. It returns the count
// of its words, which is 0 if w starts with no number.
func (n *numerals) read(w []string) (value, used int) {
	if n == nil {
		return 0, 0
	}
	total, cur, seen := 0, 0, false
	for i := 0; i < len(w); i++ {
		word := w[i]
		if word == n.and && seen && i+1 < len(w) {
			if v, ok := n.value(w[i+1]); ok && fits(cur, v, total > 0) {
				continue
			}
			break
		}
		v, ok := n.value(word)
		switch {
		case ok && (!seen || fits(cur, v, total > 0)):
			cur += v
		case ok && cur%100 == 4 && v == 20: // quatre-vingts
			cur += 76
		case isOneOf(n.hundred, word) && cur < 10:
			cur = max(cur, 1) * 100
		case isOneOf(n.thousand, word) && total == 0:
			total, cur = max(cur, 1)*1000, 0
		default:
			return total + cur, used
		}
		seen, used = true, i+1
	}
	return total + cur, used
}

// scale is the English of a word that multiplies, "" for any other.
func (n *numerals) scale(word string) string {
	switch {
	case n == nil:
	case isOneOf(n.hundred, word):
		return "hundred"
	case isOneOf(n.thousand, word):
		return "thousand"
	}
	return ""
}

func (n *numerals) value(word string) (int, bool) {
	if n == nil {
		return 0, false
	}
	v, ok := n.values[word]
	if !ok && n.compound != nil {
		v, ok = n.compound(word)
	}
	return v, ok
}

// fits reports whether v continues a number whose value so far is cur: twenty and
// five, sixty and eleven, a hundred and ninety. After thousands any number does.
func fits(cur, v int, thousands bool) bool {
	switch tail := cur % 100; {
	case v == 0:
		return false
	case cur == 0:
		return thousands
	case tail == 0:
		return v < 100
	case tail == 10: // dix-sept
		return v >= 7 && v < 10
	case tail == 60 || tail == 80:
		return v < 20
	}
	return cur%100 >= 20 && cur%10 == 0 && v < 10
}

// isOneOf reports whether a word is one of those that bars separate.
func isOneOf(words, word string) bool {
	for w := range strings.SplitSeq(words, "|") {
		if w == word && w != "" {
			return true
		}
	}
	return false
}

// counted10 are the words of the numbers from 0 to 19 and of the tens from 20, in
// order; bars separate the forms of a number.
func counted10(small, tens string) map[string]int {
	out := map[string]int{}
	for i, words := range strings.Fields(small) {
		for word := range strings.SplitSeq(words, "|") {
			out[word] = i
		}
	}
	for i, words := range strings.Fields(tens) {
		for word := range strings.SplitSeq(words, "|") {
			out[word] = 20 + 10*i
		}
	}
	return out
}

// addWords adds more words of numbers; bars separate the forms of a number.
func addWords(values, more map[string]int) map[string]int {
	for words, v := range more {
		for word := range strings.SplitSeq(words, "|") {
			values[word] = v
		}
	}
	return values
}

// dayOrdinals are the words of the days from 1, by their stems and endings.
func dayOrdinals(stems string, endings ...string) map[int]string {
	out := map[int]string{}
	for i, forms := range strings.Fields(stems) {
		var words []string
		for stem := range strings.SplitSeq(forms, "|") {
			for _, end := range endings {
				words = append(words, stem+end)
			}
		}
		out[i+1] = strings.Join(words, "|")
	}
	return out
}
