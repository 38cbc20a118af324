package inference

import (
	"sync/atomic"
	"time"

	"github.com/slmkit/slmkit/inference/tokenizer"
)

// request is a distinct prompt.
type request struct {
	ids     []int32
	view    tokenizer.View // under a grammar
	outputs []int          // the places in the window that want its answer
}

// window is a stretch of prompts that is being answered.
type window struct {
	outs []Output
	open atomic.Int64  // jobs that are not finished
	done chan struct{} // closed when the last one is
}

// newWindow makes jobs of batches of requests.
func newWindow(outs []Output, batches [][]*request) (*window, []*job) {
	w := &window{outs: outs, done: make(chan struct{})}
	if w.open.Store(int64(len(batches))); len(batches) == 0 {
		close(w.done)
	}
	var jobs []*job
	for _, b := range batches {
		jobs = append(jobs, &job{window: w, requests: b})
	}
	return w, jobs
}

// job is a batch of a window's prompts, which one worker answers.
type job struct {
	window   *window
	requests []*request
	began    time.Time
	open     int // requests that are not answered
}

func (j *job) prompts() [][]int32 {
	prompts := make([][]int32, len(j.requests))
	for i, r := range j.requests {
		prompts[i] = r.ids
	}
	return prompts
}

// answer sets the output of a request.
func (j *job) answer(r *request, o Output) {
	for _, at := range r.outputs {
		j.window.outs[at] = o
	}
	if j.open--; j.open == 0 && j.window.open.Add(-1) == 0 {
		close(j.window.done)
	}
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
