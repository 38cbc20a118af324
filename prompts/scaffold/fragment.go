package scaffold

import (
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
