package lambda

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"
)

// Variables of the environment that Lambda sets.
const (
	EnvAPI         = "AWS_LAMBDA_RUNTIME_API"         // host and port of the Runtime API
	EnvConcurrency = "AWS_LAMBDA_MAX_CONCURRENCY"     // invocations that come at the same time
	EnvInit        = "AWS_LAMBDA_INITIALIZATION_TYPE" // snap-start where the memory is kept as a snapshot
)

// Runtime is the Runtime API of the function that this process is.
type Runtime struct {
	API         string // host and port
	Concurrency int    // invocations at the same time, at least 1
	SnapStart   bool   // a snapshot is taken before the first invocation
}

// FromEnvironment returns the Runtime API that the environment names. ok is false in a
// process that is no Lambda function.
func FromEnvironment() (r Runtime, ok bool, err error) {
	r = Runtime{API: os.Getenv(EnvAPI), Concurrency: 1, SnapStart: os.Getenv(EnvInit) == "snap-start"}
	if n := os.Getenv(EnvConcurrency); n != "" {
		if r.Concurrency, err = strconv.Atoi(n); err != nil || r.Concurrency < 1 {
			return r, true, fmt.Errorf("%s=%s is not a number above 0", EnvConcurrency, n)
		}
	}
	return r, r.API != "", nil
}

// Options say how events are answered.
type Options struct {
	Direct  string       // path that bare events and messages of queues are posted to
	Answers io.Writer    // gets the answers to messages of queues, which nobody waits for, one JSON line each; nil: they are dropped
	Log     *slog.Logger // faults of the Runtime API, and of functions; nil: none
}

// function answers invocations.
type function struct {
	Runtime
	Options
	handler http.Handler
	client  *http.Client
	writing sync.Mutex // of Answers
}

// Run answers invocations until ctx ends, and finishes those that it has begun. It fails
// where the Runtime API cannot be reached.
func Run(ctx context.Context, r Runtime, h http.Handler, o Options) error {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	f := &function{Runtime: r, Options: o, handler: h, client: &http.Client{}} // no timeout: /next waits for work
	if r.SnapStart {
		if err := f.restored(ctx); err != nil {
			return err
		}
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var all sync.WaitGroup
	for range max(r.Concurrency, 1) {
		all.Go(func() {
			for ctx.Err() == nil {
				if err := f.one(ctx); err != nil {
					stop(err)
				}
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// InitError tells Lambda why the function cannot start.
func InitError(ctx context.Context, r Runtime, why error) error {
	f := &function{Runtime: r, client: &http.Client{Timeout: 5 * time.Second}}
	return f.post(ctx, "init/error", failure{why.Error(), "Runtime.InitError"})
}

func (f *function) url(path string) string {
	return "http://" + f.API + "/2018-06-01/runtime/" + path
}

// restored waits until the snapshot is taken and restored.
func (f *function) restored(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url("restore/next"), nil)
	if err != nil {
		return err
	}
	res, err := f.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("lambda: restore/next answers %s", res.Status)
	}
	return nil
}

// failure is an error as Lambda has it.
type failure struct {
	Message string `json:"errorMessage"`
	Type    string `json:"errorType"`
}

// one answers one invocation. Its error is of the Runtime API.
func (f *function) one(ctx context.Context) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, f.url("invocation/next"), nil)
	if err != nil {
		return err
	}
	res, err := f.client.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("lambda: no next invocation: %w", err)
	}
	event, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("lambda: no next invocation: %s %w", res.Status, err)
	}
	id := res.Header.Get("Lambda-Runtime-Aws-Request-Id")
	// An invocation that has begun is answered though the process is told to stop.
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	if until, err := strconv.ParseInt(res.Header.Get("Lambda-Runtime-Deadline-Ms"), 10, 64); err == nil {
		work, cancel = context.WithDeadline(work, time.UnixMilli(until))
		defer cancel()
	}
	answer, err := f.answer(work, event, res.Header.Get("Lambda-Runtime-Trace-Id"))
	path, body := "response", any(answer)
	if err != nil {
		f.Log.Error("invocation", "request", id, "error", err.Error())
		path, body = "error", failure{err.Error(), "Function.Error"}
	}
	sending, done := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer done()
	if err := f.post(sending, "invocation/"+id+"/"+path, body); err != nil { // too late or too large: the next may go well
		f.Log.Error("answer", "request", id, "error", err.Error())
	}
	return nil
}

// post sends JSON to the Runtime API.
func (f *function) post(ctx context.Context, path string, body any) error {
	data, err := json.Marshal(body)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, f.url(path), bytes.NewReader(data))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	if failed, ok := body.(failure); ok {
		req.Header.Set("Lambda-Runtime-Function-Error-Type", failed.Type)
	}
	res, err := f.client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusAccepted {
		text, _ := io.ReadAll(io.LimitReader(res.Body, 1<<10)) // the status says enough
		return fmt.Errorf("lambda: %s answers %s: %s", path, res.Status, bytes.TrimSpace(text))
	}
	_, _ = io.Copy(io.Discard, res.Body) // so that the connection is used again
	return nil
}
