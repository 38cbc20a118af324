package prompts

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/sampling"
	"github.com/slmkit/slmkit/prompts/source"
)

//go:embed all:packs
var builtin embed.FS

// Pack is a domain: actions, and the templates that prompts are drawn from.
// It is safe for concurrent use.
type Pack struct {
	Name        string
	Version     string
	Description string
	Language    string

	hash      string
	id        string
	actions   string // file that the schema was read from
	schema    *action.Schema
	calendar  sampling.Calendar
	index     func() *grammar.Index // built when it is first needed
	rules     map[string]*rule
	lexicons  map[string]*lexicon
	tables    map[string]*table
	templates []*Template
	ranked    []*Template // the same, by compiled.rank
	byKey     map[string]*Template
	weights   map[string]float64 // of actions
	negatives map[string]float64 // shares of kinds in the rows of none, nil where their templates' weights say it
	warnings  Faults

	// For Lint: what was read, and where.
	drafts   []*draft
	fallback map[*action.Param]*lexicon // of parameters without one of their own
	lines    map[string]int             // of "ACTION" and "ACTION PARAM"
}

// weigh sets the share of an action among all.
func (p *Pack) weigh(action string, w float64) {
	if p.weights == nil {
		p.weights = map[string]float64{}
	}
	p.weights[action] = w
}

// Template is one template of a pack, compiled.
type Template struct {
	Key     string   // hash of what the template says, 12 hex digits; file and line are no part of it
	Actions []string // actions of its calls, usually one
	Text    string   // as written
	File    string   // relative to the pack's templates folder
	Line    int
	Kind    string // of a negative: out_of_scope, …
	Voice   string
	Weight  float64

	place    string
	calls    []*action.Action
	compiled grammar.Template
}

// Place is file:line.
func (t *Template) Place() string {
	if t.place == "" { // a template that is still being read
		return fmt.Sprintf("%s:%d", t.File, t.Line)
	}
	return t.place
}

// Action is the name of the first call's action.
func (t *Template) Action() string { return t.Actions[0] }

// Count is the number of derivations. Different derivations may write the same
// text, and a where condition may rule some out, so it is the most a template
// can give.
func (t *Template) Count() *big.Int { return new(big.Int).Set(t.compiled.Root.Size()) }

// Open loads a built-in pack by name or a pack from a folder.
func Open(nameOrFolder string) (*Pack, error) {
	fsys, name, err := Find(nameOrFolder)
	if err != nil {
		return nil, err
	}
	return Load(fsys, name)
}

// Find returns the files of a pack, built-in or a folder, and its name. A
// folder wins over a built-in pack of the same name only if it is written as a
// path.
func Find(nameOrFolder string) (fs.FS, string, error) {
	if !strings.ContainsAny(nameOrFolder, `/\.`) {
		if sub, err := fs.Sub(builtin, path.Join("packs", nameOrFolder)); err == nil {
			if _, err := fs.Stat(sub, "pack.yaml"); err == nil {
				return sub, nameOrFolder, nil
			}
		}
	}
	info, err := os.Stat(nameOrFolder)
	if err != nil || !info.IsDir() {
		names := Builtin()
		return nil, "", fmt.Errorf("%s: neither a folder nor a built-in pack (%s)%s", nameOrFolder,
			strings.Join(names, ", "), source.Suggest(nameOrFolder, names))
	}
	fsys := os.DirFS(nameOrFolder)
	if _, err := fs.Stat(fsys, "pack.yaml"); errors.Is(err, fs.ErrNotExist) {
		return nil, "", fmt.Errorf("%s: has no pack.yaml: a pack is a folder with pack.yaml, actions.yaml, rules, lexicons and templates", nameOrFolder)
	}
	return fsys, nameOrFolder, nil
}

// Builtin lists the names of the built-in packs.
func Builtin() []string {
	var names []string
	entries, _ := builtin.ReadDir("packs")
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// Schema is the pack's actions.
func (p *Pack) Schema() *action.Schema { return p.schema }

// Reference is the first of the pack's reference dates.
func (p *Pack) Reference() time.Time { return p.calendar.First }

// Hash is the SHA-256, in hex, of the pack's file names and contents.
func (p *Pack) Hash() string { return p.hash }

// ID is name@hash8, as examples carry it.
func (p *Pack) ID() string { return p.id }

// Templates lists the templates in the order of files and lines.
func (p *Pack) Templates() []*Template { return slices.Clone(p.templates) }

// Warnings is what looked wrong on loading, though the pack works.
func (p *Pack) Warnings() Faults { return p.warnings }

// Count is the number of derivations of all templates of an action, of the
// whole pack where action is "".
func (p *Pack) Count(action string) *big.Int {
	sum := new(big.Int)
	for _, t := range p.templates {
		if action == "" || t.Action() == action {
			sum.Add(sum, t.compiled.Root.Size())
		}
	}
	return sum
}

// rank orders the templates by size.
func (p *Pack) rank() {
	p.ranked = slices.Clone(p.templates)
	slices.SortFunc(p.ranked, func(a, b *Template) int {
		return cmp.Or(a.compiled.Root.CompareSize(b.compiled.Root), strings.Compare(a.Key, b.Key))
	})
	for i, t := range p.ranked {
		t.compiled.Rank = int32(i)
	}
}

// none is the action of negatives, present in every pack.
const none = dataset.None

// grammars lists the compiled templates by rank.
func (p *Pack) grammars() []*grammar.Template {
	out := make([]*grammar.Template, len(p.ranked))
	for i, t := range p.ranked {
		out[i] = &t.compiled
	}
	return out
}
