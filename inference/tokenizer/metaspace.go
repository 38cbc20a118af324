package tokenizer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mark is written for a space in pieces.
const mark = "\u2581"

// metaspace is how a text is split into words and its spaces become marks.
type metaspace struct {
	splitSpace bool   // the text is split at white space first
	prepend    string // which words get a mark in front: "always", "first", "never"
	splitMarks bool   // the text is split in front of each mark
}

// newMetaspace reads the pre-tokenizer of a tokenizer.json.
func newMetaspace(raw json.RawMessage) (m metaspace, err error) {
	m.prepend = "never"
	found, err := m.add(raw, 0)
	if err == nil && !found {
		err = errors.New("no Metaspace among the pre-tokenizers: not a T5 tokenizer")
	}
	return m, err
}

func (m *metaspace) add(raw json.RawMessage, depth int) (found bool, err error) {
	if depth > maxDepth {
		return false, errDeep
	}
	var p partJSON
	if err := json.Unmarshal(raw, &p); len(raw) > 0 && err != nil {
		return false, fmt.Errorf("pre_tokenizer: %w", err)
	}
	switch p.Type {
	case "":
		return false, nil
	case "Sequence":
		for _, r := range p.PreTokenizers {
			has, err := m.add(r, depth+1)
			if err != nil {
				return false, err
			}
			if found && has {
				return false, errors.New("two Metaspace pre-tokenizers")
			}
			found = found || has
		}
		return found, nil
	case "WhitespaceSplit":
		m.splitSpace = true
		return false, nil
	case "Metaspace":
		m.prepend, err = p.scheme()
		m.splitMarks = p.Split == nil || *p.Split
		return true, err
	}
	return false, unsupported("pre_tokenizer", p.Type)
}

// scheme reads which words get a mark in front. Files that are older than
// prepend_scheme say add_prefix_space instead.
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

// word splits s after its first word: all of s where it is not split at white space.
// An empty word is the end.
func (m *metaspace) word(s []byte) (word, rest []byte) {
	if !m.splitSpace {
		return s, nil
	}
	s = bytes.TrimLeftFunc(s, unicode.IsSpace)
	for i := 0; i < len(s); {
		r, w := utf8.DecodeRune(s[i:])
		if unicode.IsSpace(r) {
			return s[:i], s[i:]
		}
		i += w
	}
	return s, nil
}

// marked appends s to dst with marks for its spaces and, where the scheme wants
// one, a mark in front. First says that the text begins with s.
func (m *metaspace) marked(dst, s []byte, first bool) []byte {
	if (m.prepend == "always" || m.prepend == "first" && first) && s[0] != ' ' && !bytes.HasPrefix(s, []byte(mark)) {
		dst = append(dst, mark...)
	}
	for _, c := range s {
		if c == ' ' {
			dst = append(dst, mark...)
		} else {
			dst = append(dst, c)
		}
	}
	return dst
}

// piece splits a marked word in front of its second mark, if marks split words.
func (m *metaspace) piece(s []byte) (piece, rest []byte) {
	if !m.splitMarks || len(s) == 0 {
		return s, nil
	}
	skip := 1
	if bytes.HasPrefix(s, []byte(mark)) {
		skip = len(mark)
	}
	n := bytes.Index(s[skip:], []byte(mark))
	if n < 0 {
		return s, nil
	}
	return s[:skip+n], s[skip+n:]
}

// newMetaspaceTexts reads the decoder and returns what pieces write, at the
// beginning of a text and later.
func newMetaspaceTexts(raw json.RawMessage) (texts func(piece string) (first, later string), err error) {
	scheme := "always"
	if !absent(raw) {
		d, err := single(raw)
		if err != nil {
			return nil, fmt.Errorf("decoder: %w", err)
		}
		if d.Type != "Metaspace" {
			return nil, unsupported("decoder", d.Type)
		}
		if scheme, err = d.scheme(); err != nil {
			return nil, err
		}
	}
	return func(piece string) (first, later string) {
		later = strings.ReplaceAll(piece, mark, " ")
		if scheme == "never" {
			return later, later
		}
		return strings.ReplaceAll(piece, mark, ""), later
	}, nil
}
