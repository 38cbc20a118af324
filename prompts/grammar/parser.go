package grammar

import (
	"math/bits"
	"time"
)

// Parser finds the valid derivations of texts: those in which every argument has a
// value. It belongs to one goroutine.
type Parser struct {
	*Index
	finder    finder
	match     matcher
	from      Walker
	Values    Values    // of words read before
	Reference time.Time // that Valid and Writes count relative dates from
}

// NewParser returns a parser of the templates of an index. Valid and Writes count
// relative dates from ref.
func NewParser(x *Index, ref time.Time) *Parser {
	return &Parser{Index: x, finder: finder{Index: x}, Values: Values{}, Reference: ref}
}

// Candidates appends the ranks, all less than below, of the templates that may
// write a text, judged by its words. The text is in lower case.
func (p *Parser) Candidates(to []int32, text string, below int32) []int32 {
	return p.finder.find(to, text, below)
}

// Parse calls found with each valid derivation of t that writes text, in the order
// of their digits, until found returns true. It reports whether found did. The
// text is in lower case, and relative dates count from ref. The next derivation
// changes the walker. What an assistant repeats may be any words: the caller compares
// them with those of the slots.
func (p *Parser) Parse(t *Template, text string, ref time.Time, found func(*Walker) bool) bool {
	p.from.Reference = ref
	p.match.seen = true
	defer func() { p.match.seen = false }()
	return p.Match(t, text, func(digits []uint64) bool {
		return p.from.Replay(t, digits) && p.HasValues(&p.from, ref) && found(&p.from)
	})
}

// Match calls found with the digits of each derivation of t that writes text, in
// order, until found returns true. It reports whether found did. The text is in
// lower case.
func (p *Parser) Match(t *Template, text string, found func(digits []uint64) bool) bool {
	return p.match.match(t, text, found)
}

// Writes reports whether a template has a valid derivation that writes text, which
// is in lower case.
func (p *Parser) Writes(t *Template, text string) bool {
	return p.Match(t, text, func(digits []uint64) bool { return p.Valid(t, digits) })
}

// Valid reports whether digits are a derivation of t whose arguments all have a
// value. Conditions on relative dates count as met, so that the answer is the same for
// every reference date.
func (p *Parser) Valid(t *Template, digits []uint64) bool {
	p.from.Reference = time.Time{}
	return p.from.Replay(t, digits) && p.HasValues(&p.from, p.Reference)
}

// HasValues reports whether every argument of a derivation has a value if relative
// dates count from ref.
func (p *Parser) HasValues(w *Walker, ref time.Time) bool {
	for set := w.Set; set != 0; set &= set - 1 {
		i := bits.TrailingZeros64(set)
		if w.Args[i].Canonical != "" {
			continue
		}
		if _, err := ValueOf(p.Values, w.Template.Slots[i].Param, w.Words(i), "", ref); err != nil {
			return false
		}
	}
	return true
}
