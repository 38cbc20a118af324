package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/leak"
	"github.com/slmkit/slmkit/dataset/text"
)

// Examples is a Source that knows what examples of a dataset say. Add all of them first,
// in any order, those of other splits too: a copy that says what another split holds
// out is then not allowed. It keeps a sample of values and prompts, and some 30 bytes
// more of each example.
type Examples struct {
	schema    *action.Schema
	splitBy   string
	prompts   map[dataset.Split]*sample[dataset.Example]
	values    map[valuePlace]*sample[value]
	texts     map[uint64]said
	frames    map[uint64]uint8 // splits of texts with parameters in place of values
	sets      map[string]uint8 // splits of sets of arguments
	templates map[string]uint8 // splits
	several   uint8            // splits with prompts for several calls
	words     map[string]bool  // of prompts for an action
	opening   map[string]bool  // words before a value that may be anything
	telling   map[string]*use  // what words of prompts outside of values say
}

// use is how often a word is in prompts.
type use struct {
	all int
	of  map[string]int // by action, and by action and arguments
}

// said is what is known of a text.
type said struct {
	splits uint8
	target uint64
}

// value is what a slot may have.
type value struct {
	words string
	arg   string // as the target has it
}

// valuePlace is where a value fits: in a parameter, between certain words.
type valuePlace struct {
	split         dataset.Split
	param         string
	before, after string
	with          string // what the call has besides, as far as the value depends on it
	plural        bool
}

const (
	maxPrompts = 4096 // of a split
	maxValues  = 256  // of a place
)

// NewExamples returns a source without examples. splitBy says what no two splits of the
// dataset share: template, text, value, combination, intent; "" where it is not known.
func NewExamples(schema *action.Schema, splitBy string) *Examples {
	x := &Examples{schema: schema, splitBy: splitBy, prompts: map[dataset.Split]*sample[dataset.Example]{}, values: map[valuePlace]*sample[value]{},
		texts: map[uint64]said{}, frames: map[uint64]uint8{}, sets: map[string]uint8{}, templates: map[string]uint8{}, words: map[string]bool{}, opening: map[string]bool{},
		telling: map[string]*use{}}
	for _, a := range schema.Actions {
		if a.Name != dataset.None {
			x.learn(a.Name)
			for _, p := range a.Params {
				x.learn(p.Name)
				for _, v := range p.Enum {
					x.learn(v)
				}
			}
		}
	}
	return x
}

// learn notes the words of prompts for an action.
func (x *Examples) learn(s string) {
	for w := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		x.words[singular(w)] = true
	}
}

// Add takes an example. It leaves out one that contradicts the schema.
func (x *Examples) Add(e *dataset.Example) {
	if e.Validate() != nil || x.schema.Verify(e) != nil {
		return
	}
	bit, calls := splitBit(e.Split), e.Want()
	key := hash(text.Prompt(e.Input()))
	x.texts[key] = said{x.texts[key].splits | bit, hash(e.Target)}
	key = hash(frameOf(e))
	x.frames[key] |= bit
	for _, set := range setsOf(calls) {
		x.sets[set] |= bit
	}
	for _, c := range calls {
		x.sets[c.Name] |= bit
	}
	if e.Origin != nil && e.Origin.Template != "" {
		x.templates[e.Origin.Template] |= bit
	}
	if len(e.History) > 0 {
		return
	}
	if len(calls) > 1 {
		x.several |= bit
	}
	if calls[0].Name != dataset.None {
		x.learn(e.Text)
	}
	x.addPrompt(e)
	raw, err := action.ParseTarget(e.Target)
	if err != nil {
		return
	}
	ed := newEdit(e, &setting{schema: x.schema})
	x.addWords(ed)
	for i := range ed.Slots() {
		x.addValue(ed, i, raw)
	}
}

// addWords notes what the words outside of values are used for.
func (x *Examples) addWords(ed *Edit) {
	for _, w := range ed.Words() {
		if smallWords[w.Text] || ed.now.holds[w.From]&inSlot != 0 {
			continue
		}
		u := x.telling[w.Text]
		if u == nil {
			u = &use{of: map[string]int{}}
			x.telling[w.Text] = u
		}
		u.all++
		for _, set := range setsOf(ed.now.want)[:len(ed.now.want)] {
			u.of[set]++
		}
		for _, c := range ed.now.want {
			u.of[c.Name]++
		}
	}
}

// tells reports whether a word of a prompt says what is asked for: a prompt for the same
// action and arguments has it, and a tenth of all prompts with it are for that action.
func (x *Examples) tells(e *dataset.Example) bool {
	calls := e.Want()
	if len(calls) != 1 || calls[0].Name == dataset.None {
		return true
	}
	set := setsOf(calls)[0]
	ed := newEdit(e, &setting{schema: x.schema})
	for _, w := range ed.Words() {
		if u := x.telling[w.Text]; u != nil && ed.now.holds[w.From]&inSlot == 0 && u.of[set] > 0 && 10*u.of[calls[0].Name] >= u.all {
			return true
		}
	}
	return false
}

func (x *Examples) addPrompt(e *dataset.Example) {
	s := x.prompts[e.Split]
	if s == nil {
		s = &sample[dataset.Example]{max: maxPrompts}
		x.prompts[e.Split] = s
	}
	s.add(dataset.KeyHash(0, e.ID), e.Clone)
}

func (x *Examples) addValue(ed *Edit, i int, raw []action.RawCall) {
	p, slot := ed.Param(i), ed.Slots()[i]
	if p == nil {
		return
	}
	if open(p) {
		x.opening[verbBefore(ed, slot.Start)] = true
	}
	j := slices.IndexFunc(raw[slot.Call].Args, func(a action.RawArg) bool { return a.Name == slot.Name })
	if j < 0 {
		return
	}
	place := placeOf(ed, i)
	s := x.values[place]
	if s == nil {
		s = &sample[value]{max: maxValues}
		x.values[place] = s
	}
	s.add(dataset.KeyHash(0, slot.Value), func() value {
		return value{slot.Value, raw[slot.Call].Args[j].Text}
	})
}

// open reports whether a parameter takes any words.
func open(p *action.Param) bool {
	typed := []string{"money", "date", "time", "period", "percent", "duration", "number", "email", "phone", "contact", "person", "currency"}
	return !p.Bare() && !slices.Contains(typed, p.Format)
}

// Resample returns the example with a value that another example of the split has in such
// a place: before and after the same words, as far as they decide its form.
func (x *Examples) Resample(e *dataset.Example, slot int, r *rand.Rand) (dataset.Example, bool) {
	if slot >= len(e.Slots) || overlapped(e.Slots, slot) {
		return dataset.Example{}, false
	}
	raw, err := action.ParseTarget(e.Target)
	if err != nil {
		return dataset.Example{}, false
	}
	ed := newEdit(e, &setting{schema: x.schema})
	slot = slices.Index(ed.Slots(), e.Slots[slot])
	s := x.values[placeOf(ed, slot)]
	if s == nil || ed.Param(slot) == nil {
		return dataset.Example{}, false
	}
	v := s.items[r.IntN(len(s.items))].item
	at := ed.Slots()[slot]
	c := *e
	c.Text, c.Slots = withSlot(e.Text, ed.Slots(), slot, v.words)
	for i := range raw[at.Call].Args {
		if a := &raw[at.Call].Args[i]; a.Name == at.Name {
			a.Text = v.arg
		}
	}
	c, ok := x.withCalls(c, raw)
	if !ok {
		return c, false
	}
	means := c.Want()[at.Call].Arguments[at.Name]
	for _, other := range e.Want()[at.Call].Arguments {
		if action.Same(other, means) { // as it was, or what the prompt says of something else
			return c, false
		}
	}
	return c, true
}

// withCalls gives an example calls.
func (x *Examples) withCalls(e dataset.Example, raw []action.RawCall) (dataset.Example, bool) {
	calls, err := x.schema.Resolve(raw, e.Reference())
	if err != nil {
		return e, false
	}
	e.Target = action.FormatTarget(raw)
	e.SetCalls(calls)
	return e, true
}

// withSlot puts other words into a slot.
func withSlot(s string, slots []dataset.Slot, i int, words string) (string, []dataset.Slot) {
	runes := []rune(s)
	from, to := slots[i].Start, slots[i].End
	out := slices.Clone(slots)
	n := len([]rune(words))
	for j := range out {
		if out[j].Start >= to {
			out[j].Start += n - (to - from)
			out[j].End += n - (to - from)
		}
	}
	out[i].Value, out[i].End = words, from+n
	return string(runes[:from]) + words + string(runes[to:]), out
}

// overlapped reports whether a slot shares words with another one.
func overlapped(slots []dataset.Slot, i int) bool {
	for j, o := range slots {
		if j != i && o.Start < slots[i].End && slots[i].Start < o.End {
			return true
		}
	}
	return false
}

// Redraw returns false: examples have no rules.
func (x *Examples) Redraw(*dataset.Example, *rand.Rand) (dataset.Example, bool) {
	return dataset.Example{}, false
}

// Partner returns a prompt for one other action.
func (x *Examples) Partner(e *dataset.Example, r *rand.Rand) (dataset.Example, bool) {
	s := x.prompts[e.Split]
	if s == nil || x.several&splitBit(e.Split) == 0 {
		return dataset.Example{}, false
	}
	other := &s.items[r.IntN(len(s.items))].item
	calls := other.Want()
	if len(calls) != 1 || calls[0].Name == dataset.None || calls[0].Name == e.Intent() {
		return dataset.Example{}, false
	}
	return other.Clone(), true
}

// Allows reports whether no other split holds out what an example says, and no example says
// the same with another call.
func (x *Examples) Allows(e *dataset.Example) bool {
	bit := splitBit(e.Split)
	if t, known := x.texts[hash(text.Prompt(e.Input()))]; known && (t.splits&^bit != 0 || t.target != hash(e.Target)) {
		return false
	}
	if at := x.frames[hash(frameOf(e))]; at != 0 && at&bit == 0 {
		return false
	}
	calls := e.Want()
	sets := setsOf(calls)
	if x.splitBy != "combination" {
		sets = sets[:len(calls)]
	}
	for i, set := range sets {
		if i < len(calls) && calls[i].Name == dataset.None {
			continue
		}
		if x.sets[set]&bit == 0 {
			return false
		}
	}
	return x.tells(e)
}

// HoldsOut reports whether only examples of other splits are from a template.
func (x *Examples) HoldsOut(split dataset.Split, template string) bool {
	at := x.templates[template]
	return at != 0 && at&splitBit(split) == 0
}

// Covers reports whether prompts for an action have both words, or the verb before values
// that may be anything.
func (x *Examples) Covers(verb, object string) bool {
	words := strings.Fields(object)
	return x.opening[verb] || x.words[singular(verb)] && x.words[singular(words[len(words)-1])]
}

// splitBit is a bit for a split.
func splitBit(s dataset.Split) uint8 { return 1 << (slices.Index(dataset.Splits, s) + 1) }

// frameOf is a text with parameters in place of the words of slots.
func frameOf(e *dataset.Example) string { return text.Prompt(leak.Delexicalise(e)) }

// setsOf names the arguments of each call, and last those of all calls together.
func setsOf(calls []dataset.Call) []string {
	var out []string
	for _, c := range calls {
		var names []string
		for name, v := range c.Arguments {
			if v != nil {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		out = append(out, c.Name+"("+strings.Join(names, ",")+")")
	}
	return append(out, strings.Join(out, "+"))
}

// sample keeps the items with the least hashes, whatever the order in which they come.
type sample[T any] struct {
	max   int
	items []sampled[T]
}

type sampled[T any] struct {
	hash uint64
	item T
}

func (s *sample[T]) add(hash uint64, item func() T) {
	at, known := slices.BinarySearchFunc(s.items, hash, func(i sampled[T], h uint64) int {
		switch {
		case i.hash < h:
			return -1
		case i.hash > h:
			return 1
		}
		return 0
	})
	if known || at == s.max {
		return
	}
	if len(s.items) == s.max {
		s.items = s.items[:s.max-1]
	}
	s.items = slices.Insert(s.items, at, sampled[T]{hash, item()})
}
