package augment

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// Plan says which operations copies get and how often. A file of a plan is read by
// ParsePlan.
type Plan struct {
	Name       string // of the file, or of a built-in plan
	About      string
	Operations []Weight  // those that may be chosen, with the weights that they are chosen with
	Budget     []float64 // Budget[i] is the weight of i+1 operations on a copy; nil is one operation
	Clean      float64   // share of the copies that get no operation with the contract Noises
	EditRate   float64   // largest share of the words of a prompt that are changed, at least one word; 0 is all
	Order      Order     // in which the chosen operations run; "" is ByPhase
	Protect    []string  // phrases that no operation changes
	Copies     map[dataset.Split]int
	Actions    map[string]Never // what prompts for an action never get
	Slots      map[string]Never // what never changes the words of a slot, by parameter or format
	Lexicons   []Op             // operations that the plan brings along
}

// Weight is how often an operation is chosen beside the others: twice as often at twice
// the weight.
type Weight struct {
	Name   string
	Weight float64
}

// Order is an order of the operations of a chain.
type Order string

// The planOrders.
const (
	ByPhase Order = "phases" // typing errors after the words are chosen
	Listed  Order = "listed" // as the plan lists them
	Random  Order = "random"
)

var planOrders = []string{string(ByPhase), string(Listed), string(Random)}

// Never lists operations by name; All stands for all of them.
type Never []string

// All stands for all operations in a Never.
const All = "all"

func (n Never) has(op string) bool { return slices.Contains(n, op) || slices.Contains(n, All) }

//go:embed plans
var planFiles embed.FS

// PlanNames are the names of the built-in plans.
func PlanNames() []string {
	entries, _ := planFiles.ReadDir("plans") // it is embedded
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Compare(b, a) }) // typed is the default
	return names
}

// PlanYAML returns the file of a built-in plan, to copy and mend; nil where there is none
// of that name.
func PlanYAML(name string) []byte {
	data, _ := fs.ReadFile(planFiles, "plans/"+name+".yaml")
	return data
}

// BuiltinPlan returns the built-in plan of a name, such as typed.
func BuiltinPlan(name string) (*Plan, error) {
	data := PlanYAML(name)
	if data == nil {
		return nil, fmt.Errorf("plan %q is none of %s", name, strings.Join(PlanNames(), ", "))
	}
	p, err := ParsePlan(data, name+".yaml", nil)
	if err != nil {
		return nil, err
	}
	p.Name = name
	return p, nil
}

// uniform is the plan of a run without one: each operation is as likely as the others, and
// so is each number of operations.
func uniform(ops []Op, most int) *Plan {
	p := &Plan{Budget: slices.Repeat([]float64{1}, most)}
	for _, op := range ops {
		p.Operations = append(p.Operations, Weight{op.Name, 1})
	}
	return p
}

// Only makes a plan choose among the named operations alone, each as often as the others,
// on all copies.
func (p *Plan) Only(names []string) {
	p.Operations, p.Clean = nil, 0
	for _, name := range names {
		p.Operations = append(p.Operations, Weight{name, 1})
	}
}

// pickFrom returns the operations of the plan that have a weight above 0, in its order, and
// keeps their weights alone. Without a source, those that change calls are not among them.
func (p *Plan) pickFrom(ops []Op, source bool) ([]Op, error) {
	out, kept, known := []Op{}, []Weight{}, slices.Concat(ops, p.Lexicons)
	for _, w := range p.Operations {
		i := slices.IndexFunc(known, func(o Op) bool { return o.Name == w.Name })
		if i < 0 {
			return nil, fmt.Errorf("plan %s: %w", p.Name, unknownOp(w.Name, known))
		}
		if w.Weight > 0 && (source || known[i].Contract != Changes) {
			out, kept = append(out, known[i]), append(kept, w)
		}
	}
	p.Operations = kept
	return out, nil
}
