package lambda

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// runtimeAPI is Lambda's side: it hands out events and keeps what comes back.
type runtimeAPI struct {
	*httptest.Server
	mu     sync.Mutex
	events []string
	got    map[string]string // by path behind /2018-06-01/runtime/
	all    chan struct{}     // closed when every event is answered
	left   int
}

func newRuntimeAPI(t *testing.T, events ...string) *runtimeAPI {
	t.Helper()
	a := &runtimeAPI{events: events, got: map[string]string{}, all: make(chan struct{}), left: len(events)}
	next := 0
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/2018-06-01/runtime/")
		if path == "invocation/next" {
			a.mu.Lock()
			if next == len(a.events) {
				a.mu.Unlock()
				<-r.Context().Done()
				return
			}
			event := a.events[next]
			next++
			id := next
			a.mu.Unlock()
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", fmt.Sprint(id))
			w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(time.Minute).UnixMilli()))
			_, _ = io.WriteString(w, event)
			return
		}
		body, _ := io.ReadAll(r.Body)
		a.mu.Lock()
		defer a.mu.Unlock()
		a.got[path] = string(body)
		if strings.HasPrefix(path, "invocation/") {
			if a.left--; a.left == 0 {
				close(a.all)
			}
			w.WriteHeader(http.StatusAccepted)
		} else if path == "init/error" {
			w.WriteHeader(http.StatusAccepted)
		}
	}))
	t.Cleanup(a.Close)
	return a
}

func (a *runtimeAPI) runtime() Runtime {
	return Runtime{API: strings.TrimPrefix(a.URL, "http://"), Concurrency: 1}
}

// echo answers with what it is asked; /v1/parse as the server does.
func echo(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if r.URL.Path != "/v1/parse" {
		w.Header().Set("X-Path", r.URL.Path)
		w.Header().Add("Set-Cookie", "a=1")
		w.Header().Add("Set-Cookie", "b=2")
		w.WriteHeader(http.StatusTeapot)
		fmt.Fprintf(w, "%s %s %s q=%s h=%s c=%s body=%s", r.Method, r.URL.Path, r.Host, strings.Join(r.URL.Query()["q"], "+"), strings.Join(r.Header.Values("X-H"), "+"), r.Header.Get("Cookie"), body)
		return
	}
	if bytes.Contains(body, []byte("bad")) && r.Header.Get("Content-Type") == "application/json" {
		http.Error(w, `{"error":{"message":"bad"}}`, http.StatusBadRequest)
		return
	}
	if r.Header.Get("Content-Type") == "application/jsonl" {
		lines := strings.Split(strings.TrimSpace(string(body)), "\n")
		fmt.Fprintf(w, `{"answers":[%s]}`, strings.Join(lines, ","))
		return
	}
	_, _ = w.Write(body)
}

func TestEvents(t *testing.T) {
	for _, c := range []struct{ name, event, want string }{
		{"http api", `{"version":"2.0","routeKey":"$default","rawPath":"/v2/health%2Flive","rawQueryString":"q=1&q=a%20b","cookies":["x=1","y=2"],"headers":{"host":"h.example","x-h":"1,2"},
			"requestContext":{"accountId":null,"stage":"$default","http":{"method":"PUT","path":"/v2"}},"body":"aGk=","isBase64Encoded":true}`,
			`{"statusCode":418,"headers":{"x-path":"/v2/health/live"},"cookies":["a=1","b=2"],"body":"PUT /v2/health/live h.example q=1+a b h=1,2 c=x=1; y=2 body=hi","isBase64Encoded":false}`},
		{"http api in a stage", `{"version":"2.0","rawPath":"/prod/x","headers":{},"requestContext":{"stage":"prod","http":{"method":"GET"}}}`,
			`{"statusCode":418,"headers":{"x-path":"/x"},"cookies":["a=1","b=2"],"body":"GET /x  q= h= c= body=","isBase64Encoded":false}`},
		{"rest api", `{"resource":"/{proxy+}","path":"/x","httpMethod":"POST","headers":{"X-H":"2"},"multiValueHeaders":{"X-H":["1","2"]},"queryStringParameters":{"q":"b"},
			"multiValueQueryStringParameters":{"q":["a&","b"]},"requestContext":{"stage":"prod","path":"/prod/x"},"body":"hi","isBase64Encoded":false}`,
			`{"statusCode":418,"multiValueHeaders":{"Set-Cookie":["a=1","b=2"],"X-Path":["/x"]},"body":"POST /x  q=a&+b h=1+2 c= body=hi","isBase64Encoded":false}`},
		{"load balancer", `{"requestContext":{"elb":{"targetGroupArn":"arn"}},"httpMethod":"GET","path":"/x","queryStringParameters":{"q":"a%20b"},"headers":{"x-h":"1"},"body":"","isBase64Encoded":false}`,
			`{"statusCode":418,"statusDescription":"418 I'm a teapot","headers":{"Set-Cookie":"a=1,b=2","X-Path":"/x"},"body":"GET /x  q=a b h=1 c= body=","isBase64Encoded":false}`},
		{"load balancer with lists", `{"requestContext":{"elb":{}},"httpMethod":"GET","path":"/x","multiValueQueryStringParameters":{"q":["1","2"]},"multiValueHeaders":{"x-h":["1","2"]},"body":""}`,
			`{"statusCode":418,"statusDescription":"418 I'm a teapot","multiValueHeaders":{"Set-Cookie":["a=1","b=2"],"X-Path":["/x"]},"body":"GET /x  q=1+2 h=1+2 c= body=","isBase64Encoded":false}`},
		{"direct", `{"text":"hi"}`, `{"text":"hi"}`},
		{"a list", `["hi", {"text": "there"}]`, `[{"text":"hi"},{"text":"there"}]`},
		{"a queue", `{"Records":[{"messageId":"1","eventSource":"aws:sqs","body":"hi"},{"messageId":"2","eventSource":"aws:sqs","body":"{\"text\":\"bad\"}"}]}`,
			`{"batchItemFailures":[{"itemIdentifier":"2"}]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			api := newRuntimeAPI(t, c.event)
			api.answerAll(t, Options{Direct: "/v1/parse"}, api.runtime())
			var got, want any
			if err := json.Unmarshal([]byte(api.got["invocation/1/response"]), &got); err != nil {
				t.Fatalf("%v: %v", api.got, err)
			}
			if err := json.Unmarshal([]byte(c.want), &want); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// answerAll runs the function until all events are answered.
func (a *runtimeAPI) answerAll(t *testing.T, o Options, r Runtime) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- Run(ctx, r, http.HandlerFunc(echo), o) }()
	select {
	case <-a.all:
	case err := <-ended:
		t.Fatalf("Run ends with %v", err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestFaults: what cannot be answered is an error of the invocation, and the next one is
// answered all the same.
func TestFaults(t *testing.T) {
	api := newRuntimeAPI(t, `{"text":"bad"}`, `[`, `{"Records":[{"eventSource":"aws:s3"}]}`, `{"version":"2.0","requestContext":{"http":{"method":"GET"}},"body":"*","isBase64Encoded":true}`, `{"text":"good"}`)
	api.answerAll(t, Options{Direct: "/v1/parse"}, api.runtime())
	for id, want := range map[string]string{"1": "bad", "2": "JSON", "3": "aws:s3", "4": "base64"} {
		var f failure
		if err := json.Unmarshal([]byte(api.got["invocation/"+id+"/error"]), &f); err != nil || !strings.Contains(f.Message, want) {
			t.Errorf("invocation %s: %q, want an error with %q", id, api.got["invocation/"+id+"/error"], want)
		}
	}
	if got := api.got["invocation/5/response"]; got != `{"text":"good"}` {
		t.Errorf("the last is answered with %s", got)
	}
}

// TestSideBySide: as many invocations are under way as Lambda allows.
func TestSideBySide(t *testing.T) {
	api := newRuntimeAPI(t, `{"text":"1"}`, `{"text":"2"}`, `{"text":"3"}`)
	var together sync.WaitGroup
	together.Add(3)
	r := api.runtime()
	r.Concurrency = 3
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	ended := make(chan error, 1)
	go func() {
		ended <- Run(ctx, r, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			together.Done()
			together.Wait() // for the other two
			_, _ = io.WriteString(w, "{}")
		}), Options{Direct: "/"})
	}()
	<-api.all
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestAnswersOfQueues(t *testing.T) {
	var out bytes.Buffer
	api := newRuntimeAPI(t, `{"Records":[{"messageId":"1","eventSource":"aws:sqs","body":"hi \"you\""}]}`)
	api.answerAll(t, Options{Direct: "/v1/parse", Answers: &out}, api.runtime())
	if want := `{"messageId":"1","answer":{"text":"hi \"you\""}}` + "\n"; out.String() != want {
		t.Errorf("%s, want %s", out.String(), want)
	}
}

func TestStart(t *testing.T) {
	api := newRuntimeAPI(t, `{"text":"1"}`)
	r := api.runtime()
	r.SnapStart = true
	api.answerAll(t, Options{Direct: "/v1/parse"}, r)
	if _, asked := api.got["restore/next"]; !asked {
		t.Error("the snapshot was not waited for")
	}
	if err := InitError(t.Context(), r, io.ErrUnexpectedEOF); err != nil || !strings.Contains(api.got["init/error"], "unexpected EOF") {
		t.Errorf("%v: %s", err, api.got["init/error"])
	}
	t.Setenv(EnvAPI, "127.0.0.1:9")
	t.Setenv(EnvConcurrency, "none")
	if _, _, err := FromEnvironment(); err == nil {
		t.Error("no error for a concurrency that is no number")
	}
	t.Setenv(EnvConcurrency, "")
	r, ok, err := FromEnvironment()
	if !ok || err != nil || r.Concurrency != 1 {
		t.Error(r, ok, err)
	}
	if err := Run(t.Context(), r, http.HandlerFunc(echo), Options{}); err == nil {
		t.Error("no error where the Runtime API is not there")
	}
}
