package scaffold

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

// fragment is how a prompt says one argument.
type fragment struct {
	param *action.Param
	text  string // an expression with the slot
	key   string // the same behind a label: priority {priority}
	front bool   // it may open the prompt: on friday
	place int    // its place in a sentence, from the object on
}

// kind is what an argument is about, which decides what stands before it.
type kind string

const (
	aDate     kind = "date"
	aTime     kind = "time"
	aPeriod   kind = "period"
	aDuration kind = "duration"
	aMoment   kind = "moment"
	anAmount  kind = "money"
	aNumber   kind = "number"
	aChoice   kind = "choice"
	aSwitch   kind = "switch"
	aPerson   kind = "person"
	aPlace    kind = "place"
	anID      kind = "id"
	someText  kind = "text"
)

// people are words of parameters that hold somebody's name.
var people = strings.Fields("recipient payee receiver assignee author sender creator customer client patient guest user member employee attendee attendees participant participants invitee contact person driver doctor passenger reviewer reviewers manager payer student teacher tenant friend collaborator beneficiary artist relation who")

// places are words of parameters that hold a place.
var places = strings.Fields("city town place location address destination origin venue neighborhood suburb street where pickup dropoff station")

// kindOf says what a parameter is about, by its type, its format and its name.
func kindOf(p *action.Param, words []string) kind {
	last := words[len(words)-1]
	switch {
	case len(p.Enum) > 0:
		return aChoice
	case p.Type == "boolean":
		return aSwitch
	case last == "id" || last == "ids" || last == "uuid" || last == "number" && len(words) > 1 && !slices.Contains([]string{"phone", "of", "card", "account"}, words[len(words)-2]) || p.Format == "uuid":
		return anID
	case p.Type == "integer" || p.Type == "number":
		return aNumber
	}
	switch p.Format {
	case "date":
		return aDate
	case "time":
		return aTime
	case "period":
		return aPeriod
	case "duration":
		return aDuration
	case "money":
		return anAmount
	case "person":
		return aPerson
	case "place", "location", "address":
		return aPlace
	case "date-time":
		return aMoment
	}
	if p.Format != "" {
		return someText
	}
	switch {
	case slices.Contains([]string{"date", "day", "deadline", "birthday"}, last):
		return aDate
	case last == "time":
		return aTime
	case slices.Contains([]string{"datetime", "timestamp"}, last):
		return aMoment
	case last == "duration":
		return aDuration
	case slices.Contains([]string{"amount", "price", "budget", "cost"}, last):
		return anAmount
	case slices.Contains(people, last) || last == "name" && len(words) > 1 && slices.Contains(append([]string{"first", "last", "full"}, people...), words[len(words)-2]):
		return aPerson
	case slices.Contains(places, last) || last == "name" && len(words) > 1 && slices.Contains(places, words[len(words)-2]):
		return aPlace
	}
	return someText
}

// order of kinds in a sentence, from the object on.
var order = map[kind]int{anID: 0, someText: 2, aChoice: 2, anAmount: 1, aNumber: 3, aPerson: 4, aSwitch: 10, aPlace: 5, aPeriod: 7, aDuration: 7, aDate: 8, aTime: 9, aMoment: 8}

// asking is an action while its templates are made.
type asking struct {
	*domain
	action *action.Action
	first  command
	many   bool // the object is several things
}

// fragment says an argument, once with the words that its name calls for, and once
// behind its label.
func (k *asking) fragment(p *action.Param) fragment {
	words := said(split(p.Name))
	if len(words) == 0 {
		words = []string{"value"}
	}
	what := kindOf(p, words)
	label := strings.Join(labelOf(words, what), " ")
	slot := k.slot(k.action, p, what, words, k.side(what, words))
	f := fragment{param: p, place: order[what]}
	f.key = strings.TrimPrefix(label, k.first.head()+" ") + " " + slot
	switch what {
	case aSwitch:
		f.text, f.key = switched(p.Name, words), fmt.Sprintf("%s ({%s=true:yes|on}|{%s=false:no|off})", label, p.Name, p.Name)
	case aChoice:
		f.text = k.choice(p, words, label, slot)
	case aDate, aTime:
		f.text = k.when(p, words, what, slot)
		f.front = f.text != "" && !strings.Contains(f.text, "with")
	case aPeriod:
		f.text = fmt.Sprintf("({%s=:<period_rel>}|for {%s=:<period_rel>}|(in|for|from) {%s=:<period_named>})", p.Name, p.Name, p.Name)
		f.key, f.front = fmt.Sprintf("%s {%s=:<period_rel>|<period_named>}", label, p.Name), true
	case aDuration:
		f.text = "for " + slot
	case aMoment:
		f.text, f.front = sided(words, slot, "for "+slot), true
	case anAmount:
		f.text = bounded(words, slot, "(for|of) "+slot)
	case aNumber:
		f.text = k.counted(words, label, slot)
	case anID:
		f.text = identified(words, slot)
	case aPerson:
		f.text = withPerson(words, slot, k.first.class)
	case aPlace:
		f.text, f.front = located(words, slot), true
	default:
		f.text = k.worded(words, label, slot)
		if last := words[len(words)-1]; slices.Contains(containers, last) || last == "owner" {
			f.place = order[aPlace]
		}
	}
	if f.text == "" {
		f.text = "with [the] " + label + " " + slot
	}
	return f
}

// side is the variant of the lexicon of a day: coming where something is to be done.
func (k *asking) side(what kind, words []string) string {
	ahead := slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains([]string{"due", "deadline", "until", "expiry", "delivery"}, w)
	})
	behind := slices.ContainsFunc(words, func(w string) bool {
		return slices.Contains([]string{"birth", "birthday", "since", "created", "updated"}, w)
	})
	now := k.first.class == creating || k.first.class == doing && len(k.first.verbs) > 0 && !slices.Contains(definite, k.first.verbs[0])
	if what == aDate && !behind && (ahead || now) {
		return "coming"
	}
	return ""
}

// labelOf is what people call a parameter.
func labelOf(words []string, what kind) []string {
	if n := len(words); n > 1 && (words[n-1] == "ids" || words[n-1] == "uuid") {
		words = append(slices.Clone(words[:n-1]), "id")
	}
	if what == aSwitch && len(words) > 1 && slices.Contains([]string{"is", "has", "should", "include", "enable", "with", "allow", "send"}, words[0]) {
		return words[1:]
	}
	return words
}

// sided puts from, until, due or by before a time whose name asks for it.
func sided(words []string, slot, otherwise string) string {
	for _, w := range words {
		switch w {
		case "start", "starts", "since", "from", "after", "begin", "beginning", "pickup", "checkin":
			return "(from|starting) " + slot
		case "end", "ends", "until", "to", "before", "finish", "checkout", "return", "expiry", "expiration":
			return "until " + slot
		case "due", "deadline":
			return "due " + slot
		case "old", "original":
			return "from " + slot
		case "birth", "birthday", "dob":
			return "born on " + slot
		}
	}
	if len(words) > 1 && words[0] == "check" {
		return map[string]string{"in": "from ", "out": "until "}[words[1]] + slot
	}
	if words[0] == "new" {
		return "to " + slot
	}
	return otherwise
}

// when says a day or a time of day. On, at and by are of the lexicon.
func (k *asking) when(p *action.Param, words []string, what kind, slot string) string {
	if s := sided(words, slot, ""); s != "" {
		return s
	}
	if len(words) == 1 || slices.Contains([]string{"date", "day", "time", "event", "scheduled", "appointment", "delivery", "reservation", "booking", "departure", "preferred", "ship", "shipping", "travel", "meeting"}, words[0]) && len(words) == 2 {
		return k.slot(k.action, p, what, words, "on"+k.side(what, words))
	}
	return ""
}

func bounded(words []string, slot, otherwise string) string {
	switch words[0] {
	case "minimum":
		return "(over|of at least) " + slot
	case "maximum":
		return "(under|up to) " + slot
	}
	if words[len(words)-1] == "most" || words[len(words)-1] == "budget" {
		return "(under|up to) " + slot
	}
	return otherwise
}

// heads are what numbers count.
var heads = map[string]string{"people": "people", "guests": "guests", "persons": "people", "adults": "adults", "children": "children", "passengers": "passengers", "seats": "seats", "tickets": "tickets", "nights": "nights",
	"rooms": "rooms", "days": "days", "hours": "hours", "minutes": "minutes", "weeks": "weeks", "months": "months", "years": "years", "party": "people", "copies": "copies", "participants": "people", "attendees": "people", "seconds": "seconds"}

// counted says a number.
func (k *asking) counted(words []string, label, slot string) string {
	last := words[len(words)-1]
	for _, w := range words {
		if noun := heads[w]; noun != "" && !(w == "party" && last != "size") {
			return "for " + slot + " " + counts(noun)
		}
	}
	switch last {
	case "quantity", "count":
		return "quantity " + slot
	case "amount", "price", "total", "cost":
		return bounded(words, slot, "of "+slot)
	case "limit", "results", "top":
		return "(at most|up to) " + slot
	case "page":
		return "(on|from) page " + slot
	case "percent", "percentage", "brightness", "volume", "humidity":
		return "(to|at) " + slot + " percent"
	case "temperature", "degrees":
		return "(to|at) " + slot + " degrees"
	case "level", "speed":
		return "(to|at) " + strings.TrimPrefix(label, "volume ") + " " + slot
	case "radius", "distance":
		return "within " + slot + " (kilometers|miles)"
	}
	return bounded(words, slot, "")
}

// counts is a noun behind a number: night<s>.
func counts(many string) string {
	one := singular(many)
	if many == one+"s" {
		return one + "<s>"
	}
	return "<s:" + one + "|" + many + ">"
}

// containers are things that others are in.
var containers = strings.Fields("channel workspace repository project room area folder list board team organization group calendar store shop department country state region branch zone floor collection library category cart basket database")

// identified says an id, whose stem says of what.
func identified(words []string, slot string) string {
	stem := words[:len(words)-1]
	if len(stem) == 0 || len(words) == 1 {
		return "with [the] (id|number) " + slot
	}
	if slices.Contains(containers, stem[len(stem)-1]) {
		return "in " + strings.Join(stem, " ") + " [number|id] " + slot
	}
	return "for " + strings.Join(stem, " ") + " [number|id] " + slot
}

func withPerson(words []string, slot string, c class) string {
	if words[len(words)-1] == "name" && c == creating {
		return "(called|named) " + slot
	}
	for _, w := range words {
		switch w {
		case "recipient", "payee", "receiver", "to", "beneficiary":
			return "to " + slot
		case "assignee":
			return "(assigned to|for) " + slot
		case "author", "creator", "artist", "sender", "from", "payer":
			if c == creating {
				return "from " + slot
			}
			return "(by|from) " + slot
		case "attendee", "attendees", "participant", "participants", "invitee", "collaborator", "doctor":
			return "with " + slot
		}
	}
	return "for " + slot
}

func located(words []string, slot string) string {
	for _, w := range words {
		switch w {
		case "destination", "to", "dropoff":
			return "to " + slot
		case "origin", "from", "pickup", "source":
			return "from " + slot
		case "address", "street", "venue", "station":
			return "at " + slot
		}
	}
	return "in " + slot
}

// worded says free text.
func (k *asking) worded(words []string, label, slot string) string {
	last := words[len(words)-1]
	c := k.first.class
	if last == "name" && k.first.updating() && !k.identified() {
		return "called " + slot
	}
	if k.first.updating() && !slices.Contains(containers, last) && !slices.Contains([]string{"message", "reason", "comment"}, last) {
		return "with [the] [new] " + label + " " + slot
	}
	switch last {
	case "title", "subject", "name", "headline", "summary":
		if len(words) > 1 && k.first.head() != words[len(words)-2] && last == "name" {
			break
		}
		if c == creating {
			return map[bool]string{true: "(called|named) ", false: "(called|titled|about) "}[last == "name"] + slot
		}
		return "called " + slot
	case "message", "text", "body", "content", "comment", "note", "caption", "reply":
		return "(saying|with the " + label + ") " + slot
	case "reason", "cause":
		return "because " + slot
	case "query", "q", "search", "keyword", "keywords", "term":
		return "(about|matching|for) " + slot
	case "channel", "workspace":
		if c == creating {
			return fmt.Sprintf("(to %s|in %s|in the %s %s)", slot, slot, slot, label)
		}
		return fmt.Sprintf("in (%s|the %s %s)", slot, slot, label)
	}
	if slices.Contains(containers, last) && (k.first.class != creating || k.first.head() != last) {
		return fmt.Sprintf("in (%s|the %s %s)", slot, slot, label)
	}
	switch last {
	case "owner":
		return "owned by " + slot
	case "language", "currency", "color", "colour", "lang":
		return cmp.Or(map[string]string{"target": "into ", "to": "into ", "source": "from ", "from": "from "}[words[0]], "in ") + slot
	case "email", "phone", "mail":
		return "with [the] " + label + " " + slot
	case "url", "link", "uri":
		return "with the link " + slot
	case k.first.head():
		if c == creating {
			return "(called|named) " + slot
		}
	case "category", "genre":
		return "in the " + label + " " + slot
	case "label", "tag":
		return "(tagged|labeled) " + slot
	case "biller", "merchant", "company", "vendor", "supplier":
		return "(from|at) " + slot
	default:
		if len(words) == 1 && k.heads[last] {
			return "for [the] " + last + " " + slot
		}
	}
	return ""
}

// identified reports whether an id says which thing the action is about.
func (k *asking) identified() bool {
	return slices.ContainsFunc(k.action.Params, func(p *action.Param) bool {
		words := said(split(p.Name))
		return len(words) > 0 && kindOf(p, words) == anID
	})
}

// adjectives are names of switches that say how something is.
var adjectives = strings.Fields("private public draft urgent archived locked complete completed unread silent anonymous recurring hidden pinned starred required optional verified paid secure visible available featured final read permanent important shared temporary confidential open closed deleted")

// switched says a truth value by the name of its parameter.
func switched(name string, words []string) string {
	rest := strings.Join(labelOf(words, aSwitch), " ")
	both := func(yes, no string) string { return fmt.Sprintf("("+yes+"|"+no+")", name, name) }
	switch last := words[len(words)-1]; {
	case words[0] == "is" && len(words) > 1:
		return both(", {%s=true:"+rest+"}", ", {%s=false:not "+rest+"}")
	case last == "enabled" || last == "active" || last == "on":
		return both("[and] switched {%s=true:on}", "[and] switched {%s=false:off}")
	case slices.Contains(adjectives, last):
		return both(", {%s=true:"+last+"}", ", {%s=false:not "+last+"}")
	}
	return both("{%s=true:with} "+rest, "{%s=false:without} "+rest)
}

// things are enumerations that are kinds of a thing that one can do something for.
var things = strings.Fields("account card plan loan room product drink item policy treatment service store department appointment vehicle ticket subscription")

// choice says a value of an enumeration.
func (k *asking) choice(p *action.Param, words []string, label, slot string) string {
	last := words[len(words)-1]
	one := k.slot(k.action, p, aChoice, words, "one")
	rest := strings.Join(words[1:], " ")
	var text string
	switch {
	case len(words) > 1 && words[0] == "from":
		text = fmt.Sprintf("from [my] %s [%s]", one, rest)
	case len(words) > 1 && words[0] == "to":
		text = fmt.Sprintf("to [my] %s [%s]", one, rest)
	case last == "status" || last == "state":
		text = fmt.Sprintf("(with %s %s|that %s %s)", label, one, map[bool]string{true: "are", false: "is"}[k.many], one)
		if k.first.updating() {
			text = fmt.Sprintf("(to %s|with [the] %s %s)", one, label, one)
		} else if k.first.class == creating || k.first.class == doing {
			text = fmt.Sprintf("with [the] %s %s", label, one)
		}
	case last == "sort" || label == "sort by" || label == "order by":
		text = "sorted by " + one
	case last == "direction" || last == "order":
		text = "in " + one + " order"
		if !slices.Contains(p.Enum, "asc") && !slices.Contains(p.Enum, "ASC") {
			text = fmt.Sprintf("with %s %s", label, one)
		}
	case last == "format" || last == "role" || last == "mode":
		text = fmt.Sprintf("(as %s|with %s %s)", one, label, one)
	case last == "reason":
		text = "because it is " + one
	case last == "language" || last == "currency" || last == "unit" || last == "units" || last == "color" || last == "colour":
		text = "in " + one
	case last == "size":
		text = "in " + one
	case slices.Contains(things, last):
		text = fmt.Sprintf("for (my|the) %s %s", one, label)
	case last == "type" || last == "kind":
		text = fmt.Sprintf("of [the] %s %s", label, one)
	default:
		text = fmt.Sprintf("with (%s %s|%s %s)", label, one, one, label)
	}
	for _, v := range k.special(p) {
		from := "for"
		if words[0] == "from" || words[0] == "to" {
			from = words[0]
		}
		text = fmt.Sprintf("(%s|%s {%s=%s:%s})", text, from, p.Name, v, strings.TrimSpace(surface(v)+" "+map[bool]string{true: pluralOf(last), false: ""}[v == "all"]))
	}
	return text
}
