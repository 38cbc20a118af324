package inference

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"
)

// worker answers batches one after the other.
type worker struct {
	engine
	m      *Model
	joins  bool // see Shape
	guess  *guesser
	few    int   // logits that are sooner computed one by one than all of them for a batch
	look   bool  // for them, where a prompt decides which may come
	rows   []int // buffers of settle
	kept   []int
	scores []float32
	scratch
}

const (
	fewTokens = 8
	largeHead = 1 << 22 // weights
)

func (m *Model) newWorker() (*worker, error) {
	e, err := m.graphs.newEngine()
	if err != nil {
		return nil, err
	}
	s := m.Shape()
	w := &worker{engine: e, m: m, joins: s.Joins, guess: newGuesser(), few: fewTokens}
	if s.Joins { // there are kernels for it
		w.few, w.look = max(fewTokens, s.Vocabulary/64), s.Vocabulary*s.Size >= largeHead
	}
	return w, nil
}

// workers returns one worker a thread: those that rest from an earlier stream,
// which have their buffers and have learned what to guess, and new ones.
func (m *Model) workers() ([]*worker, error) {
	m.mu.Lock()
	n := min(len(m.resting), m.threads)
	all := append([]*worker(nil), m.resting[len(m.resting)-n:]...)
	m.resting = m.resting[:len(m.resting)-n]
	m.mu.Unlock()
	for len(all) < m.threads {
		w, err := m.newWorker()
		if err != nil {
			for _, w := range all {
				m.rest(w)
			}
			return nil, err
		}
		all = append(all, w)
	}
	return all, nil
}

// rest keeps a worker for the next stream.
func (m *Model) rest(w *worker) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.resting = append(m.resting, w)
}

// answerRow is what the model wrote for one prompt.
type answerRow struct {
	tokens  []int32
	cut     bool  // by the limit
	err     error // the grammar allows no answer
	sure    Confidence
	latency time.Duration
	beams   []doneBeam // where several were searched, the best first
}

// row is a prompt that is being answered, of some job.
type row struct {
	*request
	*answerRow
	job  *job
	read *reading // where answers are constrained
}

// batch is the rows that are decoded together, those of the engine. Rows that are
// done leave it; where the engine lets them, those of other jobs join.
type batch struct {
	rows  []row
	next  [][]int32 // tokens to feed to each row: the last one and guesses of those behind it
	jobs  []*job    // with rows that are not done
	last  time.Time
	stats Stats
}

// timed adds the time since the last call of it to a stage.
func (b *batch) timed(stage *time.Duration) {
	now := time.Now()
	*stage += now.Sub(b.last)
	b.last = now
}

// decode answers the prompts of a job greedily, and those of others that come
// while there is room. Jobs are finished as their last row is.
func (w *worker) decode(ctx context.Context, j *job, more <-chan *job, g Generation) (Stats, error) {
	b := &batch{last: time.Now()}
	err := w.enter(b, j, g)
	stage := &b.stats.First
	for err == nil && len(b.rows) > 0 {
		if err = ctx.Err(); err != nil {
			break
		}
		if err = w.feed(b.next); err != nil {
			break
		}
		b.timed(stage)
		stage = &b.stats.Decode
		b.stats.Steps++
		b.stats.Rows += len(b.rows)
		if err = w.advance(b, g); err != nil {
			break
		}
		b.timed(&b.stats.Pick)
		for w.joins && err == nil && len(b.rows) <= g.Batch/2 {
			select {
			case j = <-more:
			default:
				j = nil
			}
			if j == nil { // none waits, or none will come
				break
			}
			err = w.enter(b, j, g)
		}
	}
	for _, j := range b.jobs { // where there was an error
		j.finish(err)
	}
	return b.stats, err
}

// enter makes rows of a job's prompts.
func (w *worker) enter(b *batch, j *job, g Generation) error {
	j.began, j.open = time.Now(), len(j.requests)
	b.jobs = append(b.jobs, j)
	b.stats.Batches++
	prompts := j.prompts()
	for _, r := range j.requests {
		b.next = append(b.next, []int32{*w.m.cfg.Start})
		b.stats.InputTokens += len(r.ids)
		entering := row{request: r, answerRow: &answerRow{sure: Confidence{Min: 1, Margin: 1}}, job: j}
		if g.Grammar != nil {
			entering.read = g.Grammar.read(w.m.vocabulary(), w.m.Tokenizer.Decode(r.ids, true), &w.scratch)
		}
		b.rows = append(b.rows, entering)
	}
	begin := w.join
	if len(b.rows) == len(prompts) {
		begin = w.begin
	}
	if !w.joins {
		b.stats.Padding += padding(prompts)
	}
	err := begin(prompts)
	b.timed(&b.stats.Encode)
	return err
}

// padding is how many places of a rectangle the prompts leave empty.
func padding(prompts [][]int32) int {
	n := len(prompts) * longest(prompts)
	for _, p := range prompts {
		n -= len(p)
	}
	return n
}

// leave takes a row that is done out of its job.
func (w *worker) leave(b *batch, r row, g Generation) {
	r.latency = time.Since(r.job.began)
	b.stats.OutputTokens += len(r.tokens)
	r.job.answer(r.request, w.output(r.answerRow, g))
	if r.job.open--; r.job.open == 0 {
		b.jobs = slices.DeleteFunc(b.jobs, func(j *job) bool { return j == r.job })
		r.job.finish(nil)
	}
}

// advance takes the best token behind each token that was fed, as far as the
// guesses were right; rows that are done leave the batch.
func (w *worker) advance(b *batch, g Generation) error {
	w.rows, w.kept = w.rows[:0], w.kept[:0]
	at, left := 0, 0
	for i, r := range b.rows {
		fed := b.next[i]
		b.stats.Guessed += len(fed) - 1
		kept, done, err := w.accept(fed, r.answerRow, at, g, r.read)
		if err != nil {
			return err
		}
		b.stats.Right += kept - 1
		if at += len(fed); done {
			w.leave(b, r, g)
			w.guess.learn(r.tokens)
			continue
		}
		next := append(fed[:0], r.tokens[len(r.tokens)-1])
		if w.ragged() && g.Guess > 0 {
			most := min(g.Guess, g.MaxNewTokens-len(r.tokens)-1)
			if r.read != nil {
				next = r.read.forced(next, most)
			}
			next = w.guess.next(next, r.tokens, r.ids, most)
		}
		b.rows[left], b.next[left] = r, next
		w.rows, w.kept = append(w.rows, i), append(w.kept, kept)
		left++
	}
	b.rows, b.next = b.rows[:left], b.next[:left]
	if left > 0 {
		return w.settle(w.rows, w.kept)
	}
	return nil
}

// accept takes the best token behind each of the tokens fed to a row, the first
// of which is the at-th of the batch, until one is not what was guessed or the
// answer is done. kept is how many of those fed have proved right.
func (w *worker) accept(fed []int32, a *answerRow, at int, g Generation, read *reading) (kept int, done bool, err error) {
	for kept < len(fed) {
		id, err := w.best(at+kept, a, g, read)
		if err != nil || a.err != nil {
			return kept, true, err
		}
		kept++
		if slices.Contains(w.m.cfg.EOS, id) {
			return kept, true, nil
		}
		if a.tokens = append(a.tokens, id); len(a.tokens) == g.MaxNewTokens {
			if a.cut = true; read != nil {
				w.complete(a, read)
			}
			return kept, true, nil
		}
		if kept < len(fed) && fed[kept] != id {
			break
		}
	}
	return kept, false, nil
}

// named adds to an error of an engine whose it is.
func (w *worker) named(err error) error {
	if errors.Is(err, errNaN) {
		return fmt.Errorf("%s: %w", w.m.Files.Encoder, err)
	}
	return err
}

// best is the likeliest token behind the at-th token of the batch, of those that
// the grammar allows where there is one.
func (w *worker) best(at int, a *answerRow, g Generation, read *reading) (id int32, err error) {
	switch {
	case read != nil:
		return w.constrained(at, a, g, read)
	case w.m.cfg.rules.any():
		return w.ruled(at, a, g)
	}
	free, err := w.pick(at, g.Confidence)
	if err != nil {
		return 0, w.named(err)
	}
	if g.Confidence {
		a.sure.free(free)
	}
	return free.id, nil
}

// constrained is the likeliest of the tokens that a grammar allows, which it
// follows, and generation_config.json leaves. As a rule that is the likeliest of
// all.
func (w *worker) constrained(at int, a *answerRow, g Generation, read *reading) (int32, error) {
	may := w.m.cfg.rules.at(len(a.tokens), g.MaxNewTokens)
	if len(may.forced) > 0 {
		return a.first(may.of(read.allowed()), read), nil
	}
	ids, few := read.few(w.few, w.look)
	if few {
		ids = may.of(ids)
	}
	if few && len(ids) < 2 && !g.Confidence { // nothing to choose
		return a.first(ids, read), nil
	}
	var free choice
	if !few || g.Confidence {
		var err error
		if free, err = w.pick(at, g.Confidence); err != nil {
			return 0, w.named(err)
		}
		if !g.Confidence && may.allow(free.id) && read.advance(free.id) {
			return free.id, nil
		}
		ids = may.of(read.allowed())
	}
	if len(ids) == 0 {
		return a.first(nil, read), nil
	}
	w.scores = resize(w.scores, len(ids))
	if err := w.score(at, ids, w.scores); err != nil {
		return 0, err
	}
	best := argmax(w.scores)
	top := w.scores[best]
	if top != top {
		return 0, w.named(errNaN)
	}
	if g.Confidence {
		a.sure.allowed(w.scores, best, free)
	}
	return a.first(ids[best:], read), nil
}

// first is the first of the tokens that may come next, which a grammar follows.
// Where there is none there is no answer.
func (a *answerRow) first(ids []int32, read *reading) int32 {
	if len(ids) == 0 {
		a.err = ErrNoWay
		return 0
	}
	read.advance(ids[0])
	return ids[0]
}

// ruled is the likeliest of the tokens that generation_config.json leaves.
func (w *worker) ruled(at int, a *answerRow, g Generation) (int32, error) {
	may := w.m.cfg.rules.at(len(a.tokens), g.MaxNewTokens)
	if len(may.forced) == 1 {
		return may.forced[0], nil
	}
	logits, err := w.logits(at)
	if err != nil {
		return 0, err
	}
	w.scores = append(w.scores[:0], logits...)
	may.apply(w.scores)
	best := argmax(w.scores)
	top := w.scores[best]
	if top != top {
		return 0, w.named(errNaN)
	}
	if g.Confidence {
		a.sure.free(choice{best, top, second(w.scores, best), logSumExp(w.scores, top)})
	}
	return best, nil
}

// free counts the likeliest token where nothing but the model chose.
func (c *Confidence) free(f choice) {
	c.step(-f.rest, math.Exp(-f.rest), math.Exp(float64(f.second-f.top)-f.rest))
}

// step counts a token that was chosen among several: its log probability among all
// tokens, and its and the second's probability among those that were allowed.
func (c *Confidence) step(logProb, first, second float64) {
	c.LogProb += min(logProb, 0) // not 1e-8
	c.Min, c.Margin = min(c.Min, first), min(c.Margin, first-second)
}

// allowed counts a token that a grammar allowed, the best of those with the
// scores. free is the choice among all tokens.
func (c *Confidence) allowed(scores []float32, best int32, free choice) {
	rest := logSumExp(scores, scores[best])
	logProb := float64(scores[best]-free.top) - free.rest
	c.Removed = 1 - (1-c.Removed)*min(1, math.Exp(logProb+rest))
	if len(scores) == 1 {
		c.LogProb += min(logProb, 0)
		return
	}
	c.step(logProb, math.Exp(-rest), math.Exp(float64(second(scores, best)-scores[best])-rest))
}
