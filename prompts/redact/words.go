package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// stretch is bytes from to to of a text.
type stretch struct{ from, to int }

func (s stretch) meets(o stretch) bool { return s.from < o.to && o.from < s.to }

// inWord reports whether a character is part of a word or a number.
func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// wordsOf are the words and numbers of a text.
func wordsOf(s string) []stretch {
	var out []stretch
	from := -1
	for i, r := range s {
		switch {
		case inWord(r) && from < 0:
			from = i
		case !inWord(r) && from >= 0:
			out, from = append(out, stretch{from, i}), -1
		}
	}
	if from >= 0 {
		out = append(out, stretch{from, len(s)})
	}
	return out
}

// places are where a text says some words, whatever their case and spaces. Where it has
// them as whole words, or whole is set, parts of words do not count.
func places(s, words string, whole bool) []stretch {
	var all, parts []stretch
	for i := 0; i < len(s); {
		n := said(s[i:], words)
		_, size := utf8.DecodeRuneInString(s[i:])
		if n == 0 {
			i += size
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+n:])
		first, _ := utf8.DecodeRuneInString(s[i:])
		last, _ := utf8.DecodeLastRuneInString(s[:i+n])
		if i > 0 && inWord(before) && inWord(first) || i+n < len(s) && inWord(after) && inWord(last) {
			parts = append(parts, stretch{i, i + n})
			i += size
			continue
		}
		all = append(all, stretch{i, i + n})
		i += n
	}
	if len(all) == 0 && !whole {
		return parts
	}
	return all
}

// said is how many bytes at the beginning of a text are some words, 0 where it begins
// with others. A run of spaces is one.
func said(s, words string) int {
	i := 0
	for words != "" {
		if i >= len(s) {
			return 0
		}
		a, n := utf8.DecodeRuneInString(s[i:])
		b, m := utf8.DecodeRuneInString(words)
		if unicode.IsSpace(b) {
			if !unicode.IsSpace(a) {
				return 0
			}
			i += len(s[i:]) - len(strings.TrimLeftFunc(s[i:], unicode.IsSpace))
			words = strings.TrimLeftFunc(words, unicode.IsSpace)
			continue
		}
		if a != b && unicode.ToLower(a) != unicode.ToLower(b) {
			return 0
		}
		i, words = i+n, words[m:]
	}
	return i
}

// function are words that say nothing of a person.
var function = set(`a an and any are as at be been before between both but by can did do does each for from had has have he her hers him his how i if in
	into is it its last me mine my next no not of off on one or our ours out over own please she so some than that the their them then there these they
	this those to too two under up us was we were what when where which who whom whose why will with you your yours`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
