package tokenizer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// The parts of tokenizer.json.
type (
	fileJSON struct {
		Added         json.RawMessage `json:"added_tokens"`
		Normalizer    json.RawMessage `json:"normalizer"`
		PreTokenizer  json.RawMessage `json:"pre_tokenizer"`
		PostProcessor json.RawMessage `json:"post_processor"`
		Decoder       json.RawMessage `json:"decoder"`
		Model         *modelJSON      `json:"model"`
	}
	addedJSON struct {
		ID         int    `json:"id"`
		Content    string `json:"content"`
		SingleWord bool   `json:"single_word"`
		Lstrip     bool   `json:"lstrip"`
		Rstrip     bool   `json:"rstrip"`
		Normalized bool   `json:"normalized"`
		Special    bool   `json:"special"`
	}
	modelJSON struct {
		Type         string          `json:"type"`
		UnkID        *int            `json:"unk_id"`
		UnkToken     *string         `json:"unk_token"`
		ByteFallback bool            `json:"byte_fallback"`
		Vocab        json.RawMessage `json:"vocab"`
		Merges       json.RawMessage `json:"merges"`
		IgnoreMerges bool            `json:"ignore_merges"`
		Dropout      float64         `json:"dropout"`
		Prefix       *string         `json:"continuing_subword_prefix"` // of pieces
		Suffix       string          `json:"end_of_word_suffix"`
		MaxChars     *int            `json:"max_input_chars_per_word"`
	}
	partJSON struct { // a pre-tokenizer or a decoder
		Type           string            `json:"type"`
		Replacement    string            `json:"replacement"`
		PrependScheme  string            `json:"prepend_scheme"`
		AddPrefixSpace *bool             `json:"add_prefix_space"`
		Split          *bool             `json:"split"`
		UseRegex       *bool             `json:"use_regex"`
		Prefix         *string           `json:"prefix"`
		Cleanup        *bool             `json:"cleanup"`
		PreTokenizers  []json.RawMessage `json:"pretokenizers"`
		Decoders       []json.RawMessage `json:"decoders"`
	}
)

// What a file may have. Parts other than the vocabulary are a few kB in real
// files, but for the character map, which is 316 kB.
const (
	maxPart  = 4 << 20 // bytes of a part other than the vocabulary
	maxDepth = 8       // sequences in sequences
)

// errDeep is the error of a part with sequences in sequences without end.
var errDeep = fmt.Errorf("more than %d sequences are in one another", maxDepth)

// newFile reads the outermost level of a tokenizer.json.
func newFile(data []byte) (*fileJSON, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, errors.New("file is empty: copy tokenizer.json again")
	}
	var f fileJSON
	if err := json.Unmarshal(data, &f); err != nil {
		var syntax *json.SyntaxError
		switch {
		case errors.As(err, &syntax) && int(syntax.Offset) >= len(data):
			return nil, fmt.Errorf("file ends after %d bytes inside the JSON: it is truncated", len(data))
		case errors.As(err, &syntax):
			return nil, fmt.Errorf("not JSON at byte %d (%v)", syntax.Offset, err)
		}
		return nil, fmt.Errorf("not a tokenizer.json: %w", err)
	}
	if f.Model == nil {
		return nil, errors.New(`no "model": not a tokenizer.json`)
	}
	for name, part := range map[string]json.RawMessage{"normalizer": f.Normalizer, "pre_tokenizer": f.PreTokenizer, "post_processor": f.PostProcessor, "decoder": f.Decoder} {
		if len(part) > maxPart {
			return nil, fmt.Errorf("%s has %d bytes, at most %d are supported", name, len(part), maxPart)
		}
	}
	return &f, nil
}

// absent reports whether a part is missing or null.
func absent(part json.RawMessage) bool { return len(part) == 0 || string(part) == "null" }

// each calls f for the elements of a JSON array one by one, so that an array of
// millions of empty elements takes no more memory than its text.
func each(array json.RawMessage, f func(i int, element *json.Decoder) error) error {
	d := json.NewDecoder(bytes.NewReader(array))
	if open, err := d.Token(); err != nil || open != json.Delim('[') {
		return errors.New(" is not a list")
	}
	for i := 0; d.More(); i++ {
		if err := f(i, d); err != nil {
			return err
		}
	}
	return nil
}

// single reads a part, or the only part of a Sequence.
func single(raw json.RawMessage) (p partJSON, err error) {
	if len(raw) > 0 {
		err = json.Unmarshal(raw, &p)
	}
	if parts := append(p.PreTokenizers, p.Decoders...); err == nil && p.Type == "Sequence" && len(parts) == 1 {
		p = partJSON{}
		err = json.Unmarshal(parts[0], &p)
	}
	return p, err
}

// unsupported returns the error of a part whose ids or texts would be wrong.
func unsupported(what, kind string) error {
	return fmt.Errorf("%s %q is not supported: use a model with a Unigram tokenizer, as T5 has, a byte-level BPE, as CodeT5 has, or BERT's WordPiece, as Chinese T5s have", what, kind)
}

// maxMessage bounds how much of a file an error may quote, in bytes.
const maxMessage = 400

// oneLine returns a message as one line of bounded length, whatever it quotes.
func oneLine(message string) string {
	if len(message) > maxMessage {
		message = strings.ToValidUTF8(message[:maxMessage], "") + "…"
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, message)
}
