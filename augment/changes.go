package augment

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

var changeOps = []Op{
	{"slot_resample", Changes, Calls, "", "another value: $50 → $1,200", Func(slotResample)},
	{"slot_drop", Changes, Calls, English, "a value is not said: for march → nothing", Func(slotDrop)},
	{"near_miss", Changes, Calls, English, "no action fits: freeze my account → freeze my soup", Func(nearMiss)},
	{"counterfactual", Changes, Calls, English, "the opposite: turn on → turn off, from a to b → from b to a", Func(counterfactual)},
	{"concat", Changes, Calls, English, "two prompts in one, for several calls", Func(concat)},
	{"redraw", Changes, Calls, "", "one rule of the template is drawn again", Func(redraw)},
}

// slotResample gives a slot another value, of those that the source knows for such a place.
func slotResample(ed *Edit, r *rand.Rand) bool {
	if !ed.single() || len(ed.Slots()) == 0 {
		return false
	}
	e := ed.Current()
	c, ok := ed.Source().Resample(&e, r.IntN(len(e.Slots)), r)
	return ok && ed.turn(&c)
}

// redraw makes one choice of the derivation again. The new words may say the same call or
// another one: Source makes text and call together, as a template does.
func redraw(ed *Edit, r *rand.Rand) bool {
	if ed.Source() == nil {
		return false
	}
	e := ed.Current()
	c, ok := ed.Source().Redraw(&e, r)
	return ok && ed.turn(&c)
}

// turn makes the edit an example of the source.
func (ed *Edit) turn(c *dataset.Example) bool {
	calls, err := action.ParseTarget(c.Target)
	return err == nil && ed.become(c, calls)
}

// slotDrop leaves out a value with the preposition before it.
func slotDrop(ed *Edit, r *rand.Rand) bool {
	if !ed.single() {
		return false
	}
	var found []phrase
	for _, p := range adjuncts(ed) {
		if q := ed.Param(p.slot); q != nil && !required(q) && p.from > 0 && spare(ed, p) {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return false
	}
	p := found[r.IntN(len(found))]
	slot := ed.Slots()[p.slot]
	calls := ed.callsOf()
	args := &calls[slot.Call].Args
	*args = slices.DeleteFunc(*args, func(a action.RawArg) bool { return a.Name == slot.Name })
	e := ed.Current()
	e.Text, e.Slots = cut(&e, p.from, p.to)
	return ed.become(&e, calls)
}

// spare reports whether a prompt reads well without a phrase: it keeps three words, the last
// of which needs nothing behind it.
func spare(ed *Edit, p phrase) bool {
	var left []Word
	last := ""
	for _, w := range ed.Words() {
		if w.From >= p.from && w.To <= p.to {
			continue
		}
		if w.To <= p.from {
			last = w.Text
		}
		left = append(left, w)
	}
	if p.before == "to" && slices.ContainsFunc(left, func(w Word) bool { return w.From < p.from && aiming[w.Text] }) {
		return false
	}
	if p.before == "from" && last == "money" || p.before == "with" && open(ed.Param(p.slot)) {
		return false
	}
	next := wordAfter(ed, p.to)
	if p.before == "for" && next == "to" { // it is time for me to pay
		return false
	}
	return len(left) > 2 && !smallWords[last] && !wanting[last] && next != "and" && next != "or"
}

// aiming verbs say little without where to.
var aiming = listed("turn set switch adjust convert move put shift swap tune bring moved reset shifting moving rescheduling invite jump skip run say speak talk reply write")

// wanting words are not the last of what they belong to.
var wanting = listed(`send give want need like get make put remind me tell show what's what how when where which who whats who's i'm i'd let please the
	pay look apply ask listen switch moved move change changed add waiting search go going work works come swap set take belongs instead call
	order find play start hear read write bring use save speak talk sign due it's that's there's kind sort type turn set's`)

// cut takes a stretch out of a text, with the slots in it and the space before it.
func cut(e *dataset.Example, from, to int) (string, []dataset.Slot) {
	runes := []rune(e.Text)
	if from > 0 && runes[from-1] == ' ' {
		from--
	} else if to < len(runes) && runes[to] == ' ' {
		to++
	}
	var slots []dataset.Slot
	for _, s := range e.Slots {
		switch {
		case s.Start >= to:
			s.Start, s.End = s.Start-(to-from), s.End-(to-from)
		case s.End > from:
			continue
		}
		slots = append(slots, s)
	}
	return string(runes[:from]) + string(runes[to:]), slots
}

// phrase is a slot with the words that belong to it: on friday, from my savings account.
type phrase struct {
	slot     int
	from, to int
	before   string // its preposition, "" where it needs none
}

// adjuncts lists the phrases that say more of what is asked for, and can be moved or left out:
// slots with a preposition before them, and times that need none.
func adjuncts(ed *Edit) []phrase {
	var out []phrase
	words := ed.Words()
	for i, s := range ed.Slots() {
		p := ed.Param(i)
		if p == nil || overlapped(ed.Slots(), i) || !bounded(ed, s.End) {
			continue
		}
		at := slices.IndexFunc(words, func(w Word) bool { return w.To > s.Start })
		if at <= 0 {
			continue
		}
		from := at
		if slotDeterminers[words[from-1].Text] && adjacent(ed, words[from-1].To, s.Start) {
			from--
		}
		if from > 0 && slotPrepositions[words[from-1].Text] && adjacent(ed, words[from-1].To, words[from].From) {
			from--
			if from > 0 && smallWords[words[from-1].Text] { // out of, over to, in for a filling
				continue
			}
			if from == 0 || !wanting[words[from-1].Text] && adjacent(ed, words[from-1].To, words[from].From) {
				out = append(out, phrase{i, words[from].From, s.End, words[from].Text})
			}
			continue
		}
		if from == at && timely(p) && adverbial(s.Value) && !smallWords[words[at-1].Text] && adjacent(ed, words[at-1].To, s.Start) {
			out = append(out, phrase{i, s.Start, s.End, ""})
		}
	}
	return out
}

// adjacent reports whether nothing but a space is between two offsets.
func adjacent(ed *Edit, from, to int) bool { return to == from+1 && ed.Text()[from] == ' ' }

// bounded reports whether what ends at an offset is not part of a longer phrase.
func bounded(ed *Edit, at int) bool {
	next := wordAfter(ed, at)
	return next == "" || neutral[next] && next != "this"
}

var (
	slotDeterminers  = listed("a an the my our his her their")
	slotPrepositions = listed("to from into at in on for by until till since near around with via using before after during through")
)

// timely reports whether a parameter is a time of some kind.
func timely(p *action.Param) bool {
	return slices.Contains([]string{"date", "time", "period"}, p.Format) || p.Format == "" && slices.Contains([]string{"date", "time", "timeofday", "day", "period"}, p.Name)
}

// adverbial reports whether words for a time need no preposition.
func adverbial(words string) bool {
	first, _, _ := strings.Cut(strings.ToLower(words), " ")
	return adverbialStarts[first]
}

var adverbialStarts = listed("today tomorrow yesterday tonight tmrw next last this in on at after before since every")
