package tokenizer

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/slmkit/slmkit/inference/regular"
)

// maxFile is more bytes than a tokenizer.json has.
const maxFile = 1 << 28

// Tokenizer is safe for concurrent use.
type Tokenizer struct {
	pieces []string // by id
	scores []float64
	trie   *trie
	unk    int32
	unkFor float64    // score of an unknown character
	bytes  [256]int32 // ids of <0x00>…, with byte fallback; else bytes[0] < 0
	bpe    *bpe       // instead of the Unigram model

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
		Merges       json.RawMessage `json:"merges"`
		IgnoreMerges bool            `json:"ignore_merges"`
		Dropout      float64         `json:"dropout"`
		Prefix       string          `json:"continuing_subword_prefix"` // of pieces
		Suffix       string          `json:"end_of_word_suffix"`
	}
	partJSON struct { // a pre-tokenizer or a decoder
		Type           string            `json:"type"`
		Replacement    string            `json:"replacement"`
		PrependScheme  string            `json:"prepend_scheme"`
		AddPrefixSpace *bool             `json:"add_prefix_space"`
		Split          *bool             `json:"split"`
		UseRegex       *bool             `json:"use_regex"`
		PreTokenizers  []json.RawMessage `json:"pretokenizers"`
		Decoders       []json.RawMessage `json:"decoders"`
	}
	postJSON struct {
		Type       string
		Processors []json.RawMessage
		Single     []struct {
			Sequence     *struct{ ID string }
			SpecialToken *struct{ ID string }
		}
		Special  map[string]struct{ IDs []int32 } `json:"special_tokens"`
		Cls, Sep []json.RawMessage
	}
)

// maxID bounds ids of added tokens: tables are sized by the largest.
const maxID = 1 << 22

// Load reads a tokenizer.json.
func Load(path string) (*Tokenizer, error) {
	data, err := regular.Read(path, maxFile)
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
	t := &Tokenizer{special: map[int32]bool{}}
	for _, step := range []func(*fileJSON) error{t.loadModel, t.loadNormalizer, t.loadAdded, t.loadPre, t.loadDecoder, t.loadTemplate} {
		if err := step(&f); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// unsupported refuses what would be done wrong.
func unsupported(what, kind string) error {
	return fmt.Errorf("%s %q is not supported: use a model with a Unigram tokenizer, as T5 has, or a byte-level BPE, as CodeT5 has", what, kind)
}

func (t *Tokenizer) loadModel(f *fileJSON) error {
	switch m := f.Model; {
	case m.Type == "Unigram":
		return t.loadUnigram(m)
	case m.Type == "BPE", m.Type == "" && m.Merges != nil: // old files do not say
		return t.loadBPE(m)
	default:
		return unsupported("a tokenizer of kind", m.Type)
	}
}

func (t *Tokenizer) loadUnigram(m *modelJSON) error {
	var vocab [][2]json.RawMessage
	if err := json.Unmarshal(m.Vocab, &vocab); err != nil {
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
	if m.UnkID == nil {
		return errors.New("model.unk_id is missing: a character outside the vocabulary could not be encoded")
	}
	if id := *m.UnkID; id < 0 || id >= len(t.pieces) {
		return fmt.Errorf("model.unk_id %d is outside the vocabulary of %d pieces", id, len(t.pieces))
	}
	t.unk, t.unkFor = int32(*m.UnkID), lowest-10
	t.trie = newTrie(t.pieces)
	t.bytes[0] = -1
	if m.ByteFallback {
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
	ids := map[string]int{}
	for _, a := range f.Added {
		switch {
		case a.Content == "":
			continue
		case a.ID < 0 || a.ID > maxID:
			return fmt.Errorf("added token %q has id %d", a.Content, a.ID)
		case a.SingleWord:
			return fmt.Errorf("added token %q is single_word, which is not supported", a.Content)
		}
		if was := t.setPiece(a.ID, a.Content); was != "" && was != a.Content {
			return misplaced(a.Content, a.ID)
		}
		ids[a.Content] = a.ID
		if a.Special {
			t.special[int32(a.ID)] = true
		}
		tok := added{content: a.Content, id: int32(a.ID), lstrip: a.Lstrip, rstrip: a.Rstrip}
		if !a.Normalized {
			t.raw.add(tok)
			continue
		}
		tok.content = string(t.normalize(nil, []byte(a.Content)))
		t.cooked.add(tok)
	}
	for id, piece := range t.pieces {
		if added, ok := ids[piece]; ok && added != id {
			return misplaced(piece, added)
		}
	}
	t.raw.sort()
	t.cooked.sort()
	return nil
}

// misplaced refuses an added token to which the reference gives another id
// than the file does.
func misplaced(token string, id int) error {
	return fmt.Errorf("added token %q has id %d, which is not its place in the vocabulary: save the tokenizer again with Hugging Face tokenizers", token, id)
}

// setPiece gives a piece its id and returns the one that had it.
func (t *Tokenizer) setPiece(id int, piece string) (was string) {
	if more := id + 1 - len(t.pieces); more > 0 {
		t.pieces = append(t.pieces, make([]string, more)...)
	}
	was, t.pieces[id] = t.pieces[id], piece
	return was
}

func (t *Tokenizer) loadPre(f *fileJSON) error {
	if t.bpe != nil {
		p, err := byteLevel("pre_tokenizer", f.PreTokenizer)
		t.bpe.prefix = p.AddPrefixSpace != nil && *p.AddPrefixSpace
		t.bpe.split = p.UseRegex == nil || *p.UseRegex
		return err
	}
	t.prepend = "never"
	found, err := t.preTokenizer(f.PreTokenizer)
	if err == nil && !found {
		err = errors.New("no Metaspace among the pre-tokenizers: not a T5 tokenizer")
	}
	return err
}

func (t *Tokenizer) preTokenizer(raw json.RawMessage) (metaspace bool, err error) {
	var p partJSON
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
	return false, unsupported("pre_tokenizer", p.Type)
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

// scheme reads when a space mark goes before the text; files from before
// prepend_scheme say add_prefix_space.
func (p *partJSON) scheme() (string, error) {
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
	if t.bpe != nil {
		for id, piece := range t.pieces {
			t.pieces[id] = pieceBytes(piece)
		}
		_, err := byteLevel("decoder", f.Decoder)
		return err
	}
	if len(f.Decoder) == 0 || string(f.Decoder) == "null" {
		t.decodeSkipMark = true
		return nil
	}
	d, err := single(f.Decoder)
	if err != nil {
		return fmt.Errorf("decoder: %w", err)
	}
	if d.Type != "Metaspace" {
		return unsupported("decoder", d.Type)
	}
	scheme, err := d.scheme()
	t.decodeSkipMark = scheme != "never"
	return err
}

func (t *Tokenizer) loadTemplate(f *fileJSON) error {
	if err := t.addTemplate(f.PostProcessor); err != nil {
		return fmt.Errorf("post_processor: %w", err)
	}
	return nil
}

// addTemplate puts the tokens of a post-processor around those that are there.
func (t *Tokenizer) addTemplate(raw json.RawMessage) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var p postJSON
	if err := json.Unmarshal(raw, &p); err != nil {
		return err
	}
	var prefix, suffix []int32
	var err error
	switch p.Type {
	case "ByteLevel": // is about offsets
	case "Sequence":
		for _, r := range p.Processors {
			if err := t.addTemplate(r); err != nil {
				return err
			}
		}
	case "RobertaProcessing":
		prefix, suffix, err = p.ends()
	case "TemplateProcessing":
		prefix, suffix, err = p.template()
	default:
		err = unsupported("kind", p.Type)
	}
	t.prefix, t.suffix = append(prefix, t.prefix...), append(t.suffix, suffix...)
	return err
}

func (p *postJSON) template() (prefix, suffix []int32, err error) {
	seen := false
	for _, piece := range p.Single {
		switch {
		case piece.Sequence != nil:
			seen = true
		case piece.SpecialToken != nil:
			tok, ok := p.Special[piece.SpecialToken.ID]
			if !ok {
				return nil, nil, fmt.Errorf("special token %q is not defined", piece.SpecialToken.ID)
			}
			if seen {
				suffix = append(suffix, tok.IDs...)
			} else {
				prefix = append(prefix, tok.IDs...)
			}
		}
	}
	if !seen {
		return nil, nil, errors.New("the template has no place for the text")
	}
	return prefix, suffix, nil
}

// ends reads tokens of the form ["</s>", 2].
func (p *postJSON) ends() (cls, sep []int32, err error) {
	var ids [2]int32
	for i, token := range [2][]json.RawMessage{p.Cls, p.Sep} {
		if len(token) != 2 || json.Unmarshal(token[1], &ids[i]) != nil {
			return nil, nil, errors.New("cls or sep is not a token with its id")
		}
	}
	return ids[:1:1], ids[1:], nil
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
