package tokenizer

import (
	"cmp"
	"errors"
	"strings"
	"sync"
)

// Tokenizer turns text into token ids and back. It is safe for concurrent use.
type Tokenizer struct {
	vocabulary
	normalizers
	template
	model           model
	written, normal addedTokens // found in a text as it is written, and in its normal form
	first, later    []string    // what pieces write at the beginning of a text and later, by id
	scratches       sync.Pool
}

// model turns normal text into ids. Kinds of tokenizers differ in it.
type model interface {
	// encode appends the ids of a stretch of normal text, which is not empty. First
	// says that the text begins with it. Ids are complete where there is an error, too.
	encode(dst []int32, s []byte, first bool) ([]int32, error)
	// unknown returns the id of the unknown token, -1 if the model has no such token.
	unknown() int32
}

// Encode appends the ids of s to dst, with those of the template around them.
// What is not UTF-8 counts as U+FFFD. A word that the model fails at counts as
// unknown: see TryEncode.
func (t *Tokenizer) Encode(dst []int32, s string) []int32 {
	dst, _ = t.TryEncode(dst, s)
	return dst
}

// TryEncode is Encode, with an error where the model failed at a word of s. That can
// only be a WordPiece model, which is sugarme/tokenizer's.
func (t *Tokenizer) TryEncode(dst []int32, s string) ([]int32, error) {
	scratch := t.scratches.Get().(*[]byte)
	defer t.scratches.Put(scratch)
	dst = append(dst, t.prefix...)
	var err error
	if t.simple(s) {
		*scratch = append((*scratch)[:0], s...)
		dst, err = t.model.encode(dst, *scratch, true)
		return append(dst, t.suffix...), err
	}
	var failed error
	token := func(id int32) { dst = append(dst, id) }
	stretch := func(s []byte, first bool) {
		if len(s) == 0 {
			return
		}
		dst, err = t.model.encode(dst, s, first)
		failed = cmp.Or(failed, err)
	}
	s = valid(s)
	t.written.split(s, func(from, to int) {
		*scratch = t.apply((*scratch)[:0], []byte(s[from:to]))
		normal := *scratch
		if len(t.normal.tokens) == 0 {
			stretch(normal, from == 0)
			return
		}
		t.normal.split(string(normal), func(a, b int) { stretch(normal[a:b], from == 0 && a == 0) }, token)
	}, token)
	return append(dst, t.suffix...), failed
}

// simple reports whether normalizers and added tokens leave s as it is: plain
// bytes, single spaces between words, no byte that an added token starts with.
func (t *Tokenizer) simple(s string) bool {
	space := true
	if t.mapped {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !t.plain[c] || space && c == ' ' || t.written.starts[c] || t.normal.starts[c] {
			return false
		}
		space = c == ' '
	}
	return !space
}

// Unknown returns the id of the unknown token. It is -1 for a byte-level BPE, whose
// vocabulary covers every text. With byte fallback, Encode never returns this token.
func (t *Tokenizer) Unknown() int32 { return t.model.unknown() }

// Texts returns what each token writes within a text, by id: "" for special
// tokens and the unknown one. With a byte-level BPE it may be part of a character.
func (t *Tokenizer) Texts() []string {
	out := make([]string, len(t.pieces))
	for id := range out {
		if !t.special[int32(id)] && int32(id) != t.Unknown() {
			out[id] = t.later[id]
		}
	}
	return out
}

// Verbatim returns nil where a text can be written token by token exactly as it is
// wanted, and otherwise an error that says why it cannot. A grammar can limit the
// outputs of verbatim tokenizers only.
func (t *Tokenizer) Verbatim() error {
	if _, ok := t.model.(*wordPiece); ok {
		return errors.New("its tokenizer.json is a WordPiece, which forgets where spaces were and writes them between words and punctuation, so that no output is the exact text of a call")
	}
	return nil
}

// Decode returns the text of ids. Ids outside the vocabulary have none; with
// skipSpecial neither have special tokens.
func (t *Tokenizer) Decode(ids []int32, skipSpecial bool) string {
	var b strings.Builder
	texts := t.first
	for _, id := range ids {
		if !t.has(id) || skipSpecial && t.special[id] {
			continue
		}
		b.WriteString(texts[id])
		texts = t.later
	}
	return valid(b.String())
}
