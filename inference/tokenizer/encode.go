package tokenizer

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// mark is what stands for a space in pieces.
const mark = "\u2581"

// added is a token that is found in the text before anything else.
type added struct {
	content        string
	id             int32
	lstrip, rstrip bool // takes the space on that side with it
}

// addedTokens finds the longest added token that starts at a place.
type addedTokens struct {
	tokens []added
	by     [256][]int // first byte → tokens, longest first
}

func (a *addedTokens) add(t added) {
	if t.content != "" {
		a.tokens = append(a.tokens, t)
	}
}

func (a *addedTokens) sort() {
	slices.SortStableFunc(a.tokens, func(x, y added) int { return len(y.content) - len(x.content) })
	for i, t := range a.tokens {
		a.by[t.content[0]] = append(a.by[t.content[0]], i)
	}
}

func (a *addedTokens) at(s string) *added {
	for _, i := range a.by[s[0]] {
		if strings.HasPrefix(s, a.tokens[i].content) {
			return &a.tokens[i]
		}
	}
	return nil
}

// split calls token for each added token of s and text for what lies between.
func (a *addedTokens) split(s string, text func(from, to int), token func(id int32)) {
	if len(a.tokens) == 0 {
		text(0, len(s))
		return
	}
	start := 0
	for i := 0; i < len(s); {
		hit := a.at(s[i:])
		if hit == nil {
			i++
			continue
		}
		from, to := i, i+len(hit.content)
		if hit.lstrip {
			from = start + len(strings.TrimRightFunc(s[start:i], unicode.IsSpace))
		}
		if hit.rstrip {
			to = len(s) - len(strings.TrimLeftFunc(s[to:], unicode.IsSpace))
		}
		if start < from {
			text(start, from)
		}
		token(hit.id)
		start, i = to, to
	}
	if start < len(s) {
		text(start, len(s))
	}
}

// scratch is what one encoding needs and the next can use again.
type scratch struct {
	normal  []byte
	marked  []byte
	best    []node
	symbols []symbol
	queue   candidates
}

var pool = sync.Pool{New: func() any { return new(scratch) }}

// Encode appends the ids of s to dst, with those of the template around them.
// What is not UTF-8 counts as U+FFFD.
func (t *Tokenizer) Encode(dst []int32, s string) []int32 {
	sc := pool.Get().(*scratch)
	defer pool.Put(sc)
	dst = append(dst, t.prefix...)
	if t.simple(s) {
		sc.normal = append(sc.normal[:0], s...)
		dst = t.segments(dst, sc, sc.normal, true)
		return append(dst, t.suffix...)
	}
	s = valid(s)
	t.raw.split(s, func(from, to int) {
		sc.normal = t.normalize(sc.normal[:0], []byte(s[from:to]))
		normal := sc.normal
		if len(t.cooked.tokens) == 0 {
			dst = t.segments(dst, sc, normal, from == 0)
			return
		}
		t.cooked.split(string(normal), func(a, b int) {
			dst = t.segments(dst, sc, normal[a:b], from == 0 && a == 0)
		}, func(id int32) { dst = append(dst, id) })
	}, func(id int32) { dst = append(dst, id) })
	return append(dst, t.suffix...)
}

// simple reports whether normalizers and added tokens leave s as it is: plain
// bytes, single spaces between words, no byte that an added token starts with.
func (t *Tokenizer) simple(s string) bool {
	space := true
	if t.mapped {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !t.plain[c] || space && c == ' ' || len(t.raw.by[c]) > 0 || len(t.cooked.by[c]) > 0 {
			return false
		}
		space = c == ' '
	}
	return !space
}

// segments pre-tokenizes and encodes a stretch of normal text. First is set
// for the stretch that the text begins with.
func (t *Tokenizer) segments(dst []int32, sc *scratch, s []byte, first bool) []int32 {
	if len(s) == 0 {
		return dst
	}
	if t.bpe != nil {
		return t.bpe.encode(dst, sc, s)
	}
	if !t.splitSpace {
		return t.metaspace(dst, sc, s, first)
	}
	for i := 0; i < len(s); {
		for i < len(s) {
			r, w := utf8.DecodeRune(s[i:])
			if !unicode.IsSpace(r) {
				break
			}
			i += w
		}
		from := i
		for i < len(s) {
			r, w := utf8.DecodeRune(s[i:])
			if unicode.IsSpace(r) {
				break
			}
			i += w
		}
		if from < i {
			dst = t.metaspace(dst, sc, s[from:i], first && from == 0)
		}
	}
	return dst
}

// metaspace writes spaces as marks and encodes the words one by one.
func (t *Tokenizer) metaspace(dst []int32, sc *scratch, s []byte, first bool) []int32 {
	m := sc.marked[:0]
	if (t.prepend == "always" || t.prepend == "first" && first) && s[0] != ' ' && !bytes.HasPrefix(s, []byte(mark)) {
		m = append(m, mark...)
	}
	for _, c := range s {
		if c == ' ' {
			m = append(m, mark...)
		} else {
			m = append(m, c)
		}
	}
	sc.marked = m
	if !t.splitMeta {
		return t.unigram(dst, sc, m)
	}
	for len(m) > 0 { // a word runs up to the next mark, which begins another
		skip := min(1, len(m))
		if bytes.HasPrefix(m, []byte(mark)) {
			skip = len(mark)
		}
		n := bytes.Index(m[skip:], []byte(mark))
		if n < 0 {
			return t.unigram(dst, sc, m)
		}
		dst = t.unigram(dst, sc, m[:skip+n])
		m = m[skip+n:]
	}
	return dst
}

// Unknown returns the id of what is not in the vocabulary, -1 for a byte-level
// BPE, which knows all. With byte fallback Encode never writes it.
func (t *Tokenizer) Unknown() int32 { return t.unk }

// node is the best way found to reach a byte: the last piece and its start.
type node struct {
	score float64
	id    int32
	start int32 // -1: not reached
}

// unigram appends the best segmentation of w into pieces (Viterbi).
func (t *Tokenizer) unigram(dst []int32, sc *scratch, w []byte) []int32 {
	best := slices.Grow(sc.best[:0], len(w)+1)[:len(w)+1]
	sc.best = best
	for i := range best {
		best[i] = node{start: -1}
	}
	for i := 0; i < len(w); {
		here := best[i].score
		_, width := utf8.DecodeRune(w[i:])
		single := false // some piece is just this character
		for n, j := int32(0), i; j < len(w); {
			if n = t.trie.step(n, w[j]); n < 0 {
				break
			}
			j++
			id := t.trie.id[n]
			if id < 0 {
				continue
			}
			if score := here + t.scores[id]; best[j].start < 0 || score > best[j].score {
				best[j] = node{score, id, int32(i)}
			}
			single = single || j == i+width
		}
		if next := &best[i+width]; !single {
			if score := here + t.unkFor; next.start < 0 || score > next.score {
				*next = node{score, t.unk, int32(i)}
			}
		}
		i += width
	}
	return t.backtrack(dst, best, w)
}

// backtrack appends the pieces of the best way in order; a run of unknown
// characters is one token, or its bytes with byte fallback.
func (t *Tokenizer) backtrack(dst []int32, best []node, w []byte) []int32 {
	at := len(dst)
	for end := int32(len(w)); end > 0; end = best[end].start {
		id := best[end].id
		switch {
		case id == t.unk && t.bytes[0] >= 0:
			for i := end - 1; i >= best[end].start; i-- {
				dst = append(dst, t.bytes[w[i]])
			}
		case id == t.unk && len(dst) > at && dst[len(dst)-1] == t.unk:
		default:
			dst = append(dst, id)
		}
	}
	slices.Reverse(dst[at:])
	return dst
}

// Texts returns what each token writes within a text, by id: "" for special
// tokens and the unknown one. With a byte-level BPE it may be part of a character.
func (t *Tokenizer) Texts() []string {
	out := make([]string, len(t.pieces))
	for id, piece := range t.pieces {
		switch {
		case t.special[int32(id)] || int32(id) == t.unk:
		case t.bpe != nil:
			out[id] = piece
		default:
			out[id] = strings.ReplaceAll(piece, mark, " ")
		}
	}
	return out
}

// Decode returns the text of ids. Ids outside the vocabulary have none; with
// skipSpecial neither have special tokens.
func (t *Tokenizer) Decode(ids []int32, skipSpecial bool) string {
	var b strings.Builder
	first := true
	for _, id := range ids {
		if id < 0 || int(id) >= len(t.pieces) || skipSpecial && t.special[id] {
			continue
		}
		piece := t.pieces[id]
		if t.bpe != nil {
			b.WriteString(piece)
			continue
		}
		space := " "
		if first && t.decodeSkipMark {
			space = ""
		}
		first = false
		for {
			before, after, found := strings.Cut(piece, mark)
			b.WriteString(before)
			if !found {
				break
			}
			b.WriteString(space)
			piece = after
		}
	}
	return valid(b.String())
}
