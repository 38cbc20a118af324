package triage

import (
	"cmp"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/report"
)

// Doubtful is a message for a person to look at.
type Doubtful struct {
	Message
	N     int    // messages that say the same
	Doubt string // of the answer, "" for none
	State string // one of report.TriageStates
	Wants string // the action that it wants, as far as is known
}

// Why says in words why the message is to be looked at.
func (d *Doubtful) Why() string {
	return strings.TrimPrefix(cmp.Or(d.Doubt, "sure")+", "+d.State+" "+d.Wants, "sure, ")
}

// doubts counts the answers in doubt.
func doubts(all []*said) []report.TriageDoubt {
	counts := map[string]int{}
	for _, s := range all {
		counts[s.doubt()] += s.n
	}
	var out []report.TriageDoubt
	for _, d := range report.TriageDoubts {
		if counts[d] > 0 {
			out = append(out, report.TriageDoubt{Doubt: d, N: counts[d]})
		}
	}
	return out
}

// toReview are the messages that a person should label: those of one doubt, state and
// action one after the other, and there those that are asked most and the least sure first.
func toReview(look []*said) []Doubtful {
	var out []Doubtful
	for _, s := range look {
		if d := s.doubt(); !s.labelled() && (d != "" || s.state != report.TriageCovered) {
			out = append(out, Doubtful{s.Message, s.n, d, s.state, s.wants})
		}
	}
	rank := func(list []string, s string) int {
		if i := slices.Index(list, s); i >= 0 {
			return i
		}
		return len(list)
	}
	confidence := func(d *Doubtful) float64 {
		if d.Answer == nil || d.Answer.Confidence == nil {
			return 0
		}
		return *d.Answer.Confidence
	}
	slices.SortStableFunc(out, func(a, b Doubtful) int {
		return cmp.Or(rank(report.TriageDoubts, a.Doubt)-rank(report.TriageDoubts, b.Doubt), rank(report.TriageStates, a.State)-rank(report.TriageStates, b.State),
			strings.Compare(a.Wants, b.Wants), b.N-a.N, cmp.Compare(confidence(&a), confidence(&b)))
	})
	return out
}

// readOf is the share of the messages that a template writes, nil where no model has
// answered any: then it is known from the states.
func readOf(all []*said) *report.Metric {
	read := 0
	for _, s := range all {
		if len(s.actions) > 0 {
			read += s.n
		}
	}
	if !slices.ContainsFunc(all, (*said).answered) {
		return nil
	}
	m := eval.Proportion(read, total(all), messages)
	return &m
}
