package augment

import (
	"math/rand/v2"
	"strings"
)

var endingOps = []Op{
	{"politeness", Keeps, Insertions, English, "thanks or please after", Func(politeness)},
	{"signature", Noises, Insertions, English, "who signs, and from which device: Thanks, Dave", Func(signature)},
}

// ended are words that a prompt ends with when all is said: more thanks would be odd.
var ended = listed("please pls plz plse thanks thank thx ty cheers kindly appreciated it help asap urgently urgent advance possible me ok assist now")

// thanked are words that a name may follow.
var thanked = listed("thanks thx ty cheers")

// questioning are the words that questions begin with which ask to be told something.
var questioning = listed(`who whos who's what whats what's when whens when's where wheres where's which how hows how's is are am was were does did
	has have should why whose`)

func politeness(ed *Edit, r *rand.Rand) bool {
	ws := ed.Words()
	_, first := behindOpening(ed)
	if first < 0 || !courteous(ed) || ended[ws[len(ws)-1].Text] && !ed.inSlot(ws[len(ws)-1]) {
		return false
	}
	rule := "thanking"
	switch {
	case requests(ws[first:]):
		rule = "closing"
	case questioning[ws[first].Text] || ed.Text()[len(ed.Text())-1] == '?':
		rule = "thanks"
	}
	return putBehind(ed, r, speech().draw(r, rule), ", ", ", ", ". ", "... ", " - ")
}

// requests reports whether words ask for something to be done.
func requests(ws []Word) bool {
	first := ws[0].Text
	if len(ws) < 2 {
		return verbs[first]
	}
	return first == "please" || verbs[first] || asks[first] && ws[1].Text == "you" || (first == "i" || first == "i'd") && (wishes[ws[1].Text] || ws[1].Text == "would")
}

// signature signs what is written to a company.
func signature(ed *Edit, r *rand.Rand) bool {
	ws := ed.Words()
	if len(ws) == 0 || !courteous(ed) || !toBusiness(ed) {
		return false
	}
	phrase := speech().draw(r, "signature")
	switch last := ws[len(ws)-1]; {
	case thanked[last.Text] && !ed.inSlot(last): // thanks, Dave
		phrase = ", " + speech().draw(r, "signer")
		end := last.To
		return ed.Replace(end, len(ed.Text()), asNamesAre(ed, r, phrase))
	case ended[last.Text] && !ed.inSlot(last) && !strings.HasPrefix(phrase, "-"):
		return false
	}
	phrase = asNamesAre(ed, r, phrase)
	if strings.HasPrefix(phrase, "-") {
		return ed.Replace(len(ed.Text()), len(ed.Text()), " "+phrase)
	}
	return putBehind(ed, r, phrase, ". ", ". ", ", ")
}
