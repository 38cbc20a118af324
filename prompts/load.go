package prompts

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/sampling"
	"github.com/slmkit/slmkit/prompts/source"
)

// loader reads a pack and gathers every fault instead of stopping at the first.
type loader struct {
	fsys fs.FS
	pack *Pack
	source.Notes
	drafts  []*draft
	ref     time.Time // a reference date, for checking surfaces
	checked map[checkKey]bool
	memo    map[memoKey]*grammar.Node
}

func newLoader(fsys fs.FS, name string) *loader {
	return &loader{
		fsys: fsys,
		pack: &Pack{
			Name:     path.Base(name),
			Language: "en",
			rules:    map[string]*rule{},
			lexicons: map[string]*lexicon{},
			tables:   map[string]*table{},
			byKey:    map[string]*Template{},
			fallback: map[*action.Param]*lexicon{},
			lines:    map[string]int{},
		},
		checked: map[checkKey]bool{},
		memo:    map[memoKey]*grammar.Node{},
	}
}

// OpenSchema reads the actions of a built-in pack or of a folder and no more of it.
func OpenSchema(nameOrFolder string) (*action.Schema, error) {
	fsys, name, err := Find(nameOrFolder)
	if err != nil {
		return nil, err
	}
	l := newLoader(fsys, name)
	for _, name := range []string{"actions.json", "actions.yaml"} {
		data, err := fs.ReadFile(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		l.read(packFile{name, data})
	}
	switch {
	case len(l.Errors) > 0:
		return nil, l.Errors
	case l.pack.schema == nil:
		return nil, fmt.Errorf("%s: has no actions.yaml", name)
	}
	return l.pack.schema, nil
}

// Load reads a pack from its files. Errors of the pack come all at once, as
// Faults, each with file, line and column.
func Load(fsys fs.FS, name string) (*Pack, error) {
	l := newLoader(fsys, name)
	files, err := l.list()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, f := range files {
		l.read(f)
	}
	l.pack.id = l.pack.Name + "@" + l.pack.hash[:8]
	if l.pack.schema != nil {
		l.compileAll()
	}
	if len(l.pack.templates) == 0 && len(l.Errors) == 0 {
		l.Add(&Fault{File: "templates", Check: "templates", Message: "no template: write templates/ACTION.yaml"})
	}
	if len(l.Errors) > 0 {
		slices.SortStableFunc(l.Errors, source.CompareFaults)
		return nil, l.Errors
	}
	l.pack.warnings = l.Warnings
	l.pack.index = sync.OnceValue(func() *grammar.Index { return grammar.NewIndex(l.pack.grammars()) })
	return l.pack, nil
}

// packFile is one file of the pack.
type packFile struct {
	name string
	data []byte
}

// list reads the pack's YAML, CSV and JSON files and hashes them. pack.yaml and
// actions come first, then lexicons, rules and templates.
func (l *loader) list() ([]packFile, error) {
	var files []packFile
	err := fs.WalkDir(l.fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && name != "." {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if ext := path.Ext(name); d.IsDir() || ext != ".yaml" && ext != ".yml" && ext != ".csv" && name != "actions.json" {
			return nil
		}
		data, err := fs.ReadFile(l.fsys, name)
		files = append(files, packFile{name, data})
		return err
	})
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	for _, f := range files { // WalkDir goes in lexical order
		fmt.Fprintf(h, "%s\x00%d\x00", f.name, len(f.data))
		h.Write(f.data)
	}
	l.pack.hash = hex.EncodeToString(h.Sum(nil))
	slices.SortStableFunc(files, func(a, b packFile) int { return rank(a.name) - rank(b.name) })
	if len(files) == 0 || files[0].name != "pack.yaml" {
		return nil, errors.New("has no pack.yaml")
	}
	return files, nil
}

func rank(name string) int {
	order := []string{"pack.yaml", "actions.", "lexicons/", "rules/", "templates/"}
	return slices.IndexFunc(append(order, ""), func(p string) bool { return strings.HasPrefix(name, p) })
}

func (l *loader) read(f packFile) {
	if strings.HasPrefix(f.name, "actions.") {
		l.pack.actions = f.name
	}
	if f.name == "actions.json" {
		var err error
		if l.pack.schema, err = action.Parse(f.data, f.name); err != nil {
			l.Add(&Fault{File: f.name, Check: "actions", Message: err.Error()})
		}
		return
	}
	dir, _, _ := strings.Cut(f.name, "/")
	if path.Ext(f.name) == ".csv" {
		if dir == "lexicons" {
			l.readTable(f)
		} else {
			l.Add(&Fault{File: f.name, Check: "files", Message: "is not read: put it in lexicons/"})
		}
		return
	}
	for i, d := range l.Documents(f.name, f.data) {
		switch {
		case path.Ext(f.name) != ".yaml":
			l.Add(&Fault{File: f.name, Check: "files", Message: "is not read: name it " + strings.TrimSuffix(f.name, ".yml") + ".yaml"})
		case f.name == "pack.yaml" && i == 0:
			l.readPack(d)
		case f.name == "actions.yaml" && i == 0:
			l.readActions(d)
		case dir == "lexicons":
			l.readLexicons(d)
		case dir == "rules":
			l.readRules(d, d.Root, l.pack.rules)
		case dir == "templates":
			l.readTemplates(d)
		default:
			l.Add(&Fault{File: f.name, Line: d.Root.Line, Check: "files",
				Message: "is not read: files of a pack are pack.yaml, actions.yaml, rules/*.yaml, lexicons/*.yaml, lexicons/*.csv and templates/*.yaml"})
		}
	}
}

// readPack reads pack.yaml.
func (l *loader) readPack(d *source.Document) {
	f := l.Fields(d, d.Root, "pack.yaml", packShape{})
	p := l.pack
	if name := l.Scalar(d, f["name"], "name"); name != "" {
		p.Name = name
	}
	p.Version = l.Scalar(d, f["version"], "version")
	p.Description = l.Scalar(d, f["description"], "description")
	l.Scalar(d, f["licence"], "licence")
	if lang := l.Scalar(d, f["language"], "language"); lang != "" {
		p.Language = lang
	}
	l.readNegatives(d, f["negatives"])
	days := append(l.Items(f["reference_date"]), l.Items(f["reference_dates"])...)
	var ts []time.Time
	for _, n := range days {
		t, err := time.Parse(time.DateOnly, n.Value)
		if err != nil {
			l.FaultAt(d, n, "reference date", "reference date %q is not YYYY-MM-DD", n.Value)
			return
		}
		ts = append(ts, t)
	}
	switch {
	case len(ts) == 0:
		l.FaultAt(d, d.Root, "reference date", "reference_date is missing: relative dates of prompts count from it")
		return
	case len(ts) > 2, len(ts) == 2 && (ts[1].Before(ts[0]) || ts[1].Sub(ts[0]) > 100*366*24*time.Hour):
		l.FaultAt(d, days[0], "reference date", "reference_dates is [first, last], at most a hundred years apart")
		return
	}
	l.ref = ts[0]
	p.calendar = sampling.Calendar{First: ts[0], Days: int(ts[len(ts)-1].Sub(ts[0]).Hours()/24) + 1}
}

// readNegatives reads the shares of the kinds of negatives.
func (l *loader) readNegatives(d *source.Document, n *yaml.Node) {
	if n == nil {
		return
	}
	l.pack.negatives = map[string]float64{}
	for kind, share := range l.Fields(d, n, "negatives", negatives{}) {
		l.pack.negatives[kind] = l.Weight(d, share)
	}
}

// readActions reads actions.yaml: action → description and parameters.
func (l *loader) readActions(d *source.Document) {
	var actions []*action.Action
	for _, p := range l.Pairs(d, d.Root, "actions.yaml") {
		l.pack.lines[p.Key] = p.Node.Line
		f := l.Fields(d, p.Value, "action "+p.Key, actionShape{})
		a := &action.Action{Name: p.Key, Description: l.Scalar(d, f["description"], "description")}
		if f["params"] != nil && f["params"].Tag != "!!null" {
			for _, q := range l.Pairs(d, f["params"], "params of "+p.Key) {
				l.pack.lines[p.Key+" "+q.Key] = q.Node.Line
				a.Params = append(a.Params, l.readParam(d, q))
			}
		}
		actions = append(actions, a)
	}
	if !slices.ContainsFunc(actions, func(a *action.Action) bool { return a.Name == none }) {
		actions = append(actions, &action.Action{Name: none, Description: "The prompt asks for nothing the assistant can do."})
	}
	schema, err := action.New(actions)
	if err != nil {
		l.Add(&Fault{File: d.File, Check: "actions", Message: err.Error()})
		return
	}
	l.pack.schema = schema
}

func (l *loader) readParam(d *source.Document, p source.Pair) *action.Param {
	f := l.Fields(d, p.Value, "param "+p.Key, paramShape{})
	out := &action.Param{
		Name:        p.Key,
		Description: l.Scalar(d, f["description"], "description"),
		Type:        l.Scalar(d, f["type"], "type"),
		Format:      l.Scalar(d, f["format"], "format"),
	}
	if f["type"] == nil {
		out.Type = "string"
	}
	for _, v := range l.Items(f["enum"]) {
		out.Enum = append(out.Enum, l.Scalar(d, v, "enum"))
	}
	for key, to := range map[string]**float64{"minimum": &out.Minimum, "maximum": &out.Maximum} {
		if f[key] != nil {
			v := l.Float(d, f[key], key, 0)
			*to = &v
		}
	}
	if n := f["required"]; n != nil {
		if err := n.Decode(&out.Required); err != nil || n.Tag != "!!bool" {
			l.FaultAt(d, n, "yaml", "required: true or false is wanted, not %s", source.Describe(n))
		}
	}
	return out
}

// rule is a named expression.
type rule struct {
	name    string
	source  source.Text // of the name
	alts    []ruleAlt
	weights []float64
	varying *varying // of all below, nil until known
	used    bool
}

// ruleAlt is one alternative of a rule, with its own place.
type ruleAlt struct {
	src  source.Text
	body expr.Node
}

func (l *loader) readRules(d *source.Document, n *yaml.Node, into map[string]*rule) {
	for _, p := range l.Pairs(d, n, "rules") {
		if before := into[p.Key]; before != nil {
			l.FaultAt(d, p.Node, "duplicate rule", "rule %q is also at %s:%d", p.Key, before.source.File, before.source.Line())
			continue
		}
		if p.Key == "a" || p.Key == "s" || strings.ContainsFunc(p.Key, func(r rune) bool { return r > 127 || !expr.IsName(byte(r)) }) {
			l.FaultAt(d, p.Node, "rule name", "rule %q: names are letters, digits, _ and -, and <a> and <s> are the article and the plural", p.Key)
			continue
		}
		r := &rule{name: p.Key, source: d.Text(p.Node)}
		before := len(l.Errors)
		for _, item := range l.Items(p.Value) {
			l.readRuleAlt(d, r, item)
		}
		if len(r.alts) == 0 {
			if len(l.Errors) == before {
				l.FaultAt(d, p.Node, "empty rule", "rule %q has no alternatives", p.Key)
			}
			r.alts, r.weights = []ruleAlt{{r.source, &expr.Text{Text: p.Key}}}, []float64{1} // go on to find more
		}
		into[p.Key] = r
	}
}

func (l *loader) readRuleAlt(d *source.Document, r *rule, item *yaml.Node) {
	w, text := 1.0, item
	if item.Kind == yaml.MappingNode {
		f := l.Fields(d, item, "rule "+r.name, alternativeShape{})
		w, text = l.Weight(d, f["weight"]), f["text"]
	}
	if !source.IsText(text) {
		l.FaultAt(d, item, "yaml", "rule %s: text or {text: …, weight: …} is wanted, not %s", r.name, source.Describe(item))
		return
	}
	src := d.Text(text)
	parsed, err := expr.ParseWeighted(src.String())
	if err != nil {
		l.syntax(src, err)
		return
	}
	r.alts = append(r.alts, ruleAlt{src, parsed.Body})
	r.weights = append(r.weights, w*parsed.Weight)
}

// syntax notes a syntax error at its place.
func (l *loader) syntax(src source.Text, err error) {
	var s *expr.SyntaxError
	if errors.As(err, &s) {
		line, col := src.Position(s.Offset)
		l.Add(&Fault{File: src.File, Line: line, Col: col, Check: "syntax", Message: s.Message})
	}
}
