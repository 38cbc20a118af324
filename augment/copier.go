package augment

import (
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
	chooser chooser
	done    []string
	tally   tally
}

// tally is the parts of Stats that a copier knows.
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
	c := &copier{Options: o, said: s, edit: &Edit{setting: &setting{schema: o.Schema, protect: newProtection(slices.Concat(o.Protect, o.Plan.Protect)), rate: o.Plan.EditRate, source: o.Source}},
		chooser: newChooser(o.Plan, o.Ops),
		tally:   tally{same: map[Reason]int{}, applied: make([]int, len(o.Ops)), dropped: make([]int, len(o.Ops))}}
	c.random = rand.New(&c.source)
	return c
}

// copies appends the copies of row number `at` to out.
func (c *copier) copies(e *dataset.Example, at int32, out []candidate) []candidate {
	n := c.copiesFor(e)
	if n == 0 {
		return out
	}
	c.edit.load(e)
	if c.chooser.begin(e, c.languageOf(e)) {
		c.tally.foreign++
	}
	c.keys.begin(e)
	parent, call := c.keys.of(e.Text), callHash(e.Want())
	seed := dataset.KeyHash(c.Seed, e.ID)
	out = slices.Grow(out, n)
	for n := range n {
		c.source.Seed(c.Seed, dataset.Mix(seed+uint64(n)))
		c.edit.reload()
		if !c.chain(n) {
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
	if kind := c.edit.now.kind; kind != "" {
		origin.Kind = kind
	}
	made.Origin = &origin
	made.ID = made.Fingerprint()
}

// copiesFor is how many copies an example gets. One without a split gets as many as those
// of the split with most.
func (c *copier) copiesFor(e *dataset.Example) int {
	n := c.Plan.Copies[e.Split]
	if e.Split == "" {
		for _, of := range c.Plan.Copies {
			n = max(n, of)
		}
	}
	if n > 0 && c.EachOp {
		return len(c.Ops)
	}
	return n
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

// maxChains is how many chains are tried for a copy: the operations of the first may find
// nothing to do.
const maxChains = 4

// chain makes copy n by a chain of operations, or by operation n alone; false where nothing
// changed.
func (c *copier) chain(n int) bool {
	c.done = c.done[:0]
	c.chooser.again()
	if c.EachOp {
		if c.chooser.weights[n] > 0 {
			c.try(n)
		}
		return c.changed()
	}
	for range maxChains {
		chain := c.chooser.chain(c.random)
		for _, i := range chain {
			c.try(i)
		}
		if len(chain) == 0 || len(c.done) > 0 {
			break
		}
	}
	return c.changed()
}

// changed reports whether the text is not what it was.
func (c *copier) changed() bool {
	return len(c.done) > 0 && !slices.Equal(c.edit.now.text, c.edit.loaded.text)
}

// try runs an operation, and counts it.
func (c *copier) try(i int) {
	op := &c.Ops[i]
	switch err := c.edit.applyPlanned(op, c.random, c.Plan); {
	case err == nil:
		c.done = append(c.done, op.Name)
		c.tally.applied[i]++
	case !errors.Is(err, errNothing):
		c.tally.dropped[i]++
	}
}
