package scaffold

import (
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

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
