package scaffold

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// split returns the words of a name in lower case: get_statement, listPets, Create-Order
// and HTTPServer.
func split(name string) []string {
	var b strings.Builder
	rs := []rune(name)
	for i, r := range rs {
		lower := i > 0 && (unicode.IsLower(rs[i-1]) || unicode.IsDigit(rs[i-1]))
		ends := i > 0 && i+1 < len(rs) && unicode.IsUpper(rs[i-1]) && unicode.IsLower(rs[i+1])
		if unicode.IsUpper(r) && (lower || ends) {
			b.WriteByte(' ')
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		} else {
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

// expanded are short forms of names, as people say them.
var expanded = map[string]string{"repo": "repository", "repos": "repositories", "org": "organization", "orgs": "organizations", "pr": "pull request", "prs": "pull requests",
	"desc": "description", "addr": "address", "qty": "quantity", "amt": "amount", "num": "number", "lang": "language", "dest": "destination", "src": "source",
	"loc": "location", "dept": "department", "cat": "category", "temp": "temperature", "config": "configuration", "info": "information", "min": "minimum", "max": "maximum",
	"pull": "pull", "msg": "message", "tx": "transaction", "acct": "account", "dob": "date of birth", "cust": "customer", "emp": "employee", "pwd": "password"}

// said returns words as people say them.
func said(words []string) []string {
	var out []string
	for _, w := range words {
		if long := expanded[w]; long != "" {
			w = long
		}
		out = append(out, strings.Fields(w)...)
	}
	return out
}

var (
	irregular = map[string]string{"person": "people", "child": "children", "man": "men", "woman": "women", "foot": "feet", "tooth": "teeth", "mouse": "mice", "datum": "data", "index": "indexes", "criterion": "criteria"}
	sibilant  = regexp.MustCompile(`(s|x|z|ch|sh)$`)
	consY     = regexp.MustCompile(`[^aeiou]y$`)
	// notPlural end in s and are one thing, or have no plural.
	notPlural = []string{"address", "status", "business", "news", "bus", "gas", "process", "access", "class", "pass", "progress", "analysis", "series", "sms", "is", "this", "https", "dns", "aws", "css", "gps", "plus", "canvas", "bonus", "campus", "menus"}
)

func plural(w string) string {
	switch {
	case isPlural(w):
		return w
	case irregular[w] != "":
		return irregular[w]
	case consY.MatchString(w):
		return strings.TrimSuffix(w, "y") + "ies"
	case sibilant.MatchString(w):
		return w + "es"
	}
	return w + "s"
}

func singular(w string) string {
	for one, many := range irregular {
		if w == many {
			return one
		}
	}
	switch {
	case !isPlural(w):
		return w
	case strings.HasSuffix(w, "ies") && len(w) > 4:
		return strings.TrimSuffix(w, "ies") + "y"
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "uses"):
		return strings.TrimSuffix(w, "es")
	}
	return strings.TrimSuffix(w, "s")
}

func isPlural(w string) bool {
	for _, many := range irregular {
		if w == many {
			return true
		}
	}
	return len(w) > 2 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss") && !strings.HasSuffix(w, "us") && !strings.HasSuffix(w, "is") && !slices.Contains(notPlural, w)
}

// mass are nouns without an article and a plural.
var mass = []string{"money", "cash", "information", "music", "news", "weather", "traffic", "food", "coffee", "tea", "data", "inventory", "help", "feedback", "autopay", "fraud", "access",
	"content", "mail", "stock", "software", "hardware", "advice", "equipment", "furniture", "homework", "luggage", "research", "storage", "staff", "availability", "maintenance",
	"funds", "support", "progress", "spam", "text", "code", "air", "water", "heating", "power", "metadata", "billing", "shipping", "pricing", "logging", "auth", "authentication"}

var doubled = regexp.MustCompile(`^[^aeiou]*[aeiou][bdgklmnprt]$`)

// gerund returns the form in -ing of a verb, whose particle stays: turning on.
func gerund(verb string) string {
	w, rest, _ := strings.Cut(verb, " ")
	switch {
	case strings.HasSuffix(w, "ie"):
		w = strings.TrimSuffix(w, "ie") + "ying"
	case strings.HasSuffix(w, "ee"), strings.HasSuffix(w, "oe"), strings.HasSuffix(w, "ye"), !strings.HasSuffix(w, "e"):
		if doubled.MatchString(w) || slices.Contains(stressed, w) {
			w += w[len(w)-1:]
		}
		w += "ing"
	default:
		w = strings.TrimSuffix(w, "e") + "ing"
	}
	return strings.TrimSpace(w + " " + rest)
}

// stressed are verbs of two syllables that double their last letter.
var stressed = []string{"reset", "submit", "transfer", "refer", "commit", "unpin", "control", "cancel", "rerun", "prefer", "begin", "permit", "admit", "forget", "unplug"}

// participles are those that a rule does not make.
var participles = map[string]string{"send": "sent", "make": "made", "set": "set", "pay": "paid", "find": "found", "read": "read", "write": "written", "buy": "bought", "put": "put", "cut": "cut",
	"take": "taken", "give": "given", "leave": "left", "run": "run", "rerun": "rerun", "build": "built", "sell": "sold", "withdraw": "withdrawn", "freeze": "frozen", "choose": "chosen", "hide": "hidden",
	"reset": "reset", "shut": "shut", "bring": "brought", "hold": "held", "keep": "kept", "do": "done", "tell": "told", "show": "shown", "begin": "begun", "draw": "drawn", "split": "split", "undo": "undone",
	"get": "found", "speak": "spoken", "say": "said", "spend": "spent", "upset": "upset", "redo": "redone", "unfreeze": "unfrozen", "bid": "bid", "lend": "lent", "teach": "taught", "forget": "forgotten"}

// participle returns the past participle of a verb, whose particle stays.
func participle(verb string) string {
	w, rest, _ := strings.Cut(verb, " ")
	switch {
	case participles[w] != "":
		w = participles[w]
	case strings.HasSuffix(w, "e"):
		w += "d"
	case consY.MatchString(w):
		w = strings.TrimSuffix(w, "y") + "ied"
	case doubled.MatchString(w) || slices.Contains(stressed, w):
		w += w[len(w)-1:] + "ed"
	default:
		w += "ed"
	}
	return strings.TrimSpace(w + " " + rest)
}

// base returns the verb that a word is a form of: creates, returns. It is "" for other
// words.
func base(w string) string {
	if isVerb(w) {
		return w
	}
	for _, form := range [][2]string{{"ies", "y"}, {"es", ""}, {"s", ""}} {
		if stem, ok := strings.CutSuffix(w, form[0]); ok && isVerb(stem+form[1]) {
			return stem + form[1]
		}
	}
	return ""
}
