package scaffold

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

// command is what an action does, read from its name or from its description: verbs and
// the noun phrase behind them.
type command struct {
	class   class
	verbs   []string // bare, the likeliest first; nil for a fact without a verb
	object  []string // words without an article; nil where a parameter says the object
	article string   // a or the, where the description has one
	clause  string   // what follows "tell me": which alarms are set
}

// head is the noun that the object is about.
func (c *command) head() string {
	for i, w := range c.object {
		if i > 0 && slices.Contains(prepositions, w) {
			return c.object[i-1]
		}
	}
	if len(c.object) == 0 {
		return ""
	}
	return c.object[len(c.object)-1]
}

// prepositions end the noun phrase of a name or of a description.
var prepositions = []string{"for", "by", "from", "to", "in", "with", "on", "at", "into", "using", "via", "within", "about", "based", "as", "per", "against", "between", "through", "under", "of", "where", "when", "if"}

// named reads the name of an action, without what all names of the list begin with.
func named(words []string) command {
	words = said(words)
	if len(words) > 0 && together[words[0]] != "" {
		words = append(strings.Fields(together[words[0]]), words[1:]...)
	}
	at, n := verbIn(words)
	if at < 0 {
		return command{class: telling, object: untilPreposition(words)}
	}
	verb := strings.Join(words[at:at+n], " ")
	c := command{class: verbs[verb].class, verbs: verbs[verb].words}
	before, after := words[:at], words[at+n:]
	if len(after) > 0 && slices.Contains([]string{"all", "the", "a", "an", "my", "new", "current"}, after[0]) && len(after) > 1 {
		after = after[1:]
	}
	if len(after) > 1 && strings.HasSuffix(c.verbs[0], " "+after[0]) { // reply to a thread
		after = after[1:]
	}
	c.object = untilPreposition(after)
	if len(c.object) == 0 && len(before) > 0 {
		c.object = slices.Clone(before)
	}
	if strings.HasPrefix(verb, "log ") && len(c.object) == 1 && c.object[0] == "user" {
		c.object, c.verbs = nil, []string{verb, strings.Replace(verb, "log", "sign", 1)}
	}
	if n := len(c.object); n > 0 {
		switch last := &c.object[n-1]; {
		case c.class == listing || c.class == finding:
			if len(before) > 0 || c.class == listing {
				*last = pluralOf(*last)
			}
		case len(before) > 0 && len(after) == 0, c.class == creating && len(before) > 0:
			*last = singular(*last)
		case c.class == showing && isPlural(*last):
			c.class = listing
		}
	}
	switch {
	case c.class == telling && len(before)+len(after) == 0:
		c.class = doing
	case c.class == telling:
		c.verbs = nil
	}
	return c
}

// together are verbs that names write in one word.
var together = map[string]string{"login": "log in", "logout": "log out", "signin": "log in", "signout": "log out", "signup": "sign up", "checkin": "check in", "checkout": "check out"}

func pluralOf(w string) string {
	if slices.Contains(mass, w) {
		return w
	}
	return plural(w)
}

// verbIn finds the verb of a name: its first words, or a verb behind the word for the
// theme. at is -1 where there is none.
func verbIn(words []string) (at, n int) {
	for _, n := range []int{2, 1} {
		if n <= len(words) && isVerb(strings.Join(words[:n], " ")) {
			if n == 1 && len(words) > 1 && slices.Contains(themes, words[0]) && slices.Contains(strong, words[1]) {
				break
			}
			return 0, n
		}
	}
	for i := 1; i < len(words) && i <= 2; i++ {
		if i+1 < len(words) && slices.Contains(strong, words[i+1]) {
			continue // shopping list add item
		}
		if slices.Contains(strong, words[i]) && !slices.Contains([]string{"open", "close", "search", "post", "check", "read", "edit"}, words[i]) ||
			i+1 < len(words) && slices.Contains(strong, words[i]) || i+1 == len(words) && slices.Contains([]string{"search", "post", "check"}, words[i]) {
			return i, 1
		}
	}
	return -1, 0
}

// themes are verbs that are nouns where another verb is behind them: list_add_item.
var themes = strings.Fields("list order report charge book message file record issue request post comment label tag page test build branch plan ticket")

func untilPreposition(words []string) []string {
	for i, w := range words {
		if slices.Contains(prepositions, w) && w != "of" {
			return words[:i]
		}
	}
	return words
}

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

// commandsOf reads an action both ways. The first command names it.
func commandsOf(a *action.Action, prefix int) []command {
	words := split(a.Name)
	if prefix < len(words) {
		words = words[prefix:]
	}
	first := named(words)
	other := described(a.Description)
	if other != nil && len(other.verbs) == 0 && slices.Equal(other.object, said(words)) { // exchange rate
		return []command{*other}
	}
	if other != nil && len(other.verbs) > 0 && len(other.object) > 0 && len(first.verbs) > 0 && misread(&first, other, words) {
		return []command{*other}
	}
	if len(first.verbs) > 0 && first.verbs[0] == "ask for" && other != nil {
		return []command{*other}
	}
	out := []command{first}
	if other == nil {
		return out
	}
	if len(other.verbs) > 0 && strings.HasPrefix(other.verbs[0], "ask") && len(first.verbs) > 0 {
		return out
	}
	if first.head() != "" && other.head() == first.head() || len(first.object) == 0 {
		out[0].article = other.article
	}
	if len(first.verbs) == 0 && len(other.verbs) > 0 && other.clause == "" { // a name such as bill_due
		return []command{*other}
	}
	if len(first.object) == 0 && len(other.object) > 0 && len(other.verbs) > 0 {
		return []command{*other, first}
	}
	return append(out, *other)
}

// misread reports whether a name says less than the description: the method of a request
// stands for the verb, as in PostCustomers, or a noun was taken for the verb, as in
// VacuumStart.
func misread(name, description *command, words []string) bool {
	verb := description.verbs[0]
	switch words[0] {
	case "post", "put", "patch":
		return words[0] != verb && name.verbs[0] != verb
	case "get", "delete":
		return verb != words[0] && !slices.Contains(description.verbs, words[0]) && (name.head() != description.head() || name.class != description.class || words[0] == "delete")
	}
	return slices.Contains(words[1:], verb) && isVerb(words[0]) && verbs[words[0]].class == doing
}

// sharedWords counts the words that all names of actions begin with: the 1 of slack_… .
func sharedWords(actions []*action.Action) int {
	if len(actions) < 3 {
		return 0
	}
	first := split(actions[0].Name)
	n := 0
	for n+1 < len(first) {
		for _, a := range actions {
			words := split(a.Name)
			if a.Name != none && (len(words) <= n+1 || words[n] != first[n]) {
				return n
			}
		}
		n++
	}
	return n
}

const none = "none"
