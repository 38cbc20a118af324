package std

import (
	"slices"
	"strings"
)

// Want is what the words behind a rule must be.
type Want struct {
	What string // such as a bare verb
	Fits func(word string) bool
}

// Wants says what a rule wants behind it, by the ending of its name. It returns nil
// where anything may follow.
func Wants(rule string) *Want {
	for suffix, want := range wants {
		if strings.HasSuffix(rule, suffix) {
			return want
		}
	}
	return nil
}

var wants = map[string]*Want{
	"_v":   {"a bare verb", func(w string) bool { return !slices.Contains(noVerb, w) && !gerund(w) }},
	"_np":  {"a noun phrase", func(w string) bool { return !slices.Contains(noNoun, w) && !slices.Contains(asking, w) }},
	"_ing": {"a gerund or a noun phrase", func(w string) bool { return !slices.Contains(noNoun, w) && !slices.Contains(asking, w) }},
	"_wh":  {"why, when, what, how, where, who, which or if", func(w string) bool { return slices.Contains(asking, w) }},
	"_if":  {"a statement", func(w string) bool { return w != "to" && w != "if" && w != "whether" }},
}

// Words that begin none of these. Each list has the words that people put there by
// mistake when they write templates, not all words that cannot stand there.
var (
	noVerb = []string{"my", "the", "a", "an", "this", "that", "these", "those", "i", "you", "it", "to", "what", "when", "where", "why", "who", "if", "whether", "for", "of", "some"}
	noNoun = []string{"to", "if", "whether", "of", "i", "you", "please", "can", "could"}
	asking = []string{"why", "when", "what", "what's", "whats", "how", "where", "where's", "who", "who's", "which", "whose", "whom", "if", "whether",
		"on", "at", "by", "in", "for", "from", "until"} // on what date
)

// gerund reports whether a word looks like one.
func gerund(w string) bool {
	return len(w) > 5 && strings.HasSuffix(w, "ing") && w != "string"
}
