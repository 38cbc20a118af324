package t5

import (
	"fmt"
	"math"

	"github.com/slmkit/slmkit/inference/unsupported"
)

// State answers prompts. Each prompt is a row, from the call of Join that encodes it to
// the call of Settle that leaves it out. A State is for one goroutine at a time.
//
// After an error of Join, Feed or Settle that is not about their arguments the state
// has no rows, and can be used again.
type State struct {
	m      *Model
	s      batch // nil: closed
	rows   int
	fed    []int // of each row: the tokens of the last Feed; empty: none can be picked
	total  int   // the sum of fed
	flat   []int32
	counts []int32
}

// NewState makes a state without rows that uses the instructions of a level: that which
// was [Best] when the model was loaded, or one below it that is compiled, too.
func (m *Model) NewState(level Level) (*State, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return nil, ErrClosed
	}
	if level <= None || level > m.level || (level == WebAssembly) != (m.level == WebAssembly) {
		return nil, unsupported.Errorf("the model is loaded for %v, not for %v", m.level, level)
	}
	s, err := m.m.state(level)
	if err != nil {
		return nil, err
	}
	m.states++
	return &State{m: m, s: s}, nil
}

// Close frees the state. A second Close does nothing.
func (s *State) Close() {
	if s.s == nil {
		return
	}
	s.s.free()
	s.s = nil
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	s.m.states--
	s.m.free()
}

// lay writes rows of tokens one behind the other. None may be empty.
func (s *State) lay(rows [][]int32) error {
	if s.s == nil {
		return ErrClosed
	}
	s.flat, s.counts = s.flat[:0], s.counts[:0]
	for i, row := range rows {
		if len(row) == 0 {
			return fmt.Errorf("row %d has no tokens", i)
		}
		for _, id := range row {
			if id < 0 || int(id) >= s.m.c.Vocabulary {
				return fmt.Errorf("token %d is not one of the model's %d: tokenizer.json is another model's", id, s.m.c.Vocabulary)
			}
		}
		s.flat, s.counts = append(s.flat, row...), append(s.counts, int32(len(row)))
	}
	if len(s.flat) > math.MaxInt32/2 {
		return fmt.Errorf("%d tokens are too many at a time", len(s.flat))
	}
	return nil
}

// emptied notes that the state lost its rows, where there is an error.
func (s *State) emptied(err error) error {
	if err != nil {
		s.rows, s.fed, s.total = 0, s.fed[:0], 0
	}
	return err
}

// Join encodes prompts, none of them empty. Each becomes a row behind the rows that are
// there. No token can be picked until the next Feed.
func (s *State) Join(prompts [][]int32) error {
	if err := s.lay(prompts); err != nil {
		return err
	}
	if err := s.s.join(s.flat, s.counts); err != nil {
		return s.emptied(err)
	}
	s.rows += len(prompts)
	s.fed, s.total = s.fed[:0], 0
	return nil
}

// Feed runs the decoder on the next tokens of each row, at least one a row. Pick, Logits
// and Score number these tokens row by row.
func (s *State) Feed(tokens [][]int32) error {
	if err := s.lay(tokens); err != nil {
		return err
	}
	if len(tokens) != s.rows {
		return fmt.Errorf("tokens for %d rows: the state has %d", len(tokens), s.rows)
	}
	if err := s.s.feed(s.flat, s.counts); err != nil {
		return s.emptied(err)
	}
	s.fed, s.total = s.fed[:0], len(s.flat)
	for _, n := range s.counts {
		s.fed = append(s.fed, int(n))
	}
	return nil
}

// Settle replaces the rows: row i continues the former row rows[i], with the first
// kept[i] of the tokens that it was just fed. A row may continue several times, or not
// at all. Afterwards no token can be picked until the next Feed.
func (s *State) Settle(rows, kept []int) error {
	if s.s == nil {
		return ErrClosed
	}
	if len(rows) != len(kept) {
		return fmt.Errorf("%d rows and %d numbers of tokens to keep", len(rows), len(kept))
	}
	s.flat, s.counts = s.flat[:0], s.counts[:0]
	for i, row := range rows {
		if row < 0 || row >= s.rows {
			return fmt.Errorf("row %d is not one of %d", row, s.rows)
		}
		fed := 0
		if len(s.fed) > 0 {
			fed = s.fed[row]
		}
		if kept[i] < 0 || kept[i] > fed {
			return fmt.Errorf("row %d cannot keep %d tokens of %d that it was fed", row, kept[i], fed)
		}
		s.flat, s.counts = append(s.flat, int32(row)), append(s.counts, int32(kept[i]))
	}
	if err := s.s.settle(s.flat, s.counts); err != nil {
		return s.emptied(err)
	}
	s.rows, s.fed, s.total = len(rows), s.fed[:0], 0
	return nil
}

// within reports whether n fed tokens from from on can be asked about.
func (s *State) within(from, n int) error {
	if s.s == nil {
		return ErrClosed
	}
	if from < 0 || n < 0 || from > s.total-n {
		return fmt.Errorf("tokens %d to %d are not among the %d just fed", from, from+n-1, s.total)
	}
	return nil
}

// Pick chooses what follows the fed tokens from from on, one for each of to. Second and
// Rest are filled with detail only.
func (s *State) Pick(from int, detail bool, to []Choice) error {
	if err := s.within(from, len(to)); err != nil || len(to) == 0 {
		return err
	}
	return s.s.pick(from, detail, to)
}

// Logits writes the logits [n, vocabulary] behind the n fed tokens from from on.
func (s *State) Logits(from, n int, to []float32) error {
	if err := s.within(from, n); err != nil || n == 0 {
		return err
	}
	if len(to) < n*s.m.c.Vocabulary {
		return fmt.Errorf("room for %d logits: %d tokens have %d", len(to), n, n*s.m.c.Vocabulary)
	}
	return s.s.logits(from, n, to[:n*s.m.c.Vocabulary])
}

// Score writes the logits of some ids behind a fed token. It is fastest where ids are
// sorted.
func (s *State) Score(at int, ids []int32, to []float32) error {
	if err := s.within(at, 1); err != nil || len(ids) == 0 {
		return err
	}
	if len(to) < len(ids) {
		return fmt.Errorf("room for %d logits of %d tokens", len(to), len(ids))
	}
	for _, id := range ids {
		if id < 0 || int(id) >= s.m.c.Vocabulary {
			return fmt.Errorf("token %d is not one of the model's %d", id, s.m.c.Vocabulary)
		}
	}
	return s.s.score(at, ids, to)
}
