package lambda

import (
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/slmkit/slmkit/inference/direct"
)

// Options say what a function does with events.
type Options struct {
	HTTP        http.Handler                                                       // answers APIs, Function URLs and load balancers
	Routed      func(path string) bool                                             // whether HTTP has a route of a path: see event.path; nil: of none
	Direct      func(ctx context.Context, event []byte) (answer []byte, err error) // answers direct callers and messages, JSON with JSON
	Answers     io.Writer                                                          // takes the answers to messages, a JSON line each; nil: nowhere
	Log         *slog.Logger                                                       // faults; nil: nowhere
	Concurrency int                                                                // invocations at once; 0: 1
	Stream      bool                                                               // answers to Function URLs go out in pieces: their InvokeMode is RESPONSE_STREAM
	Snapshot    bool                                                               // Lambda takes a snapshot of the process before its first invocation
}

// Function answers invocations. Make one with New.
type Function struct {
	o  Options
	mu sync.Mutex // of o.Answers
}

// New returns a function.
func New(o Options) *Function {
	o.Concurrency = max(1, o.Concurrency)
	if o.Routed == nil {
		o.Routed = func(string) bool { return false }
	}
	if o.Answers == nil {
		o.Answers = io.Discard
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Function{o: o}
}

// coded is an error that has one word for programs.
type coded interface{ Code() string }

// fault is what Lambda takes for an error.
type fault struct {
	Message string   `json:"errorMessage"`
	Type    string   `json:"errorType"`
	Trace   []string `json:"stackTrace"`
}

func (f *fault) Error() string { return f.Message }

// faultOf is an error in the form of Lambda.
func faultOf(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	kind := "Error"
	var c coded
	if errors.As(err, &c) {
		kind = c.Code()
	}
	return &fault{Message: err.Error(), Type: kind, Trace: []string{}}
}

// Answer answers an event. trace is the X-Ray header of the invocation, or empty.
func (f *Function) Answer(ctx context.Context, data []byte, trace string) ([]byte, error) {
	e, from := decode(data)
	switch from {
	case caller:
		return f.o.Direct(ctx, data)
	case queue:
		return json.Marshal(f.consume(ctx, e.Records))
	case unread:
		return nil, &fault{Message: fmt.Sprintf("records of %q are not read: send messages of SQS, HTTP events, or {\"text\": \"…\"}", e.Records[0].Source), Type: "Event", Trace: []string{}}
	}
	r, err := e.request(ctx, from, f.o.Routed)
	if err != nil {
		return nil, &fault{Message: err.Error(), Type: "Event", Trace: []string{}}
	}
	return json.Marshal(replyTo(e, from, direct.Do(f.o.HTTP, traced(r, trace))))
}

// traced gives a request the trace of its invocation unless it has one.
func traced(r *http.Request, trace string) *http.Request {
	if r.Header.Get("Traceparent") == "" {
		if parent := traceparent(cmp.Or(trace, r.Header.Get("X-Amzn-Trace-Id"))); parent != "" {
			r.Header.Set("Traceparent", parent)
		}
	}
	return r
}

// traceparent is X-Ray's header in the W3C's form, empty where it lacks a part.
func traceparent(xray string) string {
	var root, parent string
	sampled := "00"
	for part := range strings.SplitSeq(xray, ";") {
		switch name, value, _ := strings.Cut(strings.TrimSpace(part), "="); name {
		case "Root":
			root = strings.ReplaceAll(strings.TrimPrefix(value, "1-"), "-", "")
		case "Parent":
			parent = value
		case "Sampled":
			if value == "1" {
				sampled = "01"
			}
		}
	}
	if b, err := hex.DecodeString(root + parent); err != nil || len(root) != 32 || len(b) != 24 {
		return ""
	}
	return "00-" + root + "-" + parent + "-" + sampled
}
