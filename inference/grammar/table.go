package grammar

import "unicode/utf8"

// Table is a compiled grammar for programs in other languages: its states, each by what
// follows it. See State.
type Table struct {
	Bare   int32    `json:"bare"`   // where an output starts that begins without a space
	Spaced int32    `json:"spaced"` // and with one
	States []State  `json:"states"`
	Rare   []string `json:"rare"` // characters of the grammar that a vocabulary may lack
}

// State is a state of a Table, as a list of JSON. The first element is its kind:
//
//	[0, next, text]       reads the text
//	[1, next, low, high]  reads a byte from low to high
//	[2, next, other]      goes on in two ways
//	[3, next, quote]      goes on if the prompt has words for the quote
//	[4, next, quote]      begins to copy words; next is a state of the kind 5
//	[5, next, quote]      copies, and goes on where the words end
//	[6]                   the output may end
//	[7, next, character]  is written in the place of a character of Rare
//
// Quotes have numbers from 0, as the quotes that Table returns; -1 are any words.
type State []any

// The kinds of states in a table.
const (
	tableText = iota
	tableBytes
	tableSplit
	tableWhen
	tableWord
	tableCopy
	tableEnd
	tableRare
)

// Table returns the grammar as a table, and its quotes in the order of their numbers.
func (g *Grammar) Table() (*Table, []*Pattern) {
	b := tabler{g: g.automaton, before: make([]int32, len(g.states)), place: map[int32]int32{}}
	b.count()
	t := &Table{Bare: b.at(g.bare), Spaced: b.at(g.spaced), Rare: g.rare}
	for i := 0; i < len(b.todo); i++ {
		t.States = append(t.States, b.state(b.todo[i]))
	}
	return t, g.quotes
}

// tabler writes the states that are reached, runs of single bytes as texts.
type tabler struct {
	g      *automaton
	before []int32         // by state: how many states lead to it
	place  map[int32]int32 // by state: its place in the table
	todo   []int32         // the states of the table
}

// count counts which states follow others.
func (b *tabler) count() {
	for _, s := range b.g.states {
		b.before[s.next]++
		if s.kind == stateSplit {
			b.before[s.other]++
		}
	}
	b.before[b.g.bare]++
	b.before[b.g.spaced]++
}

// at returns the place of a state in the table.
func (b *tabler) at(s int32) int32 {
	at, ok := b.place[s]
	if !ok {
		at = int32(len(b.todo))
		b.place[s], b.todo = at, append(b.todo, s)
	}
	return at
}

func (b *tabler) state(i int32) State {
	s := &b.g.states[i]
	switch s.kind {
	case stateByte:
		if text, next := b.run(i); text != "" {
			return State{tableText, b.at(next), text}
		}
		return State{tableBytes, b.at(s.next), s.lo, s.hi}
	case stateSplit:
		return State{tableSplit, b.at(s.next), b.at(s.other)}
	case stateWhen:
		return State{tableWhen, b.at(s.next), s.quote}
	case stateWord:
		return State{tableWord, b.at(s.next), s.quote}
	case stateCopy:
		return State{tableCopy, b.at(s.next), s.quote}
	case stateRare:
		return State{tableRare, b.at(s.next), s.quote}
	}
	return State{tableEnd}
}

// run returns the text that must follow from a state on, as far as nothing else leads into
// it, and the state behind the text. The text is empty where the state may read several
// bytes, or the bytes are no characters.
func (b *tabler) run(i int32) (text string, next int32) {
	var read []byte
	for next = i; ; {
		s := &b.g.states[next]
		if s.kind != stateByte || s.lo != s.hi || next != i && b.before[next] > 1 {
			break
		}
		read, next = append(read, s.lo), s.next
	}
	if !utf8.Valid(read) {
		return "", i
	}
	return string(read), next
}
