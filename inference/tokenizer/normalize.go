package tokenizer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"unicode"
)

// A normalizer appends the normal form of src to dst.
type normalizer func(dst, src []byte) []byte

// normalizers are those of a tokenizer, in order.
type normalizers struct {
	steps  []normalizer
	plain  [256]bool // bytes that no normalizer changes on their own
	mapped bool      // some normalizer changes runs of such bytes
	growth int       // times that a text may become longer, at most
}

// Limits of the normalizers of a file, so that no text becomes enormous.
const (
	maxNormalizers = 32
	maxGrowth      = 1 << 16
	maxPattern     = 1000 // bytes of a regular expression
)

type normalizerJSON struct {
	Type        string
	Normalizers []json.RawMessage
	Charsmap    string `json:"precompiled_charsmap"`
	StripLeft   bool   `json:"strip_left"`
	StripRight  bool   `json:"strip_right"`
	Pattern     struct{ Regex, String string }
	Content     string
	Clean       *bool `json:"clean_text"`
	Ideographs  *bool `json:"handle_chinese_chars"`
	Accents     *bool `json:"strip_accents"`
	Lowercase   *bool
}

// newNormalizers reads the normalizer of a tokenizer.json.
func newNormalizers(raw json.RawMessage) (normalizers, error) {
	n := normalizers{growth: 1}
	if err := n.add(raw, 0); err != nil {
		return n, fmt.Errorf("normalizer: %w", err)
	}
	for b := range 0x80 {
		n.plain[b] = b != ' ' && string(n.apply(nil, []byte{byte(b)})) == string(rune(b))
	}
	n.plain[' '] = true // simple looks for spaces at the ends and in runs itself
	return n, nil
}

func (n *normalizers) add(raw json.RawMessage, depth int) error {
	if absent(raw) {
		return nil
	}
	if depth > maxDepth {
		return errDeep
	}
	var j normalizerJSON
	if err := json.Unmarshal(raw, &j); err != nil {
		return err
	}
	switch j.Type {
	case "Sequence":
		for _, r := range j.Normalizers {
			if err := n.add(r, depth+1); err != nil {
				return err
			}
		}
		return nil
	case "Precompiled":
		m, err := newCharsmap(j.Charsmap)
		if err != nil {
			return err
		}
		return n.append(m.normalize, max(1, m.longest()))
	case "Strip":
		return n.append(j.strip, 1)
	case "Replace":
		return n.addReplace(&j)
	case "BertNormalizer":
		is := func(set *bool, otherwise bool) bool { return set == nil && otherwise || set != nil && *set }
		lower := is(j.Lowercase, true)
		return n.append(bertNormalizer{is(j.Clean, true), is(j.Ideographs, true), is(j.Accents, lower), lower}.normalize, 9)
	}
	return unsupported("kind", j.Type)
}

// append adds a step that makes a text at most growth times as long.
func (n *normalizers) append(step normalizer, growth int) error {
	n.steps = append(n.steps, step)
	n.growth *= growth
	if len(n.steps) > maxNormalizers || n.growth > maxGrowth {
		return errors.New("the normalizers could make a text too long: they are not a T5's")
	}
	return nil
}

func (n *normalizers) addReplace(j *normalizerJSON) error {
	if j.Pattern.Regex != " {2,}" { // any other may change what plain bytes are together
		n.mapped = true
	}
	from, to := []byte(j.Pattern.String), []byte(j.Content)
	if j.Pattern.Regex == "" {
		return n.append(func(dst, src []byte) []byte { return append(dst, bytes.ReplaceAll(src, from, to)...) }, 2+len(to))
	}
	if len(j.Pattern.Regex) > maxPattern {
		return fmt.Errorf("a pattern of %d bytes is not supported, at most %d are", len(j.Pattern.Regex), maxPattern)
	}
	re, err := regexp.Compile(j.Pattern.Regex)
	if err != nil {
		return fmt.Errorf("pattern %q is not supported: %w", j.Pattern.Regex, err)
	}
	return n.append(func(dst, src []byte) []byte { return append(dst, re.ReplaceAllLiteral(src, to)...) }, 2+len(to))
}

func (j *normalizerJSON) strip(dst, src []byte) []byte {
	if j.StripLeft {
		src = bytes.TrimLeftFunc(src, unicode.IsSpace)
	}
	if j.StripRight {
		src = bytes.TrimRightFunc(src, unicode.IsSpace)
	}
	return append(dst, src...)
}

// apply appends the normal form of src to dst.
func (n *normalizers) apply(dst, src []byte) []byte {
	if len(n.steps) == 0 {
		return append(dst, src...)
	}
	last := len(n.steps) - 1
	for _, step := range n.steps[:last] {
		src = step(nil, src)
	}
	return n.steps[last](dst, src)
}
