package inference

import (
	"fmt"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/slmkit/slmkit/inference/grammar"
	"github.com/slmkit/slmkit/inference/tokenizer"
)

// request is a distinct prompt.
type request struct {
	ids     []int32
	view    tokenizer.View // under a grammar
	outputs []int          // the places in the window that want its answer
}

// encode sets the tokens of a prompt, or says why it cannot be answered. A model sees a
// prompt in another way if a grammar limits its outputs.
func (m *Model) encode(r *request, text string, constrained bool, most int) (err error) {
	switch {
	case text == "":
		return ErrEmpty
	case !utf8.ValidString(text):
		return ErrNotUTF8
	case constrained:
		r.ids, r.view, err = m.Tokenizer.See(text)
	default:
		r.ids, err = m.Tokenizer.TryEncode(nil, text)
	}
	if err != nil {
		return err
	}
	if len(r.ids) > most {
		return fmt.Errorf("%w: %d tokens, at most %d", ErrTooLong, len(r.ids), most)
	}
	return nil
}

// window is a stretch of prompts that is being answered.
type window struct {
	outs []Output
	open atomic.Int64  // jobs that are not finished
	done chan struct{} // closed when the last one is
}

// newWindow makes jobs of batches of requests, whose outputs a grammar limits if it is not
// nil.
func newWindow(outs []Output, batches [][]*request, limits *grammar.Grammar) (*window, []*job) {
	w := &window{outs: outs, done: make(chan struct{})}
	if w.open.Store(int64(len(batches))); len(batches) == 0 {
		close(w.done)
	}
	var jobs []*job
	for _, b := range batches {
		jobs = append(jobs, &job{requests: b, grammar: limits, take: w.taker(len(b))})
	}
	return w, jobs
}

// taker returns a function that takes the answers to n requests of a job.
func (w *window) taker(n int) func(*request, Output) {
	return func(r *request, o Output) {
		for _, at := range r.outputs {
			w.outs[at] = o
		}
		if n--; n == 0 && w.open.Add(-1) == 0 {
			close(w.done)
		}
	}
}

// job is a batch of prompts, which one worker answers.
type job struct {
	requests   []*request
	grammar    *grammar.Grammar       // nil: outputs are free
	paths      *Paths                 // to weigh; nil: none
	unanswered bool                   // only weigh paths
	gone       <-chan struct{}        // closed when nobody waits for the answers any more; nil: never
	take       func(*request, Output) // takes an answer
	asked      time.Time              // zero unless of a Service
	began      time.Time
	encoded    time.Duration // after began
}

// waited is how long a job of a Service waited for a worker.
func (j *job) waited() time.Duration {
	if j.asked.IsZero() {
		return 0
	}
	return j.began.Sub(j.asked)
}

// abandoned reports whether nobody waits for the answers any more.
func (j *job) abandoned() bool {
	select {
	case <-j.gone:
		return true
	default:
		return false
	}
}

func (j *job) prompts() [][]int32 {
	prompts := make([][]int32, len(j.requests))
	for i, r := range j.requests {
		prompts[i] = r.ids
	}
	return prompts
}

const (
	maxBatchTokens = 16384 // bounds the padded size of a batch of long prompts
	minBatch       = 8     // a batch of fewer prompts is not cut to spread the work
)

// batches cuts requests, which are sorted by length, into batches of about equal
// size, at most size. Even a few requests become several batches, so that all cores
// have work. The number of cores does not matter: answers may depend on batches, and
// must not depend on the machine.
func batches(requests []*request, size int) [][]*request {
	n := len(requests)
	if n == 0 {
		return nil
	}
	count := max((n+size-1)/size, min(4, n/minBatch))
	size = (n + count - 1) / max(count, 1)
	var out [][]*request
	for len(requests) > 0 {
		n := min(size, len(requests), max(1, maxBatchTokens/max(1, len(requests[0].ids))))
		out = append(out, requests[:n])
		requests = requests[n:]
	}
	return out
}
