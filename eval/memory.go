package eval

import (
	"hash/maphash"
	"math"
	"strings"
	"sync/atomic"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// memory is what a judge remembers from one example to the next: what values mean, and the
// room that calls were read into.
type memory struct {
	*meanings
	callRoom  slab[call]
	argRoom   slab[argument]
	valueRoom slab[value]
	names     slab[string] // of results, which keep theirs
	outcomes  slab[Arg]    // likewise
}

// meanings remembers what values mean, since most occur in many examples. Goroutines share
// one.
type meanings struct {
	seed   maphash.Seed
	places [mostValues]atomic.Pointer[remembered] // by the hash of the reading; of two with one place the later stays
}

// mostValues is how many values are remembered, a power of two.
const mostValues = 1 << 17

func newMeanings() *meanings { return &meanings{seed: maphash.MakeSeed()} }

// remembered is a value and what it was read from.
type remembered struct {
	from reading
	value
}

// reading is all that the meaning of an argument depends on.
type reading struct {
	param *action.Param
	form  form
	words string
	bits  uint64 // of a float64
	day   int64  // that relative dates count from, in seconds since 1970
}

// form is how an argument is written.
type form uint8

const (
	bareForm   form = iota // name=words
	textForm               // name="words", or a string of JSON, which mean the same
	numberForm             // a number of JSON
)

// of returns what a reading means, which it finds out with read if it is not remembered.
// Words that are remembered are a copy, which holds no record in memory.
func (m *meanings) of(from reading, read func(words string) value) value {
	hash := maphash.String(m.seed, from.words) ^ maphash.Comparable(m.seed, from.param) ^ dataset.Mix(from.bits)
	place := &m.places[hash%mostValues]
	if known := place.Load(); known != nil && known.from == from {
		return known.value
	}
	from.words = strings.Clone(from.words)
	known := &remembered{from, read(from.words)}
	place.Store(known)
	return known.value
}

// readRaw is read of an argument in target syntax.
func (m *meanings) readRaw(p *action.Param, arg action.RawArg, ref time.Time) value {
	if arg.Quoted {
		return m.readText(p, arg.Text, ref)
	}
	return m.of(reading{param: p, form: bareForm, words: arg.Text, day: ref.Unix()}, func(words string) value {
		return read(p, action.RawArg{Text: words}, ref)
	})
}

// readText is read of a string.
func (m *meanings) readText(p *action.Param, said string, ref time.Time) value {
	return m.of(reading{param: p, form: textForm, words: said, day: ref.Unix()}, func(words string) value { return read(p, words, ref) })
}

// read is read of a JSON value.
func (m *meanings) read(p *action.Param, v any, ref time.Time) value {
	switch said := v.(type) {
	case string:
		return m.readText(p, said, ref)
	case float64:
		return m.of(reading{param: p, form: numberForm, bits: math.Float64bits(said), day: ref.Unix()}, func(string) value { return read(p, v, ref) })
	}
	return read(p, v, ref)
}

// forgetCalls takes back the room of the last example's calls.
func (m *memory) forgetCalls() {
	m.callRoom.reset()
	m.argRoom.reset()
	m.valueRoom.reset()
}

// namesOf lists the names of calls.
func (m *memory) namesOf(calls []call) []string {
	names := m.names.take(len(calls))
	for i := range calls {
		names[i] = calls[i].name
	}
	return names
}

// outcomesOf is room for the outcomes of the arguments of calls.
func (m *memory) outcomesOf(calls ...[]call) []Arg {
	n := 0
	for _, list := range calls {
		for i := range list {
			n += len(list[i].args) + len(list[i].twice)
		}
	}
	return m.outcomes.take(n)[:0]
}
