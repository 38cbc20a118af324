package convert

import (
	"cmp"
	"maps"
	"slices"

	"github.com/slmkit/slmkit/dataset/action"
)

// maxGroups is how many names of optionals a sentence of a pack may have.
const maxGroups = 8

// settle decides what everything becomes, once all files are read.
func (im *Import) settle() error {
	if im.Dialect.Holds == Records {
		im.Intents = len(im.schema.Actions)
		return nil
	}
	for _, s := range im.slots {
		im.settleEntity(s.entity)
		s.listWords()
	}
	im.build()
	for _, s := range im.slots { // the first use of each slot takes its plain name
		im.param(s.once, 1)
	}
	var actions []*action.Action
	for _, it := range im.intents {
		a, err := im.settleIntent(it)
		if err != nil {
			return err
		}
		actions = append(actions, a)
	}
	im.Intents = len(im.intents)
	var err error
	if im.schema, err = action.New(actions); err != nil {
		return err
	}
	return im.settleStories()
}

// settleIntent makes an action of an intent: its parameters are the slots of
// its sentences, required where every sentence has them.
func (im *Import) settleIntent(it *intent) (*action.Action, error) {
	f := ofRules(it.sentences)
	if f.size > maxSize {
		return nil, fail(it.at, "intent %q expands to more than %d parts: write fewer references in a row", it.name, maxSize)
	}
	for _, r := range it.sentences {
		im.loosen(r)
	}
	a := &action.Action{Name: im.actions.name(it.name, it.name), Description: it.name}
	for _, s := range im.slots {
		n := f.counts[s.once]
		if n == 0 || !s.set() {
			continue
		}
		if len(a.Params)+n > maxParams {
			return nil, fail(it.at, "intent %q has more than %d parameters: slot %q alone occurs up to %d times in a sentence",
				it.name, maxParams, s.name, n)
		}
		for i := 1; i <= n; i++ {
			p := s.param(im.param(s.once, i), i)
			p.Required = f.always[s.once]>>(i-1)&1 == 1
			a.Params = append(a.Params, p)
		}
		if n > 1 {
			im.note(it.at, "intent %q: slot %q occurs %d times in a sentence: from the second on it is %s", it.name, s.name, n, im.param(s.once, 2))
		}
	}
	return a, nil
}

// loosen lets optionals vary on their own where a sentence has more names of
// them than a pack takes.
func (im *Import) loosen(r *rule) {
	f := factsOf(r.body)
	names := maps.Clone(f.groups)
	if names == nil {
		names = map[*once]bool{}
	}
	extra := 0 // uses of a name beyond the first
	for o, n := range f.counts {
		if o.group {
			names[o] = true
			extra += n - 1
		}
	}
	maps.DeleteFunc(names, func(o *once, _ bool) bool { return o.free })
	order := slices.SortedFunc(maps.Keys(names), func(a, b *once) int { return a.id - b.id })
	for len(order)+extra > maxGroups && len(order) > 0 {
		last := order[len(order)-1]
		order = order[:len(order)-1]
		extra -= max(0, f.counts[last]-1)
		last.free = true
		im.note(r.at, "optionals named %q do not agree: a sentence may have %d such names", last.name, maxGroups)
	}
}

// settleEntity decides what parameters the slots of an entity become.
func (im *Import) settleEntity(e *entity) {
	if e.settled {
		return
	}
	e.settled = true
	if e.numeric() {
		return
	}
	if i := slices.IndexFunc(e.values, value.named); i >= 0 || e.closed {
		why := e.enumerate()
		if why == "" {
			return
		}
		if i >= 0 {
			im.note(e.values[i].at, "slot %q is text, %s: %s", e.label, e.lost(), why)
		}
	}
	if im.wordless(e) {
		return
	}
	e.kind = text
	for i, k := range e.types {
		bad := e.refused(k)
		if bad == "" {
			e.kind = k
			return
		}
		if i == len(e.types)-1 {
			im.note(e.values[0].at, "slot %q is text: %q is no %s", e.label, bad, cmp.Or(k.format, k.typ))
		}
	}
}

// numeric makes the slot a number where each of its values is one, by its name or by
// its words, and reports whether it did.
func (e *entity) numeric() bool {
	for _, k := range e.types {
		if k.typ != "string" && len(e.values) > 0 && !slices.ContainsFunc(e.values, func(v value) bool { return !k.reads(cmp.Or(v.name, v.words)) }) {
			e.kind = k
			return true
		}
	}
	return false
}

// wordless reports whether no value of a slot can be an argument: then it is
// no parameter.
func (im *Import) wordless(e *entity) bool {
	if len(e.values) == 0 || slices.ContainsFunc(e.values, func(v value) bool { return v.words == "" || text.reads(v.words) }) {
		return false
	}
	im.note(e.values[0].at, "slot %q is no parameter: %q has no words", e.label, e.values[0].words)
	return true
}
