package grammar

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/inference/tokenizer"
)

// Complete ends an output that was cut off, so that the grammar allows it: it keeps
// as many of the tokens as leave room for the shortest way to end. The result is no
// longer than tokens. It has letters or digits that tokens lack only if no other
// output fits. ok is false if no output fits at all, or if tokens are an output as
// they are.
//
// The cursor gives the grammar and the prompt; where it is does not matter, and it
// stays there.
func (c *Cursor) Complete(tokens []int32) (completed []int32, ok bool) {
	at := []*Cursor{c.copy()}
	at[0].begin()
	for i, id := range tokens {
		at = append(at, at[i].After(id))
	}
	if at[len(tokens)].MayEnd() {
		return nil, false
	}
	for _, words := range []bool{false, true} {
		for kept := len(tokens); kept >= 0; kept-- {
			rest, ok := at[kept].shortest(words)
			if !ok || !words && strings.ContainsFunc(rest, writes) {
				continue
			}
			if all := c.encode(tokens[:kept], rest); all != nil && len(all) <= len(tokens) {
				return all, true
			}
		}
	}
	return nil, false
}

// writes reports whether a character is one of words.
func writes(r rune) bool { return r == utf8.RuneError || sortOf(r).solid() }

// encode returns the tokens of the text of some tokens and more, nil if the
// vocabulary cannot write it.
func (v *Vocabulary) encode(before []int32, more string) []int32 {
	var text strings.Builder
	for _, id := range before {
		text.WriteString(v.texts[id])
	}
	text.WriteString(more)
	lost := string([]byte{tokenizer.Lost})
	ids := v.tokenizer.Encode(nil, strings.ReplaceAll(strings.TrimPrefix(text.String(), " "), lost, v.unknown))
	unknown := 0
	ids = slices.DeleteFunc(ids, func(id int32) bool {
		if id == v.tokenizer.Unknown() {
			unknown++
		}
		return v.texts[id] == "" // such as the end token
	})
	if unknown != strings.Count(text.String(), lost) {
		return nil
	}
	return ids
}

// shortest returns the fewest bytes with which the output can end. Only with words
// set may they begin to copy other words of the prompt.
func (c *Cursor) shortest(words bool) (string, bool) {
	type step struct {
		from thread
		b    byte
	}
	start := c.here().threads
	came := map[thread]step{}
	for _, t := range start {
		came[t] = step{}
	}
	for next := slices.Clone(start); len(next) > 0; {
		var further []thread
		for _, t := range next {
			here := []thread{t}
			if c.mayEnd(here, c.words) {
				var way []byte
				for !slices.Contains(start, t) {
					way = append(way, came[t].b)
					t = came[t].from
				}
				slices.Reverse(way)
				return string(way), true
			}
			if !words && c.states[t.state].kind == stateWord {
				continue
			}
			for b := range c.bytes(here, c.words) {
				for _, to := range c.step(nil, here, b, c.words) {
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
