package grammar

import (
	"encoding/binary"
	"iter"
	"maps"
	"slices"
	"strings"
)

// may reports whether a node that starts so may write a text, as far as its first
// byte tells.
func (s *start) may(text string) bool {
	return s.empty || text != "" && s.bytes.has(text[0])
}

func (s *byteSet) add(c byte)      { s[c>>6] |= 1 << (c & 63) }
func (s *byteSet) has(c byte) bool { return s[c>>6]>>(c&63)&1 == 1 }

func (s *byteSet) addAll(o *byteSet) {
	for i := range s {
		s[i] |= o[i]
	}
}

// dispatch finds the kids that may begin with the next text. It looks up kids that
// are single words by their word and all other kids by their first byte. Bytes
// with the same kids share a list.
type dispatch struct {
	words   map[string][]int32
	sorted  []string // the words
	lengths []int    // of words, in order
	list    [256]uint16
	lists   [][]int32
}

// An alternative with at least manyKids kids has a dispatch. With at least
// manyWords words, its dispatch also lists kids by word.
const (
	manyKids  = 4
	manyWords = 32
)

// begin fills in the starts of a node and all below it.
func (n *Node) begin() *start {
	if n.start != nil {
		return n.start
	}
	s := &start{}
	n.start = s
	for _, k := range n.Kids {
		s.plural = k.begin().plural || s.plural
	}
	s.plural = s.plural || n.Kind == kindPlural
	switch n.Kind {
	case KindLiteral:
		s.literal(n.lower)
	case KindNumber:
		s.number(n)
	case KindArticle:
		s.bytes.add('a')
	case KindRepeat: // a reader sees any words in its place
		s.bytes = byteSet{^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}
	case kindSeq:
		s.empty = true
		for _, k := range n.Kids {
			if s.empty {
				s.bytes.addAll(&k.start.bytes)
				s.empty = k.start.empty
			}
		}
	case KindPerm:
		s.empty = true
		for _, k := range n.Kids {
			s.bytes.addAll(&k.start.bytes)
			s.empty = s.empty && k.start.empty
		}
	default:
		for _, k := range n.Kids {
			s.bytes.addAll(&k.start.bytes)
			s.empty = s.empty || k.start.empty
		}
	}
	if n.Kind == KindAlt && len(n.Kids) >= manyKids {
		s.kids = newDispatch(n.Kids)
	}
	return s
}

func (s *start) literal(text string) {
	if text != "" && text[0] == ' ' {
		text = text[1:]
	}
	if text == "" {
		s.empty = true
	} else {
		s.bytes.add(text[0])
	}
}

func (s *start) number(n *Node) {
	if n.form.Before != "" {
		s.bytes.add(strings.ToLower(n.form.Before)[0])
		return
	}
	for c := range 256 {
		if n.form.Style.more(byte(c)) {
			s.bytes.add(byte(c))
		}
	}
}

func newDispatch(kids []*Node) *dispatch {
	d := &dispatch{words: map[string][]int32{}}
	var rest []int32 // that are no words
	for i, k := range kids {
		if word := k.word(); word != "" && len(kids) >= manyWords {
			d.words[word] = append(d.words[word], int32(i))
		} else {
			rest = append(rest, int32(i))
		}
	}
	for word := range d.words {
		if !slices.Contains(d.lengths, len(word)) {
			d.lengths = append(d.lengths, len(word))
		}
	}
	slices.Sort(d.lengths)
	d.sorted = slices.Sorted(maps.Keys(d.words))
	known := map[string]uint16{}
	for c := range 256 {
		var list []int32
		var key []byte
		for _, i := range rest {
			if s := kids[i].start; s.empty || s.bytes.has(byte(c)) {
				list = append(list, i)
				key = binary.AppendVarint(key, int64(i))
			}
		}
		at, ok := known[string(key)]
		if !ok {
			at = uint16(len(d.lists))
			known[string(key)] = at
			d.lists = append(d.lists, list)
		}
		d.list[c] = at
	}
	return d
}

// word is what a node writes where that is always the same, without spaces
// around it; "" where it is not.
func (n *Node) word() string {
	switch n.Kind {
	case KindLiteral:
		return strings.TrimSuffix(strings.TrimPrefix(n.lower, " "), " ")
	case KindSlot, KindValue:
		return n.Kids[0].word()
	}
	return ""
}

// fitting yields the kids of an alternative that may write a text and more, or the
// beginning of the text. It yields all kids if text is "".
func (s *start) fitting(kids int, text string) iter.Seq[int] {
	return func(yield func(int) bool) {
		if s.kids == nil || text == "" {
			for i := range kids {
				if !yield(i) {
					return
				}
			}
			return
		}
		var few [32]int32
		fit := s.kids.find(few[:0], text)
		at, found := slices.BinarySearch(s.kids.sorted, text)
		if found { // find has it
			at++
		}
		for ; at < len(s.kids.sorted) && strings.HasPrefix(s.kids.sorted[at], text); at++ {
			fit = append(fit, s.kids.words[s.kids.sorted[at]]...)
		}
		for _, i := range fit {
			if !yield(int(i)) {
				return
			}
		}
	}
}

// find appends the kids that may begin with a text, in order.
func (d *dispatch) find(to []int32, text string) []int32 {
	for _, n := range d.lengths {
		if n > len(text) {
			break
		}
		to = append(to, d.words[text[:n]]...)
	}
	next := byte(0)
	if text != "" {
		next = text[0]
	}
	words := len(to)
	to = append(to, d.lists[d.list[next]]...)
	if words > 0 {
		slices.Sort(to)
	}
	return to
}
