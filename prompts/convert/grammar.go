package convert

import (
	"maps"
	"math"
	"strings"
)

// node is a part of a sentence: one of the types below.
type node interface{ isNode() }

type (
	// literal is words as they stand.
	literal string
	// seq is its parts in turn.
	seq []node
	// choice is one of its rules.
	choice []*rule
	// maybe is its body, with a chance in percent, or nothing. Those of one
	// group agree within the sentence.
	maybe struct {
		body    node
		percent float64
		group   *once
		negated bool
	}
	// fork is one of two bodies, as the optionals of a group have it: yes where
	// those that are not negated are there.
	fork struct {
		yes, no *maybe
	}
	// ref is one of a unit's rules; cased, its first letter is in either case.
	ref struct {
		to    *unit
		cased bool
	}
	// letter is a letter in either case.
	letter rune
	// filled is a slot with words of its own.
	filled struct {
		slot  *slot
		words string
		value string // the name of the value, "" where it has none
	}
	// listed is a slot with the words of a list.
	listed struct {
		slot *slot
		list *list
	}
)

func (literal) isNode() {}
func (seq) isNode()     {}
func (choice) isNode()  {}
func (*maybe) isNode()  {}
func (*fork) isNode()   {}
func (*ref) isNode()    {}
func (letter) isNode()  {}
func (*filled) isNode() {}
func (*listed) isNode() {}

// rule is one way of saying what a unit says.
type rule struct {
	body   node
	weight float64
	said   string // of a slot: its words where it has only one way, whatever their case
	value  string // of a slot: the name of its value, "" where it has none
	at     place
}

// unit is an alias, slot or intent: rules under a name.
type unit struct {
	name  string
	at    place
	rules []*rule
	slot  *slot // of a slot

	known *facts
}

// once is what may stand only once in a sentence: a parameter, or a name of
// optionals. A second one gets a name of its own.
type once struct {
	name  string
	id    int
	group bool // it names optionals
	free  bool // they vary each on its own after all
}

// newOnce numbers a once in the order in which they are seen.
func (im *Import) newOnce(name string, group bool) *once {
	im.onces++
	return &once{name: name, id: im.onces, group: group}
}

// facts are what is known of all that a node may become.
type facts struct {
	counts map[*once]int    // how often, at most
	always map[*once]uint64 // slots that every sentence holds: a bit for each time
	groups map[*once]bool   // names of optionals of the rule itself
	size   float64          // nodes, each as often as it is reached
	card   float64          // sentences
	leads  bool             // every sentence has a letter
	mute   bool             // no sentence has one
}

// limits of what is converted. A pack takes 64 parameters for an action and
// walks all that a sentence expands to.
const (
	maxParams = 64
	maxSize   = 4_000_000
	maxCard   = 1e300
)

// facts returns what is known of a unit; units do not contain themselves.
func (u *unit) facts() *facts {
	if u.known == nil {
		f := ofRules(u.rules)
		f.count(f.groups) // the names of a rule agree within it, not with another use of it
		f.groups = nil
		if u.slot != nil {
			f.counts, f.always = map[*once]int{u.slot.once: 1}, map[*once]uint64{u.slot.once: 1}
			for _, r := range u.rules {
				f.count(factsOf(r.body).groups)
			}
		}
		u.known = f
	}
	return u.known
}

func (f *facts) count(groups map[*once]bool) {
	for g := range groups {
		f.counts[g]++
	}
}

// ofRules is what is known of one of several rules.
func ofRules(rules []*rule) *facts {
	out := &facts{counts: map[*once]int{}, groups: map[*once]bool{}, leads: true, mute: true, size: 1}
	for i, r := range rules {
		f := factsOf(r.body)
		for o, n := range f.counts {
			out.counts[o] = max(out.counts[o], n)
		}
		maps.Copy(out.groups, f.groups)
		if i == 0 {
			out.always = maps.Clone(f.always)
		}
		maps.DeleteFunc(out.always, func(o *once, _ uint64) bool { return f.always[o] == 0 })
		for o := range out.always {
			out.always[o] &= f.always[o]
		}
		out.add(f)
		out.card = min(maxCard, out.card+f.card)
		out.leads, out.mute = out.leads && f.leads, out.mute && f.mute
	}
	return out
}

func (f *facts) add(part *facts) { f.size = min(maxCard, f.size+part.size) }

// factsOf is what is known of a node.
func factsOf(n node) *facts {
	switch n := n.(type) {
	case literal:
		has := strings.IndexFunc(string(n), isLetter) >= 0
		return &facts{size: 1, card: 1, leads: has, mute: !has}
	case letter:
		return &facts{size: 3, card: 2, leads: true}
	case seq:
		return ofParts(n)
	case choice:
		return ofRules(n)
	case *ref:
		f := *n.to.facts()
		f.size++
		return &f
	case *maybe:
		f := *factsOf(n.body)
		f.always, f.leads, f.size, f.card = nil, false, f.size+1, min(maxCard, f.card+1)
		if n.group != nil {
			f.groups = maps.Clone(f.groups)
			if f.groups == nil {
				f.groups = map[*once]bool{}
			}
			f.groups[n.group] = true
		}
		return &f
	case *fork:
		f := *ofRules(choice{{body: n.yes.body}, {body: n.no.body}})
		f.groups = maps.Clone(f.groups)
		f.groups[n.yes.group] = true
		return &f
	case *filled:
		return ofSlot(n.slot, 1)
	case *listed:
		return ofSlot(n.slot, float64(len(n.list.entries)))
	}
	panic("no such node")
}

func ofSlot(s *slot, card float64) *facts {
	return &facts{counts: map[*once]int{s.once: 1}, always: map[*once]uint64{s.once: 1}, size: 2, card: card, leads: true}
}

// ofParts is what is known of parts in turn.
func ofParts(parts seq) *facts {
	out := &facts{counts: map[*once]int{}, always: map[*once]uint64{}, groups: map[*once]bool{}, size: 1, card: 1, mute: true}
	for _, p := range parts {
		f := factsOf(p)
		for o, bits := range f.always {
			out.always[o] |= bits << min(out.counts[o], maxParams)
		}
		for o, n := range f.counts {
			out.counts[o] = min(out.counts[o]+n, 1<<20)
		}
		maps.Copy(out.groups, f.groups)
		out.add(f)
		out.card = min(maxCard, out.card*f.card)
		out.leads, out.mute = out.leads || f.leads, out.mute && f.mute
	}
	return out
}

// cardinality is how many sentences rules hold.
func cardinality(rules []*rule) float64 { return ofRules(rules).card }

// fixed returns the words of a node that has only one way to be said.
func fixed(n node) (string, bool) {
	switch n := n.(type) {
	case literal:
		return string(n), true
	case seq:
		var b strings.Builder
		for _, p := range n {
			s, ok := fixed(p)
			if !ok {
				return "", false
			}
			b.WriteString(s)
		}
		return b.String(), true
	case choice:
		if len(n) == 1 {
			return fixed(n[0].body)
		}
	case *ref:
		if len(n.to.rules) == 1 && !n.cased && n.to.slot == nil {
			return fixed(n.to.rules[0].body)
		}
	}
	return "", false
}

// say notes the values that the rules of a slot say.
func (u *unit) say() {
	for _, r := range u.rules {
		u.slot.say(value{r.said, r.value, r.at})
	}
}

// words are words with their spaces as a pack has them: runs are one space, the
// ends trimmed.
func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// join makes one node of parts.
func join(parts ...node) node {
	var out seq
	for _, p := range parts {
		switch p := p.(type) {
		case seq:
			out = append(out, p...)
		case literal:
			if p == "" {
				continue
			}
			if last := len(out) - 1; last >= 0 {
				if before, ok := out[last].(literal); ok {
					out[last] = before + p
					continue
				}
			}
			out = append(out, p)
		default:
			out = append(out, p)
		}
	}
	if len(out) == 1 {
		return out[0]
	}
	return out
}

// share writes the chance of an optional.
func share(percent float64) float64 { return math.Round(percent*1e4) / 1e4 }
