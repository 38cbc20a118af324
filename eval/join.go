package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
)

// ErrNoExamples is returned where gold is empty, since a score of nothing is not
// a pass.
var ErrNoExamples = errors.New("no examples")

// Mismatch counts the ids with one fault, and keeps some of them.
type Mismatch struct {
	N   int      `json:"n"`
	IDs []string `json:"ids"` // some of them
}

func (m *Mismatch) add(id string) {
	if m.N++; len(m.IDs) < 3 {
		m.IDs = append(m.IDs, id)
	}
}

// IncomparableError says that the ids of gold and predictions do not line up, and
// how.
type IncomparableError struct {
	Run       string
	Examples  int      // number of gold examples
	Gold      Mismatch // ids that occur twice in gold
	Missing   Mismatch // examples without a prediction
	Extra     Mismatch // predictions whose id is not in gold
	Duplicate Mismatch // ids with several predictions
	Text      Mismatch // predictions made for another prompt
}

func (e *IncomparableError) Error() string {
	if e.Missing.N > 0 && e.Missing.N == e.Examples && e.Extra.N+e.Duplicate.N+e.Gold.N == 0 {
		return fmt.Sprintf("%s: has no predictions: answer the %d examples of gold first", e.Run, e.Examples)
	}
	remedy := "predict the same file that is scored"
	var parts []string
	for _, p := range []struct {
		m         Mismatch
		one, many string
		remedy    string // "" where it is the usual one
	}{
		{e.Missing, "of %d examples has no prediction", "of %d examples have no prediction", ""},
		{e.Extra, "prediction is for no example", "predictions are for no example", ""},
		{e.Text, "prediction was made for another text", "predictions were made for another text", ""},
		{e.Duplicate, "id has several predictions", "ids have several predictions", "keep one prediction of each id"},
		{e.Gold, "id occurs twice in gold", "ids occur twice in gold", "give each example of gold an id of its own"},
	} {
		if p.m.N == 0 {
			continue
		}
		what := map[bool]string{true: p.one, false: p.many}[p.m.N == 1]
		if strings.Contains(what, "%d") {
			what = fmt.Sprintf(what, e.Examples)
		}
		parts = append(parts, fmt.Sprintf("%d %s: %s", p.m.N, what, strings.Join(p.m.IDs, ", ")))
		remedy = cmp.Or(p.remedy, remedy)
	}
	return e.Run + ": does not line up with gold: " + strings.Join(parts, "; ") + ": " + remedy
}

// wrong reports whether the run cannot be scored. If missing predictions are
// allowed, each counts as a wrong answer, unless every prediction is missing.
func (e *IncomparableError) wrong(allowMissing bool) bool {
	missing := e.Missing.N > 0 && (!allowMissing || e.Missing.N == e.Examples)
	return missing || e.Gold.N+e.Extra.N+e.Duplicate.N+e.Text.N > 0
}

// source is a run's predictions while they are being joined.
type source struct {
	next   func() (dataset.Prediction, error, bool)
	stop   func()
	gold   *idSet                         // the ids of the examples up to the one that is looked for
	early  map[string]*dataset.Prediction // read before their example came
	room   slab[dataset.Prediction]
	faults IncomparableError
	spare  int // how many predictions may belong to no example
	tokens bool
}

// find returns the prediction of an id, or nil if there is none. It keeps the
// other predictions that it reads on the way, for later examples.
func (s *source) find(ctx context.Context, id string) (*dataset.Prediction, error) {
	if len(s.early) > 0 {
		if p, ok := s.early[id]; ok {
			delete(s.early, id)
			return p, nil
		}
	}
	for {
		p, err, ok := s.next()
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || !ok {
			return nil, err
		}
		if err := p.Validate(); err != nil {
			return nil, fmt.Errorf("%s: prediction %q: %w", s.faults.Run, p.ID, err)
		}
		if !s.tokens {
			p.Tokens, p.Margins = nil, nil
		}
		if p.ID != id && s.known(p.ID) {
			s.faults.Duplicate.add(p.ID)
			continue
		}
		kept := &s.room.take(1)[0]
		*kept = p
		if p.ID == id {
			return kept, nil
		}
		s.early[p.ID] = kept
	}
}

// known reports whether there has been a prediction with an id. All examples but the one
// that is looked for have theirs, or the predictions have come to their end.
func (s *source) known(id string) bool {
	_, ok := s.early[id]
	return ok || s.gold.has(dataset.KeyHash(0, id))
}

// join matches gold and runs by id. It calls each with every example, the hash of its id
// and the example's prediction in every run; a missing prediction is nil. What it hands
// on is valid until the next call. It returns the missing ids of every run, or an
// *IncomparableError if ids do not line up. After an error, discard whatever each has
// counted.
func join(ctx context.Context, gold iter.Seq2[Gold, error], runs []Predictions, o Options, allowMissing bool,
	each func(*Gold, uint64, []*dataset.Prediction)) ([]Mismatch, error) {
	sources, seen := make([]*source, len(runs)), &idSet{}
	for i, r := range runs {
		s := &source{early: map[string]*dataset.Prediction{}, gold: seen, tokens: o.tokens}
		s.faults.Run = r.Label
		s.next, s.stop = iter.Pull2(r.Seq)
		defer s.stop()
		sources[i] = s
	}
	n := 0
	found := make([]*dataset.Prediction, len(runs))
	var e Gold
	for g, err := range gold {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return nil, err
		}
		n++
		e = g
		if err := scorable(&e); err != nil {
			return nil, fmt.Errorf("gold example %d, id %q: %w", n, e.ID, err)
		}
		id := dataset.KeyHash(0, e.ID)
		if !seen.insert(id) {
			for _, s := range sources {
				s.faults.Gold.add(e.ID)
			}
			continue
		}
		for i, s := range sources {
			if found[i], err = s.find(ctx, e.ID); err != nil {
				return nil, err
			}
			s.check(&e, found[i])
		}
		each(&e, id, found)
	}
	if n == 0 {
		return nil, ErrNoExamples
	}
	for _, s := range sources {
		s.spare = o.skipped()
	}
	return finish(ctx, sources, n, allowMissing)
}

// scorable reports what an example lacks to be scored against.
func scorable(g *Gold) error {
	switch {
	case g.ID == "":
		return errors.New("the id is missing")
	case len(g.Want()) == 0:
		return errors.New(`there is no call to score against: give it a "call", "calls" or "action"`)
	}
	return nil
}

// check notes a prediction that is missing, or that was made for another text.
func (s *source) check(e *Gold, p *dataset.Prediction) {
	switch {
	case p == nil:
		s.faults.Missing.add(e.ID)
	case p.Text != "" && p.Text != e.Text && text.Compared(p.Text) != text.Compared(e.Text), otherTurns(&e.Example, p):
		s.faults.Text.add(e.ID)
	}
}

// otherTurns reports whether a prediction was made after other turns than an example has.
// A prediction that does not say what the model read was not.
func otherTurns(e *dataset.Example, p *dataset.Prediction) bool {
	if p.Input == "" || p.TurnsLeftOut > 0 && len(e.History) > 0 {
		return false
	}
	words := func(input string) string { // a call so far may be written in several ways
		if i := strings.LastIndex(input, " | call: "); i >= 0 {
			input = input[:i]
		}
		return text.Compared(input)
	}
	return words(p.Input) != words(e.Input())
}

// finish reads the rest of the predictions and reports what does not line up.
func finish(ctx context.Context, sources []*source, examples int, allowMissing bool) ([]Mismatch, error) {
	var errs []error
	var missing []Mismatch
	for _, s := range sources {
		if _, err := s.find(ctx, ""); err != nil { // reads to the end: no id is empty
			return nil, err
		}
		for _, id := range sortedKeys(s.early) {
			s.faults.Extra.add(id)
		}
		if s.faults.Extra.N <= s.spare {
			s.faults.Extra = Mismatch{}
		}
		s.faults.Examples = examples
		if s.faults.wrong(allowMissing) {
			errs = append(errs, &s.faults)
		}
		missing = append(missing, s.faults.Missing)
	}
	return missing, errors.Join(errs...)
}
