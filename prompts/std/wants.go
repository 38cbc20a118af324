package std

import (
	"slices"
	"strings"
)

// Want is what the words behind a rule must be.
type Want struct {
	What    string // such as a bare verb
	Example string // words that are right
	Fits    func(word string) bool
}

// Wants says what a rule of a library wants behind it, by the ending of its name and the
// language of the library. It returns nil where anything may follow.
func Wants(language, rule string) *Want {
	i := strings.LastIndexByte(rule, '_')
	if i < 0 {
		return nil
	}
	return wants[language][rule[i+1:]]
}

// Instead names a rule of a language that a word may stand behind, "" where none is known.
func Instead(language, word string) string {
	switch {
	case language != "en":
		return ""
	case slices.Contains(determiners[:7], word):
		return "need_np"
	case slices.Contains(asking[:15], word):
		return "tell_wh"
	case gerund(word):
		return "help_ing"
	}
	return ""
}

// IsAside reports whether a rule is words that may stand anywhere, such as a hesitation:
// what a rule before it wants comes behind it.
func IsAside(rule string) bool {
	return slices.Contains([]string{"um", "hesitate", "aside", "aside_opt"}, rule)
}

// wants are by language and by the last word of a rule's name.
var wants = map[string]map[string]*Want{
	"en": {
		"v":   {"a bare verb", "see my bill", func(w string) bool { return !slices.Contains(noVerb, w) && !gerund(w) }},
		"np":  {"a noun phrase", "my bill", isNoun},
		"is":  {"a noun phrase", "my bill", func(w string) bool { return !slices.Contains(noNoun, w) }}, // what is in my account
		"ing": {"a gerund or a noun phrase", "paying my bill", isNoun},
		"wh":  {"why, when, what, how, where, who, which or if", "when my bill is due", func(w string) bool { return slices.Contains(asking, w) }},
		"if":  {"a statement", "my bill is due", func(w string) bool { return w != "to" && w != "if" && w != "whether" }},
		"s":   {"a statement", "my bill is wrong", func(w string) bool { return w != "to" && w != "that" && !slices.Contains(asking[:14], w) }},
		"sg":  {"a singular noun", "bill", func(w string) bool { return !slices.Contains(determiners, w) && !slices.Contains(plural, w) }},
		"pl":  {"a plural noun", "bills", func(w string) bool { return !slices.Contains(determiners, w) && !slices.Contains(singular, w) }},
	},
	"de": {
		"inf": {"an object and an infinitive", "meine Rechnung sehen", func(w string) bool { return !slices.Contains([]string{"zu", "dass", "ob", "um"}, w) }},
		"zu":  {"an infinitive with zu", "die Rechnung zu bezahlen", func(w string) bool { return !slices.Contains([]string{"dass", "ob", "um"}, w) }},
		"np": {"a noun phrase in the accusative", "meine Rechnung", func(w string) bool {
			return !slices.Contains([]string{"zu", "ob", "dass", "der", "dem", "ich", "bitte"}, w)
		}},
		"dat": {"a noun phrase in the dative", "meiner Rechnung", func(w string) bool {
			return !slices.Contains([]string{"zu", "ob", "dass", "den", "das", "ich", "bitte"}, w)
		}},
		"wh": {"a question word or ob", "wann die Rechnung fällig ist", func(w string) bool { return slices.Contains(germanAsking, w) }},
		"s":  {"a statement", "die Rechnung ist falsch", func(w string) bool { return !slices.Contains([]string{"zu", "dass", "ob"}, w) }},
	},
	"es": {
		"inf": {"an infinitive", "ver mi factura", func(w string) bool {
			return !slices.Contains([]string{"a", "que", "si", "mi", "el", "la", "un", "una", "los", "las"}, w)
		}},
		"np": {"a noun phrase", "mi factura", func(w string) bool { return !slices.Contains([]string{"a", "que", "si", "por", "yo", "de"}, w) }},
		"wh": {"a question word or si", "cuándo vence mi factura", func(w string) bool { return slices.Contains(spanishAsking, w) }},
		"s":  {"a statement", "mi factura está mal", func(w string) bool { return !slices.Contains([]string{"a", "que", "si"}, w) }},
	},
}

// Words that begin none of these. Each list has the words that people put there by
// mistake when they write templates, not all words that cannot stand there.
var (
	noVerb = []string{"my", "the", "a", "an", "this", "that", "these", "those", "i", "you", "it", "to", "what", "when", "where", "why", "who", "if", "whether", "for", "of", "some"}
	noNoun = []string{"to", "if", "whether", "of", "i", "you", "please", "can", "could"}
	asking = []string{"why", "when", "what", "what's", "whats", "how", "where", "where's", "who", "who's", "which", "whose", "whom", "if", "whether",
		"on", "at", "by", "in", "for", "from", "until"} // on what date
	determiners = []string{"a", "an", "the", "my", "this", "that", "these", "those", "to", "of"}
	singular    = []string{"one", "each", "every", "is", "has"}
	plural      = []string{"two", "three", "four", "several", "few", "many", "are", "have"}

	germanAsking  = []string{"wann", "wo", "was", "wie", "wer", "wen", "wem", "welche", "welcher", "welches", "welchen", "warum", "wieso", "weshalb", "wohin", "woher", "wieviel", "wofür", "ob", "bis", "ab", "seit", "um", "an", "in", "auf", "mit", "von", "für", "zu"}
	spanishAsking = []string{"cuándo", "cuando", "dónde", "donde", "qué", "que", "cómo", "como", "quién", "quien", "cuál", "cual", "cuáles", "cuánto", "cuanto", "cuánta", "cuántos", "cuántas", "por", "si", "a", "en", "de", "hasta", "desde", "con", "para"}
)

func isNoun(w string) bool { return !slices.Contains(noNoun, w) && !slices.Contains(asking, w) }

// gerund reports whether a word looks like one.
func gerund(w string) bool {
	return len(w) > 5 && strings.HasSuffix(w, "ing") && w != "string"
}
