package tokenizer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"

	"github.com/slmkit/slmkit/inference/regular"
)

// maxFile is how long a tokenizer.json may be. Those of large vocabularies have
// 35 MB.
const maxFile = 64 << 20

// Load reads a tokenizer.json. The error names the file, on one line. If there is
// another tokenizer's file, it says how to make tokenizer.json of that.
func Load(path string) (*Tokenizer, error) {
	data, err := regular.Read(path, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, missing(path)
	}
	if err == nil && slices.Contains(others, filepath.Base(path)) {
		return nil, fmt.Errorf("%s: is not a tokenizer.json: %s", path, conversion(filepath.Dir(path)))
	}
	if err != nil {
		return nil, err
	}
	return Parse(data, path)
}

// Parse reads the content of a tokenizer.json. The error begins with name and is
// one line.
func Parse(data []byte, name string) (*Tokenizer, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if err := regular.Foreign(data); len(data) > 0 && err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	t, err := parse(data)
	if err != nil {
		return nil, errors.New(name + ": " + oneLine(err.Error()))
	}
	return t, nil
}

func parse(data []byte) (*Tokenizer, error) {
	f, err := newFile(data)
	if err != nil {
		return nil, err
	}
	t := &Tokenizer{vocabulary: newVocabulary(len(data)), scratches: sync.Pool{New: func() any { return new([]byte) }}}
	newTexts, err := t.loadModel(f)
	if err != nil {
		return nil, err
	}
	if t.normalizers, err = newNormalizers(f.Normalizer); err != nil {
		return nil, err
	}
	if t.written, t.normal, err = t.addTokens(f.Added, &t.normalizers); err != nil {
		return nil, err
	}
	texts, err := newTexts(f.Decoder)
	if err != nil {
		return nil, err
	}
	t.first, t.later = make([]string, len(t.pieces)), make([]string, len(t.pieces))
	for id, piece := range t.pieces {
		t.first[id], t.later[id] = texts(piece)
	}
	return t, t.loadTemplate(f)
}

// loadModel reads the model and returns how the decoder of its kind is read.
func (t *Tokenizer) loadModel(f *fileJSON) (newTexts func(json.RawMessage) (func(string) (string, string), error), err error) {
	switch m := f.Model; {
	case m.Type == "Unigram":
		t.model, err = newUnigram(m, f.PreTokenizer, &t.vocabulary)
		return newMetaspaceTexts, err
	case m.Type == "WordPiece":
		t.model, err = newWordPiece(m, f.PreTokenizer, &t.vocabulary)
		return newWordPieceTexts, err
	case m.Type == "BPE", m.Type == "" && m.Merges != nil: // old files do not say
		t.model, err = newBPE(m, f.PreTokenizer, &t.vocabulary)
		return newBPETexts, err
	default:
		return nil, unsupported("a tokenizer of kind", m.Type)
	}
}

func (t *Tokenizer) loadTemplate(f *fileJSON) (err error) {
	if t.template, err = newTemplate(f.PostProcessor); err != nil {
		return err
	}
	for _, ids := range [][]int32{t.prefix, t.suffix} {
		for _, id := range ids {
			if !t.has(id) {
				return fmt.Errorf("post_processor: the id %d is added to each text, but the vocabulary has no such id", id)
			}
		}
	}
	return nil
}
