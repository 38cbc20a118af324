package eval

import (
	"math"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
)

// memory is what a judge remembers from one example to the next: what values mean, since
// most occur in many examples, and the room that calls were read into.
type memory struct {
	values    map[reading]value
	callRoom  slab[call]
	argRoom   slab[argument]
	valueRoom slab[value]
	names     slab[string] // of results, which keep theirs
	outcomes  slab[Arg]    // likewise
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

// mostValues is how many values a memory keeps.
const mostValues = 1 << 17

// readRaw is read of an argument in target syntax.
func (m *memory) readRaw(p *action.Param, arg action.RawArg, ref time.Time) value {
	if arg.Quoted {
		return m.readText(p, arg.Text, ref)
	}
	key := reading{param: p, words: arg.Text, day: ref.Unix()}
	if v, ok := m.values[key]; ok {
		return v
	}
	arg.Text = strings.Clone(arg.Text) // which holds no record in memory
	key.words = arg.Text
	return m.remember(key, read(p, arg, ref))
}

// readText is read of a string.
func (m *memory) readText(p *action.Param, said string, ref time.Time) value {
	key := reading{param: p, form: textForm, words: said, day: ref.Unix()}
	if v, ok := m.values[key]; ok {
		return v
	}
	key.words = strings.Clone(said) // which holds no record in memory
	return m.remember(key, read(p, key.words, ref))
}

// read is read of a JSON value.
func (m *memory) read(p *action.Param, v any, ref time.Time) value {
	switch said := v.(type) {
	case string:
		return m.readText(p, said, ref)
	case float64:
		key := reading{param: p, form: numberForm, bits: math.Float64bits(said), day: ref.Unix()}
		if v, ok := m.values[key]; ok {
			return v
		}
		return m.remember(key, read(p, v, ref))
	}
	return read(p, v, ref)
}

func (m *memory) remember(key reading, v value) value {
	if len(m.values) >= mostValues {
		clear(m.values)
	}
	m.values[key] = v
	return v
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
