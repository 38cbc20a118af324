package augment

import (
	"cmp"
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
	edit  *Edit
	stats *Stats
	seen  map[uint64]struct{} // hashes of the inputs so far
}

func newCopier(o Options, stats *Stats) *copier {
	edit := &Edit{setting: &setting{schema: o.Schema, protect: newProtection(o.Protect), source: o.Source}}
	return &copier{Options: o, edit: edit, stats: stats, seen: map[uint64]struct{}{}}
}

// copies yields the copies of an example; false where no more are wanted.
func (r *copier) copies(e *dataset.Example, yield func(dataset.Example, error) bool) bool {
	r.stats.Originals++
	r.seen[hash(e.Input())] = struct{}{}
	if e.Split != "" && !slices.Contains(r.Splits, e.Split) {
		return true
	}
	ops := r.opsFor(e)
	if spoken := func(op Op) bool { return op.Language != "" }; slices.ContainsFunc(r.Ops, spoken) && !slices.ContainsFunc(ops, spoken) {
		r.stats.Foreign++
	}
	for n := range r.Copies {
		c, ok := r.copyOf(e, n, ops)
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

func hash(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// opsFor are the operations that know the language of an example, or need not.
func (r *copier) opsFor(e *dataset.Example) []Op {
	language := r.languageOf(e)
	return slices.DeleteFunc(slices.Clone(r.Ops), func(op Op) bool { return op.Language != "" && op.Language != language })
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
func (r *copier) copyOf(e *dataset.Example, n int, ops []Op) (dataset.Example, bool) {
	random := dataset.NewRand(r.Seed, e.ID+"/"+strconv.Itoa(n))
	r.edit.load(e)
	var done []string
	for _, i := range r.chain(random, ops) {
		op := &ops[i]
		switch err := r.edit.apply(op, random); {
		case errors.Is(err, errNothing):
		case err != nil:
			r.stats.Dropped[op.Name]++
		default:
			done = append(done, op.Name)
			r.stats.Applied[op.Name]++
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
	if r.edit.now.kind != "" {
		origin.Kind = r.edit.now.kind
	}
	c.Origin = &origin
	c.ID = c.Fingerprint()
	return c, true
}

// chain chooses the operations of a copy, in the order of their phases.
func (r *copier) chain(random *rand.Rand, ops []Op) []int {
	if len(ops) == 0 {
		return nil
	}
	chosen := random.Perm(len(ops))[:min(1+random.IntN(r.MaxOps), len(ops))]
	slices.SortStableFunc(chosen, func(a, b int) int { return cmp.Compare(ops[a].Phase, ops[b].Phase) })
	return chosen
}
