package tokenizer

import (
	"encoding/binary"
	"math"
)

// Prefix is the beginning of a text and how Encode segments the text, as far as that
// is known: the best way to a place is the beginning of every best way through that
// place. Spaces are written for marks. The zero value is the prefix of a tokenizer of
// which nothing is known. Every segmentation counts as the right one there.
type Prefix struct {
	u      *unigram
	open   []opened // pieces that begin in the text and may go on behind it, in order
	best   way      // to the end of the last whole character
	before way      // to where the last character begins
	char   int32    // where the last character begins
	left   int32    // bytes that the last character lacks
	at     int32    // length of the text, in bytes of pieces
	mark   int32    // where the token began that is asked about
}

// way is the best way to a place in a word.
type way struct {
	score  float64
	id     int32 // of the last piece
	from   int32 // where the last piece begins
	marked bool  // the way goes through the mark
}

// opened is a piece of which the text has the beginning.
type opened struct {
	node   int32 // of the trie
	from   int32
	score  float64 // of the way to from
	marked bool
}

// Prefix returns the prefix of the empty text. It is the zero value for all models
// but Unigram, where tokens are found in the text before it is segmented, and where
// not every word of the text gets a mark.
func (t *Tokenizer) Prefix() Prefix {
	u, ok := t.model.(*unigram)
	if !ok || t.addsWords() || u.splitSpace && u.prepend != "always" {
		return Prefix{}
	}
	return Prefix{u: u}
}

// addsWords reports whether there are added tokens that are not special.
func (t *Tokenizer) addsWords() bool {
	for _, all := range [][]added{t.written.tokens, t.normal.tokens} {
		for _, a := range all {
			if !t.special[a.id] {
				return true
			}
		}
	}
	return false
}

// Spaced reports whether Encode puts a space before a text, and whether it is
// known that it does or does not.
func (p *Prefix) Spaced() (spaced, known bool) {
	return p.u != nil && p.u.prepend != "never", p.u != nil
}

// Set makes p a copy of q.
func (p *Prefix) Set(q *Prefix) {
	open := append(p.open[:0], q.open...)
	*p = *q
	p.open = open
}

// Mark says that a token ends here and another begins.
func (p *Prefix) Mark() {
	p.mark, p.best.marked = p.at, true
	for i := range p.open {
		p.open[i].marked = false
	}
}

// Push appends a byte, or with Lost a character that the vocabulary lacks.
func (p *Prefix) Push(b byte) {
	switch {
	case p.u == nil:
	case b == Lost:
		p.lose()
	case b == ' ':
		if p.u.splitSpace || p.u.splitMarks {
			p.open, p.best.score = p.open[:0], 0 // words are segmented by themselves
		}
		for i := range len(mark) {
			p.push(mark[i])
		}
	default:
		p.push(b)
	}
}

// lose appends a character that the vocabulary lacks. A run of them is one token.
func (p *Prefix) lose() {
	id := p.u.unk
	if p.at > 0 && p.best.id == id {
		id = -1
	}
	p.before, p.char, p.open = p.best, p.at, p.open[:0]
	p.best = way{p.before.score + p.u.unkScore, id, p.at, p.before.marked}
	p.at++
}

func (p *Prefix) push(b byte) {
	if p.left == 0 {
		p.before, p.char, p.left = p.best, p.at, width(b)
		p.open = append(p.open, opened{0, p.at, p.best.score, p.best.marked})
	}
	p.at++
	p.left--
	best, single := way{from: -1}, false
	open := p.open[:0]
	for _, o := range p.open {
		n := p.u.trie.step(o.node, b)
		if n < 0 {
			continue
		}
		if id := p.u.trie.id[n]; id >= 0 {
			single = o.from == p.char
			if score := o.score + p.u.scores[id]; best.from < 0 || score > best.score {
				best = way{score, id, o.from, o.marked}
			}
		}
		if p.u.trie.first[n] < p.u.trie.first[n+1] {
			o.node = n
			open = append(open, o)
		}
	}
	p.open = open
	if p.left > 0 {
		return
	}
	if score := p.before.score + p.u.unkScore; !single && (best.from < 0 || score > best.score) {
		best = way{score, p.u.unk, p.char, p.before.marked}
	}
	p.best = best
}

// width returns how many bytes a character has that begins with b.
func width(b byte) int32 {
	switch {
	case b < 0xc0:
		return 1
	case b < 0xe0:
		return 2
	case b < 0xf0:
		return 3
	}
	return 4
}

// Token reports whether the best way from the mark to here is the token.
func (p *Prefix) Token(id int32) bool {
	return p.u == nil || p.left == 0 && p.best.from == p.mark && p.best.id == id
}

// Through reports whether the best way to here goes through the mark.
func (p *Prefix) Through() bool { return p.u == nil || p.left == 0 && p.best.marked }

// Decided reports whether the best way goes through the mark, and whether that is
// already decided, however the text goes on.
func (p *Prefix) Decided() (through, decided bool) {
	if p.u == nil {
		return true, true
	}
	if p.left > 0 {
		return false, false
	}
	for _, o := range p.open {
		if o.marked != p.best.marked {
			return false, false
		}
	}
	return p.best.marked, true
}

// AppendKey appends a key to a slice. Two prefixes with the same key go on in the same
// way, but for ways of the same score, between which rounding decides.
func (p *Prefix) AppendKey(to []byte) []byte {
	for _, o := range p.open {
		to = binary.LittleEndian.AppendUint32(to, uint32(o.node))
		to = binary.LittleEndian.AppendUint64(to, math.Float64bits(o.score-p.best.score))
	}
	return to
}
