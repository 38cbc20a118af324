package scaffold

import (
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
