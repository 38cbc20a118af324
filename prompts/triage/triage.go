package triage

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/inorder"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/prompts"
)

// Options say how messages are triaged.
type Options struct {
	Look float64 // share of the messages to look at, from 0 to 1; the others only score

	// Review gets the messages to look at that have no label and that are in doubt or not
	// covered, what is most doubtful first; nil for nobody.
	Review func([]Doubtful)
}

// Run triages messages with a pack. An error of the messages ends the run, and so does
// the end of the context.
func Run(ctx context.Context, p *prompts.Pack, messages iter.Seq2[Message, error], o Options) (*report.Triage, error) {
	all, err := readAll(ctx, p, messages, o.Look)
	if err != nil {
		return nil, err
	}
	var look, held []*said
	for _, s := range all {
		if s.look {
			look = append(look, s)
		} else {
			held = append(held, s)
		}
	}
	knows := func(name string) bool { return name == dataset.None || p.Schema().Action(name) != nil }
	judge(look, knows)
	judge(held, knows)
	t := &report.Triage{Header: report.NewHeader(report.KindTriage), Pack: p.ID(), Look: o.Look, LookN: total(look), HeldOutN: total(held)}
	t.N = t.LookN + t.HeldOutN
	for _, s := range all {
		if s.labelled() {
			t.Labelled += s.n
		}
	}
	t.Looked, t.Metrics = metrics(look), metrics(held)
	if len(held) == 0 {
		t.Metrics = metrics(look)
	}
	t.Doubts, t.Read = doubts(all), readOf(all)
	if o.Review != nil {
		o.Review(toReview(look))
	}
	t.States, t.Actions = states(look, held), shares(all)
	t.Items = newAssembly(p, look).items()
	t.Scores = scores(held)
	return t, ctx.Err()
}

// readAll gathers messages, those that say the same as one, and then reads them on all
// cores.
func readAll(ctx context.Context, p *prompts.Pack, messages iter.Seq2[Message, error], look float64) ([]*said, error) {
	same := map[string]*said{}
	for m, err := range messages {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		key := m.key()
		if s := same[key]; s != nil {
			s.join(&m)
			continue
		}
		s := &said{Message: m, n: 1, part: part(&m)}
		s.look = toLookAt(s.part, look)
		same[key] = s
	}
	lent := newReaders(p)
	queue := inorder.New(func(s *said) { lent.do(func(r *reader) { s.reading = r.read(&s.Message) }) }, func(*said) bool { return ctx.Err() == nil })
	out := make([]*said, 0, len(same))
	for _, key := range slices.Sorted(maps.Keys(same)) {
		if ctx.Err() != nil {
			break
		}
		out = append(out, same[key])
		queue.Put(same[key])
	}
	queue.Flush()
	return out, ctx.Err()
}

// key tells apart messages that say something else, or whose labels or answers differ.
func (m *Message) key() string {
	var b strings.Builder
	b.WriteString(text.Fold(m.Text) + "\x00" + m.Action + "\x00")
	if m.Answer != nil {
		b.WriteString(m.Answer.Action)
	}
	for _, t := range m.History {
		b.WriteString("\x00" + string(t.Role) + "\x00" + t.Text)
	}
	for _, s := range m.Slots {
		b.WriteString("\x00" + s.Param + "\x00" + s.Value)
	}
	return b.String()
}

// join counts a message that says the same. Of the ids and the ways of writing it, the
// first in order is kept, and of the confidences the least.
func (s *said) join(m *Message) {
	s.n++
	if c := cmp.Or(compareIDs(m.ID, s.ID), strings.Compare(m.Text, s.Text)); c < 0 {
		s.ID = m.ID
	}
	s.Text = min(s.Text, m.Text)
	if m.Answer != nil && m.Answer.Confidence != nil && (s.Answer.Confidence == nil || *m.Answer.Confidence < *s.Answer.Confidence) {
		s.Answer = m.Answer
	}
}

// compareIDs puts ids that are numbers in their order.
func compareIDs(a, b string) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
}

func total(all []*said) int {
	n := 0
	for _, s := range all {
		n += s.n
	}
	return n
}

// metrics are the shares of a part of the messages.
func metrics(all []*said) report.Metrics {
	covered, answered, right := 0, 0, 0
	for _, s := range all {
		if s.state == report.TriageCovered {
			covered += s.n
		}
		if s.labelled() && s.answered() {
			answered += s.n
			if !s.wrong() {
				right += s.n
			}
		}
	}
	out := report.Metrics{report.MetricCovered: eval.Proportion(covered, total(all), messages)}
	if answered > 0 {
		out[report.MetricIntent] = eval.Proportion(right, answered, messages)
	}
	return out
}

// messages is what shares are of.
const messages = "messages"

// states count the messages of each state.
func states(look, held []*said) []report.TriageState {
	var out []report.TriageState
	for _, state := range report.TriageStates {
		l, h := countOf(look, state), countOf(held, state)
		out = append(out, report.TriageState{State: state, N: l + h, Look: eval.Proportion(l, total(look), messages), HeldOut: eval.Proportion(h, total(held), messages)})
	}
	return out
}

func countOf(all []*said, state string) int {
	n := 0
	for _, s := range all {
		if s.state == state {
			n += s.n
		}
	}
	return n
}

// shares say how much of each action is covered, by the action that a message wants as far
// as is known.
func shares(all []*said) []report.TriageShare {
	type counts struct{ n, covered, labelled, right int }
	of := map[string]*counts{}
	for _, s := range all {
		c := of[s.wants]
		if c == nil {
			c = &counts{}
			of[s.wants] = c
		}
		c.n += s.n
		if s.state == report.TriageCovered {
			c.covered += s.n
		}
		if s.labelled() && s.answered() {
			c.labelled += s.n
			if !s.wrong() {
				c.right += s.n
			}
		}
	}
	var out []report.TriageShare
	for _, name := range sortedKeys(of) {
		c := of[name]
		out = append(out, report.TriageShare{Name: name, N: c.n, Covered: eval.Proportion(c.covered, c.n, messages), Right: eval.Proportion(c.right, c.labelled, messages)})
	}
	slices.SortStableFunc(out, func(a, b report.TriageShare) int { return b.N - a.N })
	return out
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
