package prompts

import (
	"math/bits"
	"time"
)

// parser2 finds the valid derivations of texts: those whose arguments all have a
// value. It is used by one goroutine.
type parser2 struct {
	*index
	finder   finder
	match    matcher
	from     walker
	meanings meanings
	ref      time.Time
}

// newParser2 returns a parser of the templates of an index. Relative dates count
// from ref.
func newParser2(x *index, ref time.Time) *parser2 {
	return &parser2{index: x, finder: finder{index: x}, meanings: meanings{}, ref: ref}
}

// candidates appends the ranks, below one, of the templates that may write a text
// in lower case, as far as its words tell.
func (p *parser2) candidates(to []int32, text string, below int32) []int32 {
	return p.finder.find(to, text, below)
}

// derivations calls found with each valid derivation of t that writes a text in
// lower case, in the order of their digits, until found returns true, as
// derivations then does. Relative dates count from ref. The walker is the
// parser's own: it changes with the next derivation.
func (p *parser2) derivations(t *template, text string, ref time.Time, found func(*walker) bool) bool {
	return p.readings(t, text, func(digits []uint64) bool {
		return p.from.replay(t, digits) && p.hasValues(&p.from, ref) && found(&p.from)
	})
}

// readings calls found with the digits of each derivation of t that writes a text
// in lower case, in order, until found returns true, as readings then does.
func (p *parser2) readings(t *template, text string, found func(digits []uint64) bool) bool {
	return p.match.match(t, text, func() bool { return found(p.match.digits) })
}

// writes reports whether a template has a valid derivation of a text in lower
// case.
func (p *parser2) writes(t *template, text string) bool {
	return p.readings(t, text, func(digits []uint64) bool { return p.valid(t, digits) })
}

// valid reports whether digits are a derivation of a template whose arguments all
// have a value.
func (p *parser2) valid(t *template, digits []uint64) bool {
	return p.from.replay(t, digits) && p.hasValues(&p.from, p.ref)
}

// hasValues reports whether every argument of a derivation has a value, where
// relative dates count from ref.
func (p *parser2) hasValues(w *walker, ref time.Time) bool {
	for set := w.set; set != 0; set &= set - 1 {
		i := bits.TrailingZeros64(set)
		if w.args[i].canonical != "" {
			continue
		}
		if _, err := valueOf(p.meanings, w.t.slots[i].param, w.words(i), ref); err != nil {
			return false
		}
	}
	return true
}
