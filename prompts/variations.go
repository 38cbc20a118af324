package prompts

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// Variations makes other prompts of the rows of a dataset that was drawn from a pack, by
// drawing part of a derivation again. A row stays with its template, so that no template of
// another split comes into its own; and Rows says what else other splits hold out. The
// methods may be called from several goroutines.
type Variations struct {
	pack    *Pack
	rows    Rows
	splitBy Splitting
	heldOut func(words []byte) bool
	readers sync.Pool // of *reader
}

// Rows is what is known of the rows of a dataset.
type Rows interface {
	// Resample returns a row with a value that another row of its split has.
	Resample(e *dataset.Example, slot int, r *rand.Rand) (dataset.Example, bool)
	// Partner returns a row of the same split that can be said in one breath with this one.
	Partner(e *dataset.Example, r *rand.Rand) (dataset.Example, bool)
	// Allows reports whether no other split holds out what an example says.
	Allows(e *dataset.Example) bool
	// Covers reports whether rows for an action have a verb and its object.
	Covers(verb, object string) bool
	// HoldsOut reports whether only rows of other splits are from a template.
	HoldsOut(split dataset.Split, template string) bool
}

// reader is what one goroutine reads and writes prompts with.
type reader struct {
	parser *Parser
	walker grammar.Walker
}

// NewVariations returns the variations of rows that were drawn from a pack and split by what
// splitBy names, one of Splittings; "" is template.
func NewVariations(p *Pack, rows Rows, splitBy string) (*Variations, error) {
	by, err := findSplitting(splitBy)
	if err != nil {
		return nil, err
	}
	v := &Variations{pack: p, rows: rows, splitBy: by, heldOut: p.heldOut()}
	v.readers.New = func() any { return &reader{parser: NewParser(p)} }
	return v, nil
}

// Redraw returns a row with what one rule or slot of its template wrote drawn again.
func (v *Variations) Redraw(e *dataset.Example, r *rand.Rand) (dataset.Example, bool) {
	return v.vary(e, r, func(*Template, grammar.Part) bool { return true })
}

// Resample returns a row with another value in a slot: one that its template writes there,
// with the words around it as that value needs them. Where rows are split by value, it is one
// that another row of the split has.
func (v *Variations) Resample(e *dataset.Example, slot int, r *rand.Rand) (dataset.Example, bool) {
	if slot >= len(e.Slots) {
		return dataset.Example{}, false
	}
	s := e.Slots[slot]
	c, ok := v.vary(e, r, func(t *Template, p grammar.Part) bool {
		return p.Node.Kind == grammar.KindSlot && t.Compiled.Slots[p.Node.Slot].Call == s.Call && t.Compiled.Slots[p.Node.Slot].Param.Name == s.Name
	})
	if !ok {
		return v.rows.Resample(e, slot, r)
	}
	was, is := e.Want(), c.Want()
	if len(was) != len(is) || action.SameCalls(was, is) {
		return c, false
	}
	return c, true
}

// varied is how often a part is drawn again to get another prompt.
const varied = 4

// vary draws one of the parts of a row again.
func (v *Variations) vary(e *dataset.Example, r *rand.Rand, wanted func(*Template, grammar.Part) bool) (dataset.Example, bool) {
	if e.Origin == nil || e.Origin.Derivation == "" {
		return dataset.Example{}, false
	}
	key, digits, err := parseDerivation(e.Origin.Derivation)
	if err != nil {
		return dataset.Example{}, false
	}
	t := v.pack.content.Template(key)
	if t == nil || t.Dialogue != nil {
		return dataset.Example{}, false
	}
	x := v.readers.Get().(*reader)
	defer v.readers.Put(x)
	x.walker.Reference = e.Reference()
	parts, ok := x.walker.Parts(&t.Compiled, digits)
	if !ok || string(x.walker.Text) != e.Text { // it was changed since
		return dataset.Example{}, false
	}
	parts = slices.DeleteFunc(parts, func(p grammar.Part) bool { return !wanted(t, p) })
	if len(parts) == 0 {
		return dataset.Example{}, false
	}
	for range varied {
		if !x.walker.Vary(&t.Compiled, digits, parts[r.IntN(len(parts))], r.Uint64N) || string(x.walker.Text) == e.Text || !v.owned(x, t) {
			continue
		}
		c, err := newMaker(v.pack, x.parser.grammar.Values).example(t, &x.walker, e.Reference())
		c.Split = e.Split
		if err == nil && v.keepsValues(e, &c) && v.rows.Allows(&c) {
			return c, true
		}
	}
	return dataset.Example{}, false
}

// owned reports whether a row may have what a reader's walker has written: all values can be
// read, no smaller template writes the same, and it is no prompt of a test.
func (v *Variations) owned(x *reader, t *Template) bool {
	if v.heldOut != nil && v.heldOut(x.walker.Text) || !x.parser.grammar.HasValues(&x.walker, x.walker.Reference) {
		return false
	}
	text := strings.ToLower(string(x.walker.Text))
	x.parser.found = x.parser.grammar.Candidates(x.parser.found[:0], text, t.Compiled.Rank)
	return !slices.ContainsFunc(x.parser.found, func(rank int32) bool {
		return x.parser.grammar.Writes(x.parser.grammar.Ranked[rank], text)
	})
}

// keepsValues reports whether a row has no words of another split in it, where rows are split
// by them: those that it was drawn with are its own.
func (v *Variations) keepsValues(e, c *dataset.Example) bool {
	if v.splitBy != ByValue {
		return true
	}
	return !slices.ContainsFunc(c.Slots, func(s dataset.Slot) bool {
		return !slices.ContainsFunc(e.Slots, func(o dataset.Slot) bool { return strings.EqualFold(o.Value, s.Value) })
	})
}

// Partner returns a row of the same split that can be said in one breath with this one.
func (v *Variations) Partner(e *dataset.Example, r *rand.Rand) (dataset.Example, bool) {
	return v.rows.Partner(e, r)
}

// Allows reports whether a changed row may be in its split. Rows that no template writes are
// nobody's; of others, the smallest template that writes them says what they ask for, and is
// not one of another split.
func (v *Variations) Allows(e *dataset.Example) bool {
	if !v.rows.Allows(e) || v.heldOut != nil && len(e.History) == 0 && v.heldOut([]byte(e.Text)) {
		return false
	}
	if len(e.History) > 0 {
		return true
	}
	x := v.readers.Get().(*reader)
	defer v.readers.Put(x)
	readings := x.parser.Parse(e.Text, e.Reference())
	if len(readings) == 0 {
		return true
	}
	if v.splitBy == ByTemplate && v.rows.HoldsOut(e.Split, readings[0].Origin.Template) {
		return false
	}
	return action.SameCalls(readings[0].Want(), e.Want())
}

// Covers reports whether a template of an action knows a verb and its object, or rows do.
func (v *Variations) Covers(verb, object string) bool {
	if v.rows.Covers(verb, object) {
		return true
	}
	x := v.readers.Get().(*reader)
	defer v.readers.Put(x)
	words := strings.Fields(strings.ToLower(object))
	return x.parser.grammar.Knows(verb+" "+words[len(words)-1], func(rank int32) bool {
		return v.pack.content.Ranked[rank].Action() != dataset.None
	})
}
