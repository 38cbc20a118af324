package tokenizer

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	sugarme "github.com/sugarme/tokenizer"
	vocab "github.com/sugarme/tokenizer/model"
	"github.com/sugarme/tokenizer/model/wordpiece"
)

// wordPiece is BERT's model, which takes the longest piece that a word starts with,
// then the longest that goes on, and so forth. It is sugarme/tokenizer's, behind
// our own normalizer and split into words: doc.go says why.
type wordPiece struct {
	tokenize func(word string) ([]sugarme.Token, error)
	unk      int32
}

// maxChars is the longest word in characters that a file may let pieces be looked
// for in. The time for a word grows with the square of its length.
const maxChars = 1000

func newWordPiece(m *modelJSON, pre json.RawMessage, v *vocabulary) (*wordPiece, error) {
	p, err := single(pre)
	switch {
	case err != nil:
		return nil, fmt.Errorf("pre_tokenizer: %w", err)
	case p.Type != "BertPreTokenizer":
		return nil, unsupported("a WordPiece tokenizer with the pre_tokenizer", p.Type)
	case m.UnkToken == nil || m.Prefix == nil || m.MaxChars == nil:
		return nil, errors.New("model lacks unk_token, continuing_subword_prefix or max_input_chars_per_word: save the tokenizer again with Hugging Face tokenizers")
	case *m.MaxChars < 0 || *m.MaxChars > maxChars:
		return nil, fmt.Errorf("model.max_input_chars_per_word is %d: at least 0 and at most %d are supported", *m.MaxChars, maxChars)
	}
	table, err := v.setTable(m.Vocab)
	if err != nil {
		return nil, err
	}
	unk, ok := table[*m.UnkToken]
	if !ok {
		return nil, fmt.Errorf("model.vocab lacks model.unk_token %q: a word outside the vocabulary could not be encoded", *m.UnkToken)
	}
	vocab := vocab.Vocab(table)
	model := wordpiece.NewWordPieceBuilder().Vocab(&vocab).UnkToken(*m.UnkToken).ContinuingSubwordPrefix(*m.Prefix).MaxInputCharsPerWord(*m.MaxChars).Build()
	return &wordPiece{model.Tokenize, int32(unk)}, nil
}

func (m *wordPiece) unknown() int32 { return m.unk }

// encode appends the ids of a stretch of normal text. A word that the model fails
// at is unknown, and the first such failure is the error.
func (m *wordPiece) encode(dst []int32, s []byte, _ bool) ([]int32, error) {
	var failed error
	for word, rest := bertWord(s); len(word) > 0; word, rest = bertWord(rest) {
		tokens, err := m.word(string(word))
		if err != nil {
			dst, failed = append(dst, m.unk), cmp.Or(failed, err)
		}
		for _, t := range tokens {
			dst = append(dst, int32(t.Id))
		}
	}
	return dst, failed
}

// word returns the tokens of a word. A panic of sugarme/tokenizer is an error.
func (m *wordPiece) word(w string) (tokens []sugarme.Token, err error) {
	defer func() {
		if p := recover(); p != nil {
			tokens, err = nil, fmt.Errorf("sugarme/tokenizer cannot tokenize the word %q: %v", w, p)
		}
	}()
	if tokens, err = m.tokenize(w); err != nil {
		return nil, fmt.Errorf("sugarme/tokenizer cannot tokenize the word %q: %w", w, err)
	}
	return tokens, nil
}

// bertCleanup takes back spaces that BERT's split put before punctuation and into
// contractions, in this order, as the decoder's cleanup says.
var bertCleanup = [][2]string{
	{" .", "."}, {" ?", "?"}, {" !", "!"}, {" ,", ","}, {" ' ", "'"}, {" n't", "n't"}, {" 'm", "'m"},
	{" do not", " don't"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"},
}

// newWordPieceTexts reads the decoder and returns what pieces write, at the
// beginning of a text and later: a space goes before a piece that begins a word.
func newWordPieceTexts(raw json.RawMessage) (texts func(piece string) (first, later string), err error) {
	d := partJSON{}
	if !absent(raw) {
		if d, err = single(raw); err != nil {
			return nil, fmt.Errorf("decoder: %w", err)
		}
		if d.Type != "WordPiece" || d.Prefix == nil {
			return nil, unsupported("a WordPiece tokenizer with the decoder", d.Type)
		}
	}
	return func(piece string) (first, later string) {
		first, later = piece, " "+piece
		if d.Prefix != nil && strings.HasPrefix(piece, *d.Prefix) {
			later = piece[len(*d.Prefix):]
		}
		if d.Cleanup != nil && *d.Cleanup {
			for _, c := range bertCleanup {
				first, later = strings.ReplaceAll(first, c[0], c[1]), strings.ReplaceAll(later, c[0], c[1])
			}
		}
		return first, later
	}, nil
}
