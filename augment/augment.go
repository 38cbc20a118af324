package augment

import (
	"errors"
	"fmt"
	"hash/fnv"
	"iter"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Options say how examples are augmented.
type Options struct {
	Seed   uint64
	Copies int             // of each example; 0: 1
	MaxOps int             // operations on one copy, at least one is tried; 0: 2
	Ops    []string        // names; nil: all
	Splits []dataset.Split // whose examples are copied; nil: train
	Schema *action.Schema  // what targets are checked against
}

// Stats counts what was done. Stats of a stream are complete at its end.
type Stats struct {
	Originals int
	Copies    int
	Same      int            // copies dropped since the text was there already
	Unchanged int            // copies dropped since no operation found anything to do
	Applied   map[string]int // by operation
	Dropped   map[string]int // changes dropped since slots or call would not have stayed true
}

// Find returns the operations of the names given, all for none.
func Find(names []string) ([]Op, error) {
	if len(names) == 0 {
		return Ops, nil
	}
	var out []Op
	for _, name := range names {
		i := slices.IndexFunc(Ops, func(o Op) bool { return o.Name == name })
		if i < 0 {
			var known []string
			for _, o := range Ops {
				known = append(known, o.Name)
			}
			return nil, fmt.Errorf("operation %q is none of %s", name, strings.Join(known, ", "))
		}
		out = append(out, Ops[i])
	}
	return out, nil
}

// Run passes examples on and puts the copies of each behind it. A copy has its
// parent's split and call. Which copies there are depends on the seed and the
// example alone, but for copies whose text is there already: those are dropped.
func Run(seq iter.Seq2[dataset.Example, error], o Options, stats *Stats) iter.Seq2[dataset.Example, error] {
	if o.Copies == 0 {
		o.Copies = 1
	}
	if o.MaxOps == 0 {
		o.MaxOps = 2
	}
	if o.Splits == nil {
		o.Splits = []dataset.Split{dataset.Train}
	}
	stats.Applied, stats.Dropped = map[string]int{}, map[string]int{}
	return func(yield func(dataset.Example, error) bool) {
		ops, err := Find(o.Ops)
		if err == nil && o.Schema == nil {
			err = errors.New("no action schema to hold targets to")
		}
		if err != nil {
			yield(dataset.Example{}, err)
			return
		}
		seen := map[uint64]struct{}{}
		for e, err := range seq {
			if !yield(e, err) {
				return
			}
			if err != nil {
				continue
			}
			stats.Originals++
			seen[hash(e.Text)] = struct{}{}
			if e.Split != "" && !slices.Contains(o.Splits, e.Split) {
				continue
			}
			for n := range o.Copies {
				c, ok := copyOf(&e, n, ops, o, stats)
				if !ok {
					stats.Unchanged++
					continue
				}
				if _, dup := seen[hash(c.Text)]; dup {
					stats.Same++
					continue
				}
				seen[hash(c.Text)] = struct{}{}
				stats.Copies++
				if !yield(c, nil) {
					return
				}
			}
		}
	}
}

func hash(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// copyOf makes copy n of an example.
func copyOf(e *dataset.Example, n int, ops []Op, o Options, stats *Stats) (dataset.Example, bool) {
	r := dataset.NewRand(o.Seed, e.ID+"/"+strconv.Itoa(n))
	c := e.Clone()
	var done []string
	want := 1 + r.IntN(o.MaxOps)
	for _, i := range r.Perm(len(ops)) {
		if len(done) == want {
			break
		}
		next, err := Apply(ops[i], c, r, o.Schema)
		switch {
		case errors.Is(err, errNothing):
		case err != nil:
			stats.Dropped[ops[i].Name]++
		default:
			c = next
			done = append(done, ops[i].Name)
			stats.Applied[ops[i].Name]++
		}
	}
	if len(done) == 0 || c.Text == e.Text {
		return c, false
	}
	if c.Origin == nil {
		c.Origin = &dataset.Origin{}
	}
	c.Origin.Parent = e.ID
	c.Origin.Ops = append(slices.Clone(c.Origin.Ops), done...)
	c.ID = c.Fingerprint()
	return c, true
}

// errNothing is returned by Apply where an operation finds nothing to change.
var errNothing = errors.New("nothing to change")

// Apply applies one operation to an example. It fails where the slots or the
// call would not stay true.
func Apply(op Op, e dataset.Example, r *rand.Rand, schema *action.Schema) (dataset.Example, error) {
	ed := newEditor(&e)
	if len(ed.text) == 0 || !op.apply(ed, r) {
		return e, errNothing
	}
	raw, err := action.ParseTarget(e.Target)
	if err != nil {
		return e, err
	}
	c := e.Clone()
	c.Text, c.Slots = string(ed.text), ed.slots
	for _, s := range ed.slots { // what is copied from the prompt is copied as it stands now
		if s.Call >= len(raw) {
			return e, fmt.Errorf("slot %q belongs to call %d of %d", s.Name, s.Call, len(raw))
		}
		for i := range raw[s.Call].Args {
			if a := &raw[s.Call].Args[i]; a.Name == s.Name && a.Quoted {
				a.Text = s.Value
			}
		}
	}
	c.Target = action.FormatTarget(raw)
	if err := c.Validate(); err != nil {
		return e, err
	}
	calls, err := schema.Resolve(raw, c.Reference())
	if err != nil {
		return e, err
	}
	if !reflect.DeepEqual(calls, e.Want()) {
		return e, fmt.Errorf("the call would become %v", calls)
	}
	return c, nil
}
