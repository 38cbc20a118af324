package augment

import (
	"fmt"
	"math"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
)

// sayings are what the rows of a run say.
type sayings struct {
	exact bool
	rows  map[uint64]row      // by text.Key of the input
	texts map[uint64]struct{} // the inputs as they are, where exact
}

// row is the first of the rows with a key.
type row struct {
	call uint64 // what they ask for; severalCalls where they ask for different things
	at   int32  // its number in the stream
}

// The values of row that are none of its own.
const (
	severalCalls = 0             // of call
	otherData    = math.MaxInt32 // of at: a row of other data
)

func newSayings(exact bool) sayings {
	return sayings{exact, map[uint64]row{}, map[uint64]struct{}{}}
}

// add notes what a row says.
func (s *sayings) add(k keys, call uint64, at int32) {
	if s.exact {
		s.texts[k.text] = struct{}{}
	}
	old, ok := s.rows[k.key]
	switch {
	case !ok:
		s.rows[k.key] = row{call, at}
	case old.call != call:
		s.rows[k.key] = row{severalCalls, min(old.at, at)}
	}
}

// reason returns why a copy of row number `at`, whose parent has keys of its own, is left out;
// "" where nothing is like it.
func (s *sayings) reason(k keys, call uint64, parent keys, at int32) Reason {
	if s.exact {
		if r, ok := s.rows[k.key]; ok && r.call != call {
			return Conflict
		}
		if k.text == parent.text {
			return SameParent
		}
		if _, ok := s.texts[k.text]; !ok {
			return ""
		}
	}
	r, ok := s.rows[k.key]
	switch {
	case !ok:
		return ""
	case r.call != call:
		return Conflict
	case k.key == parent.key && !s.exact:
		return SameParent
	case r.at == otherData:
		return SameOther
	case r.at > at:
		return SameAfter
	}
	return SameBefore
}

// keys are hashes of an input.
type keys struct{ key, text uint64 }

// keyer makes keys of inputs that have one history.
type keyer struct {
	head   keys
	buffer []byte
}

// begin takes the history of an example.
func (h *keyer) begin(e *dataset.Example) {
	h.head = keys{fnvOffset, fnvOffset}
	if len(e.History) > 0 {
		input := dataset.Input(e.History, "", dataset.InputTurns)
		h.head = h.of(input)
		h.head.key, h.head.text = hashByte(h.head.key, 0), hashByte(h.head.text, 0)
	}
}

// of returns the keys of the input with a text.
func (h *keyer) of(s string) keys {
	h.buffer = text.AppendKey(h.buffer[:0], s)
	return keys{hashOn(h.head.key, h.buffer), hashOn(h.head.text, s)}
}

// The constants of the 64-bit FNV-1a hash (Fowler, Noll and Vo).
const fnvOffset, fnvPrime uint64 = 14695981039346656037, 1099511628211

func hashByte(h uint64, b byte) uint64 { return (h ^ uint64(b)) * fnvPrime }

func hashOn[T string | []byte](h uint64, s T) uint64 {
	for i := range len(s) {
		h = hashByte(h, s[i])
	}
	return h
}

// callHash returns a hash of calls that is equal for calls that action.SameCalls takes for
// the same. It is never severalCalls.
func callHash(calls []dataset.Call) uint64 {
	h := fnvOffset
	for i := range calls {
		h = hashByte(hashOn(h, calls[i].Name), 0)
		var args uint64 // of a map, so in no order
		for name, v := range calls[i].Arguments {
			if v != nil {
				args += dataset.Mix(hashOn(hashByte(hashOn(fnvOffset, name), 0), spelled(v)))
			}
		}
		h = dataset.Mix(h ^ args)
	}
	return max(h, 1)
}

// spelled returns a value as text, the same for equal values.
func spelled(v any) string {
	switch v := v.(type) {
	case string:
		return text.Prompt(text.Compared(v))
	case float64:
		return fmt.Sprint(v)
	}
	return strings.TrimSpace(fmt.Sprint(v))
}

func hash(s string) uint64 { return hashOn(fnvOffset, s) }
