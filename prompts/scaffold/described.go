package scaffold

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

var (
	sentenceEnd = regexp.MustCompile(`[.;:!?]( |$)|\n`)
	plainWords  = regexp.MustCompile(`^[a-zA-Z' -]+$`)
	// opaque are words of descriptions that nobody says to the software.
	opaque = []string{"that", "which", "user", "users", "user's", "caller", "given", "specified", "customer", "their", "its", "his", "whose", "one", "somebody", "someone", "you", "your", "authenticated", "api", "endpoint",
		"json", "object", "objects", "resource", "entity", "entities", "id", "ids", "based", "matching", "associated", "single", "multiple", "provided", "via", "using", "by", "it", "them", "this", "be", "asynchronously", "corresponding", "is", "are"}
	hollow = []string{"specific", "existing", "particular", "certain", "current", "github", "slack", "stripe", "all", "detailed", "full", "individual", "available"}
	ofA    = regexp.MustCompile(` of (?:a|an|each|every) .*$`)
	// around are openings of a noun phrase that say nothing of what it is about.
	around = regexp.MustCompile(`^(?:(?:a|the) )?(?:list|details|detail|information|info|contents|overview|set|collection|properties)(?: (?:of|about|on|for))+ `)
)

// described reads the first sentence of a description. It is nil where the sentence
// does not begin with a verb, or says more than people would.
func described(about string) *command {
	about = strings.TrimSpace(about)
	if at := sentenceEnd.FindStringIndex(about); at != nil {
		about = about[:at[0]]
	}
	about = strings.TrimRight(about, ".")
	words := strings.Fields(about)
	if len(words) < 2 || len(words) > 16 {
		return nil
	}
	first := strings.ToLower(words[0])
	found, rest := coordinated(words)
	if len(found) == 0 {
		return nil
	}
	verb, _, _ := strings.Cut(found[0], " ")
	c := &command{class: cmp.Or(verbs[found[0]].class, verbs[verb].class), verbs: found}
	if c.class == telling || slices.Contains([]string{"give", "tell", "say"}, strings.TrimRight(first, ",")) {
		return c.fact(rest)
	}
	return c.about(rest)
}

// coordinated reads the verbs that a sentence begins with: Set, change or recover.
func coordinated(words []string) (found, rest []string) {
	for i := 0; i < len(words); i++ {
		w := strings.ToLower(words[i])
		v := base(strings.TrimRight(w, ","))
		if v == "" {
			return nil, nil
		}
		if i+1 < len(words) && !strings.HasSuffix(w, ",") {
			next := strings.ToLower(words[i+1])
			if isVerb(v+" "+next) || slices.Contains([]string{"look for", "ask for", "apply for", "ask about", "search for"}, v+" "+next) {
				v, i = v+" "+next, i+1
			}
		}
		found = append(found, v)
		if i+1 >= len(words) {
			return nil, nil
		}
		switch next := strings.ToLower(words[i+1]); {
		case strings.HasSuffix(w, ","):
			if next == "or" || next == "and" {
				i++
			}
		case (next == "or" || next == "and") && i+2 < len(words) && base(strings.ToLower(words[i+2])) != "":
			i++
		default:
			return found, words[i+1:]
		}
	}
	return nil, nil
}

// about reads the object of a deed.
func (c *command) about(words []string) *command {
	rest := strings.ToLower(strings.Join(words, " "))
	if strings.Contains(words[0], "/") || slices.Contains(particles, rest) {
		return nil
	}
	if at := strings.IndexAny(rest, ",(/"); at >= 0 {
		rest = strings.TrimSpace(rest[:at])
	}
	rest = ofA.ReplaceAllString(around.ReplaceAllString(rest, ""), "")
	fields := strings.Fields(rest)
	var object []string
	for i, w := range fields {
		if i > 0 && slices.Contains(prepositions, w) && w != "of" || slices.Contains([]string{"and", "so", "because"}, w) && len(object) > 0 || w == "or" && slices.Contains(fields[i:], "whether") {
			break
		}
		object = append(object, w)
	}
	c.article, object = articleOf(object)
	object = slices.DeleteFunc(object, func(w string) bool { return slices.Contains(hollow, w) })
	switch {
	case len(object) == 0 || len(object) > 6 || !plainWords.MatchString(strings.Join(object, " ")):
		return nil
	case len(object) == 1 && (c.article != "" || isPlural(object[0])) && slices.Contains([]string{"user", "users", "customer", "customers"}, object[0]):
	case slices.ContainsFunc(object, func(w string) bool { return slices.Contains(opaque, w) || isVerbForm(w) }):
		return nil
	case slices.Contains(particles, object[0]) || strings.HasSuffix(object[len(object)-1], "ed"):
		return nil
	case slices.Contains(prepositions, object[0]) || slices.Contains(prepositions, object[len(object)-1]) || slices.Contains([]string{"or", "and", "a", "an", "the"}, object[len(object)-1]):
		return nil
	}
	c.object = object
	if h := c.head(); c.class == showing && isPlural(h) {
		c.class = listing
	}
	return c
}

// isVerbForm reports whether a word is to go or gone.
func isVerbForm(w string) bool { return w == "not" || w == "to" || w == "been" || w == "was" }

func articleOf(words []string) (string, []string) {
	if len(words) > 1 && slices.Contains([]string{"a", "an", "the"}, words[0]) {
		if words[0] == "an" {
			return "a", words[1:]
		}
		return words[0], words[1:]
	}
	return "", words
}

// fact reads what an action tells: a clause, or a noun phrase.
func (c *command) fact(words []string) *command {
	rest := strings.ToLower(strings.Join(words, " "))
	for _, stop := range []string{",", " or ", "("} {
		rest, _, _ = strings.Cut(rest, stop)
	}
	fields := strings.Fields(rest)
	if len(fields) == 0 || !plainWords.MatchString(rest) {
		return nil
	}
	if slices.Contains([]string{"when", "which", "what", "how", "where", "who", "whether", "why", "if"}, fields[0]) {
		if len(fields) < 3 || len(fields) > 8 || slices.ContainsFunc(fields, func(w string) bool {
			return w != "that" && slices.Contains([]string{"user", "customer", "given", "specified"}, w)
		}) {
			return nil
		}
		c.clause = strings.Join(fields, " ")
		return c
	}
	if fields[0] == "about" {
		fields = fields[1:]
	}
	got := c.about(fields)
	if got != nil {
		got.verbs = nil
		got.class = telling
	}
	return got
}
