package tokenizer

import (
	"strings"
	"unicode"
)

// added is a token that is found in a text before the text is split into words.
type added struct {
	content        string
	id             int32
	lstrip, rstrip bool // the token takes the spaces on that side with it
}

// addedTokens finds the longest added token that starts at a place of a text.
type addedTokens struct {
	tokens []added
	trie   *trie     // of their contents; its ids are indexes of tokens
	starts [256]bool // bytes that a token starts with
}

// add adds a token. Of tokens with the same content the first counts.
func (a *addedTokens) add(t added) {
	if t.content == "" {
		return
	}
	a.tokens = append(a.tokens, t)
	a.starts[t.content[0]] = true
}

// finish makes tokens that were added ready to be found.
func (a *addedTokens) finish() {
	contents := make([]string, len(a.tokens))
	for i, t := range a.tokens {
		contents[i] = t.content
	}
	a.trie = newTrie(contents, firstCounts)
}

// at returns the longest token that s starts with, nil if there is none.
func (a *addedTokens) at(s string) (longest *added) {
	if !a.starts[s[0]] {
		return nil
	}
	for n, i := int32(0), 0; i < len(s); i++ {
		if n = a.trie.step(n, s[i]); n < 0 {
			break
		}
		if id := a.trie.id[n]; id >= 0 {
			longest = &a.tokens[id]
		}
	}
	return longest
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
