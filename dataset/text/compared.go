package text

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Tokenized returns s as a T5's tokenizer hands it to the model: in Unicode
// normalization form KC, characters without a shape as spaces, and white space as
// Spaces leaves it. Case stays. Full-width letters and the ligature of ﬁ become
// letters and … becomes three points, so a model cannot write them.
func Tokenized(s string) string {
	if isASCII(s) {
		return Spaces(s)
	}
	return Spaces(shapeless.Replace(norm.NFKC.String(s)))
}

// shapeless are characters that nobody sees: the sentencepiece rules nmt_nfkc,
// which T5 uses, make spaces of them.
var shapeless = strings.NewReplacer("\u061c", " ", "\u200b", " ", "\u200c", " ", "\u200e", " ", "\u200f", " ", "\ufeff", " ", "\ufffd", " ")

// Compared returns s as it is compared with what a model wrote: Tokenized and
// folded, with straight quotes, hyphens for dashes, and a slash for the bar of a
// fraction. Two texts with equal results are one text to a tokenizer or to a reader.
func Compared(s string) string {
	if isFolded(s) {
		return s
	}
	if !isASCII(s) {
		s = marks.Replace(Tokenized(s))
	}
	return Fold(s)
}

// marks writes typographic marks as a keyboard does.
var marks = strings.NewReplacer(
	"‘", "'", "’", "'", "‚", "'", "‛", "'", "′", "'", "“", `"`, "”", `"`, "„", `"`, "‟", `"`, "″", `"`, "«", `"`, "»", `"`,
	"‐", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-", "⁄", "/")

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
