package scaffold

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

// outside are requests that belong to other domains, by the words that name their
// theme. A theme that the pack's own actions mention is left out.
var outside = []struct{ theme, templates string }{
	{"weather forecast rain", "(what's|how is) the weather (today|tomorrow|this weekend)?;will it (rain|snow|be sunny) (today|tomorrow|on sunday)?"},
	{"joke story", "tell me a (joke|story|riddle);(do you know|have you heard) any good (jokes|stories)"},
	{"music song artist album playlist radio player", "play (some music|a song|my favourite album|the radio);(who sings|what is the name of) this song"},
	{"news", "what's (in|on) the news;(any|what are the) headlines (today|this morning)?"},
	{"flight travel trip hotel booking", "book (me|us) a (flight|hotel|train) to (rome|paris|tokyo);(how long is|when is) the next flight to (rome|paris|tokyo)"},
	{"food recipe dish restaurant pizza menu meal drink", "(order|get me) (a pizza|some sushi|a burger);how do i (cook|make|bake) (lasagna|pancakes|rice|a cake)"},
	{"light lamp heating thermostat home device", "(turn|switch) (on|off) the (kitchen|bedroom|garden) (lights|lamp);(raise|lower) the heating in the (kitchen|hall)"},
	{"alarm timer reminder clock", "set (an alarm|a timer) for (six|ten minutes|half an hour);wake me up at (six|seven|noon)"},
	{"sport game match team score", "who won the (game|match|race) (yesterday|last night)?;when does (arsenal|the team|real madrid) play next"},
	{"math number calculate calculator", "what is (two|seven|twelve) (plus|times|minus) (nine|eleven|four);what is the square root of (nine|sixteen|two)"},
	{"translate translation language", "how do you say (hello|thank you|good night) in (french|german|japanese);translate (this|that letter|the sign) into (french|spanish)"},
	{"doctor health medicine patient clinic", "my (head|back|knee) hurts, what should i do?;(is|are) (coffee|eggs|running) good for you"},
	{"taxi route map car ride driver vehicle traffic", "call me a (taxi|cab);how do i get to (the station|the airport|main street)"},
	{"film movie tv cinema show", "(what's|is there anything good) on tv tonight;who (directed|plays in) the (film|movie) we saw"},
	{"bank account money payment transfer", "(what is|check) my bank balance;transfer (fifty dollars|some money) to my (mom|sister)"},
	{"history science fact trivia", "(who|when) (invented|discovered) (the telephone|gravity|paper);(how far|how big) is the (moon|sun)"},
	{"poem letter essay write", "write (me a poem|an essay) about (the sea|love|winter)"},
}

// beside are prompts to the assistant itself, which no action answers.
var beside = []string{
	"(who|what) (made|built) you",
	"(are you|am i talking to) a (robot|person|human|machine)?",
	"(how are you|how is it going) [today][?]",
	"what can you do [for me][?]",
	"(thanks|thank you), that's (all|it) [for now]",
	"(never mind|forget it|not now|scratch that)",
	"i (don't understand|have no idea what you mean|am just looking)",
	"can i (talk|speak) to (a person|somebody|a human) [please]",
	"(is this|are you) free to use?",
	"(good morning|good evening|hello|hi there)",
	"(what|which) (version|language) (is this|are you written in)?",
	"(that was|this is) (great|useless|slow|very helpful)",
}

// negatives is the template file of the prompts that ask for nothing.
func (d *domain) negatives() document {
	own := d.vocabulary()
	doc := document{action: none}
	for _, t := range beside {
		doc.templates = append(doc.templates, "<open> "+t)
	}
	for _, o := range outside {
		if slices.ContainsFunc(strings.Fields(o.theme), func(w string) bool { return own[w] }) {
			continue
		}
		for t := range strings.SplitSeq(o.templates, ";") {
			doc.templates = append(doc.templates, "<open> "+t+" <close>")
		}
	}
	return doc
}

// vocabulary are the words of the actions and their descriptions.
func (d *domain) vocabulary() map[string]bool {
	out := map[string]bool{}
	add := func(s string) {
		for _, w := range split(s) {
			out[w], out[singular(w)] = true, true
		}
	}
	for _, a := range d.schema.Actions {
		if a.Name == none {
			continue
		}
		add(a.Name)
		add(a.Description)
		for _, p := range a.Params {
			add(p.Name)
		}
	}
	return out
}

// negativesText writes the negatives: those for the assistant itself, and those of other
// domains.
func (d *domain) negativesText() string {
	doc := d.negatives()
	s := doc.text(d.Language)
	return strings.Replace(s, "action: none\n", "# What people ask that the software cannot do. Add requests that sound like yours and are not: they teach a model most.\naction: none\nkind: out_of_scope\n"+
		fmt.Sprintf("weight: %v\n", noneShare(d.schema)), 1)
}

// noneShare is how many prompts ask for nothing, against those of one action.
func noneShare(s *action.Schema) int { return max(1, min(3, len(s.Actions)/5)) }
