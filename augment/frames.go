package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"github.com/slmkit/slmkit/dataset"
)

var frameOps = []Op{
	{"frame", Keeps, Words, English, "order ↔ question ↔ wish: show → can you show", Func(frame)},
	{"word_order", Keeps, Words, English, "send it tomorrow → tomorrow send it", Func(wordOrder)},
}

// lead is how a request begins.
type lead struct {
	words []string
	asks  bool // ends with a question mark
}

// whose are the leads of two groups: those that ask the assistant to do something, and
// those that say what the user will do. Within a group all go before the same words.
var (
	toYou = leadsOf("can you|could you|would you|will you|can you please|could you please|would you please", "please|i want you to|i need you to|i'd like you to|i would like you to")
	toMe  = leadsOf("can i|could i|may i|is it possible to", "i want to|i need to|i'd like to|i would like to|i wish to|i'm trying to|i am trying to|i'm looking to|i wanna")
	leads = slices.Concat(toYou, toMe)
)

func leadsOf(asking, saying string) (out []lead) {
	for _, words := range phrasesOf(asking) {
		out = append(out, lead{words, true})
	}
	for _, words := range phrasesOf(saying) {
		out = append(out, lead{words, false})
	}
	return out
}

// orders are verbs that begin a prompt as it is.
var orders = listed(`show tell give send transfer move wire pay freeze cancel check close block lock activate update order find get open change replace
	raise lower increase decrease report dispute request invoice set turn switch play stop start add remove delete put read write list book schedule remind make
	call text email mute dim brighten save create look bring post tweet run clean vacuum convert define recommend order resume pause skip shuffle queue reply
	reschedule renew e-mail unfreeze unlock let's display search erase edit fetch compute calculate describe note mail view`)

// unframed verbs, and words between a lead and its verb, do not go with every lead.
var unframed = listed("be have know help see hear also just actually not kindly possibly maybe still always ever already even both work please go come understand believe trust")

// beforeOrders are words that go before an order and before no other frame.
var beforeOrders = listed("just also actually now")

// frame says a request in another way: as an order, a question or a wish.
func frame(ed *Edit, r *rand.Rand) bool {
	words := ed.Words()
	i := opening(ed)
	if i > 0 && words[i-1].Text == "please" {
		i--
	}
	if len(words)-i < 3 || len(ed.example.History) > 0 || i > 0 && beforeOrders[words[i-1].Text] {
		return false
	}
	group, was := leadAt(words, i)
	verb := words[min(i+len(was.words), len(words)-1)]
	if !verb.Free || unframed[verb.Text] || strings.HasSuffix(verb.Text, "ing") {
		return false
	}
	if len(was.words) == 0 {
		if !orders[verb.Text] || verb.Text == "let's" || verb.Text == "note" {
			return false
		}
		group = toYou
	}
	if &group[0] == &toMe[0] && sameClause(ed, i) {
		return false
	}
	choice := slices.DeleteFunc(slices.Clone(group), func(l lead) bool { return slices.Equal(l.words, was.words) })
	if len(was.words) > 0 && &group[0] == &toYou[0] && orders[verb.Text] {
		choice = append(choice, lead{})
	}
	if courtesyEnd(ed, len(words)) < len(words) { // one please is enough
		choice = slices.DeleteFunc(choice, func(l lead) bool { return slices.Contains(l.words, "please") })
	}
	to := choice[r.IntN(len(choice))]
	with := strings.Join(to.words, " ")
	if with != "" {
		with += " "
	}
	from, till := words[i].From, verb.From
	if unicode.IsUpper(ed.Text()[from]) && with != "" && till-from > 0 {
		with = strings.ToUpper(with[:1]) + with[1:]
	}
	asks := endsAsking(ed)
	if !replaceLead(ed, from, till, with) {
		return false
	}
	if asks >= 0 && !to.asks {
		n := len(ed.Text())
		return ed.Replace(n-1, n, "")
	}
	return true
}

func replaceLead(ed *Edit, from, till int, with string) bool {
	if from == till {
		return ed.Replace(from, from, with)
	}
	return ed.Replace(from, till, with)
}

// leadAt finds the longest lead that begins at a word, and its group.
func leadAt(words []Word, i int) (group []lead, best lead) {
	for _, g := range [][]lead{toYou, toMe} {
		for _, l := range g {
			if len(l.words) > len(best.words) && phraseAt(words, i, l.words) && i+len(l.words) < len(words) {
				group, best = g, l
			}
		}
	}
	return group, best
}

// endsAsking is the offset of a question mark at the end, -1 where there is none.
func endsAsking(ed *Edit) int {
	if n := len(ed.Text()); n > 0 && ed.Text()[n-1] == '?' {
		return n - 1
	}
	return -1
}

// sameClause reports whether a prompt says more than one thing, so that its first words are
// not a frame of all.
func sameClause(ed *Edit, i int) bool {
	words := ed.Words()
	for _, w := range words[min(i+1, len(words)):] {
		if w.Text == "but" || w.Text == "so" || w.Text == "because" || w.Text == "instead" {
			return true
		}
	}
	return strings.ContainsAny(string(ed.Text()[words[i].From:max(words[i].From, len(ed.Text())-1)]), ".?!;:")
}

// wordOrder puts a phrase of time first, or changes the order of two phrases at the end.
func wordOrder(ed *Edit, r *rand.Rand) bool {
	if len(ed.example.History) > 0 || len(ed.Calls()) > 1 {
		return false
	}
	found := adjuncts(ed)
	var moves []func() (string, []dataset.Slot)
	for k, p := range found {
		if fronted(ed, found, k) {
			moves = append(moves, func() (string, []dataset.Slot) { return front(ed, p) })
		}
		if k+1 < len(found) && adjacent(ed, p.to, found[k+1].from) && exchangeable(ed, p, found[k+1]) {
			moves = append(moves, func() (string, []dataset.Slot) { return exchangedOrder(ed, p, found[k+1]) })
		}
	}
	if len(moves) == 0 {
		return false
	}
	e := ed.Current()
	e.Text, e.Slots = moves[r.IntN(len(moves))]()
	if e.Text == string(ed.now.text) || ed.Source() != nil && !ed.Source().Allows(&e) {
		return false
	}
	ed.Become(e.Text, e.Slots, ed.Calls())
	return true
}

// fronted reports whether a phrase can be said first: it is the only one of time, at the end,
// and says when to do something, not which thing is meant.
func fronted(ed *Edit, all []phrase, k int) bool {
	p, words := all[k], ed.Words()
	if q := ed.Param(p.slot); !timely(q) || q.Format == "period" || p.before != "" && p.before != "on" && p.before != "at" && p.before != "in" {
		return false
	}
	for i := range ed.Slots() {
		if q := ed.Param(i); i != p.slot && q != nil && timely(q) {
			return false
		}
	}
	i := opening(ed)
	if i > 0 && beforeOrders[words[i-1].Text] {
		return false
	}
	_, l := leadAt(words, i)
	verb := words[min(i+len(l.words), len(words)-1)].Text
	if !doings[verb] && (len(l.words) > 0 || !plainQuestions[verb] || strings.HasPrefix(verb, "when")) {
		return false
	}
	return words[courtesyEnd(ed, len(words))-1].To == p.to && words[i].From < p.from && oneClause(ed, p.from) && !nouns[wordBefore(ed, p.from)]
}

// doings are verbs of what can be done at a time.
var doings = listed("send transfer wire pay book schedule set play turn switch order mute come get gotta freeze close remind wake start stop run clean make read")

// nouns are things that a phrase of time may say more of.
var nouns = listed(`appointment appt slot visit bill bills statement invoice charge fee payment transaction transactions purchase transfer trasfer alarm alarms event events meeting
	email emails mail news list reservation booking order money copy date time game train flight weather forecast calendar`)

// exchangeable reports whether two phrases at the end of a prompt can change places.
func exchangeable(ed *Edit, a, b phrase) bool {
	p, q := ed.Param(a.slot), ed.Param(b.slot)
	if timely(p) && timely(q) && p.Format == q.Format && p.Format != "" || nouns[wordBefore(ed, a.from)] {
		return false
	}
	for _, x := range []phrase{a, b} {
		switch x.before {
		case "using", "with", "via", "by", "before", "after", "until", "till", "since":
			return false
		case "from", "to": // from january to tom is a range
			if timely(p) || timely(q) {
				return x.before == "to" && !timely(ed.Param(x.slot)) && a.before != "from" && b.before != "from"
			}
		}
	}
	return true
}

// oneClause reports whether no mark ends what is said before an offset.
func oneClause(ed *Edit, to int) bool {
	from := ed.Words()[opening(ed)].From
	return from >= to || !strings.ContainsAny(string(ed.Text()[from:to]), ".?!;:,")
}

// front moves a phrase to the beginning, behind the greeting.
func front(ed *Edit, p phrase) (string, []dataset.Slot) {
	at := ed.Words()[opening(ed)].From
	return reordered(ed, []span{{0, at}, {p.from, p.to}, {-1, 0}, {at, p.from - 1}, {p.to, len(ed.Text())}})
}

// exchangedOrder changes the order of two phrases.
func exchangedOrder(ed *Edit, a, b phrase) (string, []dataset.Slot) {
	return reordered(ed, []span{{0, a.from}, {b.from, b.to}, {-1, 0}, {a.from, a.to}, {b.to, len(ed.Text())}})
}

// span is a stretch of text; from -1 is a space.
type span struct{ from, to int }

// reordered writes stretches of the text one after the other, with their slots.
func reordered(ed *Edit, spans []span) (string, []dataset.Slot) {
	var out []rune
	var slots []dataset.Slot
	for _, s := range spans {
		if s.from < 0 {
			out = append(out, ' ')
			continue
		}
		for _, slot := range ed.Slots() {
			if slot.Start >= s.from && slot.End <= s.to && slot.End > slot.Start {
				slot.Start, slot.End = slot.Start-s.from+len(out), slot.End-s.from+len(out)
				slots = append(slots, slot)
			}
		}
		out = append(out, ed.Text()[s.from:s.to]...)
	}
	return string(out), slots
}
