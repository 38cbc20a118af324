package calls

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

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
}

// Limits narrow down what one prompt may be answered with.
type Limits struct {
	Actions []string            // only these actions; nil: all of the schema
	Params  map[string][]string // of an action: only these parameters; those of an action that is missing here are all allowed
	Single  bool                // one call, not several
}

// key tells limits apart.
func (l *Limits) key() string {
	var b strings.Builder
	fmt.Fprint(&b, l.Single)
	for _, name := range l.Actions {
		b.WriteString(" " + name)
		if params, ok := l.Params[name]; ok {
			fmt.Fprint(&b, params)
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
			narrow := *a
			narrow.Params = slices.DeleteFunc(slices.Clone(a.Params), func(p *action.Param) bool { return !slices.Contains(params, p.Name) })
			a = &narrow
		}
		some = append(some, a)
	}
	return action.New(some)
}

// maxGrammars bounds the grammars that a Service keeps.
const maxGrammars = 64

// Serve starts a Service in which at most so many prompts wait. The caller closes it.
func (m *Model) Serve(waiting int) (*Service, error) {
	s, err := m.Model.Serve(m.generation, waiting)
	if err != nil {
		return nil, err
	}
	return &Service{Service: s, m: m, grammars: map[string]*grammar.Grammar{}}, nil
}

// Model returns the model that answers.
func (s *Service) Model() *Model { return s.m }

// Answered is a prediction, and the log probability of each of its tokens and of the end
// token where Options.LogProbs asks for them.
type Answered struct {
	dataset.Prediction
	LogProbs []float64
}

// Answer answers a prompt, with a call that limits allow where they are not nil. Its errors
// are those of inference.Service, and an unknown action of limits.
func (s *Service) Answer(ctx context.Context, p Prompt, limits *Limits) (Answered, error) {
	q := s.m.question(p)
	r := inference.Request{Prompt: q.input}
	if limits != nil {
		var err error
		if r.Grammar, err = s.grammar(limits); err != nil {
			return Answered{}, err
		}
	}
	out, err := s.Service.Answer(ctx, r)
	if err != nil {
		return Answered{}, err
	}
	return Answered{s.m.prediction(q, out), out.LogProbs}, nil
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
