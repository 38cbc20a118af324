package calls

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference"
)

// Ranked is an action, and how likely it is that a prompt asks for it and for none of the
// others in its ranking.
type Ranked struct {
	Name        string  `json:"name"`
	Probability float64 `json:"probability"`
}

// Alternative is the best call of an action other than that of the answer.
type Alternative struct {
	Output      string        `json:"output"`
	Call        *dataset.Call `json:"call,omitempty"`
	Probability float64       `json:"probability"` // the model's own, of this output among all
}

// ranker weighs the names of actions.
type ranker struct {
	names []string
	of    []int // of each beginning: its action
	paths *inference.Paths
}

// ranker returns that of the actions that limits allow.
func (s *Service) ranker(l *Limits) (*ranker, error) {
	if s.m.schema == nil {
		return nil, errors.New("the model has no actions.json: there is nothing to rank")
	}
	if l == nil || l.Actions == nil {
		return s.all()
	}
	schema, err := l.of(s.m.schema)
	if err != nil {
		return nil, err
	}
	return s.m.newRanker(schema)
}

// newRanker finds the tokens with which the calls of each action begin, up to the
// parenthesis behind its name. The token with the parenthesis may go on beyond it, as in
// (), so an action may have several beginnings.
func (m *Model) newRanker(schema *action.Schema) (*ranker, error) {
	r := &ranker{}
	var beginnings [][]int32
	for i, a := range schema.Actions {
		r.names = append(r.names, a.Name)
		first := len(beginnings)
		for _, call := range openings(a) {
			tokens := m.upTo(m.Tokenizer.Encode(nil, call), a.Name+"(")
			if !slices.ContainsFunc(beginnings[first:], func(b []int32) bool { return slices.Equal(b, tokens) }) {
				beginnings, r.of = append(beginnings, tokens), append(r.of, i)
			}
		}
	}
	var err error
	r.paths, err = inference.NewPaths(beginnings)
	return r, err
}

// openings are the ways in which calls of an action begin, as far as their first value.
func openings(a *action.Action) []string {
	all := []string{a.Name + "()"}
	for _, p := range a.Params {
		first := a.Name + "(" + p.Name + "="
		all = append(all, first+`"`, first+"1", first+"true", first+"false")
		for _, value := range p.Enum {
			all = append(all, first+action.FormatValue(value))
		}
	}
	return all
}

// upTo returns the tokens up to the first with which all of name is written.
func (m *Model) upTo(tokens []int32, name string) []int32 {
	for n := range tokens {
		if strings.HasPrefix(m.Tokenizer.Decode(tokens[:n+1], false), name) {
			return tokens[:n+1]
		}
	}
	return tokens
}

// ranking adds up the beginnings of each action, and sorts: the likeliest first, equally
// likely ones in the schema's order.
func (r *ranker) ranking(logProbs []float64) []Ranked {
	most := slices.Max(logProbs)
	out, sum := make([]Ranked, len(r.names)), 0.
	for i, name := range r.names {
		out[i].Name = name
	}
	for i, p := range logProbs {
		p = math.Exp(p - most)
		out[r.of[i]].Probability += p
		sum += p
	}
	for i := range out {
		out[i].Probability /= sum
	}
	slices.SortStableFunc(out, func(a, b Ranked) int {
		switch {
		case a.Probability > b.Probability:
			return -1
		case a.Probability < b.Probability:
			return 1
		}
		return 0
	})
	return out
}

// AnswerRanked is Answer, and ranks the actions that limits allow, all without limits. The
// probability of an action is the exact one that an output of the model begins with its
// name, given that it begins with one of theirs. It does not matter whether the prompt has
// words for its parameters.
func (s *Service) AnswerRanked(ctx context.Context, p Prompt, limits *Limits) (Answered, error) {
	r, err := s.ranker(limits)
	if err != nil {
		return Answered{}, err
	}
	a, out, err := s.ask(ctx, p, limits, inference.Request{Paths: r.paths})
	if err != nil {
		return Answered{}, err
	}
	a.Ranking = r.ranking(out.Paths)
	return a, nil
}

// Rank only ranks the actions that limits allow: see AnswerRanked. The record of what it
// returns has no output.
func (s *Service) Rank(ctx context.Context, p Prompt, limits *Limits) (Answered, error) {
	r, err := s.ranker(limits)
	if err != nil {
		return Answered{}, err
	}
	q := s.m.question(p)
	out, err := s.Service.Answer(ctx, inference.Request{Prompt: q.input, Paths: r.paths, Unanswered: true})
	if err != nil {
		return Answered{}, err
	}
	a := answered(dataset.Prediction{ID: p.ID, Text: p.Text}, out)
	a.Ranking = r.ranking(out.Paths)
	return a, nil
}

// Alternatives are the best calls of the n likeliest actions of a's ranking that a's output
// does not call. Each is one more answer; an action for which the prompt has no words is
// passed over. Where a withheld its output, that is the first one.
func (s *Service) Alternatives(ctx context.Context, p Prompt, limits *Limits, a *Answered, n int) ([]Alternative, error) {
	var out []Alternative
	given := names(a.Output)
	for _, r := range a.Ranking {
		if len(out) == n {
			break
		}
		if slices.Contains(given, r.Name) {
			continue
		}
		only := Limits{Actions: []string{r.Name}, Single: true}
		if limits != nil {
			only.Params = limits.Params
		}
		_, o, err := s.ask(ctx, p, &only, inference.Request{})
		if errors.Is(err, inference.ErrNoWay) {
			continue
		}
		if err != nil {
			return nil, err
		}
		alternative := Alternative{Output: o.Text, Probability: math.Exp(o.Confidence.LogProb)}
		if calls, _ := s.m.calls(o.Text, p.Day); len(calls) == 1 {
			alternative.Call = &calls[0]
		}
		out = append(out, alternative)
	}
	return out, nil
}

// names are those of the actions that an output calls.
func names(output string) (all []string) {
	raw, _ := action.ParseTarget(output) // none if it is no target
	for _, c := range raw {
		all = append(all, c.Name)
	}
	return all
}
