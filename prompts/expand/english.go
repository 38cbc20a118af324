package expand

import "strings"

// words makes a set of words.
func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// Words by what they do in an English sentence.
var (
	openers = words("hi hello hey there good morning afternoon evening sorry excuse quick question ok okay so well um uh yo oh by the way olly alexa siri google computer assistant")
	closers = words("please thanks thank you thx ty asap cheers pls plz if possible can could for me many a lot in advance")

	determiners  = words("a an the my your our this that these those some any all every another his her their its")
	articles     = words("a an the")
	prepositions = words("on in at for from to by before after under with until till into about around near during within of over between since")
	fronted      = words("on in at before after by during") // may stand before the sentence
	particles    = words("on off up down out back away over")
	pronouns     = words("i you we he she it they me us him them")
	asking       = words("what what's whats when when's where where's who who's why how which whose")
	auxiliary    = words("is are am was were do does did can could will would have has had should may might must isn't aren't don't doesn't won't can't")
	finite       = words("is are am was were will won't can can't cannot isn't aren't has have had did didn't does doesn't don't do would should could must needs went came was wasn't")
	linking      = words("and or but because since while that if when where who which whether so to")

	baseVerbs = words(`activate add adjust alert announce answer apply arrange ask assign attach authorize back begin block book borrow boost brew brighten bring
		browse build buy buzz call cancel capture change charge check choose claim clean clear close collect compare complete confirm connect convert copy
		correct count crank create cut deactivate deal decline decrease delete deliver deposit describe dim disable disconnect dispatch dispute display disregard
		do download drop email enable end enter erase estimate exchange extend fetch file fill find fix follow forget forward freeze get give go grab
		hang have hear help hold ignore increase inform initiate install invest join keep kill know label launch leave lend let like list listen locate lock
		look lower mail make mark meet modify mount move mute name notify obtain open order organize pair pause pay perform phone pick pin place plan play
		post postpone power prepare print process program provide pull pump purchase push put raise rate read rebook receive recommend record reduce refill
		refund register reject release remember remind remove rename renew rent repeat replace reply report request reschedule reserve reset resolve restart
		resume retrieve return reverse review run save say scan schedule search see sell send set settle share shift shop show shuffle shut silence skip sleep
		snooze speak split start stop store stream submit subscribe suggest switch sync take talk tell terminate text track trade transfer translate transmit
		trigger try turn tweet unblock undo unfreeze unlock unmute unsubscribe update upgrade upload use vacuum validate verify view visit wait wake want watch wire
		withdraw work write`)
	obtaining = words("book order reserve schedule create set add make arrange buy get purchase request prepare brew start open")
	showing   = words("show give tell get list read display check find see view fetch provide retrieve pull bring look")
	active    = words("give show tell have get want need find know see check go help let like look listen say try do put wake wait deal talk speak work hear remember forget") // no passive of these
)

// irregular lists the past participles and the pasts of verbs that take no -ed.
var irregular = map[string][2]string{
	"begin": {"begun", "began"}, "bring": {"brought", "brought"}, "build": {"built", "built"}, "buy": {"bought", "bought"}, "choose": {"chosen", "chose"},
	"cut": {"cut", "cut"}, "deal": {"dealt", "dealt"}, "do": {"done", "did"}, "find": {"found", "found"}, "forget": {"forgotten", "forgot"}, "freeze": {"frozen", "froze"},
	"get": {"got", "got"}, "give": {"given", "gave"}, "go": {"gone", "went"}, "hang": {"hung", "hung"}, "have": {"had", "had"}, "hear": {"heard", "heard"},
	"hold": {"held", "held"}, "keep": {"kept", "kept"}, "know": {"known", "knew"}, "leave": {"left", "left"}, "lend": {"lent", "lent"}, "let": {"let", "let"},
	"make": {"made", "made"}, "meet": {"met", "met"}, "pay": {"paid", "paid"}, "put": {"put", "put"}, "read": {"read", "read"}, "reset": {"reset", "reset"},
	"run": {"run", "ran"}, "say": {"said", "said"}, "see": {"seen", "saw"}, "sell": {"sold", "sold"}, "send": {"sent", "sent"}, "set": {"set", "set"},
	"show": {"shown", "showed"}, "shut": {"shut", "shut"}, "sleep": {"slept", "slept"}, "speak": {"spoken", "spoke"}, "split": {"split", "split"},
	"take": {"taken", "took"}, "tell": {"told", "told"}, "undo": {"undone", "undid"}, "unfreeze": {"unfrozen", "unfroze"}, "wake": {"woken", "woke"},
	"withdraw": {"withdrawn", "withdrew"}, "write": {"written", "wrote"}, "rebook": {"rebooked", "rebooked"},
}

// doubling lists the verbs that double their last letter before -ing and -ed.
var doubling = words("begin cut dim drop forget get grab hang let pin plan put reset run scan set ship shop shut skip split stop submit tag transfer transmit wrap")

// gerund returns the -ing form of a verb, with the words behind it.
func gerund(verb string) string {
	v, rest := firstWord(verb)
	switch {
	case doubling[v]:
		v += v[len(v)-1:]
	case strings.HasSuffix(v, "ie"):
		v = strings.TrimSuffix(v, "ie") + "y"
	case strings.HasSuffix(v, "e") && !strings.HasSuffix(v, "ee"):
		v = strings.TrimSuffix(v, "e")
	}
	return v + "ing" + rest
}

// participle and past return the past forms of a verb, with the words behind it.
func participle(verb string) string { return pastForm(verb, 0) }
func past(verb string) string       { return pastForm(verb, 1) }

func pastForm(verb string, which int) string {
	v, rest := firstWord(verb)
	forms, ok := irregular[v]
	switch {
	case ok:
		v = forms[which]
	case doubling[v]:
		v += v[len(v)-1:] + "ed"
	case strings.HasSuffix(v, "e"):
		v += "d"
	case len(v) > 2 && strings.HasSuffix(v, "y") && !strings.ContainsRune("aeiou", rune(v[len(v)-2])):
		v = strings.TrimSuffix(v, "y") + "ied"
	default:
		v += "ed"
	}
	return v + rest
}

// third returns the form of a verb behind he, she or it.
func third(v string) string {
	switch {
	case v == "have":
		return "has"
	case strings.HasSuffix(v, "s"), strings.HasSuffix(v, "sh"), strings.HasSuffix(v, "ch"), strings.HasSuffix(v, "x"), v == "go", v == "do":
		return v + "es"
	case len(v) > 2 && strings.HasSuffix(v, "y") && !strings.ContainsRune("aeiou", rune(v[len(v)-2])):
		return strings.TrimSuffix(v, "y") + "ies"
	}
	return v + "s"
}

// firstWord cuts a phrase behind its first word; rest begins with the space.
func firstWord(phrase string) (first, rest string) {
	first, _, _ = strings.Cut(phrase, " ")
	return first, phrase[len(first):]
}

// awkward lists the pairs of words in a row that English does not put together, such as
// two prepositions of time.
func awkward(prompt string) []string {
	var out []string
	before := ""
	for _, w := range strings.Fields(strings.ToLower(prompt)) {
		bare := strings.TrimRight(w, ",.?!;:")
		if before != "" && clash(before, bare) {
			out = append(out, before+" "+bare)
		}
		if before = bare; w != bare {
			before = "" // a mark between two words keeps them apart
		}
	}
	return out
}

func clash(a, b string) bool {
	switch {
	case a == b:
		return a != "bye" && a != "that" && a != "had" && !openers[a] && !closers[a]
	case articles[a] || a == "my" || a == "your":
		return determiners[b] || pronouns[b] || prepositions[b] && !particles[b]
	case beforeDays[a]:
		return plainDays[b] || beforeDays[b] && !particles[a]
	case prepositions[a] && beforeDays[b]:
		return a == "for" || a == "to" || a == "before" || a == "after" || a == "with"
	}
	return a == "for" && b == "to" || a == "please" && b == "to" || (a == "to" || a == "for") && (b == "please" || b == "is" || b == "can")
}

// beforeDays are the prepositions of days and times, plainDays the days that take none, and
// relative the words that days without a preposition begin with.
var (
	relative   = words("tomorrow today tonight yesterday next last this")
	beforeDays = words("on at in")
	plainDays  = words("tomorrow today tonight yesterday")
)
