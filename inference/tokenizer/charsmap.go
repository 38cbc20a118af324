package tokenizer

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// charsmap is SentencePiece's precompiled map from characters to their normal
// form: a Darts double-array trie whose values are offsets into blob, where
// strings end in a zero byte.
type charsmap struct {
	trie []uint32
	blob []byte
}

// maxNormalForm is the longest normal form in bytes that a map may give a
// character. The longest that Unicode's NFKC has is 33.
const maxNormalForm = 512

// newCharsmap reads the base64 text of a precompiled_charsmap.
func newCharsmap(text string) (*charsmap, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("precompiled_charsmap: %w", err)
	}
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
	if c.longest() > maxNormalForm {
		return nil, fmt.Errorf("precompiled_charsmap has a normal form of %d bytes, at most %d are supported", c.longest(), maxNormalForm)
	}
	return c, nil
}

// longest returns the length in bytes of the longest normal form.
func (c *charsmap) longest() int {
	longest := 0
	for form := range bytes.SplitSeq(c.blob, []byte{0}) {
		longest = max(longest, len(form))
	}
	return longest
}

// offset returns where the children of a unit are, as Darts packs it.
func offset(unit uint32) uint32 { return (unit >> 10) << ((unit & (1 << 9)) >> 6) }

// lookup returns the normal form of the shortest prefix of s that is in the map.
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

// normalize appends the normal form of src to dst. A grapheme cluster of under
// six bytes is looked up as a whole first, then character by character.
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
