package tokenizer

import (
	"encoding/json"
	"fmt"
)

// vocabulary is the pieces of a tokenizer by id. Ids may have gaps.
type vocabulary struct {
	pieces  []string
	known   []bool // ids that have a piece
	special map[int32]bool
	limit   int // ids are below it
	bytes   int // length of all pieces
}

// What a vocabulary may have. Those of T5s have 32,100 pieces, mT5's 250,100.
const (
	maxIDs   = 1 << 22
	maxBytes = 8 << 20 // length of all pieces
	spareIDs = 1 << 16 // ids without a piece, beside as many as the file could name
)

// newVocabulary returns the empty vocabulary of a file of a size in bytes.
func newVocabulary(size int) vocabulary {
	return vocabulary{special: map[int32]bool{}, limit: min(maxIDs, size/4+spareIDs)}
}

// set gives an id its piece and returns the piece that had it.
func (v *vocabulary) set(id int, piece string) (was string, err error) {
	if id < 0 || id >= v.limit {
		return "", fmt.Errorf("the id %d for %q, which is no place in a vocabulary of this size", id, piece)
	}
	if v.bytes += len(piece); v.bytes > maxBytes {
		return "", fmt.Errorf("pieces of more than %d bytes in all", maxBytes)
	}
	if more := id + 1 - len(v.pieces); more > 0 {
		v.pieces, v.known = append(v.pieces, make([]string, more)...), append(v.known, make([]bool, more)...)
	}
	was, v.pieces[id], v.known[id] = v.pieces[id], piece, true
	return was, nil
}

// has reports whether an id has a piece.
func (v *vocabulary) has(id int32) bool { return id >= 0 && int(id) < len(v.known) && v.known[id] }

// setTable reads a vocabulary that is a table of ids.
func (v *vocabulary) setTable(raw json.RawMessage) (map[string]int, error) {
	var table map[string]int
	if err := json.Unmarshal(raw, &table); err != nil {
		return nil, fmt.Errorf("model.vocab is not a table of ids: %w", err)
	}
	for piece, id := range table {
		taken := v.has(int32(id)) && id < v.limit
		if _, err := v.set(id, piece); err != nil {
			return nil, fmt.Errorf("model.vocab has %w", err)
		}
		if taken {
			return nil, fmt.Errorf("model.vocab has the id %d twice", id)
		}
	}
	return table, nil
}

// addTokens reads the added tokens. It returns the tokens to look for in the text as
// written, and the tokens to look for in the normalized text.
func (v *vocabulary) addTokens(raw json.RawMessage, n *normalizers) (written, normal addedTokens, err error) {
	ids := map[string]int{}
	add := func(i int, d *json.Decoder) error {
		var a addedJSON
		if err := d.Decode(&a); err != nil {
			return fmt.Errorf("added_tokens[%d]: %w", i, err)
		}
		if a.Content == "" {
			return nil
		}
		if a.SingleWord {
			return fmt.Errorf("added token %q is single_word, which is not supported", a.Content)
		}
		was, err := v.set(a.ID, a.Content)
		switch {
		case err != nil:
			return fmt.Errorf("added token %q has id %d: added_tokens has %w", a.Content, a.ID, err)
		case was != "" && was != a.Content:
			return misplaced(a.Content, a.ID)
		}
		ids[a.Content] = a.ID
		if a.Special {
			v.special[int32(a.ID)] = true
		}
		token := added{content: a.Content, id: int32(a.ID), lstrip: a.Lstrip, rstrip: a.Rstrip}
		if a.Normalized {
			token.content = string(n.apply(nil, []byte(a.Content)))
			normal.add(token)
		} else {
			written.add(token)
		}
		return nil
	}
	if !absent(raw) {
		if err := each(raw, add); err != nil {
			return written, normal, err
		}
	}
	for id, piece := range v.pieces {
		if added, ok := ids[piece]; ok && added != id {
			return written, normal, misplaced(piece, added)
		}
	}
	for _, token := range normal.tokens { // they are decoded in their normal form
		v.pieces[token.id] = token.content
	}
	written.finish()
	normal.finish()
	return written, normal, nil
}

// misplaced returns the error of an added token to which Hugging Face tokenizers
// gives another id than the file does.
func misplaced(token string, id int) error {
	return fmt.Errorf("added token %q has id %d, which is not its place in the vocabulary: save the tokenizer again with Hugging Face tokenizers", token, id)
}
