package lambda

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Runtime is Lambda's Runtime API.
type Runtime struct {
	at     string // URL of all paths
	client *http.Client
}

// NewRuntime returns the Runtime API at an address: AWS_LAMBDA_RUNTIME_API.
func NewRuntime(address string) *Runtime {
	// No proxy of the environment is asked, and no time runs: the next invocation may be
	// hours away.
	return &Runtime{at: "http://" + address + "/2018-06-01/runtime/", client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1024}}}
}

// InitError says that the function cannot begin, and why.
func (r *Runtime) InitError(ctx context.Context, err error) error {
	f := faultOf(err)
	return r.post(ctx, "init/error", f, f.Type)
}

// Run answers invocations until ctx ends, and finishes those that are under way.
func (r *Runtime) Run(ctx context.Context, f *Function) error {
	if f.o.Snapshot {
		if err := r.restored(ctx); err != nil {
			return ended(ctx, err)
		}
	}
	polling, stop := context.WithCancel(ctx)
	defer stop()
	errs := make(chan error, f.o.Concurrency)
	for range f.o.Concurrency {
		go func() {
			err := r.loop(polling, f)
			stop() // one that fails ends the others
			errs <- err
		}()
	}
	var err error
	for range f.o.Concurrency {
		err = errors.Join(err, <-errs)
	}
	return ended(ctx, err)
}

// ended is an error unless it is the end of ctx.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// restored waits until Lambda has taken its snapshot and has made a process of it.
func (r *Runtime) restored(ctx context.Context) error {
	res, err := r.get(ctx, "restore/next")
	if err != nil {
		return err
	}
	_ = res.Body.Close()
	r.client.CloseIdleConnections() // those of the process before the snapshot
	return nil
}

// loop answers one invocation after the other until ctx ends.
func (r *Runtime) loop(ctx context.Context, f *Function) error {
	for {
		in, err := r.next(ctx)
		if err != nil {
			return ended(ctx, err)
		}
		if err := r.answer(context.WithoutCancel(ctx), f, in); err != nil {
			return err
		}
	}
}

// invocation is a call of the function.
type invocation struct {
	id, trace string
	deadline  time.Time
	event     []byte
}

// next waits for an invocation.
func (r *Runtime) next(ctx context.Context) (*invocation, error) {
	res, err := r.get(ctx, "invocation/next")
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	in := &invocation{id: res.Header.Get("Lambda-Runtime-Aws-Request-Id"), trace: res.Header.Get("Lambda-Runtime-Trace-Id")}
	ms, err := strconv.ParseInt(res.Header.Get("Lambda-Runtime-Deadline-Ms"), 10, 64)
	if err != nil || in.id == "" {
		return nil, fmt.Errorf("lambda's runtime sent an invocation without an id or a deadline: %v", res.Header)
	}
	in.deadline = time.UnixMilli(ms)
	if in.event, err = io.ReadAll(res.Body); err != nil {
		return nil, fmt.Errorf("invocation %s: %w", in.id, err)
	}
	return in, nil
}

// margin is the time before an invocation's deadline that its answer needs to arrive.
const margin = 100 * time.Millisecond

// answer answers an invocation. An answer that Lambda does not take, as it is too large, is
// an error of the invocation; one that comes too late is dropped.
func (r *Runtime) answer(ctx context.Context, f *Function, in *invocation) error {
	left := time.Until(in.deadline)
	working, cancel := context.WithTimeout(ctx, left-min(margin, left/10))
	defer cancel()
	path := "invocation/" + in.id
	if req := f.streamed(working, in); req != nil {
		return f.late(in, r.stream(ctx, f, path+"/response", req))
	}
	out, err := f.Answer(working, in.event, in.trace)
	if err == nil {
		refused := r.send(ctx, path+"/response", out, "")
		var status *statusError
		if !errors.As(refused, &status) || status.status != http.StatusRequestEntityTooLarge {
			return f.late(in, refused)
		}
		err = &fault{Message: "the answer is too large: ask with fewer prompts", Type: "Function.ResponseSizeTooLarge", Trace: []string{}}
	}
	fault := faultOf(err)
	f.o.Log.Error("invocation", "id", in.id, "type", fault.Type, "error", fault.Message)
	return f.late(in, r.post(ctx, path+"/error", fault, fault.Type))
}

// late takes note that the Runtime API refuses an answer, after which the next invocation
// can go well. Where the API is not there, the function ends.
func (f *Function) late(in *invocation, err error) error {
	var status *statusError
	if !errors.As(err, &status) {
		return err
	}
	f.o.Log.Error("answer", "id", in.id, "error", err)
	return nil
}

// statusError is an answer of the Runtime API that is none.
type statusError struct {
	path   string
	status int
	text   string
}

func (e *statusError) Error() string {
	return fmt.Sprintf("lambda's runtime answered %s with %d: %s", e.path, e.status, e.text)
}

// get asks for something. The caller closes the body.
func (r *Runtime) get(ctx context.Context, path string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.at+path, nil)
	if err != nil {
		return nil, err
	}
	return r.do(req, path, http.StatusOK)
}

// post sends JSON.
func (r *Runtime) post(ctx context.Context, path string, v any, kind string) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return r.send(ctx, path, b, kind)
}

// send sends JSON, with the type of an error where it is one.
func (r *Runtime) send(ctx context.Context, path string, body []byte, kind string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.at+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if kind != "" {
		req.Header.Set(errorType, kind)
	}
	res, err := r.do(req, path, http.StatusAccepted)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

func (r *Runtime) do(req *http.Request, path string, want int) (*http.Response, error) {
	req.Header.Set("User-Agent", "slmkit")
	res, err := r.client.Do(req)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != want {
		text, _ := io.ReadAll(io.LimitReader(res.Body, 1000)) // what it says of the error, as far as it says it
		_ = res.Body.Close()
		return nil, &statusError{path, res.StatusCode, string(text)}
	}
	return res, nil
}
