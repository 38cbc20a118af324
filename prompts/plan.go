package prompts

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/sampling"
)

// noneWeight is the share of negatives, in actions, unless the pack says.
const noneWeight = 3

// A Plan says how many rows each action, split and template gives.
type Plan struct {
	Actions []ActionPlan `json:"actions"`
	Total   int          `json:"rows"`
	Space   *big.Int     `json:"space"` // derivations of the whole pack

	pack      *Pack
	seed      uint64
	strategy  Strategy
	shortfall bool
	cover     int
	several   bool           // has rows from dialogues
	intents   map[string]int // split of each action, where they are split so
	groups    []*group
}

// ActionPlan is one action's part of a plan.
type ActionPlan struct {
	Action    string   `json:"action"`
	Templates [3]int   `json:"templates"` // in train, dev and test
	Rows      [3]int   `json:"rows"`
	Space     *big.Int `json:"space"` // derivations; the most rows there can be

	Kinds     map[string]int `json:"kinds,omitempty"`     // rows of negatives by kind
	Dialogues bool           `json:"dialogues,omitempty"` // of several turns, the first for the action
}

// NewPlan divides rows over the actions, evenly or by their weights, and then over
// splits and templates. If templates hold fewer prompts than they should give, the
// error names them and wraps ErrShortfall, unless a shortfall is allowed.
func NewPlan(p *Pack, o Options) (*Plan, error) {
	if o.N <= 0 {
		return nil, fmt.Errorf("%d rows: ask for at least one", o.N)
	}
	if o.Fractions == [3]float64{} {
		o.Fractions = [3]float64{0.8, 0.1, 0.1}
	}
	sum := 0.0
	for _, f := range o.Fractions {
		if f < 0 || math.IsNaN(f) {
			return nil, fmt.Errorf("split %v: fractions are not negative", o.Fractions)
		}
		sum += f
	}
	if math.Abs(sum-1) > 1e-9 {
		return nil, fmt.Errorf("split %v: fractions add up to %v, not 1", o.Fractions, sum)
	}
	var err error
	if o.splitting, err = findSplitting(o.SplitBy); err != nil {
		return nil, err
	}
	if err := o.checkFolds(); err != nil {
		return nil, err
	}
	strategy, err := findStrategy(o.Strategy)
	if err != nil {
		return nil, err
	}
	plan := &Plan{Total: o.N, Space: p.Count(""), pack: p, seed: o.Seed, strategy: strategy, shortfall: o.AllowShortfall, cover: o.Cover}
	actions, weights := p.shares()
	if o.splitting == ByIntent {
		plan.intents = dealIntents(actions, o)
	}
	several, err := p.dialogueRows(o)
	if err != nil {
		return nil, err
	}
	for i, rows := range apportion(o.N-several, weights) {
		if err := plan.add(actions[i], rows, o); err != nil {
			return nil, err
		}
	}
	plan.addDialogues(several, o)
	if o.Folds > 0 && plan.rowsOf(dataset.Test) == 0 {
		return nil, fmt.Errorf("fold %d of %d has no template to test: the pack has %d templates", o.Fold, o.Folds, len(p.content.Templates))
	}
	if !o.AllowShortfall {
		return plan, plan.check()
	}
	return plan, nil
}

// shares lists the actions that have templates, in schema order, with their
// weights.
func (p *Pack) shares() (actions []string, weights []float64) {
	has := map[string]bool{}
	for _, t := range p.content.Templates {
		has[t.Action()] = true
	}
	for _, a := range p.content.Schema.Actions {
		if !has[a.Name] {
			continue
		}
		w, ok := p.content.Weights[a.Name]
		switch {
		case ok:
		case a.Name == dataset.None:
			w = noneWeight
		default:
			w = 1
		}
		actions, weights = append(actions, a.Name), append(weights, w)
	}
	return actions, weights
}

// add plans one action.
func (plan *Plan) add(name string, rows int, o Options) error {
	var ts []*Template
	for _, t := range plan.pack.content.Templates {
		if t.Action() == name {
			ts = append(ts, t)
		}
	}
	a := ActionPlan{Action: name, Space: plan.pack.Count(name)}
	for _, g := range groupsOf(name, ts, rows, o, plan.intents) {
		for s, n := range g.rows {
			if n > 0 {
				a.Rows[s] += n
				a.Templates[s] = len(g.templates)
			}
		}
		plan.groups = append(plan.groups, g)
		if name != dataset.None {
			continue
		}
		for i, n := range plan.quotas(g) {
			if kind := g.templates[i].Kind; kind != "" {
				if a.Kinds == nil {
					a.Kinds = map[string]int{}
				}
				a.Kinds[kind] += n
			}
		}
	}
	plan.Actions = append(plan.Actions, a)
	for s, n := range a.Rows {
		if n < o.MinPerIntent && o.Fractions[s] > 0 && o.splitting != ByIntent {
			return fmt.Errorf("action %s: %d rows in split %s, fewer than %d: ask for more rows, or give the action a higher weight", name, n, dataset.Splits[s], o.MinPerIntent)
		}
	}
	return nil
}

// rowsOf counts the rows of a split.
func (plan *Plan) rowsOf(split dataset.Split) int {
	n := 0
	for _, a := range plan.Actions {
		n += a.Rows[splitIndex(split)]
	}
	return n
}

// TemplatePlan is one template's part of a plan. It gives more rows if other templates
// of its group turn out to hold too few.
type TemplatePlan struct {
	Template string        `json:"template"` // file:line
	Action   string        `json:"action"`
	Split    dataset.Split `json:"split"`
	Rows     int           `json:"rows"`
	Space    *big.Int      `json:"space"`
	Text     string        `json:"text"`
}

// Templates lists what each template is to give, ordered by action and split.
func (plan *Plan) Templates() []TemplatePlan {
	var out []TemplatePlan
	for _, g := range plan.groups {
		quotas := plan.quotas(g)
		split := dataset.Split("")
		if i := slices.Index(g.rows[:], g.total()); i >= 0 {
			split = dataset.Splits[i]
		}
		for i, t := range g.templates {
			out = append(out, TemplatePlan{t.Place(), t.Action(), split, quotas[i], t.Count(), t.Text})
		}
	}
	return out
}

// quotas divides a group's rows over its templates. If the pack gives shares for
// the kinds of negatives, quotas first divides the rows of negatives over their
// kinds.
func (plan *Plan) quotas(g *group) []int {
	weights := make([]float64, len(g.templates))
	kinds := map[string]float64{}
	for i, t := range g.templates {
		weights[i] = plan.strategy.share(t)
		kinds[t.Kind] += weights[i]
	}
	for i, t := range g.templates {
		if share, ok := plan.pack.content.Negatives[t.Kind]; ok && t.Action() == dataset.None && t.Dialogue == nil {
			weights[i] *= share / kinds[t.Kind]
		}
	}
	return apportion(g.total(), weights)
}

// sources are the templates, each with its quota.
func (g *group) sources(plan *Plan) []*sampling.Supply {
	quotas := plan.quotas(g)
	out := make([]*sampling.Supply, len(g.templates))
	for i, t := range g.templates {
		out[i] = sampling.NewSupply(&t.Compiled, plan.seed, quotas[i])
		out[i].Allowed = g.allowed
		if plan.strategy == Covering {
			out[i].CoverPairs(plan.cover)
		}
	}
	return out
}

// ErrShortfall is returned if a pack cannot give as many rows as were asked for.
var ErrShortfall = errors.New("more rows are asked for than the templates can give")

func (plan *Plan) check() error {
	for _, g := range plan.groups {
		space := new(big.Int)
		for _, t := range g.templates {
			space.Add(space, t.Compiled.Root.Size())
		}
		if space.Cmp(big.NewInt(int64(g.total()))) < 0 {
			return plan.short(g, space.String())
		}
	}
	return nil
}

func (plan *Plan) short(g *group, space string) error {
	name, weight := g.key(), ""
	if _, set := plan.pack.content.Weights[name]; name == dataset.None && !set {
		weight = fmt.Sprintf("write a weight: below %d beside action: none, ", noneWeight)
	}
	templates := fmt.Sprintf("%d templates", len(g.templates))
	if len(g.templates) == 1 {
		templates = "1 template"
	}
	return fmt.Errorf("%w: action %s, %s: %d rows from %s with %s prompts: write more templates, %sask for fewer rows, or pass --allow-shortfall",
		ErrShortfall, name, g.name(), g.total(), templates, space, weight)
}
