package scaffold

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

// outside are the parts of the library that hold requests of other domains, each with
// the words of its theme. Those whose theme the pack's own actions mention are not used.
var outside = []struct{ part, theme string }{
	{"smalltalk", ""}, {"gibberish", ""},
	{"weather", "weather forecast rain climate"},
	{"food", "food recipe dish restaurant pizza menu meal drink cook ingredient coffee"},
	{"music", "music song album artist playlist radio media"},
	{"travel", "flight trip hotel train airport travel destination ticket"},
	{"sports", "sport game match team score player"},
	{"news", "news headline article"},
	{"health", "doctor health medicine patient clinic symptom treatment"},
	{"films", "film movie cinema show tv video"},
	{"knowledge", "question fact history science answer define"},
	{"math", "math calculate calculator sum equation arithmetic"},
	{"house", "light lamp heating thermostat home device room vacuum lock temperature"},
	{"planner", "alarm timer reminder calendar event meeting appointment task note schedule todo"},
	{"banking", "bank account money payment card loan balance charge invoice refund"},
	{"shopping", "cart product item shop purchase shipping delivery order"},
	{"translation", "translate translation language"},
	{"school", "school homework course student class exam lesson"},
	{"cars", "car vehicle garage fuel tire engine"},
}

// parts is how many of them a new pack uses.
const parts = 9

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
	doc := document{action: none}
	for _, t := range beside {
		doc.templates = append(doc.templates, "<open> "+t)
	}
	return doc
}

// uses lists the libraries of the pack: ways of speaking, and negatives of other domains.
func (d *domain) uses() []string {
	out := []string{"std/en"}
	own := d.vocabulary()
	for _, o := range outside {
		name := "std/en/none/" + o.part
		mentioned := slices.ContainsFunc(strings.Fields(o.theme), func(w string) bool { return own[w] })
		if len(out) <= parts && !mentioned && !slices.Contains(d.unfit, name) {
			out = append(out, name)
		}
	}
	return out
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
