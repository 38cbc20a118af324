package augment

import (
	"strings"
	"sync"
	"unicode"
)

// English is the language of the operations that know English words.
const English = "en"

// englishWords are frequent in English prompts and in no other language. Words such as
// "in", "a", "no" or "me", which several languages have, are left out.
var englishWords = sync.OnceValue(func() map[string]bool {
	return wordsOf(`the i i'm i'd i've i'll my you your we our they their it it's this that these those what
what's which who where where's when why how want wanna need would could can can't cannot should will won't did does
doesn't don't didn't is isn't are aren't were been being have haven't has had and but because with without from for of
at about into please pls thanks thank help show tell give get send make let let's put check see find know look take
there there's some any all more much many now right today tomorrow yesterday just still already again only very good
new old next last up out off`, "en/contract", "en/expand", "en/short", "en/synonym")
})

// wordsOf is the set of the words of a list and of those that lexicons change.
func wordsOf(list string, names ...string) map[string]bool {
	out := listed(list)
	for _, name := range names {
		for _, entries := range builtin(name).read().entries {
			for _, e := range entries {
				for _, w := range e.words {
					out[w] = out[w] || len(w) > 3
				}
			}
		}
	}
	return out
}

// looksEnglish reports whether at least a quarter of the words outside the slots are
// English ones, and none is in another script.
func looksEnglish(ed *Edit) bool {
	ws, known, n := ed.free(func(Word) bool { return true }), englishWords(), 0
	for _, w := range ws {
		if strings.ContainsFunc(w.Text, func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) }) {
			return false
		}
		if known[w.Text] {
			n++
		}
	}
	return n > 0 && 4*n >= len(ws)
}
