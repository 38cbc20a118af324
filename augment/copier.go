package augment

import (
	"errors"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// copier is the state of a stream.
type copier struct {
	Options
	chooser *chooser
	edit    *Edit
	stats   *Stats
	seen    map[uint64]struct{} // hashes of the inputs so far
	weights []float64           // of the operations for an example
	left    []float64           // of those that are left for a copy
	chain   []int
}

func newCopier(o Options, stats *Stats) (*copier, error) {
	chooser, err := newChooser(o.Plan, o.Ops)
	if err != nil {
		return nil, err
	}
	edit := &Edit{setting: &setting{schema: o.Schema, protect: newProtection(slices.Concat(o.Protect, o.Plan.Protect)), counts: o.Plan.EditRate > 0}}
	return &copier{Options: o, chooser: chooser, edit: edit, stats: stats, seen: map[uint64]struct{}{}}, nil
}

// copies yields the copies of an example; false where no more are wanted.
func (r *copier) copies(e *dataset.Example, yield func(dataset.Example, error) bool) bool {
	r.stats.Originals++
	r.seen[hash(e.Input())] = struct{}{}
	language := r.languageOf(e)
	r.weights = r.chooser.weightsFor(e, language, r.weights)
	n := r.copiesFor(e)
	if n > 0 && language != English && r.chooser.foreign(language) {
		r.stats.Foreign++
	}
	for n := range n {
		c, ok := r.copyOf(e, n)
		if !ok {
			r.stats.Unchanged++
			continue
		}
		if _, dup := r.seen[hash(c.Input())]; dup {
			r.stats.Same++
			continue
		}
		r.seen[hash(c.Input())] = struct{}{}
		r.stats.Copies++
		if !yield(c, nil) {
			return false
		}
	}
	return true
}

// copiesFor is how many copies an example gets. One without a split gets as many as those
// of the split with most.
func (r *copier) copiesFor(e *dataset.Example) int {
	if e.Split != "" {
		return r.Plan.Copies[e.Split]
	}
	most := 0
	for _, n := range r.Plan.Copies {
		most = max(most, n)
	}
	return most
}

func hash(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// languageOf returns the language of an example, "" where it is not known.
func (r *copier) languageOf(e *dataset.Example) string {
	if r.Language != "" {
		return r.Language
	}
	if language, _, _ := strings.Cut(r.Schema.Locale, "-"); language != "" {
		return language
	}
	// Without a locale, a pack is in English.
	if e.Origin != nil && e.Origin.Pack != "" || looksEnglish(newEdit(e, r.edit.setting)) {
		return English
	}
	return ""
}

// copyOf makes copy n of an example by a chain of operations; false where nothing changed.
func (r *copier) copyOf(e *dataset.Example, n int) (dataset.Example, bool) {
	random := dataset.NewRand(r.Seed, e.ID+"/"+strconv.Itoa(n))
	r.edit.load(e)
	r.left = append(r.left[:0], r.weights...)
	var done []string
	for range maxChains {
		if r.chain = r.chooser.chain(random, r.left, r.chain); len(r.chain) == 0 {
			break
		}
		for _, i := range r.chain {
			if r.try(&r.chooser.ops[i], random) {
				done = append(done, r.chooser.ops[i].Name)
			}
		}
		if len(done) > 0 {
			break
		}
	}
	if len(done) == 0 || string(r.edit.Text()) == e.Text {
		return dataset.Example{}, false
	}
	c := r.edit.result()
	origin := dataset.Origin{}
	if e.Origin != nil {
		origin = *e.Origin
	}
	origin.Parent, origin.Ops = e.ID, slices.Concat(origin.Ops, done)
	c.Origin = &origin
	c.ID = c.Fingerprint()
	return c, true
}

// maxChains is how many chains are tried for a copy: the operations of the first may find
// nothing to do.
const maxChains = 4

// try runs one operation, and counts it.
func (r *copier) try(op *Op, random *rand.Rand) bool {
	switch err := r.edit.applyPlanned(op, random, r.Plan); {
	case errors.Is(err, errNothing):
		return false
	case err != nil:
		r.stats.Dropped[op.Name]++
		return false
	}
	r.stats.Applied[op.Name]++
	return true
}
