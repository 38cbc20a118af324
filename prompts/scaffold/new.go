package scaffold

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/source"
)

// Pack is a pack that was made.
type Pack struct {
	Files  []File
	Notes  []string // what a person has to write
	Loaded *prompts.Pack
}

// New makes a pack that generates and lints clean from the actions of some software.
// The error is that of ctx, or says what is wrong with the names of the actions.
func New(ctx context.Context, s *action.Schema, o Options) (*Pack, error) {
	o.Language = cmp.Or(o.Language, "en")
	if s.Action(none) == nil {
		with, err := action.New(append(slices.Clone(s.Actions), &action.Action{Name: none, Description: "The prompt asks for nothing the assistant can do."}))
		if err != nil {
			return nil, err
		}
		s = with
	}
	d := &domain{Options: o, schema: s}
	docs := d.documents()
	m := &mender{domain: d}
	for _, doc := range docs {
		m.files = append(m.files, File{"templates/" + fileName(doc.action) + ".yaml", []byte(doc.text(o.Language))})
	}
	if o.Language == "en" {
		m.files = append(m.files, File{"templates/none.yaml", []byte(d.negativesText())})
	}
	return m.mend(ctx)
}

// fileName is the name of the file of an action.
func fileName(name string) string { return strings.Trim(strings.ReplaceAll(name, ".", "_"), "_") }

// mender leaves out the templates that lint finds fault with.
type mender struct {
	*domain
	files []File
}

// rounds is how often the pack is linted. Most packs need one.
const rounds = 6

func (m *mender) mend(ctx context.Context) (*Pack, error) {
	for range rounds {
		p, err := m.wide()
		var faults prompts.Faults
		if err != nil {
			faults, _ = err.(prompts.Faults)
			if faults == nil {
				return nil, err
			}
		} else if faults, err = lint(ctx, p); err != nil {
			return nil, err
		}
		if !m.drop(faults) {
			if p == nil {
				return nil, faults
			}
			return &Pack{Files: m.all(), Notes: m.notes(p), Loaded: p}, nil
		}
	}
	p, err := m.load()
	if err != nil {
		return nil, err
	}
	return &Pack{Files: m.all(), Notes: m.notes(p), Loaded: p}, nil
}

// wide loads the pack once all its templates give enough prompts.
func (m *mender) wide() (*prompts.Pack, error) {
	p, err := m.load()
	for err == nil && m.widen(p) {
		p, err = m.load()
	}
	return p, err
}

func (m *mender) load() (*prompts.Pack, error) { return LoadFiles(m.all(), m.Name) }

// LoadFiles loads the pack that files make, as every command will.
func LoadFiles(files []File, name string) (*prompts.Pack, error) {
	fsys := source.Files{}
	for _, f := range files {
		fsys[f.Name] = f.Data
	}
	return prompts.Load(fsys, name)
}

// lint finds all faults that the command of this name would.
func lint(ctx context.Context, p *prompts.Pack) (prompts.Faults, error) {
	faults, err := p.LintT5(ctx)
	if err != nil {
		return nil, err
	}
	ambiguous, _, err := p.Ambiguous(ctx, runtime.GOMAXPROCS(0))
	return append(faults, ambiguous...), err
}

// drop leaves out the lines of templates that faults are on. Of a rule the last line
// stays. It reports whether a line was left out.
func (m *mender) drop(faults prompts.Faults) bool {
	lines := map[string][]int{}
	for _, f := range faults {
		if strings.HasPrefix(f.File, "templates/") && f.Line > 0 {
			lines[f.File] = append(lines[f.File], f.Line)
		}
	}
	dropped := m.dropLibraries(faults)
	for i := range m.files {
		f := &m.files[i]
		bad := lines[f.Name]
		if len(bad) == 0 {
			continue
		}
		all := strings.Split(string(f.Data), "\n")
		var kept []string
		unused := false // the line is of a rule that nothing uses
		for n, line := range all {
			header := strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "  - ") && strings.HasSuffix(line, ":")
			if unused = header && slices.Contains(bad, n+1) || unused && strings.HasPrefix(line, "    - "); unused {
				dropped = true
				continue
			}
			if slices.Contains(bad, n+1) && strings.HasPrefix(strings.TrimLeft(line, " "), "- ") && !alone(all, n) {
				dropped = true
				continue
			}
			kept = append(kept, line)
		}
		f.Data = []byte(strings.Join(kept, "\n"))
	}
	return dropped
}

var negativesOf = regexp.MustCompile(`std/en/none/[a-z]+`)

// dropLibraries leaves out libraries of negatives that faults name.
func (m *mender) dropLibraries(faults prompts.Faults) bool {
	n := len(m.unfit)
	for _, f := range faults {
		if name := negativesOf.FindString(f.File + " " + f.Message); name != "" && !slices.Contains(m.unfit, name) {
			m.unfit = append(m.unfit, name)
		}
	}
	return len(m.unfit) > n
}

// fewest is how many prompts a template should give, so that a dataset of some thousand
// rows has enough of each.
const fewest = 3000

// widen lets templates of few prompts open and close as others do. It reports whether it
// changed one.
func (m *mender) widen(p *prompts.Pack) bool {
	if p == nil || m.Language != "en" {
		return false
	}
	widened := false
	for _, t := range p.Templates() {
		if t.Count().Cmp(big.NewInt(fewest)) >= 0 {
			continue
		}
		wider := t.Text
		switch {
		case !strings.HasPrefix(wider, "<open>"):
			wider = "<open> " + wider
		case !strings.Contains(wider, "close>"):
			wider += " <close>"
		default:
			continue
		}
		for i, f := range m.files {
			if f.Name == "templates/"+t.File {
				next := strings.Replace(string(f.Data), "- "+quote(t.Text)+"\n", "- "+quote(wider)+"\n", 1)
				widened = widened || next != string(f.Data)
				m.files[i].Data = []byte(next)
			}
		}
	}
	return widened
}

// alone reports whether a line is the only one of its list.
func alone(lines []string, n int) bool {
	item := func(i int) bool {
		return i >= 0 && i < len(lines) && strings.HasPrefix(strings.TrimLeft(lines[i], " "), "- ")
	}
	return !item(n-1) && !item(n+1)
}

// all lists the files of the pack.
func (m *mender) all() []File {
	files := []File{{"pack.yaml", m.packFile()}, m.actionsFile()}
	if len(m.lexicons) > 0 {
		files = append(files, File{"lexicons/words.yaml", m.lexiconFile()})
	}
	if m.Language == "en" {
		files = append(files, File{"rules/common.yaml", []byte(commonRules)})
	}
	return append(files, m.files...)
}

func (m *mender) packFile() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "name: %s\n", quote(m.Name))
	if m.Description != "" {
		fmt.Fprintf(&b, "description: %s\n", quote(oneLine(m.Description)))
	}
	fmt.Fprintf(&b, "version: 1\nlanguage: %s\n", m.Language)
	if m.Language == "en" {
		b.WriteString("# Ways of opening, asking and closing; and what people ask of others, which this software cannot do: slmkit std lists all.\n")
		fmt.Fprintf(&b, "use: [%s]\n", strings.Join(m.uses(), ", "))
	}
	fmt.Fprintf(&b, "reference_dates: [%d-01-01, %d-12-31] # days that \"tomorrow\" counts from\n", m.Year, m.Year)
	return []byte(b.String())
}

func (m *mender) lexiconFile() []byte {
	var b strings.Builder
	b.WriteString("# How people say the values of parameters. Samples are to be replaced by the words of your own domain: a model learns\n" +
		"# to copy what it has seen many of. slmkit schema generators lists what can be made, such as {person: {style: full}}.\n\n")
	for _, l := range m.lexicons {
		if !m.refers(l.name) {
			continue
		}
		fmt.Fprintf(&b, "%s: %s\n", l.name, l.value)
	}
	return []byte(b.String())
}

// refers reports whether a template has a slot with the words of a lexicon.
func (m *mender) refers(lexicon string) bool {
	for _, f := range m.files {
		if strings.Contains(string(f.Data), ":"+lexicon+"}") || strings.Contains(string(f.Data), "{"+lexicon+"}") {
			return true
		}
	}
	return false
}

// notes says what the pack lacks.
func (m *mender) notes(p *prompts.Pack) (out []string) {
	have := map[string]int{}
	for _, t := range p.Templates() {
		for _, a := range t.Actions {
			have[a]++
		}
	}
	for _, a := range m.schema.Actions {
		if a.Name != none && have[a.Name] == 0 {
			out = append(out, fmt.Sprintf("%s: has no templates: its name and description read like another action's", a.Name))
		}
	}
	return out
}
