package serve

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/drift"
	"github.com/slmkit/slmkit/inference/calibration"
)

// driftWindow is how many of the last answers are compared with those to the dev set.
const driftWindow = 1000

// window keeps the last answers of a model, to say how far they are from those to the
// examples that it was calibrated on. A nil window keeps none.
type window struct {
	base       *calibration.Answers
	mu         sync.Mutex // of the rest
	last       [driftWindow]seen
	n          int // answers so far
	actions    map[string]int
	confidence []int
}

// seen is an answer of the window.
type seen struct {
	action string
	bin    int // of confidence
}

// newWindow returns an empty window. It is nil where nothing says what to compare with.
func newWindow(base *calibration.Answers) *window {
	if base == nil {
		return nil
	}
	return &window{base: base, actions: map[string]int{}, confidence: make([]int, len(base.Confidence.Counts))}
}

// add puts an answer in the place of the oldest one.
func (w *window) add(p *dataset.Prediction) {
	if w == nil {
		return
	}
	now := seen{calibration.ActionOf(p), w.base.Confidence.Bin(probabilityOf(p))}
	w.mu.Lock()
	defer w.mu.Unlock()
	at := &w.last[w.n%driftWindow]
	if w.n >= driftWindow {
		w.confidence[at.bin]--
		if w.actions[at.action]--; w.actions[at.action] == 0 {
			delete(w.actions, at.action)
		}
	}
	*at = now
	w.n++
	w.actions[now.action]++
	w.confidence[now.bin]++
}

// len returns how many answers the window has.
func (w *window) len() int {
	if w == nil {
		return 0
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return min(w.n, driftWindow)
}

// ofActions compares which actions were answered, and ofConfidence how sure of them the
// model was. Both are nil where there are too few answers.
func (w *window) ofActions() *drift.Drift {
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	now := maps.Clone(w.actions)
	var shares []drift.Share
	for name, n := range w.base.Actions {
		shares = append(shares, drift.Share{What: name, Base: n, Now: now[name]})
		delete(now, name)
	}
	for name, n := range now {
		shares = append(shares, drift.Share{What: name, Now: n})
	}
	slices.SortFunc(shares, func(a, b drift.Share) int { return cmp.Compare(a.What, b.What) }) // sums have an order
	return drift.Of(shares, 1, 1)
}

func (w *window) ofConfidence() *drift.Drift {
	if w == nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	shares := make([]drift.Share, len(w.confidence))
	for i, n := range w.confidence {
		shares[i] = drift.Share{Base: w.base.Confidence.Counts[i], Now: n}
	}
	return drift.Of(shares, 1, 1)
}

// drifts adds the gauges of a model that has a window, and of those that follow it in its
// slot: the Jensen-Shannon distance of its last answers from those to the dev set, from 0
// to 1, and the distance that chance alone exceeds once in a thousand times at that number
// of answers (see drift.Of). They are NaN while there are too few answers.
func (m *meters) drifts(s *slot) {
	l, release := s.use()
	defer release()
	if l.window == nil {
		return
	}
	of := func(value func(*window) float64) func() float64 {
		return func() float64 {
			l, release := s.use()
			defer release()
			return value(l.window)
		}
	}
	name := s.source.Name
	for what, compare := range map[string]func(*window) *drift.Drift{"actions": (*window).ofActions, "confidence": (*window).ofConfidence} {
		number := func(field func(*drift.Drift) float64) func() float64 {
			return of(func(w *window) float64 {
				if d := compare(w); d != nil {
					return field(d)
				}
				return math.NaN()
			})
		}
		m.set.GetOrCreateGauge(fmt.Sprintf(`slmkit_drift{model=%q,of=%q}`, name, what), number(func(d *drift.Drift) float64 { return d.Distance }))
		m.set.GetOrCreateGauge(fmt.Sprintf(`slmkit_drift_chance{model=%q,of=%q}`, name, what), number(func(d *drift.Drift) float64 { return d.Chance }))
	}
	m.set.GetOrCreateGauge(fmt.Sprintf(`slmkit_drift_answers{model=%q}`, name), of(func(w *window) float64 { return float64(w.len()) }))
}
