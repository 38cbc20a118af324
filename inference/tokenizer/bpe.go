package tokenizer

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// bpe is a byte-level BPE model, as GPT-2, RoBERTa and CodeT5 have it.
//
// It is not sugarme/tokenizer's: of 182 hard strings v0.3.0 has other ids than
// the reference for 21: it loses special tokens in a text and merges runs of
// spaces in the wrong order. It ignores ignore_merges, too, and panics on
// U+0000 with add_prefix_space.
type bpe struct {
	bytes  [256]int32
	merges map[uint64]merged // by pair
	whole  map[string]int32  // words that no merge is needed for, with ignore_merges
	prefix bool              // a space goes before each stretch of text
	split  bool              // into words, as GPT-2 does
}

// merged is what a pair becomes, and when: the lowest rank goes first.
type merged struct{ rank, id int32 }

func pair(left, right int32) uint64 { return uint64(left)<<32 | uint64(right) }

// alphabet has the character that stands for each byte in the file: itself
// where Latin-1 prints it, else one from U+0100 on.
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

// pieceBytes is what a piece stands for: itself if a character of it stands
// for no byte, as in an added token with a space.
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

func (t *Tokenizer) loadBPE(m *modelJSON) error {
	switch {
	case m.Dropout != 0:
		return errors.New("model.dropout is on, which makes ids random: set it to null")
	case m.Prefix != "":
		return unsupported("model.continuing_subword_prefix", m.Prefix)
	case m.Suffix != "":
		return unsupported("model.end_of_word_suffix", m.Suffix)
	}
	var vocab map[string]int
	if err := json.Unmarshal(m.Vocab, &vocab); err != nil {
		return fmt.Errorf("model.vocab is not a table of ids: %w", err)
	}
	for piece, id := range vocab {
		if id < 0 || id > maxID {
			return fmt.Errorf("model.vocab has the id %d for %q", id, piece)
		}
		if t.setPiece(id, piece) != "" {
			return fmt.Errorf("model.vocab has the id %d twice", id)
		}
	}
	t.unk = -1 // all bytes are known
	t.bpe = &bpe{merges: map[uint64]merged{}}
	if err := t.bpe.loadBytes(vocab); err != nil {
		return err
	}
	if m.IgnoreMerges {
		t.bpe.whole = map[string]int32{}
		for piece, id := range vocab {
			t.bpe.whole[pieceBytes(piece)] = int32(id)
		}
	}
	return t.bpe.loadMerges(m.Merges, vocab)
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
	var pairs [][]string
	if json.Unmarshal(raw, &pairs) != nil {
		var lines []string
		if err := json.Unmarshal(raw, &lines); err != nil {
			return fmt.Errorf("model.merges is not a list of pairs: %w", err)
		}
		pairs = make([][]string, len(lines))
		for i, line := range lines {
			pairs[i] = strings.Split(line, " ")
		}
	}
	for rank, p := range pairs {
		if len(p) != 2 {
			return fmt.Errorf("model.merges[%d] is not a pair", rank)
		}
		left, ok := vocab[p[0]]
		right, ok2 := vocab[p[1]]
		id, ok3 := vocab[p[0]+p[1]]
		if !ok || !ok2 || !ok3 {
			return fmt.Errorf("model.merges[%d]: model.vocab does not have all of %q, %q and %q", rank, p[0], p[1], p[0]+p[1])
		}
		m.merges[pair(int32(left), int32(right))] = merged{int32(rank), int32(id)}
	}
	return nil
}

// encode appends the ids of a stretch of text.
func (m *bpe) encode(dst []int32, sc *scratch, s []byte) []int32 {
	if m.prefix && s[0] != ' ' {
		sc.marked = append(append(sc.marked[:0], ' '), s...)
		s = sc.marked
	}
	for len(s) > 0 {
		n := len(s)
		if m.split {
			n = word(s)
		}
		if id, ok := m.whole[string(s[:n])]; ok {
			dst = append(dst, id)
		} else {
			dst = m.merge(dst, sc, s[:n])
		}
		s = s[n:]
	}
	return dst
}

// symbol is a token of a word in the making, in a list; one that went into
// the symbol before it has the id -1, which is in no pair.
type symbol struct{ id, prev, next int32 }

// merge appends the ids of w: its bytes, merged by rank and from the left.
func (m *bpe) merge(dst []int32, sc *scratch, w []byte) []int32 {
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
		if !ok || to.rank != c.rank { // another pair stands there by now
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

// word is the length of the first word of s, which is not empty, as GPT-2's
// pattern has it; Go's regexp lacks its lookahead:
//
//	's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
func word(s []byte) int {
	if n := contraction(s); n > 0 {
		return n
	}
	start := 0
	if s[0] == ' ' { // goes with the word behind it
		start = 1
	}
	if k, _ := kindOf(s[start:]); k != space {
		return start + run(s[start:], k)
	}
	n := run(s, space)
	if _, last := utf8.DecodeLastRune(s[:n]); n < len(s) && last < n {
		return n - last // the last goes to what follows
	}
	return n
}

func contraction(s []byte) int {
	if len(s) < 2 || s[0] != '\'' {
		return 0
	}
	switch s[1] {
	case 's', 't', 'm', 'd':
		return 2
	}
	if len(s) > 2 {
		switch string(s[1:3]) {
		case "re", "ve", "ll":
			return 3
		}
	}
	return 0
}

type kind int

const (
	space kind = iota // or the end
	letter
	number
	other
)

// kindOf is that of the first character of s, with its length.
func kindOf(s []byte) (kind, int) {
	r, w := utf8.DecodeRune(s)
	switch {
	case w == 0 || unicode.IsSpace(r):
		return space, w
	case unicode.IsLetter(r) || unicode.Is(letters16, r):
		return letter, w
	case unicode.IsNumber(r) || unicode.Is(numbers16, r):
		return number, w
	}
	return other, w
}

// run is the length of the characters of one kind that s starts with.
func run(s []byte, k kind) int {
	n := 0
	for n < len(s) {
		got, w := kindOf(s[n:])
		if got != k {
			break
		}
		n += w
	}
	return n
}

// What Unicode 16, which the reference is built with, has more than Go's 15.
var (
	letters16 = &unicode.RangeTable{
		R16: []unicode.Range16{{0x1C89, 0x1C8A, 1}, {0xA7CB, 0xA7CD, 1}, {0xA7DA, 0xA7DC, 1}},
		R32: []unicode.Range32{{0x105C0, 0x105F3, 1}, {0x10D4A, 0x10D65, 1}, {0x10D6F, 0x10D85, 1}, {0x10EC2, 0x10EC4, 1},
			{0x11380, 0x11389, 1}, {0x1138B, 0x1138E, 3}, {0x11390, 0x113B5, 1}, {0x113B7, 0x113B7, 1}, {0x113D1, 0x113D3, 2},
			{0x11BC0, 0x11BE0, 1}, {0x13460, 0x143FA, 1}, {0x16100, 0x1611D, 1}, {0x16D40, 0x16D6C, 1}, {0x18CFF, 0x18CFF, 1},
			{0x1E5D0, 0x1E5ED, 1}, {0x1E5F0, 0x1E5F0, 1}, {0x2EBF0, 0x2EE5D, 1}},
	}
	numbers16 = &unicode.RangeTable{R32: []unicode.Range32{{0x10D40, 0x10D49, 1}, {0x116D0, 0x116E3, 1}, {0x11BF0, 0x11BF9, 1},
		{0x16130, 0x16139, 1}, {0x16D70, 0x16D79, 1}, {0x1CCF0, 0x1CCF9, 1}, {0x1E5F1, 0x1E5FA, 1}}}
)
