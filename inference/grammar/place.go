package grammar

import (
	"encoding/binary"

	"github.com/slmkit/slmkit/inference/tokenizer"
)

// place is how far an output has come: the automaton's threads, and how the
// tokenizer segments the text so far.
type place struct {
	threads []thread
	prefix  tokenizer.Prefix
}

// set makes p a copy of q.
func (p *place) set(q *place) {
	p.threads = append(p.threads[:0], q.threads...)
	p.prefix.Set(&q.prefix)
}

// push makes p the place behind a byte of from, and reports whether there is one.
func (p *place) push(from *place, a *automaton, b byte, w *words) bool {
	p.threads = a.step(p.threads[:0], from.threads, b, w)
	if len(p.threads) == 0 {
		return false
	}
	p.prefix.Set(&from.prefix)
	p.prefix.Push(b)
	return true
}

// appendKey appends bytes that are equal for equal places. It reports false for a
// place in the middle of copied words: that is a place of one prompt only.
func (p *place) appendKey(key []byte, w *words) ([]byte, bool) {
	for _, t := range p.threads {
		if t.at >= 0 {
			return nil, false
		}
		key = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(key, uint32(t.state)), uint32(t.gate))
	}
	end := byte(0xff) // of the threads
	if w.none {
		end--
	}
	return p.prefix.AppendKey(append(key, end)), true
}

// Buffers is memory that the cursors of one goroutine share. The zero value is
// ready to use.
type Buffers struct {
	spare  [2]place
	levels []*place // by depth of a search
}

// level returns the buffer of a depth.
func (b *Buffers) level(depth int) *place {
	if depth == len(b.levels) {
		b.levels = append(b.levels, &place{})
	}
	return b.levels[depth]
}
