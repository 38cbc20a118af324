package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/slmkit/slmkit/inference/unsupported"
)

// part is what is told of a part of a tokenizer.json.
type part struct {
	Type          string
	Normalizers   []part
	PreTokenizers []part
}

// known are the parts that app/tokenizer.js knows.
var known = map[string][]string{
	"model":          {"Unigram"},
	"normalizer":     {"", "Precompiled", "Strip", "Replace"},
	"pre-tokenizer":  {"WhitespaceSplit", "Metaspace"},
	"post-processor": {"", "TemplateProcessing"},
}

// readTokenizer reads a tokenizer.json that the engine in JavaScript knows, and leaves out
// the spaces between its parts. tokenizer.Load has found it right.
func readTokenizer(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var f struct {
		Model         part
		Normalizer    part
		PreTokenizer  part `json:"pre_tokenizer"`
		PostProcessor part `json:"post_processor"`
	}
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, of := range []struct {
		kind string
		part
	}{{"model", f.Model}, {"normalizer", f.Normalizer}, {"pre-tokenizer", f.PreTokenizer}, {"post-processor", f.PostProcessor}} {
		for _, p := range of.all() {
			if !slices.Contains(known[of.kind], p.Type) {
				return nil, unsupported.Errorf("%s: the %s %q is not known to the engine for browsers, which reads the Unigram tokenizers of T5", path, of.kind, p.Type)
			}
		}
	}
	var out bytes.Buffer
	err = json.Compact(&out, data)
	return out.Bytes(), err
}

// all returns the parts of a sequence, or the part itself.
func (p part) all() []part {
	if p.Type != "Sequence" {
		return []part{p}
	}
	return slices.Concat(p.Normalizers, p.PreTokenizers)
}
