package lambda_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/inference/lambda"
)

// urlEvent is an event of a Function URL, or of an API with the same form.
func urlEvent(domain string) string {
	return fmt.Sprintf(`{"version":"2.0","rawPath":"/a","headers":{},"requestContext":{"domainName":"%s","http":{"method":"GET"}}}`, domain)
}

const url, api = "x.lambda-url.us-east-1.on.aws", "x.execute-api.us-east-1.amazonaws.com"

// TestStream: the answer to a Function URL goes out as it is made, and others as a whole.
func TestStream(t *testing.T) {
	s, r := newStub(t, urlEvent(url))
	got := run(t, s, r, lambda.Options{Stream: true, HTTP: echo}, 1)
	want := `POST invocation/id1/response  {"statusCode":201,"headers":{"Content-Type":"text/plain","Vary":"a, b"},"cookies":["x=1","y=2"]}` + strings.Repeat("\x00", 8) + "GET /a host=" + url + " from= body="
	if len(got) != 1 || got[0] != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if h := s.all[0].Header; h.Get("Lambda-Runtime-Function-Response-Mode") != "streaming" || h.Get("Content-Type") != "application/vnd.awslambda.http-integration-response" ||
		!slices.Equal(s.all[0].TransferEncoding, []string{"chunked"}) || !s.all[0].Close || s.all[0].Trailer.Get("Lambda-Runtime-Function-Error-Type") != "" {
		t.Errorf("%v %v, trailer %v", h, s.all[0].TransferEncoding, s.all[0].Trailer)
	}

	for name, c := range map[string]struct {
		event  string
		stream bool
	}{"an API": {urlEvent(api), true}, "a whole answer": {urlEvent(url), false}, "a REST API": {`{"httpMethod":"GET","path":"/a"}`, true}} {
		s, r := newStub(t, c.event)
		got := run(t, s, r, lambda.Options{Stream: c.stream, HTTP: echo}, 1)
		if len(got) != 1 || !strings.Contains(got[0], `"body":"GET /a `) || s.all[0].Header.Get("Lambda-Runtime-Function-Response-Mode") != "" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestStreamPieces: what is flushed arrives before the answer ends.
func TestStreamPieces(t *testing.T) {
	arrived := make(chan string)
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/next") {
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", "1")
			w.Header().Set("Lambda-Runtime-Deadline-Ms", "9999999999999")
			fmt.Fprint(w, urlEvent(url))
			return
		}
		for b := make([]byte, 1000); ; {
			n, err := r.Body.Read(b)
			if n > 0 {
				arrived <- string(b[:n])
			}
			if err != nil {
				break
			}
		}
		w.WriteHeader(http.StatusAccepted)
	})
	h := httptest.NewServer(api)
	defer h.Close()
	r := lambda.NewRuntime(strings.TrimPrefix(h.URL, "http://"))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	go func() {
		ended <- r.Run(ctx, lambda.New(lambda.Options{Stream: true, HTTP: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			for _, piece := range []string{"one", "two"} {
				fmt.Fprint(w, piece)
				if err := http.NewResponseController(w).Flush(); err != nil {
					t.Error(err)
				}
				if got := <-arrived; !strings.HasSuffix(got, piece) {
					t.Errorf("arrived %q, want %q", got, piece)
				}
			}
			cancel()
		})}))
	}()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestStreamBreaks: an answer that breaks off has its error behind it.
func TestStreamBreaks(t *testing.T) {
	s, r := newStub(t, urlEvent(url), `1`)
	got := run(t, s, r, lambda.Options{Stream: true, Direct: echoDirect, HTTP: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "half")
		panic("no more")
	})}, 2)
	if len(got) != 2 || !strings.HasSuffix(got[0], "\x00half") || !strings.HasSuffix(got[1], "id2/response  1") {
		t.Errorf("got %q", got)
	}
	trailer := s.all[0].Trailer
	body, err := base64.StdEncoding.DecodeString(trailer.Get("Lambda-Runtime-Function-Error-Body"))
	if want := `{"errorMessage":"no more","errorType":"Error","stackTrace":[]}`; err != nil || string(body) != want || trailer.Get("Lambda-Runtime-Function-Error-Type") != "Error" {
		t.Errorf("%v: %s, %v; want %s", trailer, body, err, want)
	}
}

// TestStreamRefused: an answer that the API does not take is dropped, and the next event is answered.
func TestStreamRefused(t *testing.T) {
	s, r := newStub(t, urlEvent(url), `1`)
	s.refuse = http.StatusForbidden
	got := run(t, s, r, lambda.Options{Stream: true, HTTP: echo, Direct: echoDirect}, 1)
	if len(got) != 2 || !strings.HasSuffix(got[1], "id2/response  1") {
		t.Errorf("got %q", got)
	}
}
