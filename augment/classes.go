package augment

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/slmkit/slmkit/dataset/text"
)

// Classes lists the classes of neighbours that a lexicon can ask for.
func Classes() []string { return slices.Sorted(maps.Keys(classes)) }

// classes accept a word by its form or its place. <start> and <end> are the ends of the
// text, a mark, or a courtesy beyond which a sentence does not go on. <thing> begins a
// noun phrase. Classes of words are English ones; <start>, <end>, <slot> and <number>
// suit any language.
var classes = map[string]matcher{
	"<start>": func(_ *Edit, words []Word, i int) bool { return i < 0 || oneOf(openers)(words[i].Text) },
	"<end>": func(_ *Edit, words []Word, i int) bool {
		return i >= len(words) || i >= 0 && oneOf(closers)(words[i].Text)
	},
	"<slot>":        func(ed *Edit, words []Word, i int) bool { return within(words, i) && ed.inSlot(words[i]) },
	"<number>":      class(numeric),
	"<month>":       class(oneOf(calendarNames)),
	"<verb>":        class(oneOf(verbs)),
	"<participle>":  class(participle),
	"<ing>":         class(func(s string) bool { return len(s) > 4 && strings.HasSuffix(s, "ing") && !oneOf(ingNouns)(s) }),
	"<pronoun>":     class(oneOf(pronouns)),
	"<determiner>":  class(oneOf(determiners)),
	"<preposition>": class(oneOf(prepositions)),
	"<conjunction>": class(oneOf(conjunctions)),
	"<question>":    class(oneOf(questionWords)),
	"<adverb>":      class(oneOf(adverbs)),
	"<thing>": func(ed *Edit, words []Word, i int) bool {
		return within(words, i) && (oneOf(determiners)(words[i].Text) || numeric(words[i].Text) || ed.inSlot(words[i]))
	},
}

func within(words []Word, i int) bool { return i >= 0 && i < len(words) }

// inSlot reports whether a word is of a slot.
func (ed *Edit) inSlot(w Word) bool { return ed.now.holds[w.From]&inSlot != 0 }

// class accepts words by their text.
func class(accept func(string) bool) matcher {
	return func(_ *Edit, words []Word, i int) bool { return within(words, i) && accept(words[i].Text) }
}

func oneOf(set map[string]bool) func(string) bool { return func(s string) bool { return set[s] } }

func listed(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}

var (
	openers = listed("please pls hi hello hey hii hiya ok okay so and but yo greetings there morning afternoon evening alexa siri google computer assistant " +
		"well listen right alright now actually")
	closers       = listed("please pls plz thanks thank thx ty cheers kindly asap immediately urgently")
	calendarNames = listed("january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec " +
		"monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun")
	pronouns      = listed("i you he she it we they me him her us them")
	determiners   = listed("a an the my your our his her their its this that these those some any all every each another more no both half")
	prepositions  = listed("to from in on at of for by with about into onto over under off out up down through between before after until till since without near")
	conjunctions  = listed("and or but because if so then that while as than")
	questionWords = listed("what which who whom whose when where why how")
	adverbs       = listed("really just also still always never already only actually currently probably definitely rather much very not so now even ever further")
	ingNouns      = listed("thing king ring string spring evening morning ceiling during nothing something anything everything banking checking opening saving savings billing building wedding bring sing wing")
	verbs         = listed(`accept access activate add adjust agree allow answer apply arrange ask avoid be become begin block book borrow bring brush buy call
		cancel change charge chat check choose clean clear close come compare complete confirm connect contact continue convert cook correct create cut cash
		deactivate decrease delete deposit dim discuss dispute do double download drop edit email end enter erase exchange exclude expand explain fill find finish
		fix fly follow forget freeze get give go happen have hear help hide hold hook increase inform inquire inspect join keep know learn leave let link list
		listen locate lock look loop lose lower mail make manage mark meet modify move mute need note notify obtain open order pause pay permit pick place play please
		post pull purchase put question raise reach read receive recommend redo reduce refill register reject release remember remind remove renew
		repeat replace reply report request rename rent repay reschedule reserve reset resume return reverse review run save say schedule search see
		select sell send set share shop shuffle shut sign sing sleep skip speak spend start stay stop store study submit subscribe suggest switch take talk tell terminate text
		think track trade transfer travel try turn type undo understand unfreeze unlock unmute update upgrade upload use verify view visit wait wake walk want
		watch withdraw wire write dial brighten color vacuum grab figure lift wipe scratch setup pass cover hand show be dump sort swap tweet pop jump boost`)
	irregular = listed(`been had got gotten lost done gone seen sent spent paid made given taken found forgotten broken chosen bought heard
		known kept left let lent met put read run said sold set shown stolen stopped tried thought told written come begun grown withdrawn become
		felt held hurt stuck cut hit quit split won worn drawn fallen`)
	notParticiples = listed("need feed speed bed red seed exceed proceed indeed hundred bleed breed embed shed weed limited united")
)

// participle reports whether a word is the past participle of a verb: lost, ordered.
func participle(word string) bool {
	return irregular[word] || len(word) > 4 && strings.HasSuffix(word, "ed") && !notParticiples[word]
}

// numeric reports whether a word is a number in figures or words.
func numeric(word string) bool {
	if strings.ContainsFunc(word, unicode.IsDigit) {
		return true
	}
	_, ok := text.Value(word)
	return ok
}
