package tokenizer

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// bertNormalizer is BERT's: it removes control characters, puts spaces around
// ideographs, removes accents and lowers letters, each where its field says so.
type bertNormalizer struct {
	clean, ideographs, accents, lower bool
}

// normalize appends the normal form of src to dst.
func (n bertNormalizer) normalize(dst, src []byte) []byte {
	if n.clean || n.ideographs {
		src = n.spaced(make([]byte, 0, len(src)), src)
	}
	if n.accents {
		src = norm.NFD.Append(nil, src...)
	}
	for len(src) > 0 {
		r, w := utf8.DecodeRune(src)
		src = src[w:]
		switch {
		case n.accents && unicode.Is(bertMarks, r):
		case n.lower:
			dst = appendLower(dst, r)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}

// spaced appends src to dst without control characters, with every white space
// as a space, and with spaces around ideographs.
func (n bertNormalizer) spaced(dst, src []byte) []byte {
	for len(src) > 0 {
		r, w := utf8.DecodeRune(src)
		src = src[w:]
		switch {
		case n.clean && unicode.Is(bertControls, r):
		case n.clean && unicode.IsSpace(r):
			dst = append(dst, ' ')
		case n.ideographs && unicode.Is(bertIdeographs, r):
			dst = append(utf8.AppendRune(append(dst, ' '), r), ' ')
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return dst
}

// appendLower appends the lower case of r, which is two characters for İ.
func appendLower(dst []byte, r rune) []byte {
	if r == 'İ' {
		return append(dst, "i\u0307"...)
	}
	return utf8.AppendRune(dst, bertLower.ToLower(r))
}

// bertWord splits s after its first word: a run of characters between spaces, or a
// punctuation mark. Spaces before the word are left out. An empty word is the end.
func bertWord(s []byte) (word, rest []byte) {
	from := 0
	for at := 0; at < len(s); {
		r, w := utf8.DecodeRune(s[at:])
		space, mark := unicode.IsSpace(r), unicode.Is(bertPunctuation, r)
		switch {
		case (space || mark) && from < at:
			return s[from:at], s[at:]
		case mark:
			return s[at : at+w], s[at+w:]
		case space:
			from = at + w
		}
		at += w
	}
	return s[from:], nil
}
