package triage

import (
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
)

// said is what some messages say: those with the same text, label and answer.
type said struct {
	Message
	n    int
	look bool
	part string
	*reading

	foreign bool // its label is no action of the pack

	state string
	other string // of a confusion or a label: the other action
	why   string // of a label
}

// labelled and answered report whether the action is known from a person and a model.
func (s *said) labelled() bool { return s.Action != "" }
func (s *said) answered() bool { return s.Answer != nil }

// guessed reports whether nothing but the words of a message says what it wants.
func (s *said) guessed() bool { return !s.labelled() && !s.answered() }

// wrong reports whether the model contradicts the label.
func (s *said) wrong() bool { return s.labelled() && s.answered() && s.Answer.Action != s.Action }

// votes count labels of messages that are alike in some way.
type votes map[string]map[string]int

func (v votes) add(key, label string, n int) {
	if v[key] == nil {
		v[key] = map[string]int{}
	}
	v[key][label] += n
}

// judge decides the states of the messages of one part. knows reports whether an action is
// one of the pack.
func judge(all []*said, knows func(action string) bool) {
	alike, byTemplate := votes{}, votes{}
	for _, s := range all {
		if s.labelled() {
			alike.add(s.part, s.Action, s.n)
			if s.template != "" {
				byTemplate.add(s.template, s.Action, s.n)
			}
		}
	}
	for _, s := range all {
		if s.labelled() && !knows(s.Action) {
			s.state, s.foreign = report.TriageTemplate, true
			continue
		}
		if s.labelled() {
			if s.other, s.why = suspect(s, alike[s.part], byTemplate[s.template]); s.other != "" {
				s.state = report.TriageLabel
				continue
			}
		}
		s.state, s.other = s.judged()
	}
}

// judged is the state of a message whose label is right, and the other action of a
// confusion.
func (s *said) judged() (state, other string) {
	reads := len(s.actions) > 0
	switch {
	case s.labelled() && s.wrong():
		return report.TriageConfusion, s.Answer.Action
	case s.labelled() && slices.Contains(s.actions, s.Action):
		return report.TriageCovered, ""
	case s.labelled() && reads:
		return report.TriageConfusion, s.actions[0]
	case s.labelled():
		return s.unread(s.Action == dataset.None), ""
	case reads && s.answered() && !slices.Contains(s.actions, s.Answer.Action):
		return report.TriageConfusion, s.Answer.Action
	case reads && !s.answered() && len(s.actions) > 1:
		return report.TriageConfusion, s.actions[1]
	case reads:
		return report.TriageCovered, ""
	case s.answered():
		return s.unread(s.Answer.Action == dataset.None), ""
	}
	return s.unread(s.wants == dataset.None || s.near.Share < nearEnough), ""
}

// unread is the state of a message that no template writes.
func (s *said) unread(outOfScope bool) string {
	switch {
	case outOfScope:
		return report.TriageScope
	case s.reads:
		return report.TriageValue
	}
	return report.TriageTemplate
}

// Bounds from which a label is doubted.
const (
	sureAnswer = 0.95 // confidence of the model
	sureNear   = 0.8  // share of the words in common with a template
)

// suspect returns the action that a label should likely name, and why, or "". alike are
// the labels of messages with the same words, ofTemplate those of messages that the same
// template writes.
func suspect(s *said, alike, ofTemplate map[string]int) (action, why string) {
	for _, other := range sortedKeys(alike) {
		if n := alike[other]; other != s.Action && n >= 2 && n >= 3*alike[s.Action] {
			return other, fmt.Sprintf("%s messages with the same words are labelled %s", text.Thousands(n), other)
		}
	}
	if s.answered() && s.Answer.Action == s.Action {
		return "", ""
	}
	if len(s.actions) == 1 && s.actions[0] != s.Action && (!s.answered() || s.Answer.Action == s.actions[0]) {
		if n := ofTemplate[s.actions[0]]; n >= 2*max(1, ofTemplate[s.Action]) {
			return s.actions[0], fmt.Sprintf("%s writes it, as %s that are labelled %s", inPack(s.template), text.Thousands(n), s.actions[0])
		}
	}
	if s.wrong() && s.Answer.Confidence != nil && *s.Answer.Confidence >= sureAnswer && s.near.Template != nil &&
		s.near.Action() == s.Answer.Action && s.near.Share >= sureNear && len(s.actions) == 0 {
		return s.Answer.Action, fmt.Sprintf("the model is %.0f %% sure of %s, whose templates are nearest", 100**s.Answer.Confidence, s.Answer.Action)
	}
	return "", ""
}

// gain is how much it would bring to deal with a message, from 0 to 1: whether it is
// answered wrongly now, as far as is known.
func (s *said) gain() float64 {
	switch {
	case s.labelled() && s.answered():
		if s.wrong() {
			return 1
		}
		return 0
	case s.answered() && (s.Answer.Doubt == report.TriageAbstained || s.Answer.Doubt == report.TriageTruncated):
		return 1
	case s.answered() && s.state != report.TriageConfusion:
		if s.Answer.Confidence != nil {
			return 1 - *s.Answer.Confidence
		}
		return 0.5 // it may be right
	case !s.labelled() && (s.state == report.TriageScope || s.state == report.TriageValue):
		return 0.5 // it is a guess what these messages want
	}
	return 1
}
