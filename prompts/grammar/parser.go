package grammar

import (
	"math/bits"
	"time"
)

// Parser finds the valid derivations of texts: those whose arguments all have a
// value. It is used by one goroutine.
type Parser struct {
	*Index
	finder    finder
	match     matcher
	from      Walker
	Values    Values
	Reference time.Time
}

// NewParser returns a parser of the templates of an index. Relative dates count
// from ref.
func NewParser(x *Index, ref time.Time) *Parser {
	return &Parser{Index: x, finder: finder{Index: x}, Values: Values{}, Reference: ref}
}

// Candidates appends the ranks, below one, of the templates that may write a text
// in lower case, as far as its words tell.
func (p *Parser) Candidates(to []int32, text string, below int32) []int32 {
	return p.finder.find(to, text, below)
}

// Parse calls found with each valid derivation of t that writes a text in
// lower case, in the order of their digits, until found returns true, as
// derivations then does. Relative dates count from ref. The walker is the
// parser's own: it changes with the next derivation.
func (p *Parser) Parse(t *Template, text string, ref time.Time, found func(*Walker) bool) bool {
	return p.Match(t, text, func(digits []uint64) bool {
		return p.from.Replay(t, digits) && p.HasValues(&p.from, ref) && found(&p.from)
	})
}

// Match calls found with the digits of each derivation of t that writes a text
// in lower case, in order, until found returns true, as readings then does.
func (p *Parser) Match(t *Template, text string, found func(digits []uint64) bool) bool {
	return p.match.match(t, text, func() bool { return found(p.match.digits) })
}

// Writes reports whether a template has a valid derivation of a text in lower
// case.
func (p *Parser) Writes(t *Template, text string) bool {
	return p.Match(t, text, func(digits []uint64) bool { return p.Valid(t, digits) })
}

// Valid reports whether digits are a derivation of a template whose arguments all
// have a value.
func (p *Parser) Valid(t *Template, digits []uint64) bool {
	return p.from.Replay(t, digits) && p.HasValues(&p.from, p.Reference)
}

// HasValues reports whether every argument of a derivation has a value, where
// relative dates count from ref.
func (p *Parser) HasValues(w *Walker, ref time.Time) bool {
	for set := w.Set; set != 0; set &= set - 1 {
		i := bits.TrailingZeros64(set)
		if w.Args[i].Canonical != "" {
			continue
		}
		if _, err := ValueOf(p.Values, w.Template.Slots[i].Param, w.Words(i), ref); err != nil {
			return false
		}
	}
	return true
}
