package grammar

import (
	"sync"

	"github.com/slmkit/slmkit/inference/tokenizer"
)

// A Grammar says which outputs are allowed. It is safe for concurrent use.
type Grammar struct {
	*automaton
	mu       sync.Mutex
	memories map[*Vocabulary]*memory
}

// New compiles a pattern of whole outputs.
func New(p *Pattern) *Grammar {
	return &Grammar{automaton: compile(p), memories: map[*Vocabulary]*memory{}}
}

// Match reports whether an output is allowed for a prompt. If it is not, at is the
// first byte that is refused, or the output's length if it may not end there.
func (g *Grammar) Match(prompt, output string) (at int, ok bool) {
	w := newWords(tokenizer.View{Source: prompt, Text: prompt}, g.quotes)
	w.lacks = make([]bool, len(g.rare))
	threads := g.follow(nil, first(g.bare), w)
	for i := range len(output) {
		ok := false
		if threads, ok = g.alive(g.step(nil, threads, output[i], w), w); !ok {
			return i, false
		}
	}
	return len(output), g.mayEnd(threads, w)
}

// Start returns a cursor at the beginning of an output. prompt is the text whose
// words the output may quote, as the model sees it. The cursors of one goroutine may
// share b.
func (g *Grammar) Start(v *Vocabulary, prompt tokenizer.View, b *Buffers) *Cursor {
	m := g.memory(v)
	w := newWords(prompt, g.quotes)
	w.lacks = m.lacks
	c := &Cursor{finder: finder{g.automaton, v, b, w}, memory: m}
	c.begin()
	return c
}

// memory returns what is known about the grammar in a vocabulary.
func (g *Grammar) memory(v *Vocabulary) *memory {
	g.mu.Lock()
	defer g.mu.Unlock()
	m := g.memories[v]
	if m == nil {
		m = newMemory(maxKnown)
		for _, char := range g.rare {
			m.lacks = append(m.lacks, !v.tokenizer.Writes(char))
		}
		g.memories[v] = m
	}
	return m
}
