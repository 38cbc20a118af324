package convert

import (
	"maps"
	"strings"
)

// facts describe everything that a node may become.
type facts struct {
	counts map[*once]int    // how often, at most
	always map[*once]uint64 // slots that every sentence holds: a bit for each time
	groups map[*once]bool   // names of optionals of the rule itself
	size   float64          // nodes, each as often as it is reached
	card   float64          // sentences
	leads  bool             // every sentence has a letter
	mute   bool             // no sentence has one
}

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
	case order:
		f := *ofParts(seq(n))
		for i := range n {
			f.card = min(maxCard, f.card*float64(i+1))
		}
		return &f
	case *unsaid:
		if !n.slot.holds(n.value) {
			return &facts{size: 1, card: 1, mute: true}
		}
		f := *ofSlot(n.slot, 1)
		f.leads, f.mute = false, true
		return &f
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

// limits of what is converted. A pack takes 64 parameters for an action and
// walks all that a sentence expands to.
const (
	maxParams = 64
	maxSize   = 4_000_000
	maxCard   = 1e300
)
