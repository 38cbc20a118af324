package pack

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/sampling"
	"github.com/slmkit/slmkit/prompts/source"
)

// Content is what the files of a pack hold, read and compiled. It does not change
// once it is read, and may be shared by goroutines.
type Content struct {
	Name        string
	Version     string
	Description string
	Language    string

	Hash      string
	ID        string
	Actions   string // file that the schema was read from
	Schema    *action.Schema
	Calendar  sampling.Calendar
	Index     func() *grammar.Index // built when it is first needed
	rules     map[string]*Rule
	Lexicons  map[string]*Lexicon
	tables    map[string]*table
	Templates []*Template
	Ranked    []*Template // the same, by compiled.rank
	ByKey     map[string]*Template
	Weights   map[string]float64 // of actions
	Negatives map[string]float64 // shares of kinds in the rows of none, nil where their templates' weights say it
	Warnings  source.Faults

	// For Lint: what was read, and where.
	Drafts   []*Draft
	Fallback map[*action.Param]*Lexicon // of parameters without one of their own
	Lines    map[string]int             // of "ACTION" and "ACTION PARAM"
}

// weigh sets the share of an action among all.
func (p *Content) weigh(action string, w float64) {
	if p.Weights == nil {
		p.Weights = map[string]float64{}
	}
	p.Weights[action] = w
}

// rank orders the templates by size.
func (p *Content) rank() {
	p.Ranked = slices.Clone(p.Templates)
	slices.SortFunc(p.Ranked, func(a, b *Template) int {
		return cmp.Or(a.Compiled.Root.CompareSize(b.Compiled.Root), strings.Compare(a.Key, b.Key))
	})
	for i, t := range p.Ranked {
		t.Compiled.Rank = int32(i)
	}
}

// grammars lists the compiled templates by rank.
func (p *Content) grammars() []*grammar.Template {
	out := make([]*grammar.Template, len(p.Ranked))
	for i, t := range p.Ranked {
		out[i] = &t.Compiled
	}
	return out
}

// none is the action of negatives, present in every pack.
const none = dataset.None

// Rule is a named expression.
type Rule struct {
	name    string
	source  source.Text // of the name
	Alts    []ruleAlt
	Weights []float64
	used    bool
}

// ruleAlt is one alternative of a rule, with its own place.
type ruleAlt struct {
	Src  source.Text
	Body expr.Node
}

// Draft is a template with its syntax tree and where it was read.
type Draft struct {
	*Template
	Src       source.Text
	Body      expr.Node
	rules     map[string]*Rule // of its document
	Local     string           // its document where that has rules of its own
	Condition string           // where, as written
}

// Rule looks a name up from within a rule, or nil for the template itself: rules of the document first, but a
// rule of the pack sees only rules of the pack.
func (d *Draft) Rule(p *Content, in *Rule, name string) *Rule {
	if in == nil || d.rules[in.name] == in {
		if r := d.rules[name]; r != nil {
			return r
		}
	}
	return p.rules[name]
}

// Lexicon is the values of a slot: words, canonical values with their words, or what
// a generator makes, in any mixture.
type Lexicon struct {
	Name    string
	File    string
	line    int
	Root    *grammar.Node
	Entries []entry // the surfaces that are written out, for checks
	Made    []made  // the generators, for checks
	Typed   bool    // holds a generator
	used    bool
	Written bool // its words are copied into targets
	Bare    bool // its canonical values are
}

// made is the words of a generator and where it stands.
type made struct {
	Root *grammar.Node
	Line int
}

// entry is one surface of a lexicon. canonical is "" where the surface is the
// value.
type entry struct {
	Canonical, Surface string
	Line               int
	Chance             float64 // against the others of its list, where weights are written
}

// table is a CSV file of lexicons: a header, and rows whose columns belong
// together. A column named weight holds the weights of the rows.
type table struct {
	name, file string
	columns    map[string]int
	rows       []tableRow
	used       bool
}

type tableRow struct {
	cells  []string
	line   int
	weight float64
}

// Param is the parameter of a slot.
func (d *Draft) Param(e *expr.Slot) *action.Param {
	for _, s := range d.Compiled.Slots {
		if s.Param.Name == e.Param && (e.Call == 0 || s.Call == e.Call-1) {
			return s.Param
		}
	}
	return nil
}
