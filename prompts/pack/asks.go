package pack

import (
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/source"
)

// askDraft is how the assistant asks for a parameter, what people answer, and what
// they say that is no answer.
type askDraft struct {
	doc                         *templateDoc
	node                        *yaml.Node
	param                       string
	unless                      []string // parameters that make the question needless
	questions, answers, nothing *Rule    // nothing is nil where none is written
	weight                      float64
	asks                        *action.Param // that has no question of its own
}

// noAnswers is the weight of the dialogues with no answer against those with one.
const noAnswers = 0.2

// readAsks reads ask: parameter → {questions, answers, no_answers, unless, weight}.
func (l *loader) readAsks(doc *templateDoc, n *yaml.Node) {
	a := doc.calls[0]
	for _, p := range l.Pairs(doc.Document, n, "ask") {
		param := paramOf(a, p.Key)
		if param == nil {
			l.FaultAt(doc.Document, p.Node, "undefined parameter", "%s has no parameter %q%s", a.Name, p.Key, text.OrList(p.Key, paramNames(a)))
			continue
		}
		for _, other := range l.asks {
			if other.doc.actions[0] == a.Name && other.param == p.Key {
				l.FaultAt(doc.Document, p.Node, "dialogue", "ask: %q of %s is also asked for at %s:%d", p.Key, a.Name, other.doc.File, other.node.Line)
			}
		}
		before := len(l.Errors)
		f := l.Fields(doc.Document, p.Value, "ask "+p.Key, askKeys{})
		ask := &askDraft{doc: doc, node: p.Node, param: p.Key, unless: l.params(doc.Document, f["unless"], a), weight: l.Weight(doc.Document, f["weight"])}
		for key, to := range map[string]**Rule{"questions": &ask.questions, "answers": &ask.answers} {
			if !source.IsSet(f[key]) {
				l.FaultAt(doc.Document, p.Node, "dialogue", "ask %s: %s is missing", p.Key, key)
				continue
			}
			*to = l.turnSaid(doc.Document, f[key], key+" "+p.Key, key)
		}
		if source.IsSet(f["no_answers"]) {
			ask.nothing = l.turnSaid(doc.Document, f["no_answers"], "no_answers "+p.Key, "no_answers")
		}
		if len(l.Errors) > before {
			continue
		}
		if param.Required && param.Ask == "" {
			param.Ask = ask.questions.Alts[0].Src.String()
			ask.asks = param
		}
		l.asks = append(l.asks, ask)
	}
}

// asking makes the dialogues of all asks: for each parameter a question and an answer,
// for each two parameters of a document both in the order of the schema, and a question
// without an answer.
func (l *loader) asking() {
	for _, a := range l.content.Schema.Actions {
		var asks []*askDraft // in the order of the schema
		for _, p := range a.Params {
			for _, ask := range l.asks {
				if ask.doc.actions[0] == a.Name && ask.param == p.Name {
					asks = append(asks, ask)
				}
			}
		}
		for i, ask := range asks {
			l.ask(ask.weight, ask)
			for _, next := range asks[i+1:] {
				if next.doc == ask.doc {
					l.ask(min(ask.weight, next.weight), ask, next).optional = true
				}
			}
			if ask.nothing != nil {
				d := l.ask(ask.weight*noAnswers, ask)
				last := d.turns[len(d.turns)-1]
				last.said, last.action = named(ask.nothing, last.said.name), l.content.Schema.Action(none)
			}
		}
	}
}

// ask adds the dialogue that asks for some parameters, one after the other.
func (l *loader) ask(weight float64, asks ...*askDraft) *dialogueDraft {
	d := &dialogueDraft{doc: asks[0].doc, node: asks[0].node, weight: weight, voice: asks[0].doc.voice, from: len(asks) + 1}
	a := d.doc.calls[0]
	first := &turnDraft{node: d.node, action: a}
	d.turns = []*turnDraft{first}
	for i, ask := range asks {
		first.without = append(append(first.without, ask.param), ask.unless...)
		answer := &turnDraft{node: ask.node, action: a, call: i + 1, said: named(ask.answers, fmt.Sprintf("turn %d", 2*i+3))}
		for _, later := range asks[i+1:] {
			answer.without = append(answer.without, later.param)
		}
		d.turns = append(d.turns, &turnDraft{node: ask.node, assistant: true, action: a, call: i, asks: ask.asks, said: named(ask.questions, fmt.Sprintf("turn %d", 2*i+2))}, answer)
	}
	l.dialogues = append(l.dialogues, d)
	return d
}

// named is a rule under another name. Their alternatives are the same.
func named(r *Rule, name string) *Rule {
	out := *r
	out.name = name
	return &out
}
