package inference

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"
)

// Sequence is one of several outputs for a prompt.
type Sequence struct {
	Text   string
	Tokens []int32 // without the end token
	Score  float64 // log probability over length to the power of Generation.LengthPenalty, the end token counted in both
}

// beam is an answer under way: its tokens and their log probability.
type beam struct {
	tokens []int32
	sum    float64
	read   *reading // where answers are constrained
}

// search is the beams of one prompt. It goes through them as transformers'
// generate does.
type search struct {
	row     row
	running []beam // in the order of the engine's rows
	done    []doneBeam
}

type doneBeam struct {
	beam
	score float64
}

// candidate is a running beam and a token that may follow it.
type candidate struct {
	beam int
	id   int32
	sum  float64
}

// searchBeams answers the prompts of a job with the best of several beams each.
func (w *worker) searchBeams(ctx context.Context, j *job, _ <-chan *job, g Generation) (Stats, error) {
	b := &batch{last: time.Now()}
	err := w.enter(b, j, g)
	var open []*search
	for _, r := range b.rows {
		open = append(open, &search{row: r, running: []beam{{read: r.read}}})
	}
	for length := 1; err == nil && len(open) > 0; length++ {
		if err = ctx.Err(); err != nil {
			break
		}
		if err = w.feed(b.next); err != nil {
			break
		}
		b.timed(&b.stats.Decode)
		b.stats.Steps++
		b.stats.Rows += len(b.next)
		open, err = w.advanceBeams(b, open, g, length)
		b.timed(&b.stats.Pick)
	}
	for _, j := range b.jobs { // where there was an error
		j.finish(err)
	}
	return b.stats, err
}

// advanceBeams takes the searches on by a token, the length-th, and returns those
// that go on.
func (w *worker) advanceBeams(b *batch, open []*search, g Generation, length int) ([]*search, error) {
	w.rows, w.kept, b.next = w.rows[:0], w.kept[:0], b.next[:0]
	var left []*search
	row := 0 // of the search's first beam
	for _, s := range open {
		found, err := w.candidates(s, row, g)
		if err != nil {
			return nil, err
		}
		width := len(s.running)
		parents := s.extend(found, w.m.cfg.EOS, g, length)
		if len(s.running) == 0 || !s.mayImprove(g, length) {
			s.finish()
			w.leave(b, s.row, g)
		} else {
			left = append(left, s)
			for i, p := range parents {
				w.rows, w.kept = append(w.rows, row+p), append(w.kept, 1)
				b.next = append(b.next, s.running[i].tokens[length-1:])
			}
		}
		row += width
	}
	if len(left) > 0 {
		return left, w.settle(w.rows, w.kept)
	}
	return left, nil
}

// finish answers the row with the beams that are done.
func (s *search) finish() {
	if len(s.done) == 0 { // the grammar has ended all
		s.row.err = ErrNoWay
		return
	}
	s.row.beams, s.row.tokens = s.done, s.done[0].tokens
}

// candidates returns the likeliest tokens behind any of a search's beams, the
// likeliest first: so many that, were all that end an output among them, there would
// be as many as beams that go on.
func (w *worker) candidates(s *search, row int, g Generation) ([]candidate, error) {
	n := max(2, 1+len(w.m.cfg.EOS)) * g.Beams
	var all []candidate
	for i := range s.running {
		scores, sum, err := w.weigh(&s.running[i], row+i, g)
		if err != nil {
			return nil, err
		}
		var top []candidate
		for id, x := range scores {
			if x == never {
				continue
			}
			c := candidate{i, int32(id), sum + float64(x)}
			if len(top) == n && c.sum <= top[n-1].sum {
				continue
			}
			at, _ := slices.BinarySearchFunc(top, c, byScore)
			top = slices.Insert(top, at, c)
			top = top[:min(len(top), n)]
		}
		all = append(all, top...)
	}
	slices.SortStableFunc(all, byScore)
	return all[:min(len(all), n)], nil
}

// weigh scores the tokens behind a beam, the at-th token of the batch: sum and a
// token's score are the log probability of the beam with it. That is among all
// tokens, also where only some may come, as transformers has it.
func (w *worker) weigh(b *beam, at int, g Generation) (scores []float32, sum float64, err error) {
	logits, err := w.logits(at)
	if err != nil {
		return nil, 0, err
	}
	best := logits[argmax(logits)]
	if best != best {
		return nil, 0, w.named(errNaN)
	}
	sum = b.sum - float64(best) - logSumExp(logits, best)
	may := w.m.cfg.rules.at(len(b.tokens), g.MaxNewTokens)
	if !may.any() && b.read == nil {
		return logits, sum, nil
	}
	w.scores = append(w.scores[:0], logits...)
	if may.apply(w.scores); len(may.forced) > 0 {
		sum = b.sum
	}
	if b.read != nil {
		only(w.scores, b.read.allowed())
	}
	return w.scores, sum, nil
}

// only leaves of scores those of ids, which are in order; the others become never.
func only(scores []float32, ids []int32) {
	at := 0
	for id := range scores {
		for at < len(ids) && int(ids[at]) < id {
			at++
		}
		if at == len(ids) || int(ids[at]) != id {
			scores[id] = never
		}
	}
}

func byScore(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.sum, a.sum), cmp.Compare(a.beam, b.beam), cmp.Compare(a.id, b.id))
}

// extend makes the next beams of candidates, and keeps those that are done. It
// returns which of the old beams each of the new ones goes on from.
func (s *search) extend(found []candidate, eos []int32, g Generation, length int) (parents []int) {
	before := s.running
	s.running = nil
	for rank, c := range found {
		from := before[c.beam]
		end := slices.Contains(eos, c.id)
		next := beam{tokens: append(slices.Clone(from.tokens), c.id), sum: c.sum}
		switch {
		case end || length == g.MaxNewTokens:
			if rank >= g.Beams {
				continue
			}
			if end {
				next.tokens = from.tokens
			}
			s.done = append(s.done, doneBeam{next, c.sum / math.Pow(float64(length), g.LengthPenalty)})
		case len(s.running) < g.Beams:
			if from.read != nil {
				next.read = from.read.after(c.id)
			}
			s.running, parents = append(s.running, next), append(parents, c.beam)
		}
	}
	slices.SortStableFunc(s.done, func(a, b doneBeam) int { return cmp.Compare(b.score, a.score) })
	s.done = s.done[:min(len(s.done), g.Beams)]
	return parents
}

// mayImprove reports whether a beam that is not done may yet come before one
// that is, were it to end here.
func (s *search) mayImprove(g Generation, length int) bool {
	if len(s.done) < g.Beams {
		return true
	}
	if g.EarlyStopping == StopFull {
		return false
	}
	if g.EarlyStopping == StopNever && g.LengthPenalty > 0 {
		length = g.MaxNewTokens
	}
	return s.running[0].sum/math.Pow(float64(length), g.LengthPenalty) > s.done[g.Beams-1].score
}
