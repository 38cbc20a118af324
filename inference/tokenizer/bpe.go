package tokenizer

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// bpe is a byte-level BPE model, as GPT-2, RoBERTa and CodeT5 have it.
type bpe struct {
	bytes     [256]int32
	merges    map[uint64]merged // by pair
	whole     map[string]int32  // words that need no merges, with ignore_merges
	prefix    bool              // a space goes before each stretch of text
	split     bool              // the text is split into words, as GPT-2 does
	scratches sync.Pool
}

// bpeScratch is what one encoding needs and the next can use again.
type bpeScratch struct {
	prefixed []byte
	symbols  []symbol
	queue    candidates
}

// merged is what a pair becomes, and when: the lowest rank goes first.
type merged struct{ rank, id int32 }

func pair(left, right int32) uint64 { return uint64(left)<<32 | uint64(right) }

// alphabet has the character that a file writes for each byte: the character of
// Latin-1 where that is visible, else one from U+0100 on.
var alphabet = func() (a [256]rune) {
	next := rune(0x100)
	for b := range a {
		a[b] = rune(b)
		if b <= ' ' || b >= 0x7F && b <= 0xA0 || b == 0xAD {
			a[b] = next
			next++
		}
	}
	return a
}()

var bytesOf = func() map[rune]byte {
	m := map[rune]byte{}
	for b, r := range alphabet {
		m[r] = byte(b)
	}
	return m
}()

// pieceBytes returns the bytes that a piece is written for. A piece with a character
// that is written for no byte, such as an added token with a space, is itself.
func pieceBytes(piece string) string {
	out := make([]byte, 0, len(piece))
	for _, r := range piece {
		b, ok := bytesOf[r]
		if !ok {
			return piece
		}
		out = append(out, b)
	}
	return string(out)
}

func newBPE(m *modelJSON, pre json.RawMessage, v *vocabulary) (*bpe, error) {
	switch {
	case m.Dropout != 0:
		return nil, errors.New("model.dropout is on, which makes ids random: set it to null")
	case m.Prefix != nil && *m.Prefix != "":
		return nil, unsupported("model.continuing_subword_prefix", *m.Prefix)
	case m.Suffix != "":
		return nil, unsupported("model.end_of_word_suffix", m.Suffix)
	}
	table, err := v.setTable(m.Vocab)
	if err != nil {
		return nil, err
	}
	b := &bpe{merges: map[uint64]merged{}, scratches: sync.Pool{New: func() any { return new(bpeScratch) }}}
	if err := b.loadBytes(table); err != nil {
		return nil, err
	}
	if m.IgnoreMerges {
		b.whole = map[string]int32{}
		for piece, id := range table {
			b.whole[pieceBytes(piece)] = int32(id)
		}
	}
	if err := b.loadMerges(m.Merges, table); err != nil {
		return nil, err
	}
	p, err := byteLevel("pre_tokenizer", pre)
	b.prefix = p.AddPrefixSpace != nil && *p.AddPrefixSpace
	b.split = p.UseRegex == nil || *p.UseRegex
	return b, err
}

// byteLevel reads a pre-tokenizer or decoder of a BPE tokenizer.
func byteLevel(what string, raw json.RawMessage) (partJSON, error) {
	p, err := single(raw)
	if err != nil {
		return p, fmt.Errorf("%s: %w", what, err)
	}
	if p.Type != "ByteLevel" {
		return p, unsupported("a BPE tokenizer with the "+what, cmp.Or(p.Type, "null"))
	}
	return p, nil
}

// newBPETexts reads the decoder and returns what pieces write.
func newBPETexts(raw json.RawMessage) (texts func(piece string) (first, later string), err error) {
	_, err = byteLevel("decoder", raw)
	return func(piece string) (first, later string) {
		text := pieceBytes(piece)
		return text, text
	}, err
}

func (m *bpe) loadBytes(vocab map[string]int) error {
	for b, r := range alphabet {
		id, ok := vocab[string(r)]
		if unused := b == 0xC0 || b == 0xC1 || b >= 0xF5; !ok && !unused { // in UTF-8
			return fmt.Errorf("model.vocab has no %q, for the byte %02X: only a BPE that has all bytes is supported", r, b)
		}
		m.bytes[b] = int32(id)
	}
	return nil
}

// loadMerges reads pairs, which older files write with a space between.
func (m *bpe) loadMerges(raw json.RawMessage, vocab map[string]int) error {
	err := each(raw, func(rank int, d *json.Decoder) error {
		var entry json.RawMessage
		if err := d.Decode(&entry); err != nil {
			return fmt.Errorf("[%d]: %w", rank, err)
		}
		p, ok := readPair(entry)
		if !ok {
			return fmt.Errorf("[%d] is not a pair", rank)
		}
		left, ok := vocab[p[0]]
		right, ok2 := vocab[p[1]]
		id, ok3 := vocab[p[0]+p[1]]
		if !ok || !ok2 || !ok3 {
			return fmt.Errorf("[%d]: model.vocab does not have all of %q, %q and %q", rank, p[0], p[1], p[0]+p[1])
		}
		m.merges[pair(int32(left), int32(right))] = merged{int32(rank), int32(id)}
		return nil
	})
	if err != nil {
		return fmt.Errorf("model.merges%w", err)
	}
	return nil
}

func readPair(raw json.RawMessage) (pair []string, ok bool) {
	var line string
	if json.Unmarshal(raw, &line) == nil {
		pair = strings.SplitN(line, " ", 3)
	} else if json.Unmarshal(raw, &pair) != nil {
		return nil, false
	}
	return pair, len(pair) == 2
}

func (m *bpe) unknown() int32 { return -1 }

// encode appends the ids of a stretch of normal text.
func (m *bpe) encode(dst []int32, s []byte, _ bool) ([]int32, error) {
	scratch := m.scratches.Get().(*bpeScratch)
	defer m.scratches.Put(scratch)
	if m.prefix && s[0] != ' ' {
		scratch.prefixed = append(append(scratch.prefixed[:0], ' '), s...)
		s = scratch.prefixed
	}
	for len(s) > 0 {
		n := len(s)
		if m.split {
			n = gptWord(s)
		}
		if id, ok := m.whole[string(s[:n])]; ok {
			dst = append(dst, id)
		} else {
			dst = m.merge(dst, scratch, s[:n])
		}
		s = s[n:]
	}
	return dst, nil
}

// symbol is a token of a word in the making, in a list. A symbol that went into
// the one before it has the id -1, which is in no pair.
type symbol struct{ id, prev, next int32 }

// merge appends the ids of w: its bytes, merged by rank and from the left.
func (m *bpe) merge(dst []int32, sc *bpeScratch, w []byte) []int32 {
	list, end := sc.symbols[:0], int32(len(w))
	for i, b := range w {
		list = append(list, symbol{m.bytes[b], int32(i) - 1, int32(i) + 1})
	}
	sc.symbols = list
	consider := func(at int32) {
		if at < 0 || list[at].next == end {
			return
		}
		if to, ok := m.merges[pair(list[at].id, list[list[at].next].id)]; ok {
			sc.queue.push(candidate{to.rank, at})
		}
	}
	for at := range end {
		consider(at)
	}
	for len(sc.queue) > 0 {
		c := sc.queue.pop()
		left := &list[c.at]
		if left.next == end {
			continue
		}
		right := &list[left.next]
		to, ok := m.merges[pair(left.id, right.id)]
		if !ok || to.rank != c.rank { // another pair is there by now
			continue
		}
		left.id, left.next, right.id = to.id, right.next, -1
		if left.next < end {
			list[left.next].prev = c.at
		}
		consider(left.prev)
		consider(c.at)
	}
	for at := int32(0); at < end; at = list[at].next {
		dst = append(dst, list[at].id)
	}
	return dst
}

// candidate is a pair that may be merged: the symbol at a place and the next.
type candidate struct{ rank, at int32 }

func (c candidate) before(d candidate) bool {
	return c.rank < d.rank || c.rank == d.rank && c.at < d.at
}

// candidates is a heap; container/heap would allocate.
type candidates []candidate

func (q *candidates) push(c candidate) {
	h := append(*q, c)
	for i := len(h) - 1; i > 0 && h[i].before(h[(i-1)/2]); i = (i - 1) / 2 {
		h[i], h[(i-1)/2] = h[(i-1)/2], h[i]
	}
	*q = h
}

func (q *candidates) pop() candidate {
	h, last := *q, len(*q)-1
	top := h[0]
	h[0] = h[last]
	h = h[:last]
	for i := 0; ; {
		c := 2*i + 1
		if c+1 < last && h[c+1].before(h[c]) {
			c++
		}
		if c >= last || !h[c].before(h[i]) {
			break
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
	*q = h
	return top
}
