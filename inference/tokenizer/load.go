package tokenizer

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
)

// Tokenizer is safe for concurrent use.
type Tokenizer struct {
	pieces []string // by id
	scores []float64
	trie   *trie
	unk    int32
	unkFor float64    // score of an unknown character
	bytes  [256]int32 // ids of <0x00>…, with byte fallback; else bytes[0] < 0

	normalizers []normalizer
	plain       [256]bool // bytes that no normalizer touches on their own
	mapped      bool      // some normalizer touches runs of them
	raw, cooked addedTokens
	special     map[int32]bool

	splitSpace bool   // WhitespaceSplit comes before Metaspace
	prepend    string // always, first or never
	splitMeta  bool   // Metaspace cuts before each of its marks

	prefix, suffix []int32 // what the template puts around the text
	decodeSkipMark bool    // the first token loses its space mark
}

// The parts of tokenizer.json.
type (
	fileJSON struct {
		Added         []addedJSON     `json:"added_tokens"`
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
		ByteFallback bool            `json:"byte_fallback"`
		Vocab        json.RawMessage `json:"vocab"`
	}
	metaspaceJSON struct {
		Type           string            `json:"type"`
		Replacement    string            `json:"replacement"`
		PrependScheme  string            `json:"prepend_scheme"`
		AddPrefixSpace *bool             `json:"add_prefix_space"`
		Split          *bool             `json:"split"`
		PreTokenizers  []json.RawMessage `json:"pretokenizers"`
		Decoders       []json.RawMessage `json:"decoders"`
	}
)

// maxID bounds ids of added tokens: tables are sized by the largest.
const maxID = 1 << 22

// Load reads a tokenizer.json.
func Load(path string) (*Tokenizer, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return Parse(data, path)
}

// Parse reads the content of a tokenizer.json; name is for messages.
func Parse(data []byte, name string) (*Tokenizer, error) {
	t, err := parse(bytes.TrimPrefix(data, []byte("\ufeff")))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return t, nil
}

func parse(data []byte) (*Tokenizer, error) {
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
	if f.Model.Type != "Unigram" {
		return nil, fmt.Errorf("a tokenizer of kind %q is not supported: only Unigram ones, as T5 has, are", f.Model.Type)
	}
	t := &Tokenizer{special: map[int32]bool{}}
	for _, step := range []func(*fileJSON) error{t.loadVocab, t.loadNormalizer, t.loadAdded, t.loadPre, t.loadDecoder, t.loadTemplate} {
		if err := step(&f); err != nil {
			return nil, err
		}
	}
	return t, nil
}

func (t *Tokenizer) loadVocab(f *fileJSON) error {
	var vocab [][2]json.RawMessage
	if err := json.Unmarshal(f.Model.Vocab, &vocab); err != nil {
		return fmt.Errorf("model.vocab is not a list of [piece, score]: %w", err)
	}
	if len(vocab) == 0 {
		return errors.New("model.vocab is empty")
	}
	lowest := math.Inf(1)
	for i, entry := range vocab {
		var piece string
		var score float64
		if err := errors.Join(json.Unmarshal(entry[0], &piece), json.Unmarshal(entry[1], &score)); err != nil {
			return fmt.Errorf("model.vocab[%d] is not [piece, score]: %w", i, err)
		}
		t.pieces, t.scores = append(t.pieces, piece), append(t.scores, score)
		lowest = math.Min(lowest, score)
	}
	if f.Model.UnkID == nil {
		return errors.New("model.unk_id is missing: a character outside the vocabulary could not be encoded")
	}
	if id := *f.Model.UnkID; id < 0 || id >= len(t.pieces) {
		return fmt.Errorf("model.unk_id %d is outside the vocabulary of %d pieces", id, len(t.pieces))
	}
	t.unk, t.unkFor = int32(*f.Model.UnkID), lowest-10
	t.trie = newTrie(t.pieces)
	t.bytes[0] = -1
	if f.Model.ByteFallback {
		for b := range t.bytes {
			id := slices.Index(t.pieces, fmt.Sprintf("<0x%02X>", b))
			if id < 0 {
				return fmt.Errorf("byte_fallback is on, but the vocabulary has no <0x%02X>", b)
			}
			t.bytes[b] = int32(id)
		}
	}
	return nil
}

func (t *Tokenizer) loadAdded(f *fileJSON) error {
	for _, a := range f.Added {
		switch {
		case a.Content == "":
			continue
		case a.ID < 0 || a.ID > maxID:
			return fmt.Errorf("added token %q has id %d", a.Content, a.ID)
		case a.SingleWord:
			return fmt.Errorf("added token %q is single_word, which is not supported", a.Content)
		}
		for len(t.pieces) <= a.ID {
			t.pieces = append(t.pieces, "")
		}
		t.pieces[a.ID] = a.Content
		if a.Special {
			t.special[int32(a.ID)] = true
		}
		tok := added{content: a.Content, id: int32(a.ID), lstrip: a.Lstrip, rstrip: a.Rstrip}
		if a.Special || !a.Normalized {
			t.raw.add(tok)
			continue
		}
		tok.content = string(t.normalize(nil, []byte(a.Content)))
		t.cooked.add(tok)
	}
	t.raw.sort()
	t.cooked.sort()
	return nil
}

func (t *Tokenizer) loadPre(f *fileJSON) error {
	t.prepend = "never"
	found, err := t.preTokenizer(f.PreTokenizer)
	if err == nil && !found {
		err = errors.New("no Metaspace among the pre-tokenizers: not a T5 tokenizer")
	}
	return err
}

func (t *Tokenizer) preTokenizer(raw json.RawMessage) (metaspace bool, err error) {
	var p metaspaceJSON
	if err := json.Unmarshal(raw, &p); len(raw) > 0 && err != nil {
		return false, fmt.Errorf("pre_tokenizer: %w", err)
	}
	switch p.Type {
	case "":
		return false, nil
	case "Sequence":
		for _, r := range p.PreTokenizers {
			found, err := t.preTokenizer(r)
			if err != nil {
				return false, err
			}
			if metaspace && found {
				return false, errors.New("two Metaspace pre-tokenizers")
			}
			metaspace = metaspace || found
		}
		return metaspace, nil
	case "WhitespaceSplit":
		t.splitSpace = true
		return false, nil
	case "Metaspace":
		t.prepend, err = p.scheme()
		t.splitMeta = p.Split == nil || *p.Split
		return true, err
	}
	return false, fmt.Errorf("pre_tokenizer %q is not supported", p.Type)
}

// scheme reads when a space mark goes before the text; files from before
// prepend_scheme say add_prefix_space.
func (p *metaspaceJSON) scheme() (string, error) {
	if p.Replacement != "" && p.Replacement != mark {
		return "", fmt.Errorf("a Metaspace with the mark %q is not supported", p.Replacement)
	}
	switch p.PrependScheme {
	case "always", "first", "never":
		return p.PrependScheme, nil
	case "":
		if p.AddPrefixSpace != nil && !*p.AddPrefixSpace {
			return "never", nil
		}
		return "always", nil
	}
	return "", fmt.Errorf("prepend_scheme %q is none of always, first, never", p.PrependScheme)
}

func (t *Tokenizer) loadDecoder(f *fileJSON) error {
	if len(f.Decoder) == 0 || string(f.Decoder) == "null" {
		t.decodeSkipMark = true
		return nil
	}
	var d metaspaceJSON
	if err := json.Unmarshal(f.Decoder, &d); err != nil {
		return fmt.Errorf("decoder: %w", err)
	}
	if d.Type == "Sequence" && len(d.Decoders) == 1 {
		if err := json.Unmarshal(d.Decoders[0], &d); err != nil {
			return fmt.Errorf("decoder: %w", err)
		}
	}
	if d.Type != "Metaspace" {
		return fmt.Errorf("decoder %q is not supported", d.Type)
	}
	scheme, err := d.scheme()
	t.decodeSkipMark = scheme != "never"
	return err
}

func (t *Tokenizer) loadTemplate(f *fileJSON) error {
	if len(f.PostProcessor) == 0 || string(f.PostProcessor) == "null" {
		return nil
	}
	var p struct {
		Type   string
		Single []struct {
			Sequence     *struct{ ID string }
			SpecialToken *struct{ ID string }
		}
		Special map[string]struct{ IDs []int32 } `json:"special_tokens"`
	}
	if err := json.Unmarshal(f.PostProcessor, &p); err != nil {
		return fmt.Errorf("post_processor: %w", err)
	}
	if p.Type != "TemplateProcessing" {
		return fmt.Errorf("post_processor %q is not supported", p.Type)
	}
	seen := false
	for _, piece := range p.Single {
		switch {
		case piece.Sequence != nil:
			seen = true
		case piece.SpecialToken != nil:
			tok, ok := p.Special[piece.SpecialToken.ID]
			if !ok {
				return fmt.Errorf("post_processor: special token %q is not defined", piece.SpecialToken.ID)
			}
			if seen {
				t.suffix = append(t.suffix, tok.IDs...)
			} else {
				t.prefix = append(t.prefix, tok.IDs...)
			}
		}
	}
	if !seen {
		return errors.New("post_processor: the template has no place for the text")
	}
	return nil
}

func (t *Tokenizer) loadNormalizer(f *fileJSON) error {
	if err := t.addNormalizer(f.Normalizer); err != nil {
		return fmt.Errorf("normalizer: %w", err)
	}
	for b := range 0x80 {
		t.plain[b] = b != ' ' && string(t.normalize(nil, []byte{byte(b)})) == string(rune(b))
	}
	t.plain[' '] = true // encode looks for spaces at the ends and in runs itself
	return nil
}

func decodeCharsmap(s string) (*charsmap, error) {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return nil, fmt.Errorf("precompiled_charsmap: %w", err)
	}
	return newCharsmap(b)
}
