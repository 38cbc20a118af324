package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// gaps lists the offsets of the spaces where a word can be put in.
func gaps(ed *editor) []int {
	var out []int
	for i, r := range ed.text {
		if r == ' ' && ed.free(i, i+1) {
			out = append(out, i)
		}
	}
	return out
}

var fillers = strings.Split("um|uh|like|so|well|actually|you know|basically|i mean|er|hmm|kind of|just|okay so|right|anyway|umm|uhh", "|")

func filler(ed *editor, r *rand.Rand) bool {
	f := fillers[r.IntN(len(fillers))]
	at := append(gaps(ed), -1)
	i := at[r.IntN(len(at))]
	if i < 0 {
		return ed.replace(0, 0, f+" ")
	}
	return ed.replace(i, i, " "+f)
}

func repeat(ed *editor, r *rand.Rand) bool {
	ws := ed.words()
	if len(ws) == 0 {
		return false
	}
	w := ws[r.IntN(len(ws))]
	if strings.ContainsFunc(w.text, unicode.IsDigit) {
		return false
	}
	return ed.replace(w.from, w.from, w.text+" ")
}

var greetings = strings.Split("hi|hello|hey|hi there|hello there|good morning|good afternoon|hey there|good evening|greetings|hi,|hello,|hey,|yo|ok|okay|excuse me|sorry|sir|hi team,|dear sir,", "|")

// replies are the words of answers, greetings and thanks. A prompt with one of them may
// be for an action such as deny or goodbye, which courtesy would turn around.
var replies = strings.Fields("yes yeah yep yup no nope nah not never ok okay sure correct wrong right exactly absolutely agreed hi hello hey " +
	"greetings morning afternoon evening bye goodbye goodnight later thanks thank thx ty cheers please sorry welcome cancel stop")

// courteous reports whether a greeting or thanks leave a prompt what it is: they might
// turn a short answer into another one.
func courteous(ed *editor) bool {
	ws := ed.words()
	return (len(ws) > 2 || len(ed.slots) > 0) && !slices.ContainsFunc(ws, func(w word) bool { return len(ws) <= 4 && slices.Contains(replies, w.text) })
}

func greeting(ed *editor, r *rand.Rand) bool {
	if ws := ed.words(); !courteous(ed) || len(ws) > 0 && slices.Contains(replies, ws[0].text) {
		return false
	}
	return ed.replace(0, 0, greetings[r.IntN(len(greetings))]+" ")
}

var closings = strings.Split("please|thanks|thank you|thanks a lot|thank you so much|if you can|please and thank you|cheers|thx|asap|right now|for me|if possible|now please|thanks in advance|today please|pls|many thanks", "|")

func politeness(ed *editor, r *rand.Rand) bool {
	if !courteous(ed) {
		return false
	}
	n := len(ed.text)
	for n > 0 && strings.ContainsRune(" .?!", ed.text[n-1]) {
		n--
	}
	sep := []string{" ", ", ", ". "}[r.IntN(3)]
	closing := closings[r.IntN(len(closings))]
	if strings.HasSuffix(strings.ToLower(string(ed.text[:n])), closing) || closing == "today please" {
		return false // "today" may be a date
	}
	return ed.replace(n, n, sep+closing)
}

func dropWord(ed *editor, r *rand.Rand) bool {
	var drop []word
	for _, w := range ed.words() {
		if slices.Contains([]string{"a", "an", "the", "to", "my", "do", "is", "am", "are", "of", "please", "would", "some"}, w.text) && w.to < len(ed.text) && ed.text[w.to] == ' ' {
			drop = append(drop, w)
		}
	}
	if len(drop) == 0 {
		return false
	}
	w := drop[r.IntN(len(drop))]
	return ed.replace(w.from, w.to+1, "")
}
