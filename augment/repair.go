package augment

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

var repairOps = []Op{
	{"repeat", Noises, Insertions, English, "a small word is said twice: the the", Func(repeat)},
	{"stutter", Noises, Insertions, English, "c- can you", Func(stutter)},
	{"restart", Noises, Insertions, English, "what was begun is said again: freeze my uh freeze my", Func(restart)},
	{"false_start", Noises, Insertions, English, "another beginning before: i want to uh can you", Func(falseStart)},
	{"repair_verb", Noises, Insertions, English, "a wrong verb before: close, i mean, freeze", Func(repairVerb)},
	{"repair_value", Noises, Insertions, English, "a wrong value before: fifty no sorry sixty dollars", Func(repairValue)},
}

// repeated are the words that people say twice while they think.
var repeated = listed(`i my the a to can could would you is what what's how where when and for please do it this that me need want show
	tell so get if we will are put turn send pay set`)

func repeat(ed *Edit, r *rand.Rand) bool {
	ws := ed.free(func(w Word) bool { return repeated[w.Text] && w.To < len(ed.Text()) && ed.Text()[w.To] == ' ' })
	if len(ws) == 0 || !courteous(ed) {
		return false
	}
	w := ws[r.IntN(len(ws))]
	again := w.Text + " "
	if r.IntN(6) == 0 {
		again += again
	}
	if styleOf(ed).capitals && w.From == 0 {
		return ed.Replace(w.To, w.To, " "+strings.TrimSpace(again))
	}
	return ed.Replace(w.From, w.From, again)
}

// stutter writes the first sound of a word before it.
func stutter(ed *Edit, r *rand.Rand) bool {
	ws := ed.free(func(w Word) bool { return len(w.Text) > 1 && unicode.IsLetter(rune(w.Text[0])) && isASCII(w.Text) })
	if len(ws) == 0 || styleOf(ed).capitals {
		return false
	}
	w := ws[r.IntN(len(ws))]
	n := strings.IndexAny(w.Text, "aeiouy")
	if n < 0 {
		return false
	}
	sound := w.Text[:1]
	if two := w.Text[:min(2, len(w.Text))]; slices.Contains([]string{"sh", "ch", "th", "wh", "tr", "st", "pl", "fr"}, two) && r.IntN(2) == 0 {
		sound = two
	}
	sound += "-"
	return ed.Replace(w.From, w.From, strings.Repeat(sound, 1+r.IntN(2)))
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// restart says the first words again.
func restart(ed *Edit, r *rand.Rand) bool {
	from, first := behindOpening(ed)
	ws := ed.Words()
	if first < 0 || !courteous(ed) || styleOf(ed).capitals {
		return false
	}
	last := first
	for last < len(ws) && last-first < 4 && !ed.inSlot(ws[last]) && !negations[ws[last].Text] && spaced(ws[first:last+1]) {
		last++
	}
	if last-first < 2 || last == len(ws) {
		return false // all would be said twice
	}
	n := 2 + r.IntN(last-first-1)
	said := string(ed.Text()[from:ws[first+n-1].To])
	return ed.Replace(from, from, said+glue(ed, r, "again"))
}

// glue draws what stands between two beginnings.
func glue(ed *Edit, r *rand.Rand, rule string) string {
	g := speech().draw(r, rule)
	switch {
	case !styleOf(ed).usesMarks(r):
		g = withoutMarks(g)
		if g == "" || g == "-" {
			return " "
		}
	case strings.HasPrefix(g, ","), strings.HasPrefix(g, "..."):
		return g + " "
	}
	return " " + g + " "
}

// frames are how requests begin, by the rule of speech that has others.
var frames = []struct {
	rule   string
	begins [][]string
}{
	{"wish", phrasesOf("i want to|i need to|i'd like to|i would like to|i wanna|i'm trying to|i am trying to|i have to|i gotta|let me|can i|could i|may i|how do i|how can i|how would i|i wish to|i must|i should|i want you to")},
	{"request", phrasesOf("can you|could you|would you|will you|i need you to|i want you to|please|can u|could u|i'd like you to")},
	{"question", phrasesOf("what is|what's|whats|how much|when is|where is|how is|what are|tell me|what time|which|how many|when do|what do|when does|where can|where are|is there|who is|do i")},
}

// falseStart begins in another way first.
func falseStart(ed *Edit, r *rand.Rand) bool {
	at, first := behindOpening(ed)
	if first < 0 || !courteous(ed) || styleOf(ed).capitals {
		return false
	}
	ws := ed.Words()
	for _, f := range frames {
		for _, begin := range f.begins {
			if !phraseAt(ws, first, begin) || first+len(begin) >= len(ws) {
				continue
			}
			start := speech().draw(r, f.rule)
			if start == strings.Join(begin, " ") || f.rule == "request" && begin[0] == "please" && strings.Contains(start, "please") {
				return false
			}
			return ed.Replace(at, at, start+glue(ed, r, "rather"))
		}
	}
	return false
}

// wrongVerbs are verbs that somebody may say who means another one.
var wrongVerbs = map[string]string{
	"freeze": "close|cancel|unfreeze|check", "close": "open|freeze|cancel", "open": "close|check", "cancel": "book|change|confirm|move", "change": "check|cancel|close",
	"send": "check|request|get|cancel", "transfer": "withdraw|deposit|request|check", "move": "withdraw|check|cancel", "pay": "check|dispute|cancel", "show": "send|email|check",
	"order": "cancel|check|return", "activate": "block|cancel|replace", "report": "check|cancel", "replace": "cancel|activate|block", "increase": "check|decrease|lower",
	"decrease": "increase|raise|check", "raise": "lower|check", "lower": "raise|check", "block": "activate|replace|unblock", "update": "check|delete|close", "dispute": "pay|check",
	"book": "cancel|move|check", "reschedule": "book|cancel", "delete": "add|read|check", "remove": "add|read|check", "add": "delete|remove|read", "play": "stop|pause|skip",
	"read": "delete|write|send", "turn": "switch|set", "switch": "turn|set", "set": "cancel|delete|change", "create": "delete|open|read", "start": "stop|skip|pause", "email": "call|text",
	"wire": "withdraw|deposit|check", "find": "call|book|open", "apply": "ask|pay", "set up": "cancel|check", "stop": "start|check", "mute": "turn off|pause", "post": "read|delete",
	"dim": "brighten|switch on", "brighten": "dim|switch off", "check": "change|close|update", "view": "send|change", "write": "read|delete", "reply": "write", "refill": "cancel|check",
}

// repairVerb says a wrong verb first. The verb that is meant begins the request.
func repairVerb(ed *Edit, r *rand.Rand) bool {
	_, first := behindOpening(ed)
	if first < 0 || styleOf(ed).capitals && first == 0 {
		return false
	}
	ws := ed.Words()
	for i := first; i < len(ws) && i < first+8; i++ {
		wrong := wrongVerbs[ws[i].Text]
		if wrong == "" || i+1 == len(ws) || ed.inSlot(ws[i]) {
			continue
		}
		if i > first {
			switch prev := ws[i-1]; {
			case prev.To+1 != ws[i].From:
				continue
			case prev.Text == "to" && i > 1 && wishes[ws[i-2].Text], prev.Text == "please", prev.Text == "you" && i > 1 && asks[ws[i-2].Text], prev.Text == "i" && i > 1 && (ws[i-2].Text == "can" || ws[i-2].Text == "could"), prev.Text == "wanna", prev.Text == "gotta":
			default:
				continue
			}
		}
		others := strings.Split(wrong, "|")
		return ed.Replace(ws[i].From, ws[i].From, others[r.IntN(len(others))]+glue(ed, r, "reverb"))
	}
	return false
}
