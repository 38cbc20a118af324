package tokenizer

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"unicode/utf8"
)

// unigram is SentencePiece's Unigram model: of all ways to write a word in pieces
// it takes the one whose scores have the largest sum.
type unigram struct {
	metaspace
	scores    []float64 // by id
	trie      *trie     // of the pieces
	unk       int32
	unkScore  float64    // score of an unknown character
	bytes     [256]int32 // ids of <0x00> to <0xFF> with byte fallback, else bytes[0] < 0
	scratches sync.Pool
}

// unigramScratch is what one encoding needs and the next can use again.
type unigramScratch struct {
	marked []byte
	best   []node
}

// node is the best way found to a byte of a word: its last piece and where that
// begins.
type node struct {
	score float64
	id    int32
	start int32 // -1: no way was found yet
}

func newUnigram(m *modelJSON, pre json.RawMessage, v *vocabulary) (*unigram, error) {
	u := &unigram{scratches: sync.Pool{New: func() any { return new(unigramScratch) }}}
	if err := u.loadPieces(m, v); err != nil {
		return nil, err
	}
	if m.UnkID == nil {
		return nil, errors.New("model.unk_id is missing: a character outside the vocabulary could not be encoded")
	}
	if id := *m.UnkID; id < 0 || id >= len(v.pieces) {
		return nil, fmt.Errorf("model.unk_id %d is outside the vocabulary of %d pieces", id, len(v.pieces))
	}
	u.unk, u.trie = int32(*m.UnkID), newTrie(v.pieces, lastCounts)
	if err := u.loadBytes(m.ByteFallback); err != nil {
		return nil, err
	}
	var err error
	u.metaspace, err = newMetaspace(pre)
	return u, err
}

// loadPieces reads pairs of a piece and its score, whose places are the ids.
func (u *unigram) loadPieces(m *modelJSON, v *vocabulary) error {
	lowest := math.Inf(1)
	err := each(m.Vocab, func(i int, d *json.Decoder) error {
		var entry [2]json.RawMessage
		var piece string
		var score float64
		err := d.Decode(&entry)
		if err == nil {
			err = cmp.Or(json.Unmarshal(entry[0], &piece), json.Unmarshal(entry[1], &score))
		}
		if err != nil {
			return fmt.Errorf("[%d] is not [piece, score]: %w", i, err)
		}
		if _, err := v.set(i, piece); err != nil {
			return fmt.Errorf(" has %w", err)
		}
		u.scores = append(u.scores, score)
		lowest = min(lowest, score)
		return nil
	})
	switch {
	case err != nil:
		return fmt.Errorf("model.vocab%w", err)
	case len(u.scores) == 0:
		return errors.New("model.vocab is empty")
	}
	u.unkScore = lowest - 10
	return nil
}

func (u *unigram) loadBytes(fallback bool) error {
	u.bytes[0] = -1
	if !fallback {
		return nil
	}
	for b := range u.bytes {
		id := u.trie.find(fmt.Sprintf("<0x%02X>", b))
		if id < 0 {
			return fmt.Errorf("byte_fallback is on, but the vocabulary has no <0x%02X>", b)
		}
		u.bytes[b] = id
	}
	return nil
}

func (u *unigram) unknown() int32 { return u.unk }

// encode appends the ids of a stretch of normal text.
func (u *unigram) encode(dst []int32, s []byte, first bool) ([]int32, error) {
	scratch := u.scratches.Get().(*unigramScratch)
	defer u.scratches.Put(scratch)
	for word, rest := u.word(s); len(word) > 0; word, rest = u.word(rest) {
		begins := first && len(word)+len(rest) == len(s)
		scratch.marked = u.marked(scratch.marked[:0], word, begins)
		for piece, more := u.piece(scratch.marked); len(piece) > 0; piece, more = u.piece(more) {
			dst = u.search(dst, scratch, piece)
		}
	}
	return dst, nil
}

// search appends the best pieces of w, by Viterbi's algorithm. Of two ways with
// the same score the one that was found first stays.
func (u *unigram) search(dst []int32, scratch *unigramScratch, w []byte) []int32 {
	best := slices.Grow(scratch.best[:0], len(w)+1)[:len(w)+1]
	scratch.best = best
	for i := range best {
		best[i] = node{start: -1}
	}
	for i := 0; i < len(w); {
		here := best[i].score
		_, width := utf8.DecodeRune(w[i:])
		single := false // some piece is just this character
		for n, j := int32(0), i; j < len(w); {
			if n = u.trie.step(n, w[j]); n < 0 {
				break
			}
			j++
			id := u.trie.id[n]
			if id < 0 {
				continue
			}
			if score := here + u.scores[id]; best[j].start < 0 || score > best[j].score {
				best[j] = node{score, id, int32(i)}
			}
			single = single || j == i+width
		}
		if next := &best[i+width]; !single {
			if score := here + u.unkScore; next.start < 0 || score > next.score {
				*next = node{score, u.unk, int32(i)}
			}
		}
		i += width
	}
	return u.backtrack(dst, best, w)
}

// backtrack appends the pieces of the best way in order. A run of unknown
// characters is one token, or its bytes with byte fallback.
func (u *unigram) backtrack(dst []int32, best []node, w []byte) []int32 {
	at := len(dst)
	for end := int32(len(w)); end > 0; end = best[end].start {
		id := best[end].id
		switch {
		case id == u.unk && u.bytes[0] >= 0:
			for i := end - 1; i >= best[end].start; i-- {
				dst = append(dst, u.bytes[w[i]])
			}
		case id == u.unk && len(dst) > at && dst[len(dst)-1] == u.unk:
		default:
			dst = append(dst, id)
		}
	}
	slices.Reverse(dst[at:])
	return dst
}
