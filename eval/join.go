package eval

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// ErrNoExamples is returned where gold is empty: a score of nothing is no pass.
var ErrNoExamples = errors.New("no examples")

// Gold is an example to score against. IntentOnly marks one of which only the
// action is known: exact match and slots cannot be measured on it.
type Gold struct {
	dataset.Example
	IntentOnly bool
}

// ReadGold reads gold examples from JSON Lines. Slots need not say where in the
// text they stand. A record with an "action" in place of the call is known by
// its action only; one without an id has its number, from 1, as infer counts.
func ReadGold(r io.Reader, name string) iter.Seq2[Gold, error] {
	return func(yield func(Gold, error) bool) {
		n := 0
		for rec, err := range dataset.ReadJSONL[goldRecord](r, name) {
			n++
			if rec.ID == "" {
				rec.ID = strconv.Itoa(n)
			}
			if !yield(Gold{rec.Example, rec.Action != "" && len(rec.Want()) == 0}.known(rec.Action), err) {
				return
			}
		}
	}
}

// known sets the action of an example without a call.
func (g Gold) known(action string) Gold {
	if g.IntentOnly {
		g.Call, g.Slots = &dataset.Call{Name: action}, nil
	}
	return g
}

// GoldOf takes examples read elsewhere as gold.
func GoldOf(seq iter.Seq2[dataset.Example, error]) iter.Seq2[Gold, error] {
	return func(yield func(Gold, error) bool) {
		for e, err := range seq {
			if !yield(Gold{Example: e}, err) {
				return
			}
		}
	}
}

type goldRecord struct {
	dataset.Example
	Action string `json:"action"`
}

// Validate is Example's, but for what gold may leave out.
func (g *goldRecord) Validate() error {
	e := g.Example
	if e.ID == "" {
		e.ID = "its number"
	}
	if g.Action != "" && len(e.Want()) == 0 {
		e.Call, e.Slots = &dataset.Call{Name: g.Action}, nil
	}
	slots := e.Slots
	e.Slots = nil
	for _, s := range slots {
		if s.Start != 0 || s.End != 0 {
			e.Slots = append(e.Slots, s)
		}
	}
	return e.Validate()
}

// ReadPredictions reads predictions from JSON Lines.
func ReadPredictions(r io.Reader, name string) iter.Seq2[dataset.Prediction, error] {
	return dataset.ReadJSONL[dataset.Prediction](r, name)
}

// Predictions are the predictions of one run.
type Predictions struct {
	Label string // of the run
	Seq   iter.Seq2[dataset.Prediction, error]
}

// Mismatch counts the ids of one fault of a join.
type Mismatch struct {
	N   int      `json:"n"`
	IDs []string `json:"ids"` // some of them
}

func (m *Mismatch) add(id string) {
	if m.N++; len(m.IDs) < 3 {
		m.IDs = append(m.IDs, id)
	}
}

// IncomparableError says that gold and predictions do not line up.
type IncomparableError struct {
	Run       string
	Examples  int      // of gold
	Gold      Mismatch // ids that gold has twice
	Missing   Mismatch // without a prediction
	Extra     Mismatch // predictions for nothing in gold
	Duplicate Mismatch // several predictions
	Text      Mismatch // the prediction was made for another prompt
}

func (e *IncomparableError) Error() string {
	var parts []string
	for _, p := range []struct {
		m    Mismatch
		what string
	}{
		{e.Gold, "ids stand twice in gold"}, {e.Missing, fmt.Sprintf("of %d examples have no prediction", e.Examples)},
		{e.Extra, "predictions are for no example"}, {e.Duplicate, "ids have several predictions"},
		{e.Text, "predictions were made for another text"},
	} {
		if p.m.N > 0 {
			parts = append(parts, fmt.Sprintf("%d %s: %s", p.m.N, p.what, strings.Join(p.m.IDs, ", ")))
		}
	}
	return e.Run + ": does not line up with gold: " + strings.Join(parts, "; ") + ": predict the same file that is scored"
}

// wrong reports whether the runs cannot be scored. Where missing predictions
// are allowed they count as wrong, unless nothing is left.
func (e *IncomparableError) wrong(allowMissing bool) bool {
	missing := e.Missing.N > 0 && (!allowMissing || e.Missing.N == e.Examples)
	return missing || e.Gold.N+e.Extra.N+e.Duplicate.N+e.Text.N > 0
}

// source is a run's predictions while they are being joined.
type source struct {
	next   func() (dataset.Prediction, error, bool)
	stop   func()
	early  map[string]*dataset.Prediction // read, not yet asked for
	seen   map[uint64]struct{}
	faults IncomparableError
	spare  int // predictions that may be for no example
}

// find returns the prediction of an id, nil if there is none. Predictions in
// gold's order are not kept.
func (s *source) find(id string) (*dataset.Prediction, error) {
	if p, ok := s.early[id]; ok {
		delete(s.early, id)
		return p, nil
	}
	for {
		p, err, ok := s.next()
		if err != nil || !ok {
			return nil, err
		}
		p.Tokens = nil
		if key := dataset.KeyHash(0, p.ID); !insert(s.seen, key) {
			s.faults.Duplicate.add(p.ID)
			continue
		}
		if p.ID == id {
			return &p, nil
		}
		s.early[p.ID] = &p
	}
}

func insert(set map[uint64]struct{}, key uint64) bool {
	if _, ok := set[key]; ok {
		return false
	}
	set[key] = struct{}{}
	return true
}

// join calls each with every example and its prediction in every run, nil for
// one that is missing, and returns what is missing in every run. It returns an
// *IncomparableError where ids do not line up; what each has seen is then worth
// nothing.
func join(gold iter.Seq2[Gold, error], runs []Predictions, o Options, allowMissing bool,
	each func(*Gold, []*dataset.Prediction)) ([]Mismatch, error) {
	sources := make([]*source, len(runs))
	for i, r := range runs {
		s := &source{early: map[string]*dataset.Prediction{}, seen: map[uint64]struct{}{}}
		s.faults.Run = r.Label
		s.next, s.stop = iter.Pull2(r.Seq)
		defer s.stop()
		sources[i] = s
	}
	n, seen := 0, map[uint64]struct{}{}
	found := make([]*dataset.Prediction, len(runs))
	for e, err := range gold {
		if err != nil {
			return nil, err
		}
		n++
		if !insert(seen, dataset.KeyHash(0, e.ID)) {
			for _, s := range sources {
				s.faults.Gold.add(e.ID)
			}
			continue
		}
		for i, s := range sources {
			if found[i], err = s.find(e.ID); err != nil {
				return nil, err
			}
			s.check(&e, found[i])
		}
		each(&e, found)
	}
	if n == 0 {
		return nil, ErrNoExamples
	}
	if o.Spare != nil {
		for _, s := range sources {
			s.spare = o.Spare()
		}
	}
	return finish(sources, n, allowMissing)
}

func (s *source) check(e *Gold, p *dataset.Prediction) {
	switch {
	case p == nil:
		s.faults.Missing.add(e.ID)
	case p.Text != "" && p.Text != e.Text:
		s.faults.Text.add(e.ID)
	}
}

// finish reads what is left of the predictions.
func finish(sources []*source, examples int, allowMissing bool) ([]Mismatch, error) {
	var errs []error
	var missing []Mismatch
	for _, s := range sources {
		if _, err := s.find(""); err != nil { // reads to the end: no id is empty
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
