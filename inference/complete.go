package inference

import (
	"slices"
	"strings"
)

// unsure is the log probability of an answer that the model has not written to its
// end: it is not known, and low enough for nobody to go by it.
const unsure = -100

// complete ends an answer that the limit has cut off, so that it is an output of the
// grammar all the same: it keeps as many of the tokens as leave room for the
// shortest way to end, and puts words into it that the model did not write only
// where there is no room for any output else. Where there is no room for any output it stays as it is.
func (w *worker) complete(a *answerRow, read *reading) {
	if w.m.cfg.rules.any() { // what they say of tokens is not known of what is put in their place
		return
	}
	at := []*reading{read.again()}
	for i, id := range a.tokens {
		at = append(at, at[i].after(id))
	}
	if r := at[len(a.tokens)]; r.g.accepts(r.here().threads, r.q) {
		return // it is one
	}
	for _, words := range []bool{false, true} {
		for kept := len(a.tokens); kept >= 0; kept-- {
			rest, ok := at[kept].shortest(words)
			if !ok || !words && strings.ContainsFunc(rest, func(r rune) bool { return class(r) != 0 }) {
				continue
			}
			if tokens := w.tokens(a.tokens[:kept], rest); tokens != nil && len(tokens) <= len(a.tokens) {
				a.tokens, a.sure = tokens, Confidence{LogProb: unsure, Removed: a.sure.Removed}
				return
			}
		}
	}
}

// tokens are those of the text of some tokens and more, nil where the vocabulary
// cannot write it.
func (w *worker) tokens(before []int32, more string) []int32 {
	texts := w.m.vocabulary().texts
	var text strings.Builder
	for _, id := range before {
		text.WriteString(texts[id])
	}
	text.WriteString(more)
	ids := w.m.Tokenizer.Encode(nil, strings.TrimPrefix(text.String(), " "))
	if slices.Contains(ids, w.m.Tokenizer.Unknown()) {
		return nil
	}
	return slices.DeleteFunc(ids, func(id int32) bool { return texts[id] == "" }) // the template's
}

// shortest is what the output can end with in the fewest bytes: with words,
// other words of the prompt may be begun.
func (r *reading) shortest(words bool) (string, bool) {
	type step struct {
		from thread
		b    byte
	}
	first := r.here().threads
	came := map[thread]step{}
	for _, t := range first {
		came[t] = step{}
	}
	for next := slices.Clone(first); len(next) > 0; {
		var further []thread
		for _, t := range next {
			here := []thread{t}
			if r.g.accepts(here, r.q) {
				var way []byte
				for !slices.Contains(first, t) {
					way = append(way, came[t].b)
					t = came[t].from
				}
				slices.Reverse(way)
				return string(way), true
			}
			if !words && r.g.states[t.state].kind == stateWord {
				continue
			}
			for b := range r.g.bytes(here, r.q) {
				for _, to := range r.g.step(nil, here, b, r.q) {
					if _, ok := came[to]; !ok {
						came[to] = step{t, b}
						further = append(further, to)
					}
				}
			}
		}
		next = further
	}
	return "", false
}
