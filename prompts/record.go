package prompts

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// maker makes records of derivations. Its buffers hold the data of the records;
// reset reuses all of them except strings. A maker belongs to one goroutine.
type maker struct {
	pack     *Pack
	meanings grammar.Values
	text     strings.Builder // the strings of the records
	slots    []dataset.Slot
	calls    []dataset.Call
	origins  []dataset.Origin
	raw      []action.RawCall // of the record at hand
	buf      []byte
	ref      time.Time // that date says
	date     string
}

func newMaker(p *Pack, v grammar.Values) *maker {
	return &maker{pack: p, meanings: v, slots: make([]dataset.Slot, 0, 8)}
}

// reset discards the records made so far and reuses their memory.
func (m *maker) reset() {
	m.text = strings.Builder{}
	m.text.Grow(256 * chunkRows)
	m.slots, m.calls, m.origins = m.slots[:0], m.calls[:0], m.origins[:0]
}

// keep returns the bytes as a string of the records.
func (m *maker) keep(b []byte) string {
	at := m.text.Len()
	m.text.Write(b)
	return m.text.String()[at:]
}

// example makes the record of the derivation of a template that a walker has just made.
func (m *maker) example(t *Template, w *grammar.Walker, ref time.Time) (dataset.Example, error) {
	if t.Dialogue != nil {
		e, err := m.dialogue(t, w, ref)
		m.identify(&e, t, w)
		return e, err
	}
	e := dataset.Example{Text: m.keep(w.Text), Ref: m.day(ref)}
	calls := m.open(t)
	first := len(m.slots)
	for set := w.Set; set != 0; set &= set - 1 {
		if err := m.argument(&e, calls, w, bits.TrailingZeros64(set)); err != nil {
			return e, fmt.Errorf("%s: %w", t.Place(), err)
		}
	}
	e.Slots = m.slots[first:len(m.slots):len(m.slots)]
	m.buf = action.AppendTarget(m.buf[:0], m.raw)
	e.Target = m.keep(m.buf)
	e.SetCalls(calls)
	m.identify(&e, t, w)
	return e, nil
}

// identify gives a record its id and origin.
func (m *maker) identify(e *dataset.Example, t *Template, w *grammar.Walker) {
	e.ID = e.Fingerprint()
	m.buf = appendDerivation(m.buf[:0], t.Key, w.Digits)
	m.origins = append(m.origins, dataset.Origin{Pack: m.pack.ID(), Template: t.Place(), Kind: t.Kind, Derivation: m.keep(m.buf), Ops: []string{}})
	e.Origin = &m.origins[len(m.origins)-1]
}

// open begins the calls of a record. Maps of records made before are used again.
func (m *maker) open(t *Template) []dataset.Call {
	first := len(m.calls)
	m.raw = m.raw[:0]
	for _, a := range t.Calls {
		if len(m.calls) < cap(m.calls) {
			m.calls = m.calls[:len(m.calls)+1]
		} else {
			m.calls = append(m.calls, dataset.Call{})
		}
		c := &m.calls[len(m.calls)-1]
		if c.Name = a.Name; c.Arguments == nil {
			c.Arguments = map[string]any{}
		}
		clear(c.Arguments)
		if len(m.raw) < cap(m.raw) {
			m.raw = m.raw[:len(m.raw)+1]
		} else {
			m.raw = append(m.raw, action.RawCall{})
		}
		r := &m.raw[len(m.raw)-1]
		r.Name, r.Args = a.Name, r.Args[:0]
	}
	return m.calls[first:len(m.calls):len(m.calls)]
}

// argument puts slot i into the calls and, where it has words, the slots.
func (m *maker) argument(e *dataset.Example, calls []dataset.Call, w *grammar.Walker, i int) error {
	s, a := &w.Template.Slots[i], &w.Args[i]
	words := ""
	if a.Start >= 0 && a.Start < a.End {
		words = e.Text[a.Start:a.End]
	}
	v, err := grammar.ValueOf(m.meanings, s.Param, words, a.Canonical, m.ref)
	if err != nil {
		return fmt.Errorf("%s: %w", s.Param.Name, err)
	}
	calls[s.Call].Arguments[s.Param.Name] = v
	m.raw[s.Call].Args = append(m.raw[s.Call].Args, rawArg(s.Param, words, v))
	if words != "" {
		start := w.Offset(a.Start)
		m.slots = append(m.slots, dataset.Slot{Name: s.Param.Name, Value: words, Start: start, End: start + utf8.RuneCountInString(words), Call: s.Call})
	}
	return nil
}

// rawArg is an argument as a target has it: its words, or where it is copied from no
// words its value.
func rawArg(p *action.Param, words string, value any) action.RawArg {
	if p.Bare() {
		return action.RawArg{Name: p.Name, Text: bare(value)}
	}
	return action.RawArg{Name: p.Name, Text: words, Quoted: true}
}

// day writes a date.
func (m *maker) day(ref time.Time) string {
	if m.date == "" || !ref.Equal(m.ref) {
		m.ref, m.date = ref, ref.Format(time.DateOnly)
	}
	return m.date
}

// bare writes the canonical value of an enumeration, number or boolean.
func bare(v any) string {
	switch v := v.(type) {
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case string:
		return v
	}
	return fmt.Sprint(v)
}

// chunkRows is how many rows are made at a time.
const chunkRows = 512
