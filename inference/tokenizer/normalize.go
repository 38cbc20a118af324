package tokenizer

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// A normalizer appends what it makes of src to dst.
type normalizer func(dst, src []byte) []byte

// normalize appends the normal form of src to dst.
func (t *Tokenizer) normalize(dst, src []byte) []byte {
	switch len(t.normalizers) {
	case 0:
		return append(dst, src...)
	case 1:
		return t.normalizers[0](dst, src)
	}
	for _, n := range t.normalizers[:len(t.normalizers)-1] {
		src = n(nil, src)
	}
	return t.normalizers[len(t.normalizers)-1](dst, src)
}

func (t *Tokenizer) addNormalizer(raw json.RawMessage) error {
	if len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	var n struct {
		Type        string
		Normalizers []json.RawMessage
		Charsmap    string `json:"precompiled_charsmap"`
		StripLeft   bool   `json:"strip_left"`
		StripRight  bool   `json:"strip_right"`
		Pattern     struct{ Regex, String string }
		Content     string
	}
	if err := json.Unmarshal(raw, &n); err != nil {
		return err
	}
	switch n.Type {
	case "Sequence":
		for _, r := range n.Normalizers {
			if err := t.addNormalizer(r); err != nil {
				return err
			}
		}
	case "Precompiled":
		m, err := decodeCharsmap(n.Charsmap)
		if err != nil {
			return err
		}
		t.normalizers = append(t.normalizers, m.normalize)
	case "Strip":
		t.normalizers = append(t.normalizers, func(dst, src []byte) []byte {
			if n.StripLeft {
				src = bytes.TrimLeftFunc(src, unicode.IsSpace)
			}
			if n.StripRight {
				src = bytes.TrimRightFunc(src, unicode.IsSpace)
			}
			return append(dst, src...)
		})
	case "Replace":
		if n.Pattern.Regex != " {2,}" { // any other may touch what plain bytes look like together
			t.mapped = true
		}
		if n.Pattern.Regex == "" {
			from, to := []byte(n.Pattern.String), []byte(n.Content)
			t.normalizers = append(t.normalizers, func(dst, src []byte) []byte {
				return append(dst, bytes.ReplaceAll(src, from, to)...)
			})
			return nil
		}
		re, err := regexp.Compile(n.Pattern.Regex)
		if err != nil {
			return fmt.Errorf("pattern %q is not supported: %w", n.Pattern.Regex, err)
		}
		t.normalizers = append(t.normalizers, func(dst, src []byte) []byte {
			return append(dst, re.ReplaceAllLiteral(src, []byte(n.Content))...)
		})
	default:
		return unsupported("kind", n.Type)
	}
	return nil
}

// charsmap is SentencePiece's precompiled map from characters to their normal
// form: a Darts double-array trie whose values are offsets into blob, where
// strings end in a zero byte.
type charsmap struct {
	trie []uint32
	blob []byte
}

func newCharsmap(b []byte) (*charsmap, error) {
	if len(b) < 8 {
		return nil, errors.New("precompiled_charsmap is too short")
	}
	n := int64(binary.LittleEndian.Uint32(b))
	if n%4 != 0 || n < 4 || n > int64(len(b)-4) {
		return nil, fmt.Errorf("precompiled_charsmap names a table of %d bytes in %d", n, len(b))
	}
	c := &charsmap{trie: make([]uint32, n/4), blob: b[4+n:]}
	for i := range c.trie {
		c.trie[i] = binary.LittleEndian.Uint32(b[4+4*i:])
	}
	return c, nil
}

// offset of a unit of the double array, as Darts packs it.
func offset(unit uint32) uint32 { return (unit >> 10) << ((unit & (1 << 9)) >> 6) }

// lookup returns what the shortest prefix of s in the map is replaced with.
func (c *charsmap) lookup(s []byte) ([]byte, bool) {
	pos := offset(c.trie[0])
	for _, b := range s {
		pos ^= uint32(b)
		if b == 0 || int64(pos) >= int64(len(c.trie)) {
			return nil, false
		}
		unit := c.trie[pos]
		if unit&(1<<31|0xff) != uint32(b) {
			return nil, false
		}
		pos ^= offset(unit)
		if int64(pos) >= int64(len(c.trie)) {
			return nil, false
		}
		if unit>>8&1 == 1 {
			at := int(c.trie[pos] &^ (1 << 31))
			if at > len(c.blob) {
				return nil, false
			}
			text := c.blob[at:]
			if end := bytes.IndexByte(text, 0); end >= 0 {
				text = text[:end]
			}
			return text, true
		}
	}
	return nil, false
}

func (c *charsmap) normalize(dst, src []byte) []byte {
	state := -1
	for len(src) > 0 {
		var cluster []byte
		cluster, src, _, state = uniseg.FirstGraphemeCluster(src, state)
		if len(cluster) < 6 {
			if to, ok := c.lookup(cluster); ok {
				dst = append(dst, to...)
				continue
			}
		}
		for len(cluster) > 0 {
			_, w := utf8.DecodeRune(cluster)
			if to, ok := c.lookup(cluster[:w]); ok {
				dst = append(dst, to...)
			} else {
				dst = append(dst, cluster[:w]...)
			}
			cluster = cluster[w:]
		}
	}
	return dst
}

// valid replaces what is not UTF-8 with U+FFFD, one for each maximal
// subpart, as Python's errors="replace" and browsers do.
func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b []byte
	for i := 0; i < len(s); {
		if r, w := utf8.DecodeRuneInString(s[i:]); r != utf8.RuneError || w > 1 {
			b = append(b, s[i:i+w]...)
			i += w
			continue
		}
		b = utf8.AppendRune(b, utf8.RuneError)
		i += subpart(s[i:])
	}
	return string(b)
}

// subpart is the length of the longest start of s that could begin a
// character, at least 1 (Unicode, section 3.9, table 3-7).
func subpart(s string) int {
	more, lo, hi := 0, byte(0x80), byte(0xBF)
	switch b := s[0]; {
	case b >= 0xC2 && b <= 0xDF:
		more = 1
	case b >= 0xE0 && b <= 0xEF:
		more = 2
		if b == 0xE0 {
			lo = 0xA0
		} else if b == 0xED {
			hi = 0x9F
		}
	case b >= 0xF0 && b <= 0xF4:
		more = 3
		if b == 0xF0 {
			lo = 0x90
		} else if b == 0xF4 {
			hi = 0x8F
		}
	}
	n := 1
	for ; n <= more && n < len(s) && s[n] >= lo && s[n] <= hi; n++ {
		lo, hi = 0x80, 0xBF
	}
	return n
}
