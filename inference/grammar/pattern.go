package grammar

import "math"

// A Pattern describes a part of an output. Patterns are immutable: one may be a
// part of several others, and New compiles it once for each place behind it.
type Pattern struct {
	kind  kind
	text  string
	parts []*Pattern
	fits  func(string) bool
	most  int // of a quote: the words between spaces that fits is asked about
}

type kind uint8

const (
	kindText kind = iota
	kindSequence
	kindEither
	kindList
	kindByte
	kindQuote
	kindWhen
)

// Text matches s and nothing else.
func Text(s string) *Pattern { return &Pattern{kind: kindText, text: s} }

// Sequence matches its parts one after the other. Without parts it matches the
// empty text.
func Sequence(parts ...*Pattern) *Pattern { return &Pattern{kind: kindSequence, parts: parts} }

// Either matches any one of its parts. Without parts it matches nothing.
func Either(parts ...*Pattern) *Pattern { return &Pattern{kind: kindEither, parts: parts} }

// List matches one or more items with a separator between them.
func List(item, separator *Pattern) *Pattern {
	return &Pattern{kind: kindList, parts: []*Pattern{item, separator}}
}

// Byte matches one byte from lo to hi. If lo is above hi, it matches nothing.
func Byte(lo, hi byte) *Pattern { return &Pattern{kind: kindByte, text: string([]byte{lo, hi})} }

// Quote matches one or more consecutive words of the prompt that fits accepts. The
// output doubles every quotation mark in them; fits sees them as the prompt has
// them, and is asked about at most eight words between spaces. If fits is nil, Quote
// matches all words that contain a letter, a digit or a picture such as ☃.
func Quote(fits func(words string) bool) *Pattern {
	return &Pattern{kind: kindQuote, fits: fits, most: maxQuote}
}

// LongQuote is Quote for values of any length: fits is asked about all consecutive words
// of the prompt.
func LongQuote(fits func(words string) bool) *Pattern {
	return &Pattern{kind: kindQuote, fits: fits, most: math.MaxInt}
}

// When matches p if the prompt has words that quote matches, and nothing otherwise.
// Put it around a pattern that begins with fixed text and needs the quote later:
// without it an output could begin with that text and then have no way to end.
func When(quote, p *Pattern) *Pattern {
	return &Pattern{kind: kindWhen, parts: []*Pattern{quote, p}}
}
