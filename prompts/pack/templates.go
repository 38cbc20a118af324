package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// Kinds of negatives: prompts that ask for no action, and why.
var Kinds = []string{"out_of_scope", "wrong_domain", "missing_argument", "near_miss"}

// templateDoc is the head of one document of a templates file.
type templateDoc struct {
	*source.Document
	actions []string
	calls   []*action.Action
	kind    string
	voice   string
	rules   map[string]*Rule
}

// readTemplates reads one document of templates/*.yaml.
func (l *loader) readTemplates(d *source.Document) {
	f := l.Fields(d, d.Root, "templates", documentKeys{})
	l.Scalar(d, f["description"], "description")
	l.tests = append(l.tests, testList{d, f["tests"]})
	doc := &templateDoc{Document: d, rules: map[string]*Rule{}}
	if source.IsSet(f["rules"]) {
		l.readRules(d, f["rules"], doc.rules)
	}
	names := append(l.Items(f["action"]), l.Items(f["actions"])...)
	if len(names) == 0 && d.Root.Kind == yaml.MappingNode {
		l.FaultAt(d, d.Root, "action", "action is missing: which action do these templates ask for?")
	}
	if len(names) == 0 || l.content.Schema == nil {
		return
	}
	for _, n := range names {
		a := l.content.Schema.Action(n.Value)
		if a == nil {
			l.FaultAt(d, n, "undefined action", "action %q is not in actions.yaml%s", n.Value, text.Suggest(n.Value, l.actionNames()))
			return
		}
		doc.actions, doc.calls = append(doc.actions, n.Value), append(doc.calls, a)
	}
	doc.kind = l.kind(doc, f["kind"], "")
	doc.voice = l.Scalar(d, f["voice"], "voice")
	if source.IsSet(f["weight"]) {
		l.content.weigh(doc.actions[0], l.Weight(d, f["weight"]))
	}
	for _, n := range l.Items(f["templates"]) {
		l.readTemplate(doc, n)
	}
	talks := l.readTalks(doc, f)
	if len(l.Items(f["templates"])) == 0 && !talks {
		l.FaultAt(d, d.Root, "templates", "templates is missing or empty")
	}
}

func (l *loader) actionNames() []string {
	var names []string
	for _, a := range l.content.Schema.Actions {
		names = append(names, a.Name)
	}
	return names
}

// kind checks the kind of a negative, def where none is written.
func (l *loader) kind(doc *templateDoc, n *yaml.Node, def string) string {
	if !source.IsSet(n) {
		return def
	}
	k := l.Scalar(doc.Document, n, "kind")
	if !slices.Contains(Kinds, k) {
		l.FaultAt(doc.Document, n, "kind", "kind %q is none of %s%s", k, strings.Join(Kinds, ", "), text.Suggest(k, Kinds))
	} else if doc.actions[0] != none {
		l.FaultAt(doc.Document, n, "kind", "kind %q belongs to templates of action none", k)
	}
	return k
}

// readTemplate reads text or {text, weight, voice, where, kind}.
func (l *loader) readTemplate(doc *templateDoc, n *yaml.Node) {
	t := &Template{
		Actions: doc.actions, Weight: 1, Line: n.Line, Kind: doc.kind, Voice: doc.voice,
		File: strings.TrimPrefix(doc.File, "templates/"), Calls: doc.calls, Compiled: grammar.Template{Actions: doc.actions},
	}
	text, where := n, (*yaml.Node)(nil)
	if n.Kind == yaml.MappingNode {
		before := len(l.Errors)
		f := l.Entry(doc.Document, n, "template", templateKeys{})
		if len(l.Errors) > before {
			return
		}
		text, where = f["text"], f["where"]
		t.Weight = l.Weight(doc.Document, f["weight"])
		t.Kind = l.kind(doc, f["kind"], doc.kind)
		if source.IsSet(f["voice"]) {
			t.Voice = l.Scalar(doc.Document, f["voice"], "voice")
		}
	}
	if !source.IsText(text) || strings.TrimSpace(text.Value) == "" {
		l.FaultAt(doc.Document, n, "yaml", "template: text or {text: …, weight: …} is wanted, not %s", source.Describe(n))
		return
	}
	src := doc.Text(text)
	parsed, err := expr.ParseWeighted(src.String())
	if err != nil {
		l.syntax(src, err)
		return
	}
	t.Weight *= parsed.Weight
	t.Text, t.Line = parsed.Text, text.Line
	t.Compiled.Slots = templateSlots(t.Calls)
	if len(t.Compiled.Slots) > 64 {
		l.FaultAt(doc.Document, n, "slots", "the actions have %d parameters together, more than 64", len(t.Compiled.Slots))
		return
	}
	condition := ""
	if source.IsSet(where) {
		condition = l.Scalar(doc.Document, where, "where")
		if t.Compiled.Where, err = grammar.ParseWhere(condition, t.Actions, t.Compiled.Slots); err != nil {
			l.FaultAt(doc.Document, where, "where", "%v", err)
			return
		}
	}
	t.Key = key(t.Actions, t.Kind, t.Text, condition)
	if before := l.content.ByKey[t.Key]; before != nil {
		if len(doc.rules) == 0 {
			l.Add(&source.Fault{File: doc.File, Line: t.Line, Check: "duplicate template", Warning: true,
				Message: "the same template is at " + before.Place() + ": this one is left out"})
			return
		}
		// The same words may mean other things under other local rules.
		t.Key = key(t.Actions, t.Kind, t.Text, condition, fmt.Sprint(len(l.drafts)))
	}
	t.Compiled.Hash = dataset.KeyHash(0, t.Key)
	l.content.ByKey[t.Key] = t
	local := ""
	if len(doc.rules) > 0 {
		local = fmt.Sprintf("%s:%d", doc.File, doc.Root.Line)
	}
	l.drafts = append(l.drafts, &Draft{t, src, parsed.Body, doc.rules, local, condition})
}

// key identifies a template by its content, independent of its file and line.
func key(actions []string, parts ...string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%q%q", actions, parts)
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// templateSlots lists the parameters of all calls.
func templateSlots(calls []*action.Action) []grammar.Slot {
	var out []grammar.Slot
	for i, a := range calls {
		for _, p := range a.Params {
			out = append(out, grammar.Slot{Call: i, Param: p})
		}
	}
	return out
}
