package pack

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/source"
)

// Dialogue says how the calls of a template of several turns follow from each other.
// The template asks for one call after each turn of the user, and the last is its own.
type Dialogue struct {
	Action string    // that the first turn asks for
	First  *Template // that writes the first turn, nil where the dialogue says it itself
	Keep   [][]string
}

// maxUserTurns is how many turns of the user a dialogue may have.
const maxUserTurns = 4

// dialogueDraft is a dialogue as it is written.
type dialogueDraft struct {
	doc       *templateDoc
	node      *yaml.Node
	turns     []*turnDraft
	weight    float64
	voice     string
	condition *yaml.Node
	from      int         // user turns of the shortest beginning that becomes a template
	made      []*Template // what it is compiled to, for lead where another template says its first turn
	lead      *Template
	optional  bool // no template need write its first turn
}

// turnDraft is one turn of a dialogue as it is written.
type turnDraft struct {
	node      *yaml.Node
	assistant bool
	said      *Rule // nil where templates of the action say it
	with      []string
	without   []string
	action    *action.Action // of a turn of the user
	keep      []string
	asks      *action.Param // that takes its question from the turn, of the assistant
	call      int           // of a turn of the user: its number from 0; of the assistant: that of the turn before
}

// users counts the turns of the user.
func (d *dialogueDraft) users() int { return d.turns[len(d.turns)-1].call + 1 }

// readTalks reads the dialogues of a document and how it asks for parameters. It
// reports whether the document has some.
func (l *loader) readTalks(doc *templateDoc, f map[string]*yaml.Node) bool {
	items := l.Items(f["dialogues"])
	if len(items) == 0 && !source.IsSet(f["ask"]) {
		return false
	}
	if len(doc.actions) > 1 || doc.actions[0] == none {
		l.FaultAt(doc.Document, doc.Root, "dialogue", "dialogues and ask belong to one action that is not none: %s", strings.Join(doc.actions, ", "))
		return true
	}
	for _, n := range items {
		l.readDialogue(doc, n)
	}
	if source.IsSet(f["ask"]) {
		l.readAsks(doc, f["ask"])
	}
	return true
}

// readDialogue reads a list of turns or {turns, weight, voice, where}.
func (l *loader) readDialogue(doc *templateDoc, n *yaml.Node) {
	d := &dialogueDraft{doc: doc, node: n, weight: 1, voice: doc.voice, from: 1}
	turns := n
	if n.Kind == yaml.MappingNode {
		f := l.Fields(doc.Document, n, "dialogue", dialogueKeys{})
		turns, d.condition = f["turns"], f["where"]
		d.weight = l.Weight(doc.Document, f["weight"])
		if source.IsSet(f["voice"]) {
			d.voice = l.Scalar(doc.Document, f["voice"], "voice")
		}
	}
	if !source.IsSet(turns) || turns.Kind != yaml.SequenceNode {
		l.FaultAt(doc.Document, n, "dialogue", "dialogue: a list of turns is wanted, - user: … and - assistant: …, not %s", source.Describe(n))
		return
	}
	before := len(l.Errors)
	for _, item := range l.Items(turns) {
		l.readTurn(d, item)
	}
	if len(l.Errors) > before || !l.wellFormed(d) {
		return
	}
	if d.turns[0].said == nil { // which is a prompt of one turn already
		d.from = 2
	}
	l.dialogues = append(l.dialogues, d)
}

// readTurn reads {user}, {user, action, keep}, {assistant} or {templates}.
func (l *loader) readTurn(d *dialogueDraft, n *yaml.Node) {
	doc := d.doc.Document
	if n.Kind != yaml.MappingNode {
		l.FaultAt(doc, n, "dialogue", "turn: user: … or assistant: … is wanted, not %s", source.Describe(n))
		return
	}
	f := l.Fields(doc, n, "turn", turnKeys{})
	var who []string
	for _, role := range []string{"user", "assistant", "templates"} {
		if _, ok := f[role]; ok {
			who = append(who, role)
		}
	}
	if len(who) != 1 {
		l.FaultAt(doc, n, "dialogue", "turn: one of user, assistant and templates says who speaks")
		return
	}
	t := &turnDraft{node: n, assistant: who[0] == "assistant", action: d.doc.calls[0]}
	if len(d.turns) > 0 {
		last := d.turns[len(d.turns)-1]
		t.call, t.action = last.call, last.action
		if !t.assistant {
			t.call++
		}
	}
	if who[0] == "templates" {
		l.readOpening(d, t, f["templates"])
	} else {
		t.said = l.turnSaid(doc, f[who[0]], fmt.Sprintf("turn %d", len(d.turns)+1), who[0])
	}
	l.readChange(d, t, f)
	d.turns = append(d.turns, t)
}

// turnSaid reads what a turn says: text or a list of alternatives.
func (l *loader) turnSaid(doc *source.Document, n *yaml.Node, name, what string) *Rule {
	r := &Rule{name: name}
	for _, item := range l.Items(n) {
		if !source.IsSet(item) || item.Kind == yaml.ScalarNode && strings.TrimSpace(item.Value) == "" {
			l.FaultAt(doc, item, "dialogue", "%s: the turn is empty: write what is said", what)
			return r
		}
		l.readRuleAlt(doc, r, item)
	}
	if len(r.Alts) == 0 && n != nil && !source.IsSet(n) {
		l.FaultAt(doc, n, "dialogue", "%s: the turn is empty: write what is said", what)
	}
	if len(r.Alts) > 0 {
		r.source = r.Alts[0].Src
	}
	return r
}

// readOpening reads which templates of the action say the first turn: {with, without}.
func (l *loader) readOpening(d *dialogueDraft, t *turnDraft, n *yaml.Node) {
	if len(d.turns) > 0 {
		l.FaultAt(d.doc.Document, t.node, "dialogue", "templates: only the first turn can be the action's templates")
		return
	}
	if !source.IsSet(n) {
		return
	}
	f := l.Fields(d.doc.Document, n, "templates", openingKeys{})
	t.with, t.without = l.params(d.doc.Document, f["with"], t.action), l.params(d.doc.Document, f["without"], t.action)
}

// params reads names of parameters of an action.
func (l *loader) params(doc *source.Document, n *yaml.Node, a *action.Action) []string {
	var out []string
	for _, item := range l.Items(n) {
		if paramOf(a, item.Value) == nil {
			l.FaultAt(doc, item, "undefined parameter", "%s has no parameter %q%s", a.Name, item.Value, text.OrList(item.Value, paramNames(a)))
			continue
		}
		out = append(out, item.Value)
	}
	return out
}

func paramOf(a *action.Action, name string) *action.Param {
	if i := slices.IndexFunc(a.Params, func(p *action.Param) bool { return p.Name == name }); i >= 0 {
		return a.Params[i]
	}
	return nil
}

func paramNames(a *action.Action) []string {
	var names []string
	for _, p := range a.Params {
		names = append(names, p.Name)
	}
	return names
}

// readChange reads the action that a turn changes to, and what stays of the call.
func (l *loader) readChange(d *dialogueDraft, t *turnDraft, f map[string]*yaml.Node) {
	doc, n := d.doc.Document, f["action"]
	if !source.IsSet(n) {
		if source.IsSet(f["keep"]) {
			l.FaultAt(doc, f["keep"], "dialogue", "keep: says what stays of the call where the turn names another action")
		}
		return
	}
	name := l.Scalar(doc, n, "action")
	a := l.content.Schema.Action(name)
	switch {
	case t.assistant:
		l.FaultAt(doc, n, "dialogue", "action: belongs to a turn of the user")
	case len(d.turns) == 0:
		l.FaultAt(doc, n, "dialogue", "action: the first turn asks for the document's action, %s", d.doc.actions[0])
	case a == nil:
		l.FaultAt(doc, n, "undefined action", "action %q is not in actions.yaml%s", name, text.Suggest(name, l.actionNames()))
	default:
		before := t.action
		t.action = a
		t.keep = l.params(doc, f["keep"], a)
		for _, name := range t.keep {
			if p, q := paramOf(before, name), paramOf(a, name); p == nil || p.Type != q.Type || p.Format != q.Format || !slices.Equal(p.Enum, q.Enum) {
				l.FaultAt(doc, f["keep"], "dialogue", "keep: %q is not the same parameter in %s and %s", name, before.Name, a.Name)
			}
		}
	}
}

// wellFormed checks the order of turns.
func (l *loader) wellFormed(d *dialogueDraft) bool {
	fault := func(n *yaml.Node, format string, args ...any) bool {
		l.FaultAt(d.doc.Document, n, "dialogue", format, args...)
		return false
	}
	for i, t := range d.turns {
		switch {
		case i == 0 && t.assistant:
			return fault(t.node, "a dialogue begins with the user, not with the assistant")
		case i > 0 && t.assistant && d.turns[i-1].assistant:
			return fault(t.node, "two turns of the assistant follow each other: write them as one")
		}
	}
	switch {
	case len(d.turns) == 0:
		return fault(d.node, "the dialogue has no turns")
	case d.turns[len(d.turns)-1].assistant:
		return fault(d.turns[len(d.turns)-1].node, "a dialogue ends with the user, whose turn asks for the call, not with the assistant")
	case d.users() == 1:
		return fault(d.node, "a dialogue has at least two turns of the user: write one turn under templates")
	case d.users() > maxUserTurns:
		return fault(d.node, "%d turns of the user are more than %d", d.users(), maxUserTurns)
	}
	return true
}
