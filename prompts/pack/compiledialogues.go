package pack

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
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

// turn compiles a turn of a dialogue.
func (c *compiler) turn(t *turnDraft, compile func() *grammar.Node) *grammar.Node {
	c.talk.at = t
	defer func() { c.talk.at = nil }()
	n := compile()
	switch {
	case n == nil:
		return nil
	case !t.assistant:
		if t.said != nil {
			n = c.restricted(n, c.d.Compiled.Slots, t.call, t)
		}
		c.talk.always[t.call] = n.Always
		if t.said == nil { // whatever the template
			c.talk.always[t.call] = c.named(t.with)
		}
	default:
		asked := grammar.Visible(n.Example())
		c.talk.asked[t.call] = asked
		if t.asks != nil {
			t.asks.Ask = asked
		}
	}
	if n.Derivations > 0 && t.said != nil && n.MayBeEmpty() {
		c.src = t.said.source
		return c.fail(&expr.Text{}, "dialogue", "the turn may be empty: something must be said in all of its alternatives")
	}
	return n
}

// turnOf is the turn that a rule is of, nil for other rules.
func (c *compiler) turnOf(name string) *turnDraft {
	if c.talk == nil || c.talk.at != nil {
		return nil
	}
	for _, t := range c.talk.draft.turns {
		if t.said != nil && t.said.name == name {
			return t
		}
	}
	return nil
}

// calls names the calls that a compiled rule belongs to: those of the template, or of a
// dialogue up to the turn at hand.
func (c *compiler) calls() string {
	if c.talk == nil || c.talk.at == nil {
		return strings.Join(c.d.Actions, " ")
	}
	if c.talk.at.assistant {
		return c.d.Key + " " + fmt.Sprint(c.talk.at.call)
	}
	calls := strings.Join(c.d.Compiled.Actions[:c.talk.at.call+1], " ")
	if c.talk.at.call > 0 {
		calls += fmt.Sprint(" turn ", c.talk.at.call)
	}
	return calls
}

// repeat compiles a slot in what the assistant says: the words of the user for it.
func (c *compiler) repeat(e *expr.Slot) *grammar.Node {
	if e.HasValue || e.Lexicon != "" {
		return c.fail(e, "dialogue", "the assistant repeats what the user said: write {%s} alone", e.Param)
	}
	var found []int
	sure := false
	for call := c.talk.at.call; call >= 0 && c.d.Calls[call] == c.talk.at.action; call-- {
		for i, s := range c.d.Compiled.Slots {
			if s.Call == call && s.Param.Name == e.Param {
				found = append(found, i)
				sure = sure || c.talk.always[call]>>i&1 == 1
			}
		}
	}
	switch {
	case len(found) == 0:
		a := c.talk.at.action
		return c.fail(e, "undefined parameter", "%s has no parameter %q%s", a.Name, e.Param, text.OrList(e.Param, paramNames(a)))
	case !sure:
		return c.fail(e, "dialogue", "the assistant repeats %q, which no turn of the user before always says", e.Param)
	}
	c.talk.heard++
	return grammar.Repeat(found...)
}

// named is the set of the slots of the first turn with some names.
func (c *compiler) named(params []string) (set uint64) {
	for i, s := range c.d.Compiled.Slots {
		if s.Call == 0 && slices.Contains(params, s.Param.Name) {
			set |= 1 << i
		}
	}
	return set
}

// saidRequired checks that the call of a dialogue has what its action requires, or that the
// assistant goes on to ask for it.
func (c *compiler) saidRequired() bool {
	last := len(c.d.Calls) - 1
	for _, p := range c.d.Calls[last].Params {
		if !p.Required || p.Ask != "" || c.says(last, p.Name) {
			continue
		}
		if asked := c.talk.asked[last]; last < c.talk.draft.users()-1 && asked != "" {
			p.Ask = asked
			continue
		}
		c.src = c.d.Src
		c.fail(&expr.Text{}, "required parameter", "%s requires %q, which the user may not have said at the end of the dialogue: add a turn that asks for it", c.d.Actions[0], p.Name)
		return false
	}
	return true
}

// says reports whether a parameter is always known after a turn of the user.
func (c *compiler) says(call int, param string) bool {
	for i, s := range c.d.Compiled.Slots {
		if s.Call != call || s.Param.Name != param {
			continue
		}
		if c.talk.always[call]>>i&1 == 1 || call == 0 && c.talk.first != nil && s.Param.Required && s.Param.Ask == "" {
			return true // templates say all that is required
		}
	}
	return call > 0 && (c.d.Calls[call-1] == c.d.Calls[call] || slices.Contains(c.d.Dialogue.Keep[call], param)) && c.says(call-1, param)
}

// repeats counts the slots that the assistant has repeated so far.
func (c *compiler) repeats() int {
	if c.talk == nil {
		return 0
	}
	return c.talk.heard
}

// rest compiles what a dialogue has behind its first turn, as a template that draws no
// rows: where two of one action have no text in common, nor have their dialogues.
func (c *compiler) rest(bad map[*Rule]bool) *Template {
	t, d := *c.d.Template, *c.d
	body := d.Body.(*expr.Sequence) // beginning makes it
	d.Template, d.Body = &t, &expr.Sequence{Parts: body.Parts[1:]}
	of := &compiler{compilation: c.compilation, d: &d, src: c.src, talk: c.talk}
	if t.Compiled.Root = of.template(bad); t.Compiled.Root == nil {
		return nil
	}
	t.Compiled.Root, t.Compiled.Where = grammar.Behind(t.Compiled.Root), nil
	return &t
}
