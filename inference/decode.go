package inference

import (
	"context"
	"errors"
	"slices"
)

// decode answers the prompts of a job greedily. If the engine lets rows join, it
// also takes on waiting jobs whenever it has fewer than refill rows.
func (w *worker) decode(ctx context.Context, b *batch, j *job, more <-chan *job, refill int, g Generation) error {
	if err := w.enter(b, j); err != nil {
		return err
	}
	stage := &b.stats.First
	for len(b.rows) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := w.feed(b.next); err != nil {
			return err
		}
		b.timed(stage)
		stage = &b.stats.Decode
		b.stats.Steps++
		b.stats.Rows += len(b.rows)
		if err := w.advance(b, g); err != nil {
			return err
		}
		b.timed(&b.stats.Pick)
		if err := w.refill(ctx, b, more, refill); err != nil {
			return err
		}
	}
	return nil
}

// refill takes on waiting jobs until the batch has enough rows.
func (w *worker) refill(ctx context.Context, b *batch, more <-chan *job, enough int) error {
	for w.joins && len(b.rows) < enough && ctx.Err() == nil {
		select {
		case j := <-more:
			if j.abandoned() {
				continue
			}
			if err := w.enter(b, j); err != nil {
				return err
			}
		default:
			return nil
		}
	}
	return nil
}

// advance takes the best token behind each token that was fed, as far as the guesses
// were right. Rows that are done leave the batch, and where beginnings are weighed a row
// goes on as several.
func (w *worker) advance(b *batch, g Generation) error {
	w.rows, w.kept, w.onRows, w.onNext = w.rows[:0], w.kept[:0], w.onRows[:0], w.onNext[:0]
	at := 0
	for i, r := range b.rows {
		fed := b.next[i]
		if err := w.spread(i, at, r); err != nil {
			return err
		}
		if r.place != nil || r.job.unanswered {
			at += len(fed)
			w.leave(b, r)
			continue
		}
		b.stats.Guessed += len(fed) - 1
		kept, done, err := w.accept(fed, r, at, g)
		if err != nil {
			return err
		}
		b.stats.Right += kept - 1
		if at += len(fed); done || r.job.abandoned() {
			w.leave(b, r)
			w.guess.learn(r.tokens)
			continue
		}
		w.goOn(i, kept, r, w.following(fed[:0], r, g))
	}
	b.rows, w.onRows = w.onRows, b.rows
	b.next, w.onNext = w.onNext, b.next
	if len(b.rows) > 0 {
		return w.settle(w.rows, w.kept)
	}
	return nil
}

// goOn lets the i-th row of the batch go on as a row, with so many of the tokens that it was
// fed, and with those to feed next.
func (w *worker) goOn(i, kept int, r row, next []int32) {
	w.rows, w.kept = append(w.rows, i), append(w.kept, kept)
	w.onRows, w.onNext = append(w.onRows, r), append(w.onNext, next)
}

// following appends the tokens to feed to a row next: its last one, and guesses.
func (w *worker) following(next []int32, r row, g Generation) []int32 {
	next = append(next, r.tokens[len(r.tokens)-1])
	if !w.ragged() || g.Guess <= 0 {
		return next
	}
	most := min(g.Guess, g.MaxNewTokens-len(r.tokens)-1)
	if r.cursor != nil {
		next = r.cursor.Forced(next, most)
	}
	return w.guess.next(next, r.tokens, r.ids, most)
}

// accept takes the best token after each of the tokens fed to a row, until it differs
// from the guess or the answer is done. The first token fed is the at-th of the
// batch. kept is the number of fed tokens that were right.
func (w *worker) accept(fed []int32, r row, at int, g Generation) (kept int, done bool, err error) {
	for kept < len(fed) {
		id, err := w.best(at+kept, r, g)
		if errors.Is(err, ErrOverflow) {
			r.err, err = ErrOverflow, nil
		}
		if err != nil || r.err != nil {
			return kept, true, err
		}
		kept++
		if w.ends(id) {
			return kept, true, nil
		}
		if r.tokens = append(r.tokens, id); len(r.tokens) == g.MaxNewTokens {
			if r.cut = true; r.cursor != nil {
				w.complete(r)
			}
			return kept, true, nil
		}
		if kept < len(fed) && fed[kept] != id {
			break
		}
	}
	return kept, false, nil
}

// complete ends an answer that the token limit has cut off, so that the grammar
// accepts it.
func (w *worker) complete(r row) {
	if tokens, ok := r.cursor.Complete(r.tokens); ok {
		r.tokens, r.margins, r.logProbs, r.sure = tokens, nil, nil, Confidence{LogProb: unsure, Removed: r.sure.Removed, Refusal: r.sure.Refusal}
	}
}

// best returns the likeliest token behind the at-th token of the batch, among those
// that the grammar and the rules allow.
func (w *worker) best(at int, r row, g Generation) (id int32, err error) {
	if len(r.tokens) == 0 && g.Confidence && g.Refusal > 0 {
		if r.sure.Refusal, err = w.refusal(at, g.Refusal); err != nil {
			return 0, err
		}
	}
	switch rules := w.cfg.rules.set; {
	case r.cursor != nil && rules:
		return w.constrainedByRules(at, r, g)
	case r.cursor != nil:
		return w.constrained(at, r, g)
	case rules:
		return w.ruled(at, r, g)
	}
	free, err := w.pick(at, g.Confidence)
	if err != nil {
		return 0, err
	}
	if g.Confidence {
		r.keep(r.sure.free(free), g)
	}
	return free.id, nil
}

// constrained returns the likeliest of the tokens that the grammar allows, and moves the
// row's cursor behind it. It is usually the likeliest of all, so that one is tried
// first.
func (w *worker) constrained(at int, r row, g Generation) (int32, error) {
	ids, few := r.cursor.Few(w.few, w.search)
	if few && len(ids) < 2 && !g.Confidence { // nothing to choose
		return r.take(ids), nil
	}
	var free choice
	if !few || g.Confidence {
		var err error
		if free, err = w.pick(at, g.Confidence); err != nil {
			return 0, err
		}
		if !g.Confidence && r.cursor.Advance(free.id) {
			return free.id, nil
		}
		ids = r.cursor.Allowed()
	}
	if len(ids) == 0 {
		return r.take(nil), nil
	}
	if err := w.scoreAll(at, ids); err != nil {
		return 0, err
	}
	best := argmax(w.scores)
	if g.Confidence {
		r.keep(r.sure.allowed(w.scores, best, free), g)
	}
	return r.take(ids[best:]), nil
}

// scoreAll puts the logits of ids behind the at-th token of the batch into w.scores.
func (w *worker) scoreAll(at int, ids []int32) error {
	w.scores = resize(w.scores, len(ids))
	return w.score(at, ids, w.scores)
}

// constrainedByRules returns the likeliest of the tokens that both the grammar and
// generation_config.json allow, and moves the row's cursor behind it. The grammar goes
// before the rules: where they leave none of its tokens, the likeliest of those comes,
// so that rules never take the answer away.
func (w *worker) constrainedByRules(at int, r row, g Generation) (int32, error) {
	all := r.cursor.Allowed()
	may := w.cfg.rules.at(r.tokens, r.ids, g.MaxNewTokens)
	ids := may.of(all)
	if len(ids) == 0 {
		may, ids = bounds{}, all
	}
	if len(ids) == 0 || !g.Confidence && (len(ids) == 1 || len(may.forced) > 0) {
		return r.take(ids), nil
	}
	if err := w.scoreAll(at, ids); err != nil {
		return 0, err
	}
	logits := slices.Clone(w.scores)
	may.change(w.scores, ids)
	best := argmax(w.scores)
	if len(may.forced) > 0 {
		best = 0
	}
	if g.Confidence {
		free, err := w.pick(at, true)
		if err != nil {
			return 0, err
		}
		r.keep(r.sure.allowed(logits, best, free), g)
	}
	return r.take(ids[best:]), nil
}

// keep keeps what is wanted of a step: its margin, and the log probability of its token.
func (r row) keep(margin float64, g Generation) {
	if g.Margins {
		r.margins = append(r.margins, float32(margin))
	}
	if g.LogProbs {
		r.logProbs = append(r.logProbs, r.sure.LogProb-r.counted)
		r.counted = r.sure.LogProb
	}
}

// take moves the row's cursor behind the first of ids. If there is none, the row has
// no answer.
func (r row) take(ids []int32) int32 {
	if len(ids) == 0 {
		r.err = ErrNoWay
		return 0
	}
	r.cursor.Advance(ids[0])
	return ids[0]
}

// ruled returns the likeliest of the tokens that generation_config.json allows.
func (w *worker) ruled(at int, r row, g Generation) (int32, error) {
	may := w.cfg.rules.at(r.tokens, r.ids, g.MaxNewTokens)
	if len(may.forced) == 1 {
		r.keep(1, g)
		return may.forced[0], nil
	}
	logits, err := w.logits(at)
	if err != nil {
		return 0, err
	}
	w.scores = append(w.scores[:0], logits...)
	may.apply(w.scores)
	best := argmax(w.scores)
	if g.Confidence {
		top := w.scores[best]
		r.keep(r.sure.free(choice{best, top, second(w.scores, best), logSumExp(w.scores, top)}), g)
	}
	return best, nil
}
