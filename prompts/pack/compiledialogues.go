package pack

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// The parts of a dialogue's expression that no template can write down.
type (
	turnMark struct { // between two turns
		expr.Text
		assistant bool
	}
	opening struct { // the first turn, that another template says
		expr.Text
	}
)

// talk is what a compiler knows of the dialogue at hand.
type talk struct {
	draft  *dialogueDraft
	first  *grammar.Node // of an opening
	at     *turnDraft    // the turn that is being compiled, nil outside of turns
	always []uint64      // slots that each turn of the user always sets
	asked  []string      // what the assistant says behind each turn of the user
	heard  int           // repeated slots so far
}

// compileDialogues compiles what asks and dialogues say. A dialogue becomes a template
// for each turn of the user. Where other templates say its first turn, it does so for the
// first of them, which finds all faults; unfold compiles it for the others.
func (l *loader) compileDialogues(shared *compilation, bad map[*Rule]bool) {
	for _, d := range l.dialogues {
		if first := d.turns[0]; first.said != nil {
			d.made = l.compileDialogue(shared, bad, d, nil, nil)
			weigh(d.made, d.weight)
		} else {
			for t, root := range l.openings(shared, d) {
				d.lead = t
				d.made = l.compileDialogue(shared, bad, d, t, root)
				break
			}
			if d.lead == nil && !d.optional {
				l.FaultAt(d.doc.Document, d.node, "dialogue", "no template of %s can be the first turn%s", d.doc.actions[0], first.wanted())
			}
		}
		l.content.Leads = append(l.content.Leads, d.made...)
	}
	l.content.Dialogues = func() []*Template { return l.unfold(shared, bad) }
}

// unfold compiles the dialogues for all templates that say their first turns.
func (l *loader) unfold(shared *compilation, bad map[*Rule]bool) (out []*Template) {
	for _, d := range l.dialogues {
		if d.lead == nil {
			out = append(out, d.made...)
			continue
		}
		made, total := map[*Template][]*Template{}, 0.0
		var order []*Template
		for t, root := range l.openings(shared, d) {
			if made[t] = d.made; t != d.lead {
				made[t] = l.compileDialogue(shared, bad, d, t, root)
			}
			order, total = append(order, t), total+t.Weight
		}
		for _, t := range order {
			weigh(made[t], d.weight*t.Weight/total)
			out = append(out, made[t]...)
		}
	}
	l.content.byKey = map[string]*Template{}
	for _, t := range out {
		l.content.byKey[t.Key] = t
	}
	return out
}

// weigh divides the weight of a dialogue over the templates of its turns.
func weigh(made []*Template, weight float64) {
	for _, t := range made {
		t.Weight = weight / float64(len(made))
	}
}

// openings yields the templates that can say the first turn of a dialogue, with the
// derivations that do.
func (l *loader) openings(shared *compilation, d *dialogueDraft) iter.Seq2[*Template, *grammar.Node] {
	return func(yield func(*Template, *grammar.Node) bool) {
		for _, t := range l.content.Templates {
			if !slices.Equal(t.Actions, d.doc.actions) {
				continue
			}
			if root := shared.restricted(t.Compiled.Root, t.Compiled.Slots, 0, d.turns[0]); root.Derivations > 0 && !yield(t, root) {
				return
			}
		}
	}
}

// wanted says which templates of an action a first turn wants.
func (t *turnDraft) wanted() string {
	out := ""
	if len(t.with) > 0 {
		out += ", with " + strings.Join(t.with, ", ")
	}
	if len(t.without) > 0 {
		out += ", without " + strings.Join(t.without, ", ")
	}
	return out
}

// restrictKey names a way of restricting trees.
type restrictKey struct {
	slot int
	with bool
}

// restricted leaves the derivations of a turn that set what it is said to be with, and
// not what it is to be without.
func (c *compilation) restricted(n *grammar.Node, slots []grammar.Slot, call int, t *turnDraft) *grammar.Node {
	memo := func(k restrictKey) map[*grammar.Node]*grammar.Node {
		if c.less[k] == nil {
			c.less[k] = map[*grammar.Node]*grammar.Node{}
		}
		return c.less[k]
	}
	for i, s := range slots {
		switch {
		case s.Call != call:
		case slices.Contains(t.with, s.Param.Name):
			n = n.With(i, memo(restrictKey{i, true}))
		case slices.Contains(t.without, s.Param.Name):
			n = n.Without(i, memo(restrictKey{i, false}))
		}
	}
	return n
}

// compileDialogue compiles the beginnings of a dialogue, the longest first: it finds the
// faults of all. It returns nil where there are some.
func (l *loader) compileDialogue(shared *compilation, bad map[*Rule]bool, d *dialogueDraft, from *Template, first *grammar.Node) []*Template {
	var made []*Template
	k := &talk{draft: d, first: first}
	for users := d.users(); users >= d.from; users-- {
		draft := l.beginning(d, users, from)
		if draft == nil {
			return nil
		}
		k.always = make([]uint64, users)
		if users == d.users() {
			k.asked = make([]string, users)
		}
		c := &compiler{compilation: shared, d: draft, src: draft.Src, talk: k}
		if draft.Compiled.Root = c.template(bad); draft.Compiled.Root == nil {
			return nil
		}
		made = append(made, draft.Template)
		if d.made == nil && from == d.lead { // the first of its templates
			l.lead(c, bad)
		}
	}
	slices.Reverse(made)
	return made
}

// lead keeps what lint reads of a dialogue, once for all templates that say its first
// turn.
func (l *loader) lead(c *compiler, bad map[*Rule]bool) {
	t := c.d.Template
	if other := l.leads[t.Key]; other != nil {
		l.Add(&source.Fault{File: c.talk.draft.doc.File, Line: t.Line, Check: "duplicate template", Warning: true, Message: "the same dialogue is at " + other.Place()})
	}
	l.leads[t.Key] = t
	if len(t.Calls) == c.talk.draft.users() {
		l.content.Drafts = append(l.content.Drafts, c.d)
	}
	if len(t.Calls) > 1 {
		if rest := c.rest(bad); rest != nil {
			l.content.Rests = append(l.content.Rests, rest)
		}
	}
}

// beginning is a dialogue up to some turn of the user, as a template of its own. from
// writes its first turn, nil where the dialogue does.
func (l *loader) beginning(d *dialogueDraft, users int, from *Template) *Draft {
	turns := d.turns[:slices.IndexFunc(d.turns, func(t *turnDraft) bool { return !t.assistant && t.call == users-1 })+1]
	last := turns[len(turns)-1].action
	t := &Template{Actions: []string{last.Name}, Line: d.node.Line, Voice: d.voice, File: strings.TrimPrefix(d.doc.File, "templates/"),
		Dialogue: &Dialogue{Action: d.doc.actions[0], First: from}}
	t.place = t.Place()
	draft := &Draft{Template: t, Src: d.doc.Text(d.node), rules: maps.Clone(d.doc.rules), Local: fmt.Sprintf("%s:%d", d.doc.File, d.node.Line)}
	body, texts, keys := &expr.Sequence{}, []string{}, []string{}
	if from != nil {
		t.place = from.place + "+" + t.place
	}
	for i, turn := range turns {
		if i > 0 {
			body.Parts = append(body.Parts, &turnMark{assistant: turn.assistant})
		}
		if turn.said == nil {
			body.Parts = append(body.Parts, &opening{})
			texts, keys = append(texts, from.Text), append(keys, from.Key, fmt.Sprint(turn.with, turn.without))
		} else {
			draft.rules[turn.said.name] = turn.said
			body.Parts = append(body.Parts, &expr.Rule{Name: turn.said.name})
			texts = append(texts, turn.said.written())
		}
		if !turn.assistant {
			t.Calls, t.Dialogue.Keep = append(t.Calls, turn.action), append(t.Dialogue.Keep, turn.keep)
			t.Compiled.Actions = append(t.Compiled.Actions, turn.action.Name)
		}
	}
	draft.Body, t.Text = body, strings.Join(texts, " | ")
	if t.Compiled.Slots = templateSlots(t.Calls); len(t.Compiled.Slots) > 64 {
		l.FaultAt(d.doc.Document, d.node, "slots", "the turns of the user have %d parameters together, more than 64", len(t.Compiled.Slots))
		return nil
	}
	if source.IsSet(d.condition) {
		var err error
		draft.Condition = l.Scalar(d.doc.Document, d.condition, "where")
		if t.Compiled.Where, err = l.conditions(d, draft.Condition, len(t.Compiled.Slots)); err != nil {
			l.FaultAt(d.doc.Document, d.condition, "where", "%v", err)
			return nil
		}
	}
	if from != nil {
		t.Compiled.Where = slices.Concat(from.Compiled.Where, t.Compiled.Where)
	}
	t.Key = key(t.Compiled.Actions, append(keys, "dialogue", t.Text, draft.Condition, fmt.Sprint(t.Dialogue.Keep))...)
	if len(d.doc.rules) > 0 { // the same words may mean other things under other local rules
		t.Key = key(t.Actions, t.Key, fmt.Sprint(slices.Index(l.dialogues, d)))
	}
	t.Compiled.Hash = dataset.KeyHash(0, t.Key)
	return draft
}

// conditions reads the condition of a whole dialogue and leaves the parts that concern
// its first slots.
func (l *loader) conditions(d *dialogueDraft, where string, slots int) ([]grammar.Condition, error) {
	var calls []*action.Action
	var names []string
	for _, t := range d.turns {
		if !t.assistant {
			calls, names = append(calls, t.action), append(names, t.action.Name)
		}
	}
	all, err := grammar.ParseWhere(where, names, templateSlots(calls))
	return slices.DeleteFunc(all, func(c grammar.Condition) bool { return c.Slots() > slots }), err
}

// written is what a turn says, in one line.
func (r *Rule) written() string {
	var texts []string
	for _, alt := range r.Alts {
		texts = append(texts, alt.Src.String())
	}
	if len(texts) == 1 {
		return texts[0]
	}
	return "(" + strings.Join(texts, "|") + ")"
}
