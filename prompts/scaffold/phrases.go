package scaffold

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

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
