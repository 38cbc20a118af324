package augment

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// maxJoined is how many words two prompts in one have at most.
const maxJoined = 32

// concat says a second prompt after the first, for the calls of both.
func concat(ed *Edit, r *rand.Rand) bool {
	if !ed.single() || ed.example.Intent() == dataset.None || len(ed.Calls()) > 1 {
		return false
	}
	e := ed.Current()
	first, ok := bareOf(ed)
	if !ok {
		return false
	}
	for range 8 {
		other, ok := ed.Source().Partner(&e, r)
		if !ok {
			continue
		}
		next := newEdit(&other, ed.setting)
		second, ok := bareOf(next)
		if !ok || len(ed.Words())+len(next.Words()) > maxJoined {
			continue
		}
		if joined, ok := joinAsked(ed, next, first, second, r); ok {
			return joined()
		}
	}
	return false
}

// asked is what a prompt asks for, without the greeting before it and the thanks after it.
type asked struct {
	start    int // of the greeting's end
	from, to int // of the text, in code points
	lead     string
	question bool
}

// bareOf finds what a prompt asks for; false where it is more than one sentence, or does not
// begin as people begin.
func bareOf(ed *Edit) (asked, bool) {
	words := ed.Words()
	i, n := opening(ed), len(words)
	n = courtesyEnd(ed, n)
	if n-i < 3 {
		return asked{}, false
	}
	b := asked{from: words[i].From, to: words[n-1].To}
	for _, s := range ed.Slots() {
		b.to = max(b.to, s.End)
		if s.Start < b.from {
			return asked{}, false
		}
	}
	for _, c := range ed.Text()[b.from:b.to] {
		if strings.ContainsRune("?!;:", c) {
			return asked{}, false
		}
	}
	if strings.Contains(string(ed.Text()[b.from:b.to]), ". ") {
		return asked{}, false
	}
	for _, l := range leads {
		if phraseAt(words, i, l.words) && len(l.words) > len(strings.Fields(b.lead)) {
			b.lead = strings.Join(l.words, " ")
		}
	}
	b.question = plainQuestions[words[i].Text]
	if i > 0 && words[i-1].Text == "just" || b.lead == "" && !b.question && !orders[words[i].Text] {
		return asked{}, false
	}
	return b, true
}

// plainQuestions begin with one of these words.
var plainQuestions = listed(`what what's whats how how's when when's where where's which who is are do does did am`)

var joinsOrders = []string{" and ", " and then ", ", then ", " then ", ", and ", " and also ", ", after that ", " plus ", ", also "}
var joinsQuestions = []string{"? also, ", "? ", " and ", " and also ", "? and "}
var joinsBoth = []string{" and also ", ", also ", " and ", ". also, ", ". "}

// joinAsked joins two prompts. What both begin with is said once.
func joinAsked(ed, next *Edit, a, b asked, r *rand.Rand) (func() bool, bool) {
	joins := joinsBoth
	switch {
	case a.question:
		joins = joinsQuestions
	case !b.question:
		joins = joinsOrders
	}
	by := joins[r.IntN(len(joins))]
	if b.lead != "" && b.lead == a.lead && strings.HasSuffix(by, " ") && !strings.ContainsAny(by, ".?") && r.IntN(2) == 0 {
		b.from += len([]rune(b.lead)) + 1
	}
	head, tail := string(ed.Text()[:a.to])+by, string(next.Text()[b.from:b.to])
	calls := slices.Concat(ed.callsOf(), next.callsOf())
	e := ed.Current()
	e.Text = head + tail
	if strings.HasPrefix(by, "?") && b.question {
		e.Text += "?"
	}
	shift := len([]rune(head)) - b.from
	slots := slices.Clone(e.Slots)
	for _, s := range next.Slots() {
		if s.Start < b.from {
			return nil, false
		}
		slots = append(slots, dataset.Slot{Name: s.Name, Value: s.Value, Start: s.Start + shift, End: s.End + shift, Call: s.Call + len(ed.Calls())})
	}
	e.Slots = slots
	return func() bool { return ed.become(&e, calls) }, true
}

// opening is the number of the first word that asks for something: greetings are before it.
func opening(ed *Edit) int {
	words := ed.Words()
	i := 0
	for i < len(words) && words[i].Free {
		n := 0
		for _, g := range courtesiesBefore {
			if len(g) > n && phraseAt(words, i, g) {
				n = len(g)
			}
		}
		if n == 0 {
			break
		}
		i += n
	}
	return min(i, max(len(words)-1, 0))
}

// courtesyEnd is the number of the word behind what is asked for: thanks are after it.
func courtesyEnd(ed *Edit, n int) int {
	words := ed.Words()
	for {
		cut := 0
		for _, c := range courtesiesAfter {
			if k := len(c); k < n && k > cut && phraseAt(words, n-k, c) && words[n-k].Free && words[n-1].Free {
				cut = k
			}
		}
		if cut == 0 {
			return n
		}
		n -= cut
	}
}

var courtesiesBefore = phrasesOf(`hi|hello|hey|hai|haii|hii|helo|yo|greetings|ok|okay|so|well|um|uh|umm|oh|right|listen|now|actually|also|and|just|sorry|alright|please|
	good morning|good afternoon|good evening|hi there|hello there|hey there|hi again|hello again|hello everyone|hello guys|hello team|hi team|hello sir|dear sir|
	dear bank|dear support|how are you|hope you are well|quick question|just a quick one|i have a question|one more thing|can anyone help me|help|please help|
	please help me|help me out|can you help me|could you help me|could you help me out|i need help|i need assistance|i hope you can help me|alexa|siri|google|
	olly|computer|assistant|hey siri|ok google|hey alexa|hey google`)

var courtesiesAfter = phrasesOf(`please|pls|plz|thanks|thank you|thank you so much|thanks a lot|many thanks|ty|thx|cheers|kindly|appreciate it|if at all possible|if possible|if you can|
	when you can|if that's ok|if you don't mind|i would appreciate your help|as soon as possible|asap|urgently|immediately|right now|right away|straight away|
	at once|now|its urgent|it's urgent|this is urgent|for me|please help|please assist|help please|in advance|as quickly as possible`)
