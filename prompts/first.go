package prompts

import "strings"

// start says how what a node writes may begin: with which byte, in lower case
// and without spaces, or not at all. A matcher passes over what cannot fit.
type start struct {
	bytes byteSet
	empty bool
	kids  *dispatch // of kindAlt with many kids
}

type byteSet [4]uint64

func (s *byteSet) add(c byte)      { s[c>>6] |= 1 << (c & 63) }
func (s *byteSet) has(c byte) bool { return s[c>>6]>>(c&63)&1 == 1 }

func (s *byteSet) addAll(o *byteSet) {
	for i := range s {
		s[i] |= o[i]
	}
}

// dispatch lists, for each byte, the kids that may begin with it or with
// nothing, in order. Bytes with the same kids share a list.
type dispatch struct {
	list  [256]uint16
	lists [][]uint16
}

// manyKids is from how many kids on an alternative has a dispatch.
const manyKids = 4

// begin fills in the starts of a node and all below it.
func (n *node) begin() *start {
	if n.start != nil {
		return n.start
	}
	s := &start{}
	n.start = s
	for _, k := range n.kids {
		k.begin()
	}
	switch n.kind {
	case kindLiteral:
		s.literal(n.lower)
	case kindNumber:
		s.number(n)
	case kindArticle:
		s.bytes.add('a')
	case kindSeq:
		s.empty = true
		for _, k := range n.kids {
			if s.empty {
				s.bytes.addAll(&k.start.bytes)
				s.empty = k.start.empty
			}
		}
	case kindPerm:
		s.empty = true
		for _, k := range n.kids {
			s.bytes.addAll(&k.start.bytes)
			s.empty = s.empty && k.start.empty
		}
	default:
		for _, k := range n.kids {
			s.bytes.addAll(&k.start.bytes)
			s.empty = s.empty || k.start.empty
		}
	}
	if n.kind == kindAlt && len(n.kids) >= manyKids {
		s.kids = newDispatch(n.kids)
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

func (s *start) number(n *node) {
	if n.form.before != "" {
		s.bytes.add(strings.ToLower(n.form.before)[0])
		return
	}
	for c := range 256 {
		if n.form.style.more(byte(c)) {
			s.bytes.add(byte(c))
		}
	}
}

func newDispatch(kids []*node) *dispatch {
	d := &dispatch{}
	known := map[string]uint16{}
	for c := range 256 {
		var list []uint16
		key := make([]byte, 0, 2*len(kids))
		for i, k := range kids {
			if k.start.empty || k.start.bytes.has(byte(c)) {
				list = append(list, uint16(i))
				key = append(key, byte(i), byte(i>>8))
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
