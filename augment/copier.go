package augment

import (
	"cmp"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// copier makes copies in one goroutine.
type copier struct {
	*Options
	said    *sayings // what the rows say; it does not change any more
	edit    *Edit
	keys    keyer
	source  rand.PCG
	random  *rand.Rand
	choices map[string]suited // by language
	chosen  []int
	order   []int
	done    []string
	tally   tally
}

// suited is the operations that know a language, or need not.
type suited struct {
	ops     []Op
	indexes []int // of them in Options.Ops
	foreign bool  // whether none of them knows words, though others do
}

// tally are the parts of Stats that a copier knows.
type tally struct {
	foreign          int
	unchanged        int
	same             map[Reason]int
	applied, dropped []int // by the operation's place in Options.Ops
}

// candidate is a copy that is like no row of the input. It may be like another copy.
type candidate struct {
	example dataset.Example
	keys    keys
	call    uint64
}

func newCopier(o *Options, s *sayings) *copier {
	c := &copier{Options: o, said: s, edit: &Edit{setting: &setting{schema: o.Schema, protect: newProtection(o.Protect), rate: o.Rate, source: o.Source}}, choices: map[string]suited{},
		tally: tally{same: map[Reason]int{}, applied: make([]int, len(o.Ops)), dropped: make([]int, len(o.Ops))}}
	c.random = rand.New(&c.source)
	return c
}

// copies appends the copies of row number `at` to out.
func (c *copier) copies(e *dataset.Example, at int32, out []candidate) []candidate {
	if e.Split != "" && !slices.Contains(c.Splits, e.Split) {
		return out
	}
	c.edit.load(e)
	ops := c.opsFor(e)
	if ops.foreign {
		c.tally.foreign++
	}
	c.keys.begin(e)
	parent, call := c.keys.of(e.Text), callHash(e.Want())
	seed := dataset.KeyHash(c.Seed, e.ID)
	for n := range c.Copies {
		c.source.Seed(c.Seed, dataset.Mix(seed+uint64(n)))
		c.edit.reload()
		if !c.chain(e, ops) {
			c.tally.unchanged++
			continue
		}
		made := candidate{example: c.edit.result(), call: call}
		if !sameSlice(c.edit.now.want, c.edit.loaded.want) {
			made.call = callHash(c.edit.now.want)
		}
		made.keys = c.keys.of(made.example.Text)
		if reason := c.said.reason(made.keys, made.call, parent, at); reason != "" {
			c.tally.same[reason]++
			continue
		}
		c.sign(&made.example, e)
		out = append(out, made)
	}
	return out
}

// sign says in a copy where it comes from.
func (c *copier) sign(made, e *dataset.Example) {
	origin := dataset.Origin{}
	if e.Origin != nil {
		origin = *e.Origin
	}
	origin.Parent, origin.Ops = e.ID, slices.Concat(origin.Ops, c.done)
	if c.edit.now.kind != "" {
		origin.Kind = c.edit.now.kind
	}
	made.Origin = &origin
	made.ID = made.Fingerprint()
}

// opsFor are the operations that know the language of an example, or need not.
func (c *copier) opsFor(e *dataset.Example) suited {
	language := c.languageOf(e)
	found, ok := c.choices[language]
	if !ok {
		for i, op := range c.Ops {
			if op.Language == "" || op.Language == language {
				found.ops, found.indexes = append(found.ops, op), append(found.indexes, i)
			}
		}
		spoken := func(op Op) bool { return op.Language != "" }
		found.foreign = slices.ContainsFunc(c.Ops, spoken) && !slices.ContainsFunc(found.ops, spoken)
		c.choices[language] = found
	}
	return found
}

// languageOf returns the language of an example, which the edit has loaded; "" where it is
// not known.
func (c *copier) languageOf(e *dataset.Example) string {
	if c.Language != "" {
		return c.Language
	}
	if language, _, _ := strings.Cut(c.Schema.Locale, "-"); language != "" {
		return language
	}
	// Without a locale, a pack is in English.
	if e.Origin != nil && e.Origin.Pack != "" || looksEnglish(c.edit) {
		return English
	}
	return ""
}

// chain changes the text by a chain of operations; false where nothing changed.
func (c *copier) chain(e *dataset.Example, from suited) bool {
	c.done = c.done[:0]
	for _, i := range c.choose(e, from.ops) {
		op := &from.ops[i]
		switch err := c.edit.apply(op, c.random); {
		case err == nil:
			c.done = append(c.done, op.Name)
			c.tally.applied[from.indexes[i]]++
		case !errors.Is(err, errNothing):
			c.tally.dropped[from.indexes[i]]++
		}
	}
	return len(c.done) > 0 && !slices.Equal(c.edit.now.text, c.edit.loaded.text)
}

// choose chooses the operations of a copy, in the order of their phases.
func (c *copier) choose(e *dataset.Example, ops []Op) []int {
	switch {
	case len(ops) == 0:
		return nil
	case c.Choose != nil:
		c.chosen = c.Choose(e, ops, c.random, c.chosen[:0])
	default:
		c.chosen = c.anyOf(len(ops))
	}
	slices.SortStableFunc(c.chosen, func(a, b int) int { return cmp.Compare(ops[a].Phase, ops[b].Phase) })
	return c.chosen
}

// anyOf draws between one and MaxOps of n numbers, in any order.
func (c *copier) anyOf(n int) []int {
	for i := len(c.order); i < n; i++ {
		c.order = append(c.order, 0)
	}
	for i := range n {
		c.order[i] = i
	}
	count := min(1+c.random.IntN(c.MaxOps), n)
	for i := range count {
		j := i + c.random.IntN(n-i)
		c.order[i], c.order[j] = c.order[j], c.order[i]
	}
	return append(c.chosen[:0], c.order[:count]...)
}
