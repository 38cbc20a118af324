package grammar

import (
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// countReach is the greatest number of words between a number and the word that it
// counts.
const countReach = 2

// plural is the kid of a kindPlural that is written behind a text.
func plural[T string | []byte](n *Node, text T, space bool) *Node {
	if singular(text, space) {
		return n.Kids[0]
	}
	return n.Kids[1]
}

// singular reports whether the number one counts the word that is about to be
// written, or that has just ended. The text before the word decides: its nearest
// number or article must be one, must lie at most countReach words away, and no
// "of" or punctuation may come between. space says that the last word of text is
// complete. Every writer and reader of templates calls singular, so that they
// agree.
func singular[T string | []byte](text T, space bool) bool {
	end := len(text)
	if !space {
		end = wordStart(text, end)
	}
	for range countReach + 1 {
		for end > 0 && text[end-1] == ' ' {
			end--
		}
		start := wordStart(text, end)
		if start == end {
			return false
		}
		var lower [16]byte
		switch count := countOf(asciiLower(&lower, text[start:end])); count {
		case countOne:
			return !tensBefore(text, start)
		case countMany, countEnd:
			return false
		}
		end = start
	}
	return false
}

// wordStart is where the word that ends at end begins.
func wordStart[T string | []byte](text T, end int) int {
	for end > 0 && text[end-1] != ' ' && !isTurn(text[end-1]) {
		end--
	}
	return end
}

// asciiLower copies a word, cut off where it is longer than any that counts.
func asciiLower[T string | []byte](to *[16]byte, word T) []byte {
	n := copy(to[:], word)
	for i, c := range to[:n] {
		if 'A' <= c && c <= 'Z' {
			to[i] = c | 0x20
		}
	}
	return to[:n]
}

type count uint8

const (
	countNone count = iota // says nothing
	countOne
	countMany
	countEnd // the words before it count nothing after it
)

func countOf(word []byte) count {
	if strings.IndexByte(".,;:?!", word[len(word)-1]) >= 0 {
		return countEnd
	}
	switch string(word) {
	case "1", "one", "a", "an", "another", "each", "every", "single":
		return countOne
	case "few", "several", "many", "couple", "dozen", "some", "all":
		return countMany
	case "of":
		return countEnd
	}
	if _, ok := text.Value(string(word)); ok || isDigit(word[0]) {
		return countMany
	}
	return countNone
}

// tensBefore reports whether the word before is a number too: twenty one.
func tensBefore[T string | []byte](s T, end int) bool {
	for end > 0 && s[end-1] == ' ' {
		end--
	}
	var lower [16]byte
	_, ok := text.Value(string(asciiLower(&lower, s[wordStart(s, end):end])))
	return ok
}

// countWords is how many words at the end of a text singular looks at.
const countWords = countReach + 3

// counted is the end of a text that singular looks at.
func counted(text []byte) []byte {
	start := len(text)
	for range countWords {
		for start > 0 && text[start-1] == ' ' {
			start--
		}
		start = wordStart(text, start)
	}
	return text[start:]
}
