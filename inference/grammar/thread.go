package grammar

import (
	"iter"
	"math/bits"
	"slices"

	"github.com/slmkit/slmkit/inference/tokenizer"
)

// thread is one of the states that the automaton is in at once. In a state that
// copies, from and at are the offsets in the prompt where its words begin and how
// far they were copied; elsewhere both are -1.
//
// A thread whose gate is not noGate counts only if the prompt has words for the
// quote gate. Finding that out is slow, and most threads end before it matters, so
// it is put off until alive.
//
// Threads are in order: of two that read the same output in different ways, the first
// is right. While an output is read, log is the thread's last entry in words.log.
type thread struct{ state, at, from, gate, log int32 }

const noGate = -1

// first returns a thread at a state where outputs start.
func first(state int32) thread { return thread{state, -1, -1, noGate, noEntry} }

// to returns the thread at another state that copies nothing.
func (t thread) to(state int32) thread { return thread{state, -1, -1, t.gate, t.log} }

// follow adds a thread, and those that it goes on to without reading a byte.
func (a *automaton) follow(to []thread, t thread, w *words) []thread {
	for _, u := range to {
		if u.log = t.log; u == t {
			return to
		}
	}
	s := &a.states[t.state]
	switch s.kind {
	case stateSplit:
		return a.follow(a.follow(append(to, t), t.to(s.next), w), t.to(s.other), w)
	case stateRare:
		if !w.lacks[s.quote] {
			return to
		}
		return a.follow(append(to, t), w.said(t, 0, a.rare[s.quote]).to(s.next), w)
	case stateWhen, stateWord:
		switch {
		case s.quote == anyWords && w.none:
			return to
		case s.quote == anyWords && s.kind == stateWhen: // nothing more to ask
		case t.gate != noGate && t.gate != s.quote && !w.have(t.gate):
			return to
		default:
			t.gate = s.quote
		}
		if s.kind == stateWhen {
			return a.follow(to, t.to(s.next), w)
		}
	case stateCopy:
		return a.copying(to, t, w)
	}
	return append(to, t)
}

// copying adds a thread in a state that copies, and those that it goes on to without
// reading a byte. What may be left out is left out before the words end, so that they
// end behind it.
func (a *automaton) copying(to []thread, t thread, w *words) []thread {
	s := &a.states[t.state]
	if w.skippable(t.at) {
		skipped := t
		skipped.at++
		to = a.follow(to, skipped, w)
	}
	more, whole := w.between(s.quote, t.from, t.at)
	if more {
		to = append(to, t)
	}
	if whole {
		ended := w.end(t).to(s.next)
		ended.gate = noGate
		to = a.follow(to, ended, w)
	}
	return to
}

// step appends the threads behind a byte.
func (a *automaton) step(to, from []thread, b byte, w *words) []thread {
	for _, t := range from {
		s := &a.states[t.state]
		switch s.kind {
		case stateByte:
			if s.lo <= b && b <= s.hi {
				to = a.follow(to, t.to(s.next), w)
			}
		case stateRare:
			if b == tokenizer.Lost {
				to = a.follow(to, w.said(t, 1, a.rare[s.quote]).to(s.next), w)
			}
		case stateWord:
			w.asked = true
			for _, word := range w.starts {
				if w.text[word.at] != b {
					continue
				}
				if more, _ := w.between(s.quote, word.from, word.from+1); more {
					to = a.follow(to, thread{s.next, word.at + 1, word.from, noGate, w.begin(t)}, w)
				}
			}
		case stateCopy:
			if int(t.at) < len(w.text) && w.text[t.at] == b {
				to = a.follow(to, thread{t.state, t.at + 1, t.from, noGate, t.log}, w)
			}
		}
	}
	return to
}

// alive reports whether one of the threads counts. It drops those that it had to ask
// about and that do not.
func (a *automaton) alive(threads []thread, w *words) ([]thread, bool) {
	splits := func(t thread) bool { return a.states[t.state].kind == stateSplit } // its branches are threads too
	if slices.ContainsFunc(threads, func(t thread) bool { return t.gate == noGate && !splits(t) }) {
		return threads, true
	}
	for i, t := range threads {
		if !splits(t) && w.have(t.gate) {
			threads[i].gate = noGate
			return slices.Delete(threads, 0, i), true
		}
	}
	return nil, false
}

// mayEnd reports whether the output may end at one of the threads.
func (a *automaton) mayEnd(threads []thread, w *words) bool {
	return slices.ContainsFunc(threads, func(t thread) bool {
		return a.states[t.state].kind == stateEnd && (t.gate == noGate || w.have(t.gate))
	})
}

// bytes yields the bytes that may come next, in order.
func (a *automaton) bytes(threads []thread, w *words) iter.Seq[byte] {
	var may [4]uint64
	add := func(b byte) { may[b/64] |= 1 << (b % 64) }
	for _, t := range threads {
		s := &a.states[t.state]
		switch s.kind {
		case stateByte:
			for b := int(s.lo); b <= int(s.hi); b++ {
				add(byte(b))
			}
		case stateWord:
			w.asked = true
			for _, word := range w.starts {
				add(w.text[word.at])
			}
		case stateRare:
			add(tokenizer.Lost)
		case stateCopy:
			if int(t.at) < len(w.text) {
				add(w.text[t.at])
			}
		}
	}
	return func(yield func(byte) bool) {
		for i, set := range may {
			for ; set != 0; set &= set - 1 {
				if !yield(byte(64*i + bits.TrailingZeros64(set))) {
					return
				}
			}
		}
	}
}
