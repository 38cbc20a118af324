package augment

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// opposites are words and the words that turn them around. Both are words of prompts, and
// parts of the names of actions and values.
var opposites = func() map[string][]string {
	out := map[string][]string{}
	for line := range strings.SplitSeq(`freeze unfreeze|lock unlock|block unblock|enable disable|activate deactivate|increase decrease|raise lower|higher lower|
		mute unmute|brighten dim|louder quieter|louder softer|brighter dimmer|brighter darker|pause resume|subscribe unsubscribe|up down|on off|like dislike|
		start stop|arm disarm|hide unhide|pin unpin|follow unfollow|archive unarchive|show hide`, "|") {
		a, b, _ := strings.Cut(strings.TrimSpace(line), " ")
		out[a], out[b] = append(out[a], b), append(out[b], a)
	}
	return out
}()

// nameWords are the opposites that the names of actions and values have besides: what prompts
// call louder is volume_up.
var nameWords = map[string]string{"louder": "up", "quieter": "down", "softer": "down", "brighten": "up", "dim": "down", "brighter": "up", "dimmer": "down", "darker": "down",
	"raise": "increase", "lower": "decrease", "higher": "increase"}

// counterfactual makes a prompt ask for the opposite, where the schema has a call for that.
func counterfactual(ed *Edit, r *rand.Rand) bool {
	if !ed.single() || len(ed.Calls()) != 1 || ed.example.Intent() == dataset.None {
		return false
	}
	var ways []func() bool
	for _, w := range ed.Words() {
		for _, to := range opposites[w.Text] {
			if turnable(ed, w, to) {
				ways = append(ways, func() bool { return turnAround(ed, w, to) })
			}
		}
	}
	if len(ways) > 1 && !alike(ed) {
		ways = nil // which of the words decides is not known
	}
	if from, to, ok := direction(ed); ok {
		ways = append(ways, func() bool { return exchange(ed, from, to) })
	}
	if at, ok := negatable(ed); ok {
		ways = append(ways, func() bool { return negate(ed, at) })
	}
	for _, i := range r.Perm(len(ways)) {
		if ways[i]() {
			return true
		}
	}
	return false
}

// alike reports whether the words with an opposite are all one word.
func alike(ed *Edit) bool {
	n := 0
	for _, w := range ed.Words() {
		if len(opposites[w.Text]) > 0 {
			n++
		}
	}
	return n == 1
}

// turnable reports whether the opposite of a word can take its place: nothing else in the
// prompt says which of the two is meant. On, off, up and down must belong to a verb of
// switching, and words that are no verbs only must be the verb.
func turnable(ed *Edit, w Word, to string) bool {
	words := ed.Words()
	if slices.ContainsFunc(words, func(o Word) bool { return telltale[o.Text] }) || !oneClause(ed, w.From) {
		return false
	}
	switch w.Text {
	case "on", "off", "up", "down":
		return particle(ed, w)
	case "start", "stop", "like", "show", "hide", "pause", "resume", "dim", "brighten":
		return wordAfter(ed, w.To) != "up" && (words[opening(ed)] == w || afterLead(ed, w))
	case "raise", "lower":
		next := wordAfter(ed, w.To)
		return slotDeterminers[next] || next == "it" || next == "this"
	}
	return true
}

// telltale words say why somebody wants something, and not the opposite.
var telltale = listed("too because since can't cannot not barely hear asleep leaving bed dark loud bright low high quiet save stolen lost")

// particle reports whether a word belongs to turn or switch: right behind it, or at the end of
// its object.
func particle(ed *Edit, w Word) bool {
	words := ed.Words()
	k := slices.Index(words, w)
	verb := slices.IndexFunc(words[:k], func(v Word) bool { return v.Text == "turn" || v.Text == "switch" || v.Text == "toggle" })
	if verb < 0 || slices.ContainsFunc(words[min(opening(ed), verb):verb], func(v Word) bool {
		return !beforeVerb[v.Text] && v.Text != "would" && v.Text != "be" && v.Text != "let's"
	}) {
		return false
	}
	next := wordAfter(ed, w.To)
	return verb == k-1 && words[verb].Text != "toggle" || next == "" || neutral[next] && next != "to"
}

// afterLead reports whether a word is the verb of a request.
func afterLead(ed *Edit, w Word) bool {
	words := ed.Words()
	i := opening(ed)
	_, l := leadAt(words, i)
	return len(l.words) > 0 && words[i+len(l.words)] == w
}

// turnAround puts the opposite of a word in its place, and has the call follow.
func turnAround(ed *Edit, w Word, to string) bool {
	calls := ed.callsOf()
	if !opposite(ed, &calls[0], w.Text, to) {
		return false
	}
	e := ed.Current()
	i := slices.IndexFunc(ed.Slots(), func(s dataset.Slot) bool { return s.Start < w.To && w.From < s.End })
	if i >= 0 {
		if s := ed.Slots()[i]; s.Start != w.From || s.End != w.To || overlapped(ed.Slots(), i) {
			return false
		}
		e.Text, e.Slots = withSlot(e.Text, ed.Slots(), i, to)
	} else {
		t := ed.Text()
		e.Text = string(t[:w.From]) + to + string(t[w.To:])
		e.Slots = shifted(ed.Slots(), w.To, len([]rune(to))-(w.To-w.From))
	}
	if before := wordBefore(ed, w.From); before == "a" || before == "an" {
		article := "a"
		if strings.ContainsRune("aeiou", rune(to[0])) {
			article = "an"
		}
		t, at := []rune(e.Text), w.From-1-len(before)
		e.Text = string(t[:at]) + article + string(t[w.From-1:])
		e.Slots = shifted(e.Slots, w.From, len(article)-len(before))
	}
	return ed.become(&e, calls)
}

// shifted moves the slots from an offset on.
func shifted(slots []dataset.Slot, from, by int) []dataset.Slot {
	out := slices.Clone(slots)
	for i := range out {
		if out[i].Start >= from {
			out[i].Start, out[i].End = out[i].Start+by, out[i].End+by
		}
	}
	return out
}

// opposite turns a call around, by the names of actions or by the values of an enumeration. A
// value that has no slot of its own is what the words of the prompt say.
func opposite(ed *Edit, call *action.RawCall, from, to string) bool {
	schema := ed.Schema()
	act := schema.Action(call.Name)
	for i := range call.Args {
		a := &call.Args[i]
		p := act.Param(a.Name)
		if p == nil || len(p.Enum) == 0 {
			continue
		}
		if v, ok := renamed(a.Text, from, to, func(s string) bool { return slices.Contains(p.Enum, s) }); ok && v != a.Text {
			a.Text = v
			return true
		}
	}
	name, ok := renamed(call.Name, from, to, func(s string) bool { return schema.Action(s) != nil })
	if !ok {
		return false
	}
	other := schema.Action(name)
	for _, a := range call.Args {
		p, q := act.Param(a.Name), other.Param(a.Name)
		if p == nil || q == nil || p.Format != q.Format || p.Bare() != q.Bare() {
			return false
		}
	}
	call.Name = name
	return true
}

// renamed puts a word of a name, or another way to say it, in the place of its opposite.
func renamed(name, from, to string, known func(string) bool) (string, bool) {
	parts := strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' || r == '.' })
	for i, p := range parts {
		for _, f := range []string{from, nameWords[from]} {
			if p != f || f == "" {
				continue
			}
			for _, t := range []string{to, nameWords[to], dimmed(to)} {
				if t == "" {
					continue
				}
				with := slices.Clone(parts)
				with[i] = t
				for _, sep := range []string{"_", "-", "."} {
					if s := strings.Join(with, sep); known(s) {
						return s, true
					}
				}
			}
		}
	}
	return "", false
}

// dimmed is what lights do when they are turned down.
func dimmed(to string) string {
	switch to {
	case "down", "darker", "dimmer":
		return "dim"
	}
	return ""
}

// direction finds the slots of a call whose names say from and to, with words of one type.
func direction(ed *Edit) (from, to int, ok bool) {
	for i, s := range ed.Slots() {
		rest, isFrom := strings.CutPrefix(s.Name, "from_")
		if !isFrom {
			continue
		}
		j := slices.IndexFunc(ed.Slots(), func(o dataset.Slot) bool { return o.Name == "to_"+rest && o.Call == s.Call })
		if j < 0 || overlapped(ed.Slots(), i) || overlapped(ed.Slots(), j) {
			continue
		}
		p, q := ed.Param(i), ed.Param(j)
		if p == nil || q == nil || p.Format != q.Format || !slices.Equal(p.Enum, q.Enum) {
			continue
		}
		return i, j, determined(ed, i) == determined(ed, j)
	}
	return 0, 0, false
}

// determined reports whether an article or the like is before a slot, or begins it.
func determined(ed *Edit, i int) bool {
	s := ed.Slots()[i]
	first, _, _ := strings.Cut(strings.ToLower(s.Value), " ")
	return slotDeterminers[wordBefore(ed, s.Start)] || slotDeterminers[first]
}

// exchange swaps the words of two slots, and their arguments.
func exchange(ed *Edit, i, j int) bool {
	calls := ed.callsOf()
	slots := ed.Slots()
	a, b := slots[i], slots[j]
	args := calls[a.Call].Args
	x := slices.IndexFunc(args, func(r action.RawArg) bool { return r.Name == a.Name })
	y := slices.IndexFunc(args, func(r action.RawArg) bool { return r.Name == b.Name })
	if x < 0 || y < 0 {
		return false
	}
	args[x].Text, args[y].Text = args[y].Text, args[x].Text
	e := ed.Current()
	e.Text, e.Slots = withSlot(e.Text, slots, i, b.Value)
	e.Text, e.Slots = withSlot(e.Text, e.Slots, j, a.Value)
	return ed.become(&e, calls)
}

// negatable finds the verb of an order that can be forbidden: it begins the prompt, and the
// prompt says nothing else.
func negatable(ed *Edit) (Word, bool) {
	words := ed.Words()
	i := opening(ed)
	if i > 0 && words[i-1].Text != "please" || len(words)-i < 3 || ed.Schema().Action(dataset.None) == nil {
		return Word{}, false
	}
	w := words[i]
	if !w.Free || !forbidden[w.Text] || slices.ContainsFunc(words[i:], func(w Word) bool { return w.Text == "and" || w.Text == "but" || w.Text == "instead" }) {
		return Word{}, false
	}
	if next := words[i+1].Text; next == "me" || strings.ContainsRune(string(ed.Text()[w.From:]), ',') {
		return Word{}, false
	}
	return w, !sameClause(ed, i)
}

// forbidden are verbs that people forbid. What is only looked at is not forbidden.
var forbidden = listed(`send transfer wire pay freeze cancel close block lock activate order change replace raise lower increase decrease dispute turn switch
	play stop start add remove delete book schedule post mute unmute dim brighten erase set`)

// negate puts don't before a verb: nothing is asked for.
func negate(ed *Edit, at Word) bool {
	e := ed.Current()
	t := ed.Text()
	e.Text, e.Slots = string(t[:at.From])+"don't "+strings.ToLower(string(t[at.From:at.From+1]))+string(t[at.From+1:]), nil
	if !ed.become(&e, []action.RawCall{{Name: dataset.None}}) {
		return false
	}
	ed.SetKind(nearKind)
	return true
}
