package dataset

import (
	"errors"
	"fmt"
	"hash/maphash"
	"math/bits"
	"strings"
)

// Kinds of faults that a Checker finds.
const (
	FaultRecord    = "record"        // a record that cannot be read, or contradicts itself
	FaultCall      = "call"          // a call that does not fit the action schema
	FaultID        = "id"            // one id for two records
	FaultDuplicate = "duplicate"     // the same text, after the same turns, and target twice in one split
	FaultConflict  = "conflict"      // the same text, after the same turns, with two targets
	FaultText      = "text leak"     // a text, after the same turns and whatever its case, in two splits
	FaultTemplate  = "template leak" // a template in two splits
	FaultParent    = "parent leak"   // an augmented copy in another split than what it was made from
)

// Faults lists the kinds in the order in which reports print them.
var Faults = []string{FaultRecord, FaultCall, FaultID, FaultDuplicate, FaultConflict, FaultText, FaultTemplate, FaultParent}

// Checker looks through the examples of a dataset, one at a time, for what would
// spoil training or make an evaluation worthless. It keeps some 60 bytes for each
// example. Make one with NewChecker.
type Checker struct {
	Verify  func(*Example) error // compares an example with an action schema; nil verifies nothing
	ByText  bool                 // splits may share templates, but not texts
	Report  func(fault string)   // hears of each fault, in one line; nil for nobody
	Summary Summary

	seed      maphash.Seed
	ids       map[uint64]uint8 // splits that an id is in, a bit each
	texts     map[uint64]seen  // as written
	folded    map[uint64]uint8 // in lower case
	templates map[uint64]uint8
	parents   map[uint64]uint8 // splits that the copies of a parent are in
}

// seen says which splits a text is in and what it asks for.
type seen struct {
	splits uint8
	copied bool // made by augmentation
	target uint64
}

// Summary counts what a Checker has seen.
type Summary struct {
	Examples  int            `json:"examples"`
	Rows      map[Split]int  `json:"rows"`
	Actions   map[string]int `json:"actions"`
	Templates int            `json:"templates"`
	Later     int            `json:"later_turns,omitempty"` // examples that follow other turns
	Found     map[string]int `json:"faults"`
}

// Total is the number of faults of all kinds.
func (s *Summary) Total() int {
	n := 0
	for _, k := range s.Found {
		n += k
	}
	return n
}

// NewChecker returns a Checker that has seen nothing. Its arguments are the fields
// of the same names.
func NewChecker(verify func(*Example) error, byText bool, report func(string)) *Checker {
	return &Checker{Verify: verify, ByText: byText, Report: report, seed: maphash.MakeSeed(),
		Summary: Summary{Rows: map[Split]int{}, Actions: map[string]int{}, Found: map[string]int{}},
		ids:     map[uint64]uint8{}, texts: map[uint64]seen{}, folded: map[uint64]uint8{}, templates: map[uint64]uint8{}, parents: map[uint64]uint8{}}
}

func (c *Checker) fault(kind, format string, args ...any) {
	c.Summary.Found[kind]++
	c.report(kind + ": " + fmt.Sprintf(format, args...))
}

func (c *Checker) report(fault string) {
	if c.Report != nil {
		c.Report(fault)
	}
}

func (c *Checker) hash(s string) uint64 { return maphash.String(c.seed, s) }

// Bad counts a record that could not be read. It reports whether err is about one
// record; the stream has ended where it is not.
func (c *Checker) Bad(err error) bool {
	var line *LineError
	if !errors.As(err, &line) {
		return false
	}
	c.fault(FaultRecord, "%v", err)
	return true
}

// Add looks at an example of a file. file is its name for reports.
func (c *Checker) Add(file string, e *Example) {
	c.Summary.Examples++
	c.Summary.Rows[e.Split]++
	c.Summary.Actions[e.Intent()]++
	if len(e.History) > 0 {
		c.Summary.Later++
	}
	if c.Verify != nil {
		if err := c.Verify(e); err != nil {
			c.fault(FaultCall, "%s: example %s: %v", file, e.ID, err)
		}
	}
	bit := splitBit(e.Split)
	id := c.hash(e.ID)
	if c.ids[id] != 0 {
		c.fault(FaultID, "%s: example %s occurs twice", file, e.ID)
	}
	c.ids[id] |= bit
	c.text(file, e, bit)
	c.origin(file, e, bit)
}

func splitBit(split Split) uint8 {
	for i, s := range Splits {
		if s == split {
			return 1 << i
		}
	}
	return 1 << len(Splits) // examples without a split are a split of their own
}

// text looks for other examples with the same text, after the same turns where there
// are any. Within a split, texts that differ in case are different, because augmented
// copies may differ in nothing else; and an augmented copy may repeat another example.
func (c *Checker) text(file string, e *Example, bit uint8) {
	input := e.Input()
	key, target := c.hash(input), c.hash(e.Target)
	was, known := c.texts[key]
	copied := e.Origin != nil && e.Origin.Parent != ""
	switch {
	case !known:
	case was.target != target:
		c.fault(FaultConflict, "%s: example %s: %q has another target elsewhere than %s", file, e.ID, e.Text, e.Target)
	case was.splits&bit != 0 && !copied && !was.copied:
		c.fault(FaultDuplicate, "%s: example %s: %q occurs twice", file, e.ID, e.Text)
	}
	c.texts[key] = seen{was.splits | bit, copied || was.copied, target}
	key = c.hash(strings.ToLower(input))
	if other := c.folded[key] &^ bit; other != 0 && c.folded[key]&bit == 0 {
		c.fault(FaultText, "%s: example %s: %q is also in %s", file, e.ID, e.Text, splitName(other))
	}
	c.folded[key] |= bit
}

// origin looks for the template and the parent of an example in other splits.
func (c *Checker) origin(file string, e *Example, bit uint8) {
	if e.Origin == nil {
		return
	}
	if e.Origin.Template != "" {
		key := c.hash(e.Origin.Pack + "\x00" + e.Origin.Template)
		was := c.templates[key]
		if was == 0 {
			c.Summary.Templates++
		}
		if was&^bit != 0 && was&bit == 0 && !c.ByText {
			c.fault(FaultTemplate, "%s: example %s: template %s is also in %s", file, e.ID, e.Origin.Template, splitName(was&^bit))
		}
		c.templates[key] |= bit
	}
	if e.Origin.Parent != "" {
		c.parents[c.hash(e.Origin.Parent)] |= bit
	}
}

// Finish looks for what shows only at the end: parents in another split than
// their copies, whichever came first.
func (c *Checker) Finish() {
	n := 0
	for parent, splits := range c.parents {
		if at := c.ids[parent]; at != 0 && splits&^at != 0 {
			n++
		}
	}
	if n > 0 {
		c.Summary.Found[FaultParent] += n
		c.report(fmt.Sprintf("%s: %d examples are in another split than copies of them", FaultParent, n))
	}
}

// splitName is the name of the first split in a set of bits.
func splitName(set uint8) string {
	if i := bits.TrailingZeros8(set); i < len(Splits) {
		return string(Splits[i])
	}
	return "no split"
}
