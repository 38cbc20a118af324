package pack

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

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
	Spacing     grammar.Spacing // before marks

	Hash      string
	ID        string
	Actions   string // file that the schema was read from
	Schema    *action.Schema
	Calendar  sampling.Calendar
	Index     func() *grammar.Index // of all templates, built when it is first needed
	OneTurn   func() *grammar.Index // of Templates, first turns and Rests
	rules     map[string]*Rule
	Lexicons  map[string]*Lexicon
	tables    map[string]*table
	Templates []*Template        // of one turn
	Leads     []*Template        // of dialogues, for one of the templates that can say their first turn
	Dialogues func() []*Template // of several turns, and the first turns of these; made when they are first needed
	Rests     []*Template        // what dialogues have behind their first turns, to compare them
	Share     float64            // of the rows of a dataset that are from Dialogues, unless asked otherwise
	Ranked    []*Template        // Templates, first turns and Rests, by Compiled.Rank
	AllRanked func() []*Template // these, then the dialogues of several turns
	ByKey     map[string]*Template
	byKey     map[string]*Template // of Dialogues
	Weights   map[string]float64   // of actions, where a pack gives them
	Negatives map[string]float64   // shares of the kinds of negatives; nil if their templates' weights decide
	Tests     []*Test              // must-pass prompts
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

// rank orders the templates by size, those of dialogues behind all others: the rows of
// the others do not depend on dialogues.
func (p *Content) rank() {
	p.Ranked = ranked(0, p.Templates, firstTurns(p.Leads), p.Rests)
}

// firstTurns are the templates of dialogues that write the first turn alone.
func firstTurns(ts []*Template) []*Template {
	return slices.DeleteFunc(slices.Clone(ts), func(t *Template) bool { return len(t.Calls) > 1 })
}

// ranked gives ranks from a first one on to templates, each part by size.
func ranked(from int, parts ...[]*Template) (out []*Template) {
	for _, ts := range parts {
		ts = slices.Clone(ts)
		slices.SortFunc(ts, func(a, b *Template) int {
			return cmp.Or(a.Compiled.Root.CompareSize(b.Compiled.Root), strings.Compare(a.Key, b.Key))
		})
		out = append(out, ts...)
	}
	for i, t := range out {
		t.Compiled.Rank = int32(from + i)
	}
	return out
}

// index prepares the indexes, each built when it is first needed.
func (p *Content) index() {
	p.OneTurn = sync.OnceValue(func() *grammar.Index { return grammar.NewIndex(grammars(p.Ranked)) })
	unfold := p.Dialogues
	p.Dialogues = sync.OnceValue(func() []*Template {
		p.OneTurn() // prepares the trees that dialogues share
		return unfold()
	})
	p.AllRanked = sync.OnceValue(func() []*Template {
		several := slices.DeleteFunc(slices.Clone(p.Dialogues()), func(t *Template) bool { return len(t.Calls) == 1 })
		return slices.Concat(p.Ranked, ranked(len(p.Ranked), several))
	})
	p.Index = sync.OnceValue(func() *grammar.Index { return grammar.NewIndex(grammars(p.AllRanked())) })
}

func grammars(ranked []*Template) []*grammar.Template {
	out := make([]*grammar.Template, len(ranked))
	for i, t := range ranked {
		out[i] = &t.Compiled
	}
	return out
}

// Template returns the template with a key, nil where there is none.
func (p *Content) Template(key string) *Template {
	if t := p.ByKey[key]; t != nil || len(p.Leads) == 0 {
		return t
	}
	p.Dialogues()
	return p.byKey[key]
}

// none is the action of negatives, present in every pack.
const none = dataset.None

// Rule is a named expression.
type Rule struct {
	name    string
	source  source.Text // of the name
	Alts    []Alternative
	Weights []float64
	used    bool
	library bool // a library's, which a pack need not use
}

// Alternative is one alternative of a rule, with its place.
type Alternative struct {
	Src  source.Text
	Body expr.Node
}

// Draft is a template with its syntax tree and where it was read.
type Draft struct {
	*Template
	Src       source.Text
	Body      expr.Node
	rules     map[string]*Rule // of its document
	Local     string           // place of its document, "" if the document has no rules
	Condition string           // the where clause as written
}

// Rule looks up a name that is used in rule in, or in the template itself if in is
// nil. Rules of the document come first, but a rule of the pack sees only rules of the
// pack.
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
	library bool       // a library's, which a pack need not use
	said    *yaml.Node // as its file has it
	Root    *grammar.Node
	Entries []Entry     // the surfaces that are written out
	Made    []Generated // its generators
	Typed   bool        // holds a generator
	used    bool
	Written bool // its words are copied into targets
	Bare    bool // its canonical values are copied into targets
}

// Idle reports whether a lexicon is one of a library that no template uses.
func (l *Lexicon) Idle() bool { return l.library && !l.used }

// Generated is the words of a generator and the line that names it.
type Generated struct {
	Root *grammar.Node
	Line int
}

// Entry is one surface of a lexicon. Canonical is "" if the surface is the value.
type Entry struct {
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
