package inference

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"github.com/slmkit/slmkit/inference/grammar"
)

// beam is one of the answers to a prompt that are under way.
type beam struct {
	tokens []int32
	sum    float64         // log probability of the tokens
	cursor *grammar.Cursor // nil if answers are free
}

// search is the beams of one prompt. It follows transformers' generate, step by
// step, so that it finds the same outputs.
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
func (w *worker) searchBeams(ctx context.Context, b *batch, j *job, g Generation) error {
	if err := w.enter(b, j); err != nil {
		return err
	}
	var open []*search
	for _, r := range b.rows {
		open = append(open, &search{row: r, running: []beam{{cursor: r.cursor}}})
	}
	for length := 1; len(open) > 0; length++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.feed(b.next); err != nil {
			return err
		}
		b.timed(&b.stats.Decode)
		b.stats.Steps++
		b.stats.Rows += len(b.next)
		var err error
		if open, err = w.advanceBeams(b, open, g, length); err != nil {
			return err
		}
		b.timed(&b.stats.Pick)
	}
	return nil
}

// advanceBeams takes each search on by its length-th token, and returns those that
// are not done.
func (w *worker) advanceBeams(b *batch, open []*search, g Generation, length int) ([]*search, error) {
	w.rows, w.kept, b.next = w.rows[:0], w.kept[:0], b.next[:0]
	var left []*search
	row := 0 // of the search's first beam
	for _, s := range open {
		width := len(s.running)
		found, err := w.candidates(s, row, g)
		if errors.Is(err, ErrOverflow) {
			s.row.err = ErrOverflow
			w.leave(b, s.row)
			row += width
			continue
		}
		if err != nil {
			return nil, err
		}
		parents := s.extend(found, w.cfg.EOS, g, length)
		if len(s.running) == 0 || !s.mayImprove(g, length) {
			w.finish(s, g)
			w.leave(b, s.row)
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

// finish writes the outputs of a search that is done into its row.
func (w *worker) finish(s *search, g Generation) {
	if len(s.done) == 0 { // the grammar has ended all beams
		s.row.err = ErrNoWay
		return
	}
	for _, b := range s.done {
		s.row.sequences = append(s.row.sequences, Sequence{w.text(s.row, b.tokens), b.tokens, b.score})
	}
	best := s.done[0]
	s.row.tokens, s.row.sure, s.row.cut = best.tokens, Confidence{LogProb: best.sum}, len(best.tokens) == g.MaxNewTokens
}

// candidates returns the likeliest tokens behind any of a search's beams, the
// likeliest first. There are enough of them for g.Beams beams to go on even if every
// token that ends an output is among them. The grammar goes before the rules, as in
// transformers: where these leave nothing behind any beam, they are passed over.
func (w *worker) candidates(s *search, row int, g Generation) ([]candidate, error) {
	found, err := w.bestOf(s, row, g, w.cfg.rules.set)
	if err == nil && len(found) == 0 && w.cfg.rules.set && g.Grammar != nil {
		found, err = w.bestOf(s, row, g, false)
	}
	return found, err
}

// bestOf returns the candidates under the grammar and, if ruled is set, the rules.
func (w *worker) bestOf(s *search, row int, g Generation, ruled bool) ([]candidate, error) {
	n := max(2, 1+len(w.cfg.EOS)) * g.Beams
	var all []candidate
	for i := range s.running {
		b := &s.running[i]
		may := bounds{}
		if ruled {
			may = w.cfg.rules.at(b.tokens, s.row.ids, g.MaxNewTokens)
		}
		scores, sum, err := w.weigh(b, row+i, may, ruled && w.cfg.rules.Renormalize)
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

// weigh scores the tokens behind a beam, whose last token is the at-th of the batch:
// sum plus a token's score is the log probability of the beam with that token. As in
// transformers that is among all tokens, even if only some may come, unless
// renormalize is set. What changes scores changes log probabilities.
func (w *worker) weigh(b *beam, at int, may bounds, renormalize bool) (scores []float32, sum float64, err error) {
	logits, err := w.logits(at)
	if err != nil {
		return nil, 0, err
	}
	best := logits[argmax(logits)]
	rest := float64(best) + logSumExp(logits, best)
	sum = b.sum - rest
	if b.cursor == nil && !may.any() && !renormalize {
		return logits, sum, nil
	}
	w.scores = append(w.scores[:0], logits...)
	if len(may.changes) > 0 {
		for i := range w.scores {
			w.scores[i] -= float32(rest)
		}
	}
	if len(may.changes)+len(may.forced) > 0 {
		sum = b.sum
	}
	may.apply(w.scores)
	if b.cursor != nil {
		only(w.scores, b.cursor.Allowed())
	}
	if top := w.scores[argmax(w.scores)]; renormalize && top != never {
		sum = b.sum - float64(top) - logSumExp(w.scores, top)
	}
	return w.scores, sum, nil
}

// only sets the scores of all tokens except ids, which are in order, to never.
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

// extend makes the next beams of candidates, and moves those that end to s.done. It
// returns, for each of the new beams, the index of the old one that it continues.
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
			if from.cursor != nil {
				next.cursor = from.cursor.After(c.id)
			}
			s.running, parents = append(s.running, next), append(parents, c.beam)
		}
	}
	slices.SortStableFunc(s.done, func(a, b doneBeam) int { return cmp.Compare(b.score, a.score) })
	s.done = s.done[:min(len(s.done), g.Beams)]
	return parents
}

// mayImprove reports whether a beam that goes on may still come before one that is
// done. How it estimates that is EarlyStopping's choice.
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
