package grammar

import "sync"

// memory keeps what is known about a grammar's places in a vocabulary: an automaton
// over tokens, of the places that do not depend on the prompt, which grows as
// outputs come to them. It is safe for concurrent use.
type memory struct {
	mu    sync.RWMutex
	known map[string]*node
	lacks []bool // the characters of automaton.rare that the vocabulary lacks
	room  int    // how many places are kept: numbers alone have a great many
}

const maxKnown = 1 << 14

func newMemory(room int) *memory { return &memory{known: map[string]*node{}, room: room} }

// node is a place that any prompt may come to.
type node struct {
	place
	depends bool            // the prompt decides which tokens may come next
	ids     []int32         // the tokens that may come next, in order, unless depends
	next    map[int32]*node // the nodes behind those that were taken
}

// node returns the node of a place. It makes a new one if there is none and there is
// room; it returns nil if the place depends on the prompt.
func (m *memory) node(at *place, f *finder) *node {
	var room [256]byte
	key, ok := at.appendKey(room[:0], f.words)
	if !ok {
		return nil
	}
	m.mu.RLock()
	n, full := m.known[string(key)], len(m.known) >= m.room
	m.mu.RUnlock()
	if n != nil || full {
		return n
	}
	n = &node{next: map[int32]*node{}}
	n.place.set(at)
	f.words.asked = false
	if n.ids = f.next(&n.place); f.words.asked {
		n.ids, n.depends = nil, true
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if was := m.known[string(key)]; was != nil { // another goroutine made it meanwhile
		return was
	}
	m.known[string(key)] = n
	return n
}

// behind returns the node behind a token, nil if none is known.
func (m *memory) behind(n *node, id int32) *node {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return n.next[id]
}

// link notes the node behind a token.
func (m *memory) link(n *node, id int32, next *node) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n.next[id] = next
}
