package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

var insertionOps = []Op{
	{"filler", Noises, Insertions, English, "um, like, you know", Func(filler)},
	{"repeat", Noises, Insertions, "", "a word is said twice", Func(repeat)},
	{"greeting", Keeps, Insertions, English, "a greeting before", Func(greeting)},
	{"politeness", Keeps, Insertions, English, "thanks or please after", Func(politeness)},
}

// gaps lists the offsets of the spaces where a word can be put in.
func gaps(ed *Edit) []int {
	var out []int
	for i, r := range ed.Text() {
		if r == ' ' && ed.Free(i, i+1) {
			out = append(out, i)
		}
	}
	return out
}

var fillers = strings.Split("um|uh|like|so|well|actually|you know|basically|i mean|er|hmm|kind of|just|okay so|right|anyway|umm|uhh", "|")

func filler(ed *Edit, r *rand.Rand) bool {
	f := fillers[r.IntN(len(fillers))]
	at := append(gaps(ed), -1)
	i := at[r.IntN(len(at))]
	if i < 0 {
		return ed.Replace(0, 0, f+" ")
	}
	return ed.Replace(i, i, " "+f)
}

func repeat(ed *Edit, r *rand.Rand) bool {
	ws := ed.free(func(w Word) bool { return !strings.ContainsFunc(w.Text, unicode.IsDigit) })
	if len(ws) == 0 {
		return false
	}
	w := ws[r.IntN(len(ws))]
	return ed.Replace(w.From, w.From, w.Text+" ")
}

var greetings = strings.Split("hi|hello|hey|hi there|hello there|good morning|good afternoon|hey there|good evening|greetings|hi,|hello,|hey,|yo|ok|okay|excuse me|sorry|sir|hi team,|dear sir,", "|")

// replies are the words of answers, greetings and thanks. A prompt with one of them may
// be for an action such as deny or goodbye, which courtesy would turn around.
var replies = strings.Fields("yes yeah yep yup no nope nah not never ok okay sure correct wrong right exactly absolutely agreed hi hello hey " +
	"greetings morning afternoon evening bye goodbye goodnight later thanks thank thx ty cheers please sorry welcome cancel stop")

// courteous reports whether a greeting or thanks leave a prompt what it is: they might
// turn a short answer into another one.
func courteous(ed *Edit) bool {
	ws := ed.Words()
	return (len(ws) > 2 || len(ed.Slots()) > 0) && !slices.ContainsFunc(ws, func(w Word) bool { return len(ws) <= 4 && slices.Contains(replies, w.Text) })
}

func greeting(ed *Edit, r *rand.Rand) bool {
	if ws := ed.Words(); !courteous(ed) || len(ws) > 0 && slices.Contains(replies, ws[0].Text) {
		return false
	}
	return ed.Replace(0, 0, greetings[r.IntN(len(greetings))]+" ")
}

var closings = strings.Split("please|thanks|thank you|thanks a lot|thank you so much|if you can|please and thank you|cheers|thx|asap|right now|for me|if possible|now please|thanks in advance|today please|pls|many thanks", "|")

func politeness(ed *Edit, r *rand.Rand) bool {
	if !courteous(ed) {
		return false
	}
	n := len(ed.Text())
	for n > 0 && strings.ContainsRune(" .?!", ed.Text()[n-1]) {
		n--
	}
	sep := []string{" ", ", ", ". "}[r.IntN(3)]
	closing := closings[r.IntN(len(closings))]
	if strings.HasSuffix(strings.ToLower(string(ed.Text()[:n])), closing) || closing == "today please" {
		return false // "today" may be a date
	}
	return ed.Replace(n, n, sep+closing)
}
