package prompts

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// rowRef is a row that has been drawn: a template and the number of the draw,
// which is all it takes to make the row again. 16 bytes a row is what memory
// grows by.
type rowRef struct {
	template uint32
	ranked   bool // number is a derivation's rank, not a draw's
	number   uint64
}

// Set is the rows drawn from a pack, by split, each split in random order.
type Set struct {
	Pack      *Pack
	Plan      *Plan
	Seed      uint64
	Templates [3]int // that gave rows to a split
	rows      [3][]rowRef
}

// Len is the number of rows of a split.
func (s *Set) Len(split dataset.Split) int { return len(s.rows[splitIndex(split)]) }

func splitIndex(split dataset.Split) int {
	for i, s := range dataset.Splits {
		if s == split {
			return i
		}
	}
	panic("no split " + string(split))
}

// Draw draws the rows of a plan. No text is drawn twice, whatever its case, so
// that none stands in two splits or under two calls.
func Draw(ctx context.Context, plan *Plan, allowShortfall bool) (*Set, error) {
	d := &drawer{plan: plan, seen: make(map[uint64]struct{}, plan.Total), valid: map[string]bool{}, index: map[*Template]uint32{}}
	for i, t := range plan.pack.templates {
		d.index[t] = uint32(i)
	}
	set := &Set{Pack: plan.pack, Plan: plan, Seed: plan.seed}
	for _, g := range plan.groups {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		sources := d.sources(g)
		got := d.group(g, sources)
		if len(got) < g.quota && !allowShortfall {
			return nil, plan.short(g, "only "+strconv.Itoa(len(got))+" different")
		}
		for _, s := range sources {
			if s.got > 0 {
				set.Templates[g.split]++
			}
		}
		set.rows[g.split] = append(set.rows[g.split], got...)
	}
	for i, split := range dataset.Splits {
		rng := dataset.NewRand(plan.seed, "order "+string(split))
		rows := set.rows[i]
		rng.Shuffle(len(rows), func(a, b int) { rows[a], rows[b] = rows[b], rows[a] })
	}
	return set, nil
}

// drawer draws rows one by one and remembers which texts there are.
type drawer struct {
	plan  *Plan
	w     walker
	seen  map[uint64]struct{}
	valid map[string]bool // words of typed slots that do not depend on the date
	index map[*Template]uint32
}

// supply is a template that a group draws from.
type supply struct {
	t       *Template
	seed    uint64
	quota   int
	got     int
	next    uint64
	misses  int
	ranked  bool // the space is gone through in a random order
	permute permuter
	dry     bool
}

// patience is how many draws in a row may give nothing new before a template's
// space is gone through instead, and maxRanked the largest space for that.
const (
	patience  = 200
	maxRanked = 1 << 22
)

func (d *drawer) sources(g *group) []*supply {
	quotas := g.quotas()
	out := make([]*supply, len(g.templates))
	for i, t := range g.templates {
		// The split is part of the seed: split by text, a template draws apart for each.
		out[i] = &supply{t: t, quota: quotas[i], seed: dataset.KeyHash(d.plan.seed, t.Key+string(dataset.Splits[g.split]))}
	}
	return out
}

// group draws a group's rows: each template its quota, then what small
// templates could not give from the others in turn.
func (d *drawer) group(g *group, sources []*supply) []rowRef {
	rows := make([]rowRef, 0, g.quota)
	for _, s := range sources {
		for s.got < s.quota {
			row, ok := d.draw(s)
			if !ok {
				break
			}
			rows = append(rows, row)
		}
	}
	for progress := true; progress && len(rows) < g.quota; {
		progress = false
		for _, s := range sources {
			if len(rows) == g.quota {
				break
			}
			if row, ok := d.draw(s); ok {
				rows, progress = append(rows, row), true
			}
		}
	}
	return rows
}

// draw finds a row of a template that is new; false where there is none left.
func (d *drawer) draw(s *supply) (rowRef, bool) {
	for !s.dry {
		row := rowRef{template: d.index[s.t], number: s.next, ranked: s.ranked}
		if s.ranked {
			if s.next == s.permute.n {
				s.dry = true
				break
			}
			row.number = s.permute.at(s.next)
		}
		s.next++
		if d.take(s, row) {
			s.misses = 0
			s.got++
			return row, true
		}
		if s.misses++; s.ranked || s.misses < patience {
			continue
		}
		if s.t.root.n > maxRanked {
			s.dry = s.misses > 100*patience
			continue
		}
		s.ranked, s.next, s.permute = true, 0, newPermuter(s.t.root.n, s.seed)
	}
	return rowRef{}, false
}

// take makes a row's text and reports whether it is new and its call valid.
func (d *drawer) take(s *supply, row rowRef) bool {
	if !d.w.make(s.t, row, s.seed) {
		return false
	}
	h := d.w.hash()
	if _, dup := d.seen[h]; dup || !d.ok(s, row) {
		return false
	}
	d.seen[h] = struct{}{}
	return true
}

// make walks to a row of a template.
func (w *walker) make(t *Template, row rowRef, seed uint64) bool {
	if row.ranked {
		return w.unrank(t, row.number)
	}
	return w.draw(t, seed, row.number)
}

// ok reports whether every argument has a value. Words of dates are read
// against the row's reference date; what other words mean is remembered.
func (d *drawer) ok(s *supply, row rowRef) bool {
	for i := range s.t.slots {
		if d.w.set>>i&1 == 0 || d.w.args[i].canonical != "" {
			continue
		}
		p, words := s.t.slots[i].param, d.w.words(i)
		if p.Format == "date" || p.Format == "period" {
			if _, err := p.Normalize(string(words), d.plan.pack.reference(s.t, row)); err != nil {
				return false
			}
			continue
		}
		key := append(append(d.w.num[:0], p.Format...), 0)
		key = append(append(key, p.Name...), words...)
		d.w.num = key
		good, known := d.valid[string(key)]
		if !known {
			_, err := p.Normalize(string(words), time.Time{})
			good = err == nil
			if len(d.valid) < 1<<16 {
				d.valid[string(key)] = good
			}
		}
		if !good {
			return false
		}
	}
	return true
}

// words are the bytes of a slot.
func (w *walker) words(slot int) []byte {
	a := w.args[slot]
	if a.start < 0 || a.start > a.end {
		return nil
	}
	return w.buf[a.start:a.end]
}

// reference is the date that a row's relative dates count from.
func (p *Pack) reference(t *Template, row rowRef) time.Time {
	day, _ := time.Parse(time.DateOnly, p.ref(mix(row.number^uint64(t.Line))))
	return day
}

// permuter is a random order of the numbers below n: a Feistel network on the
// smallest even number of bits that holds n, walked along its cycles until it
// comes out below n.
type permuter struct {
	n    uint64
	half uint
	keys [4]uint64
}

func newPermuter(n, seed uint64) permuter {
	p := permuter{n: n, half: 1}
	for n > 1<<(2*p.half) {
		p.half++
	}
	rng := rand.NewPCG(seed, n)
	for i := range p.keys {
		p.keys[i] = rng.Uint64()
	}
	return p
}

func (p *permuter) at(i uint64) uint64 {
	mask := uint64(1)<<p.half - 1
	for {
		l, r := i>>p.half, i&mask
		for _, k := range p.keys {
			l, r = r, l^mix(r^k)&mask
		}
		if i = l<<p.half | r; i < p.n {
			return i
		}
	}
}

// example makes the record of the derivation that the walker has just made.
func (p *Pack) example(w *walker, ref time.Time) (dataset.Example, error) {
	t := w.t
	e := dataset.Example{Text: string(w.buf), Ref: ref.Format(time.DateOnly), Slots: []dataset.Slot{}}
	calls := make([]dataset.Call, len(t.calls))
	raw := make([]action.RawCall, len(t.calls))
	for i, a := range t.calls {
		calls[i] = dataset.Call{Name: a.Name, Arguments: map[string]any{}}
		raw[i].Name = a.Name
	}
	for i, s := range t.slots {
		if w.set>>i&1 == 0 {
			continue
		}
		words, from := string(w.words(i)), w.args[i].canonical
		if from == "" {
			from = words
		}
		v, err := s.param.Normalize(from, ref)
		if err != nil {
			return e, fmt.Errorf("%s: %s: %w", t.Place(), s.param.Name, err)
		}
		calls[s.call].Arguments[s.param.Name] = v
		arg := action.RawArg{Name: s.param.Name, Text: words, Quoted: !s.param.Bare()}
		if s.param.Bare() {
			arg.Text = bare(v)
		}
		raw[s.call].Args = append(raw[s.call].Args, arg)
		if words != "" {
			start := w.offset(w.args[i].start)
			e.Slots = append(e.Slots, dataset.Slot{Name: s.param.Name, Value: words, Start: start, End: start + runes(words), Call: s.call})
		}
	}
	e.Target = action.FormatTarget(raw)
	e.SetCalls(calls)
	e.ID = e.Fingerprint()
	e.Origin = &dataset.Origin{Pack: p.ID(), Template: t.Place(), Kind: t.Kind, Derivation: derivation(w), Ops: []string{}}
	return e, nil
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
