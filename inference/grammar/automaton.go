package grammar

import (
	"slices"
	"unicode/utf8"
)

// automaton is a compiled pattern: a nondeterministic automaton over the bytes of
// an output, some of whose states read the prompt.
type automaton struct {
	states       []state
	bare, spaced int32      // where an output starts that begins without a space, and with one
	quotes       []*Pattern // the distinct quotes that have a fits
	rare         []string   // characters beyond ASCII, which a vocabulary may lack
}

type stateKind uint8

const (
	stateByte  stateKind = iota // goes on to next behind one of the bytes from lo to hi
	stateSplit                  // goes on to next and to other
	stateWhen                   // goes on to next if the prompt has words for the quote
	stateWord                   // begins to copy words of the prompt
	stateCopy                   // copies, and may go on to next at the end of a word
	stateEnd                    // the output may end
	stateRare                   // goes on to next in the place of a character that the vocabulary lacks
)

type state struct {
	kind        stateKind
	lo, hi      byte // of stateByte
	next, other int32
	quote       int32 // of stateWhen, stateWord and stateCopy: index into quotes, or anyWords; of stateRare: into rare
}

// compile builds the automaton of the whole outputs that p describes.
func compile(p *Pattern) *automaton {
	a := &automaton{}
	end := a.add(state{kind: stateEnd})
	a.bare = a.before(p, end, map[compiled]int32{})
	a.spaced = a.text(" ", a.bare)
	return a
}

// compiled identifies a pattern and the state behind it, so that the same pattern
// before the same state is compiled once.
type compiled struct {
	p    *Pattern
	next int32
}

func (a *automaton) add(s state) int32 {
	a.states = append(a.states, s)
	return int32(len(a.states) - 1)
}

func (a *automaton) split(next, other int32) int32 {
	return a.add(state{kind: stateSplit, next: next, other: other})
}

func (a *automaton) text(s string, next int32) int32 {
	for s != "" {
		r, width := utf8.DecodeLastRuneInString(s)
		char := s[len(s)-width:]
		s = s[:len(s)-width]
		behind := next
		for i := width - 1; i >= 0; i-- {
			next = a.add(state{kind: stateByte, lo: char[i], hi: char[i], next: next})
		}
		if r >= utf8.RuneSelf && r != utf8.RuneError {
			next = a.split(next, a.add(state{kind: stateRare, next: behind, quote: a.character(char)}))
		}
	}
	return next
}

// character returns the index of a character in rare.
func (a *automaton) character(char string) int32 {
	if i := slices.Index(a.rare, char); i >= 0 {
		return int32(i)
	}
	a.rare = append(a.rare, char)
	return int32(len(a.rare) - 1)
}

// number returns a quote's index in quotes, or anyWords.
func (a *automaton) number(quote *Pattern) int32 {
	if quote.fits == nil {
		return anyWords
	}
	if i := slices.Index(a.quotes, quote); i >= 0 {
		return int32(i)
	}
	a.quotes = append(a.quotes, quote)
	return int32(len(a.quotes) - 1)
}

// before returns the state from which p leads to next.
func (a *automaton) before(p *Pattern, next int32, done map[compiled]int32) int32 {
	key := compiled{p, next}
	if s, ok := done[key]; ok {
		return s
	}
	var s int32
	switch p.kind {
	case kindText:
		s = a.text(p.text, next)
	case kindSequence:
		s = next
		for _, part := range slices.Backward(p.parts) {
			s = a.before(part, s, done)
		}
	case kindEither:
		s = a.either(p.parts, next, done)
	case kindList:
		loop := a.split(next, next) // the second branch is filled in below
		s = a.before(p.parts[0], loop, done)
		a.states[loop].other = a.before(p.parts[1], s, done)
	case kindByte:
		s = a.add(state{kind: stateByte, lo: p.text[0], hi: p.text[1], next: next})
	case kindQuote:
		copying := a.add(state{kind: stateCopy, next: next, quote: a.number(p)})
		s = a.add(state{kind: stateWord, next: copying, quote: a.number(p)})
	case kindWhen:
		s = a.add(state{kind: stateWhen, next: a.before(p.parts[1], next, done), quote: a.number(p.parts[0])})
	}
	done[key] = s
	return s
}

// either returns the state from which each of the parts leads to next.
func (a *automaton) either(parts []*Pattern, next int32, done map[compiled]int32) int32 {
	if len(parts) == 0 {
		return a.add(state{kind: stateByte, lo: 1, hi: 0, next: next}) // no byte leads on
	}
	last := len(parts) - 1
	s := a.before(parts[last], next, done)
	for _, part := range slices.Backward(parts[:last]) {
		s = a.split(a.before(part, next, done), s)
	}
	return s
}
