package expand

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/pack"
)

// Options says which proposals are wanted.
type Options struct {
	Action string // "" for all
	N      int    // at most
	Seed   uint64
	Writer Writer // proposes too; nil for none
	Given  bool   // propose nothing but what the Writer writes
}

// Result is what Propose returns.
type Result struct {
	Pack      *prompts.Pack
	Seed      uint64
	Proposals []*Proposal
	Made      int // before the proof
	Answers   int // lines of the command
	Failed    []Failure
}

// Failure is why answers of a command were not proposed, and how many.
type Failure struct {
	Reason  string
	Answer  string // the first of them
	Answers int
}

// Propose makes proposals for a pack. Each of them compiles, has no warning of lint, asks
// for one call, and says what the pack does not read yet. The same pack, options and seed
// give the same proposals.
func Propose(ctx context.Context, fsys fs.FS, name string, o Options) (*Result, error) {
	base, err := prompts.Load(fsys, name)
	if err != nil {
		return nil, err
	}
	if o.Action != "" && base.Schema().Action(o.Action) == nil {
		return nil, fmt.Errorf("%s has no action %q%s", name, o.Action, text.OrList(o.Action, base.Schema().Names()))
	}
	content, err := pack.Read(fsys, name)
	if err != nil {
		return nil, err
	}
	docs, files, err := layout(fsys)
	if err != nil {
		return nil, err
	}
	v, err := newProver(ctx, fsys, name, o.Seed, base, files)
	if err != nil {
		return nil, err
	}
	wanted := func(action string) bool { return o.Action == "" || o.Action == action }
	r := &Result{Pack: base, Seed: o.Seed}
	m := newMaker(content, base, docs, o.Seed)
	q := &queue{content: content, n: o.N, seed: o.Seed, voices: m.voicesOf(), sizes: map[string]int{}}
	for _, t := range base.Templates() {
		q.sizes[t.Action()]++
	}
	var made []*Proposal
	if !o.Given {
		made = m.of(wanted)
		r.Made = len(made)
		made = q.first(made)
	}
	t, err := v.load(made)
	if err != nil {
		return nil, err
	}
	if err := v.read(ctx, t, true); err != nil {
		return nil, err
	}
	pool := v.left(made)
	if o.Writer != nil {
		own, err := m.ask(ctx, r, v, o, wanted)
		if err != nil {
			return nil, err
		}
		defer func() { r.count(v, own) }()
		if t, err = v.load(v.left(own)); err != nil {
			return nil, err
		}
		if err := v.read(ctx, t, false); err != nil {
			return nil, err
		}
		pool = append(v.left(own), pool...)
	}
	r.Proposals, err = q.choose(ctx, v, pool)
	return r, err
}

// queue puts proposals into the order of what they bring.
type queue struct {
	content *pack.Content
	n       int
	seed    uint64
	voices  map[string]map[Kind]bool // that an action has
	sizes   map[string]int           // templates of an action
}

// reserve is how many proposals are proven for each that is wanted.
const reserve = 6

// first leaves out the proposals of an action that would never be chosen.
func (q *queue) first(made []*Proposal) []*Proposal {
	by, actions := q.byAction(made)
	var out []*Proposal
	for _, a := range actions {
		out = append(out, q.order(by[a])[:min(len(by[a]), max(40, reserve*(1+q.n/len(actions))))]...)
	}
	return out
}

func (q *queue) byAction(proposals []*Proposal) (map[string][]*Proposal, []string) {
	by := map[string][]*Proposal{}
	var actions []string
	for _, p := range proposals {
		if by[p.Action] == nil {
			actions = append(actions, p.Action)
		}
		by[p.Action] = append(by[p.Action], p)
	}
	place := map[string]int{}
	for i, a := range q.content.Schema.Actions {
		place[a.Name] = i
	}
	slices.SortFunc(actions, func(a, b string) int {
		return cmp.Or(cmp.Compare(toInt(a == dataset.None), toInt(b == dataset.None)), q.sizes[a]-q.sizes[b], place[a]-place[b])
	})
	return by, actions
}

func toInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// order puts the proposals of one action into order: voices and parameters that the
// action lacks first, and no kind and no template twice while there are others.
func (q *queue) order(proposals []*Proposal) []*Proposal {
	left := slices.Clone(proposals)
	kinds, from := map[Kind]int{}, map[string]int{}
	cost := func(p *Proposal) float64 {
		c := float64(p.rank) + 2*float64(kinds[p.Kind]) + 1.5*float64(from[p.From])
		switch p.Kind {
		case Written:
			c -= 4
		case Slots, Neighbour:
			c -= 1.5
		case Learner:
			c += 4
		}
		if q.voices[p.Action] != nil && !q.voices[p.Action][p.Kind] {
			c -= 2
		}
		return c
	}
	out := make([]*Proposal, 0, len(left))
	for len(left) > 0 {
		best := 0
		for i, p := range left {
			a, b := cost(p), cost(left[best])
			if a < b || a == b && dataset.KeyHash(q.seed, p.Template) < dataset.KeyHash(q.seed, left[best].Template) {
				best = i
			}
		}
		p := left[best]
		out, left = append(out, p), slices.Delete(left, best, best+1)
		kinds[p.Kind]++
		from[p.From]++
	}
	return out
}

// choose takes the best proposals of each action in turn that pass the proof.
func (q *queue) choose(ctx context.Context, v *prover, pool []*Proposal) ([]*Proposal, error) {
	by, actions := q.byAction(pool)
	var line []*Proposal
	for _, a := range actions {
		by[a] = q.order(by[a])
	}
	for i := 0; len(line) < len(pool); i++ {
		for _, a := range actions {
			if i < len(by[a]) {
				line = append(line, by[a][i])
			}
		}
	}
	var chosen []*Proposal
	for len(line) > 0 && len(chosen) < q.n {
		take := min(len(line), q.n-len(chosen)+8)
		proven := len(chosen)
		chosen, line = append(chosen, line[:take]...), line[take:]
		if _, err := v.prove(ctx, chosen, proven); err != nil {
			return nil, err
		}
		chosen = v.left(chosen)
	}
	return chosen[:min(len(chosen), q.n)], nil
}
