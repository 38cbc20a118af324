package tokenizer

import (
	"strings"

	"github.com/rivo/uniseg"
)

// See returns tokens of a text and the view of it that they are. They are those of
// Encode, unless the vocabulary lacks characters of the text. Then other letters,
// digits and marks that the vocabulary has are in the place of those that it lacks, so
// that a model can tell them apart: Lukasz for Łukasz, Ivan for Иван. What has no such
// letters is the unknown token.
func (t *Tokenizer) See(s string) ([]int32, View, error) {
	ids, err := t.TryEncode(nil, s)
	if err != nil || !t.anyUnwritten(ids) {
		return ids, t.View(s, ids), err
	}
	written := &written{t: t, forms: map[string]string{}}
	written.read(s)
	if ids, err = t.TryEncode(nil, written.text.String()); err != nil {
		return nil, View{}, err
	}
	return ids, written.of(s, t.View(written.text.String(), ids)), nil
}

func (t *Tokenizer) anyUnwritten(ids []int32) bool {
	for _, id := range ids {
		if t.unwritten(id) {
			return true
		}
	}
	return false
}

// written is a text with others in the place of characters that a vocabulary lacks.
type written struct {
	t        *Tokenizer
	forms    map[string]string // by character, what is in its place
	text     strings.Builder
	from, to []int32 // by byte of text: where the character begins and ends in the text as it was
}

func (w *written) read(s string) {
	state, at := -1, 0
	for rest := s; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		form, ok := w.forms[cluster]
		if !ok {
			form = w.t.nearest(cluster)
			w.forms[cluster] = form
		}
		end := at + len(cluster)
		for range len(form) {
			w.from, w.to = append(w.from, int32(at)), append(w.to, int32(end))
		}
		w.text.WriteString(form)
		at = end
	}
}

// nearest returns a character that readers see as one if the vocabulary has it, and
// otherwise what tokens can write in its place.
func (t *Tokenizer) nearest(cluster string) string {
	if strings.TrimSpace(cluster) == "" || t.Writes(cluster) {
		return cluster
	}
	var near strings.Builder
	for _, r := range cluster {
		if t.Writes(string(r)) {
			near.WriteRune(r)
		} else {
			near.WriteString(romanized(r))
		}
	}
	if form := near.String(); form != "" && t.Writes(form) {
		return form
	}
	return cluster
}

// of returns the view of the text as it was, given that of the text in its place.
func (w *written) of(s string, v View) View {
	from, to := make([]int32, len(v.Text)), make([]int32, len(v.Text))
	for i := range from {
		a, b := i, i+1
		if v.From != nil {
			a, b = int(v.From[i]), int(v.To[i])
		}
		if a == b { // a space that no text has
			if a > 0 {
				if from[i], to[i] = w.from[a-1], w.to[a-1]; a == len(w.from) || w.from[a] != from[i] {
					from[i] = to[i]
				}
			}
			continue
		}
		from[i], to[i] = w.from[a], w.to[b-1]
	}
	return View{s, v.Text, from, to}
}
