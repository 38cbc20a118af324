package calls

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/grammar"
)

// Service answers prompts with calls as they come: see inference.Service. Its answers are
// those of Predict. It is safe for concurrent use.
type Service struct {
	*inference.Service
	m        *Model
	mu       sync.Mutex
	grammars map[string]*grammar.Grammar // of limits
	all      func() (*ranker, error)     // of all actions
}

// Limits narrow down what one prompt may be answered with.
type Limits struct {
	Actions  []string            // only these actions; nil: all of the schema
	Params   map[string][]string // of an action: only these parameters; those of an action that is missing here are all allowed
	Required map[string][]string // of an action: parameters that no call may lack, whatever the schema says
	Single   bool                // one call, not several
}

// key tells limits apart.
func (l *Limits) key() string {
	var b strings.Builder
	fmt.Fprint(&b, l.Single)
	for _, name := range l.Actions {
		b.WriteString(" " + name)
		if params, ok := l.Params[name]; ok {
			fmt.Fprint(&b, params, l.Required[name])
		}
	}
	return b.String()
}

// of returns the part of a schema that limits allow.
func (l *Limits) of(schema *action.Schema) (*action.Schema, error) {
	if l.Actions == nil {
		return schema, nil
	}
	var some []*action.Action
	for _, name := range l.Actions {
		a := schema.Action(name)
		if a == nil {
			return nil, fmt.Errorf("%w %q", action.ErrUnknownAction, name)
		}
		if params, ok := l.Params[name]; ok {
			a = narrowed(a, params, l.Required[name])
		}
		some = append(some, a)
	}
	return action.New(some)
}

// narrowed is an action with some of its parameters, of which some may not be lacking.
func narrowed(a *action.Action, params, required []string) *action.Action {
	out := *a
	out.Params = nil
	for _, p := range a.Params {
		if !slices.Contains(params, p.Name) {
			continue
		}
		if slices.Contains(required, p.Name) {
			must := *p
			must.Required, must.Ask = true, ""
			p = &must
		}
		out.Params = append(out.Params, p)
	}
	return &out
}

// maxGrammars bounds the grammars that a Service keeps.
const maxGrammars = 64

// Serve starts a Service in which at most so many prompts wait. The caller closes it.
func (m *Model) Serve(waiting int) (*Service, error) {
	s, err := m.Model.Serve(m.generation, waiting)
	if err != nil {
		return nil, err
	}
	all := sync.OnceValues(func() (*ranker, error) { return m.newRanker(m.schema) })
	return &Service{Service: s, m: m, grammars: map[string]*grammar.Grammar{}, all: all}, nil
}

// Model returns the model that answers.
func (s *Service) Model() *Model { return s.m }

// Answered is a prediction, and what only a Service tells.
type Answered struct {
	dataset.Prediction
	LogProbs    []float64     // of each token and of the end token, where Options.LogProbs asks for them
	Ranking     []Ranked      // of AnswerRanked and Rank, the likeliest action first
	InputTokens int           // that the model has read
	Waited      time.Duration // until the model took the prompt
	Encoding    time.Duration // for reading it
	Decoding    time.Duration // for writing the output
}

func answered(p dataset.Prediction, out inference.Output) Answered {
	return Answered{Prediction: p, LogProbs: out.LogProbs, InputTokens: out.InputTokens, Waited: out.Waited, Encoding: out.Encoding, Decoding: out.Latency - out.Encoding}
}

// Answer answers a prompt, with a call that limits allow where they are not nil. Its errors
// are those of inference.Service, and an unknown action of limits.
func (s *Service) Answer(ctx context.Context, p Prompt, limits *Limits) (Answered, error) {
	a, _, err := s.ask(ctx, p, limits, inference.Request{})
	return a, err
}

// ask asks the model, with what r has beside the prompt and the grammar.
func (s *Service) ask(ctx context.Context, p Prompt, limits *Limits, r inference.Request) (Answered, inference.Output, error) {
	q := s.m.question(p)
	r.Prompt = q.input
	if limits != nil {
		var err error
		if r.Grammar, err = s.grammar(limits); err != nil {
			return Answered{}, inference.Output{}, err
		}
	}
	out, err := s.Service.Answer(ctx, r)
	if err != nil {
		return Answered{}, out, err
	}
	return answered(s.m.prediction(q, out), out), out, nil
}

// grammar returns that of limits.
func (s *Service) grammar(l *Limits) (*grammar.Grammar, error) {
	key := l.key()
	s.mu.Lock()
	defer s.mu.Unlock()
	if g := s.grammars[key]; g != nil {
		return g, nil
	}
	schema := s.m.schema
	if schema == nil {
		return nil, errors.New("the model has no actions.json: there is nothing to limit answers to")
	}
	schema, err := l.of(schema)
	if err != nil {
		return nil, err
	}
	g := Grammar(schema)
	if l.Single {
		g = SingleCall(schema)
	}
	if len(s.grammars) == maxGrammars {
		clear(s.grammars)
	}
	s.grammars[key] = g
	return g, nil
}
