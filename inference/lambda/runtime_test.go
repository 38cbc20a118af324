package lambda_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slmkit/slmkit/inference/lambda"
)

// stub is a Runtime API that hands out events and keeps what comes back.
type stub struct {
	events   chan string
	deadline time.Duration
	answered chan struct{}
	refuse   int // status of the next response, 0 for 202

	mu      sync.Mutex
	log     []string // METHOD path kind body, in order
	waiting int      // invocations that were handed out and have no answer
	most    int      // of waiting
	n       int
	all     []*http.Request // in the order of the log
}

func newStub(t *testing.T, events ...string) (*stub, *lambda.Runtime) {
	s := &stub{events: make(chan string, 1000), deadline: time.Minute, answered: make(chan struct{}, 1000)}
	for _, e := range events {
		s.events <- e
	}
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return s, lambda.NewRuntime(strings.TrimPrefix(h.URL, "http://"))
}

func (s *stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(r.URL.Path, "/2018-06-01/runtime/")
	if path == "invocation/next" {
		select {
		case e := <-s.events:
			s.mu.Lock()
			s.n++
			s.waiting++
			s.most = max(s.most, s.waiting)
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", fmt.Sprint("id", s.n))
			s.mu.Unlock()
			w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(s.deadline).UnixMilli()))
			_, _ = io.WriteString(w, e)
		case <-r.Context().Done():
		}
		return
	}
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, r)
	s.log = append(s.log, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", r.Method, path, r.Header.Get("Lambda-Runtime-Function-Error-Type"), body)))
	switch {
	case r.Method == http.MethodGet: // restore/next
	case s.refuse != 0 && strings.HasSuffix(path, "/response"):
		w.WriteHeader(s.refuse)
		s.refuse = 0
		return
	default:
		w.WriteHeader(http.StatusAccepted)
	}
	if strings.HasPrefix(path, "invocation/") {
		s.waiting--
		s.answered <- struct{}{}
	}
}

// run runs a function until so many invocations are answered.
func run(t *testing.T, s *stub, r *lambda.Runtime, o lambda.Options, n int) []string {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx, lambda.New(o)) }()
	for range n {
		select {
		case <-s.answered:
		case <-time.After(10 * time.Second):
			t.Fatal("no answer")
		}
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log
}

// echoDirect answers direct callers with what they sent.
func echoDirect(_ context.Context, event []byte) ([]byte, error) { return event, nil }

func TestRun(t *testing.T) {
	s, r := newStub(t, `1`, `2`)
	got := run(t, s, r, lambda.Options{Direct: echoDirect}, 2)
	if want := []string{"POST invocation/id1/response  1", "POST invocation/id2/response  2"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

type coded struct{ error }

func (coded) Code() string { return "overloaded" }

// TestErrors: an invocation that fails is reported with its type, and the next one comes.
func TestErrors(t *testing.T) {
	s, r := newStub(t, `"coded"`, `"plain"`, `1`)
	got := run(t, s, r, lambda.Options{Direct: func(_ context.Context, event []byte) ([]byte, error) {
		switch string(event) {
		case `"coded"`:
			return nil, coded{errors.New("too much")}
		case `"plain"`:
			return nil, errors.New("no")
		}
		return event, nil
	}}, 3)
	want := []string{
		`POST invocation/id1/error overloaded {"errorMessage":"too much","errorType":"overloaded","stackTrace":[]}`,
		`POST invocation/id2/error Error {"errorMessage":"no","errorType":"Error","stackTrace":[]}`,
		`POST invocation/id3/response  1`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// TestTooLarge: an answer that Lambda refuses as too large is an error of its invocation.
func TestTooLarge(t *testing.T) {
	s, r := newStub(t, `1`, `2`)
	s.refuse = http.StatusRequestEntityTooLarge
	got := run(t, s, r, lambda.Options{Direct: echoDirect}, 2)
	if len(got) != 3 || !strings.Contains(got[1], "id1/error Function.ResponseSizeTooLarge") || !strings.Contains(got[2], "id2/response") {
		t.Errorf("got %q", got)
	}
}

// TestLate: an answer that comes too late is dropped, and the next invocation is answered.
func TestLate(t *testing.T) {
	s, r := newStub(t, `1`, `2`)
	s.refuse = http.StatusForbidden
	var log bytes.Buffer
	got := run(t, s, r, lambda.Options{Direct: echoDirect, Log: slog.New(slog.NewTextHandler(&log, nil))}, 1)
	if len(got) != 2 || !strings.Contains(got[1], "id2/response") || !strings.Contains(log.String(), "invocation/id1/response with 403") {
		t.Errorf("got %q, log %s", got, log.String())
	}
}

// TestGone: a function whose Runtime API is not there ends.
func TestGone(t *testing.T) {
	h := httptest.NewServer(http.NotFoundHandler())
	defer h.Close()
	r := lambda.NewRuntime(strings.TrimPrefix(h.URL, "http://"))
	for _, snapshot := range []bool{false, true} {
		err := r.Run(t.Context(), lambda.New(lambda.Options{Direct: echoDirect, Concurrency: 3, Snapshot: snapshot}))
		if err == nil || !strings.Contains(err.Error(), "with 404") {
			t.Errorf("error %v", err)
		}
	}
}

// TestGoneForOne: where one of several invocations cannot be asked for, the function ends.
func TestGoneForOne(t *testing.T) {
	var asked atomic.Int64
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) == 3 {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		<-r.Context().Done()
	}))
	defer h.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err := lambda.NewRuntime(strings.TrimPrefix(h.URL, "http://")).Run(ctx, lambda.New(lambda.Options{Direct: echoDirect, Concurrency: 3}))
	if err == nil || !strings.Contains(err.Error(), "with 500") {
		t.Errorf("error %v", err)
	}
}

// TestDeadline: an invocation ends before its deadline, so that its error arrives.
func TestDeadline(t *testing.T) {
	s, r := newStub(t, `1`)
	s.deadline = 300 * time.Millisecond
	got := run(t, s, r, lambda.Options{Direct: func(ctx context.Context, _ []byte) ([]byte, error) {
		end, ok := ctx.Deadline()
		if left := time.Until(end); !ok || left > s.deadline-s.deadline/10 {
			t.Errorf("deadline in %v: its error would come too late", left)
		}
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}}, 1)
	if len(got) != 1 || !strings.Contains(got[0], "invocation/id1/error Error") || !strings.Contains(got[0], "deadline") {
		t.Errorf("got %q", got)
	}
}

// TestConcurrency: as many invocations are under way as the function allows.
func TestConcurrency(t *testing.T) {
	var events []string
	for i := range 16 {
		events = append(events, fmt.Sprint(i))
	}
	s, r := newStub(t, events...)
	var all sync.WaitGroup
	all.Add(8)
	got := run(t, s, r, lambda.Options{Concurrency: 8, Direct: func(_ context.Context, event []byte) ([]byte, error) {
		if len(event) == 1 && event[0] < '8' { // the first 8 wait for each other
			all.Done()
			all.Wait()
		}
		return event, nil
	}}, 16)
	if len(got) != 16 || s.most != 8 {
		t.Errorf("%d answers, at most %d at once", len(got), s.most)
	}
}

// TestEnd: what is under way is finished when the process is asked to end.
func TestEnd(t *testing.T) {
	s, r := newStub(t, `1`)
	ctx, cancel := context.WithCancel(t.Context())
	err := r.Run(ctx, lambda.New(lambda.Options{Direct: func(_ context.Context, event []byte) ([]byte, error) {
		cancel()
		return event, nil
	}}))
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || len(s.log) != 1 || !strings.HasSuffix(s.log[0], "response  1") {
		t.Errorf("%v, %q", err, s.log)
	}
}

// TestSnapshot: the function waits to be restored before it asks for an invocation.
func TestSnapshot(t *testing.T) {
	s, r := newStub(t, `1`)
	got := run(t, s, r, lambda.Options{Snapshot: true, Direct: echoDirect}, 1)
	if want := []string{"GET restore/next", "POST invocation/id1/response  1"}; !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

// TestInitError: Lambda is told why a function does not begin.
func TestInitError(t *testing.T) {
	s, r := newStub(t)
	if err := r.InitError(t.Context(), errors.New("no model")); err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if want := []string{`POST init/error Error {"errorMessage":"no model","errorType":"Error","stackTrace":[]}`}; !slices.Equal(s.log, want) {
		t.Errorf("got %q", s.log)
	}
}

// TestHTTP: requests of an API come through whole.
func TestHTTP(t *testing.T) {
	s, r := newStub(t, `{"httpMethod":"GET","path":"/a"}`)
	got := run(t, s, r, lambda.Options{HTTP: echo}, 1)
	var answer struct{ Body string }
	if len(got) != 1 || json.Unmarshal([]byte(strings.TrimPrefix(got[0], "POST invocation/id1/response ")), &answer) != nil || !strings.HasPrefix(answer.Body, "GET /a ") {
		t.Errorf("got %q", got)
	}
}
