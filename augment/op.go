package augment

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// Phase is the place of an operation in a chain, so that a typing error is not made before
// the word is chosen.
type Phase int

// The phases, in the order in which a chain runs.
const (
	Calls      Phase = iota // what is asked for
	Words                   // how it is said
	Insertions              // what is said besides
	Noise                   // mistakes
	Case                    // capitals
	Marks                   // punctuation and spaces
)

var phaseNames = []string{"calls", "words", "insertions", "noise", "case", "marks"}

// String returns the name of a phase in plans: insertions.
func (p Phase) String() string {
	if p < 0 || int(p) >= len(phaseNames) {
		return fmt.Sprintf("phase %d", int(p))
	}
	return phaseNames[p]
}

// Operator changes an example. Apply returns false where it finds nothing to do. It takes
// all its chances from r, and may be called from several goroutines at once.
type Operator interface {
	Apply(ed *Edit, r *rand.Rand) bool
}

// Func makes an Operator of a function.
type Func func(ed *Edit, r *rand.Rand) bool

// Apply calls f.
func (f Func) Apply(ed *Edit, r *rand.Rand) bool { return f(ed, r) }

// Op is an operation and what there is to know of it.
type Op struct {
	Name     string // for flags and plans, and for origin.ops of a copy
	Contract Contract
	Phase    Phase
	Language string // whose words it knows, such as English; "": it suits any language
	About    string // one line of help
	Do       Operator
}

// Ops are all operations, in the order in which help lists them.
var Ops = slices.Concat(changeOps, frameOps, typoOps, keyOps, styleOps, wordOps, caseOps, markOps, symbolOps, germanOps, spanishOps, openingOps, endingOps, fillerOps, repairOps, spellingOps, dictationOps, recogniserOps, mixOps, readingOps)

// Find returns the operations of the given names, and all of them for no names.
func Find(names []string) ([]Op, error) {
	if len(names) == 0 {
		return Ops, nil
	}
	var out []Op
	for _, name := range names {
		i := slices.IndexFunc(Ops, func(o Op) bool { return o.Name == name })
		if i < 0 {
			return nil, unknownOp(name, Ops)
		}
		out = append(out, Ops[i])
	}
	return out, nil
}

// unknownOp is the error of a name that none of the operations has.
func unknownOp(name string, ops []Op) error {
	known := make([]string, len(ops))
	for i := range ops {
		known[i] = ops[i].Name
	}
	if near := text.Nearest(name, known); near != "" {
		return fmt.Errorf("operation %q is unknown: is it %s?", name, near)
	}
	return fmt.Errorf("operation %q is none of %s", name, strings.Join(known, ", "))
}
