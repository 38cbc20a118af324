package tokenizer

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Lost is written in a View for a character that the vocabulary lacks. It is no byte
// of UTF-8.
const Lost = 0xff

// View is a text as a model sees it: what the tokens of the text write, which may lack
// characters of the text and have others in their place.
type View struct {
	Source string // the text
	Text   string // what its tokens write; Lost for each character that they cannot write
	// From and To have the offsets in Source, by byte of Text, where the characters
	// begin and end that the byte is written for. Both are nil if Text is Source.
	From, To []int32
}

// View returns the view of a text. ids are its tokens, as Encode returns them.
func (t *Tokenizer) View(s string, ids []int32) View {
	if t.Decode(ids, true) == s {
		return View{Source: s, Text: s}
	}
	w := &viewer{t: t, lost: map[rune]bool{}, from: []int32{}, to: []int32{}}
	w.read(s)
	texts := t.first
	for _, id := range ids {
		switch {
		case !t.has(id):
		case t.unwritten(id):
			w.lose()
			texts = t.later
		case t.special[id]:
			w.pass(t.pieces[id])
		default:
			w.write(texts[id])
			texts = t.later
		}
	}
	return View{s, string(w.text), w.from, w.to}
}

// unwritten reports whether a token is for characters outside the vocabulary.
func (t *Tokenizer) unwritten(id int32) bool {
	if id == t.Unknown() {
		return true
	}
	u, ok := t.model.(*unigram)
	if !ok || u.bytes[0] < 0 {
		return false
	}
	for _, b := range u.bytes {
		if b == id {
			return true
		}
	}
	return false
}

// viewer lays the tokens of a text beside the text.
type viewer struct {
	t    *Tokenizer
	lost map[rune]bool // whether the vocabulary lacks a character

	normal []byte  // the normal forms of the text's characters, spaces for white space
	source []int32 // by byte of normal: where its characters begin, and where those behind them do
	at     int     // how far normal is laid beside tokens

	text     []byte // the View
	from, to []int32
}

// read normalizes a text character by character, where a character is all that readers
// see as one.
func (w *viewer) read(s string) {
	state, at := -1, 0
	for rest := s; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		form := []byte(" ")
		if strings.TrimSpace(cluster) != "" {
			form = w.t.apply(nil, []byte(cluster))
		}
		w.normal = append(w.normal, form...)
		for range form {
			w.source = append(w.source, int32(at), int32(at+len(cluster)))
		}
		at += len(cluster)
	}
}

// add appends a byte of the View that is written for normal from the current place to
// an end.
func (w *viewer) add(b byte, end int) {
	from, to := int32(0), int32(0)
	switch {
	case end > w.at:
		from, to = w.source[2*w.at], w.source[2*end-1]
	case end > 0: // a space that the text does not have
		if from, to = w.source[2*end-2], w.source[2*end-1]; 2*end == len(w.source) || w.source[2*end] != from {
			from = to
		}
	}
	w.text, w.from, w.to = append(w.text, b), append(w.from, from), append(w.to, to)
	w.at = end
}

// spaces returns where the spaces end that come next.
func (w *viewer) spaces() int {
	end := w.at
	for end < len(w.normal) && w.normal[end] == ' ' {
		end++
	}
	return end
}

// maxDropped bounds how many bytes a normalizer may drop at one place, where more
// than one character decides about that.
const maxDropped = 64

// write adds the text of a token.
func (w *viewer) write(text string) {
	for i := 0; i < len(text); i++ {
		if text[i] == ' ' {
			w.add(' ', w.spaces())
			continue
		}
		if !w.next(text[i]) {
			w.at = w.spaces()
		}
		if !w.next(text[i]) {
			w.skip(text[i:])
		}
		end := w.at
		if w.next(text[i]) {
			end++
		}
		w.add(text[i], end)
	}
}

// next reports whether a byte comes next.
func (w *viewer) next(b byte) bool { return w.at < len(w.normal) && w.normal[w.at] == b }

// skip passes over what a normalizer dropped before the rest of a token's text.
func (w *viewer) skip(text string) {
	text, _, _ = strings.Cut(text, " ")
	most := min(len(w.normal), w.at+maxDropped+len(text))
	if i := bytes.Index(w.normal[w.at:most], []byte(text)); i > 0 {
		w.at += i
	}
}

// lose adds the characters that come next and that the vocabulary lacks: one at least.
func (w *viewer) lose() {
	w.at = w.spaces()
	for n := 0; w.at < len(w.normal) && w.normal[w.at] != ' ' && (n == 0 || w.lacks(w.at)); n++ {
		end := w.behind(w.at)
		for end < len(w.normal) && w.source[2*end] == w.source[2*w.at] && w.lacks(end) { // of the same character
			end = w.behind(end)
		}
		w.add(Lost, end)
	}
}

// behind returns where the code point at a place of normal ends.
func (w *viewer) behind(at int) int {
	_, width := utf8.DecodeRune(w.normal[at:])
	return at + width
}

// lacks reports whether the vocabulary lacks the code point at a place of normal.
func (w *viewer) lacks(at int) bool {
	r, _ := utf8.DecodeRune(w.normal[at:])
	lost, ok := w.lost[r]
	if !ok {
		lost = !w.t.Writes(string(r))
		w.lost[r] = lost
	}
	return lost
}

// pass adds a special token that the text names.
func (w *viewer) pass(piece string) {
	if at := w.spaces(); piece != "" && bytes.HasPrefix(w.normal[at:], []byte(piece)) {
		w.at = at
		w.add(Lost, at+len(piece))
	}
}

// Writes reports whether the vocabulary has all characters of a text, perhaps in
// another form.
func (t *Tokenizer) Writes(s string) bool { return !t.anyUnwritten(t.Encode(nil, s)) }

// Lacks returns the characters of a text that the vocabulary does not have, each once.
func (t *Tokenizer) Lacks(s string) (lacked []string) {
	seen := map[string]bool{}
	for all := uniseg.NewGraphemes(s); all.Next(); {
		if c := all.Str(); !seen[c] && !t.Writes(c) {
			lacked = append(lacked, c)
		}
		seen[all.Str()] = true
	}
	return lacked
}
