package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// lambdaStub is a Runtime API with a few events. What comes back is in posts.
func lambdaStub(t *testing.T, events ...string) (posts chan string) {
	next := make(chan string, len(events))
	for _, e := range events {
		next <- e
	}
	posts = make(chan string, len(events)+1)
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			body, _ := io.ReadAll(r.Body)
			w.WriteHeader(http.StatusAccepted)
			posts <- r.URL.Path + " " + string(body)
			return
		}
		select {
		case e := <-next:
			w.Header().Set("Lambda-Runtime-Aws-Request-Id", "1")
			w.Header().Set("Lambda-Runtime-Deadline-Ms", fmt.Sprint(time.Now().Add(time.Minute).UnixMilli()))
			_, _ = io.WriteString(w, e)
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(h.Close)
	t.Setenv(runtimeAPI, strings.TrimPrefix(h.URL, "http://"))
	return posts
}

// TestServeLambda: with Lambda's variable serve is a function, which asks nobody for a key
// but those who come over HTTP.
func TestServeLambda(t *testing.T) {
	keys := t.TempDir() + "/keys"
	if err := os.WriteFile(keys, []byte("0123456789abcdef\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	web := func(path, header string) string {
		return `{"version":"2.0","rawPath":"` + path + `","headers":{"content-type":"application/json"` + header + `},"requestContext":{"stage":"v1","domainName":"x.lambda-url.us-east-1.on.aws","http":{"method":"POST"}},"body":"{\"text\":\"freeze my card\"}"}`
	}
	posts := lambdaStub(t,
		`{"text":"freeze my card"}`,
		`["freeze my card",{"id":"b"}]`,
		web("/v1/parse", `,"authorization":"Bearer 0123456789abcdef"`),
		web("/v1/v1/parse", `,"authorization":"Bearer 0123456789abcdef"`),
		web("/v1/parse", ``),
		`{"Records":[{"messageId":"m1","body":"freeze my card","eventSource":"aws:sqs"},{"messageId":"m2","body":"{}","eventSource":"aws:sqs"}]}`,
		`{"texts":["a"],"model":"x"}`)
	root := t.TempDir()
	model, err := filepath.Abs("../../testdata/models/banking")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(model, root+"/model"); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LAMBDA_TASK_ROOT", root)
	t.Setenv("SLMKIT_PRECISION", "int8")
	t.Setenv("SLMKIT_KEYS", keys)
	t.Setenv(maxConcurrency, "1")
	ctx, cancel := context.WithCancel(t.Context())
	var out, log bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, arguments([]string{"/var/task/bootstrap"}), strings.NewReader(""), &out, &log)
	}()
	for i, want := range []string{
		`"text":"freeze my card","output":"freeze_account()"`,
		`"error":"text is missing: a line is {\"text\": \"…\"}"}]`,
		`freeze_account()`,
		`freeze_account()`,
		`{"statusCode":401,`,
		`/response {"batchItemFailures":[{"itemIdentifier":"m2"}]}`,
		`/error {"errorMessage":"no model is named \"x\": GET /v1/models lists them","errorType":"model_not_found"`,
	} {
		select {
		case got := <-posts:
			if !strings.Contains(got, want) {
				t.Errorf("event %d: %s\nwant %s", i, got, want)
			}
		case c := <-code:
			t.Fatalf("exit code %d: %s", c, log.String())
		}
	}
	cancel()
	if c := <-code; c != exitOK {
		t.Errorf("exit code %d: %s", c, log.String())
	}
	if got := out.String(); !strings.HasPrefix(got, `{"messageId":"m1","answer":{"id":"`) || strings.Count(got, "\n") != 1 {
		t.Errorf("printed %q", got)
	}
}

// TestServeLambdaStream: OpenAI's stream and JSON Lines reach a Function URL in pieces.
func TestServeLambdaStream(t *testing.T) {
	event := func(path, kind, body string) string {
		text, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf(`{"version":"2.0","rawPath":"%s","headers":{"content-type":"%s"},"requestContext":{"domainName":"x.lambda-url.us-east-1.on.aws","http":{"method":"POST"}},"body":%s}`, path, kind, text)
	}
	posts := lambdaStub(t,
		event("/v1/chat/completions", "application/json", `{"model":"banking","stream":true,"messages":[{"role":"user","content":"freeze my card"}]}`),
		event("/v1/parse", "application/jsonl", "{\"text\":\"freeze my card\"}\n{}\n"))
	t.Setenv("SLMKIT_LAMBDA_STREAM", "true")
	ctx, cancel := context.WithCancel(t.Context())
	var out, log bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"serve", "--model", "../../testdata/models/banking", "--precision", "int8"}, strings.NewReader(""), &out, &log)
	}()
	for i, want := range []struct{ kind, end string }{{"text/event-stream", "data: [DONE]\n\n"}, {"application/jsonl", `"error":"text is missing: a line is {\"text\": \"…\"}"}` + "\n"}} {
		select {
		case got := <-posts:
			head, body, _ := strings.Cut(got, strings.Repeat("\x00", 8))
			if !strings.Contains(head, `/response {"statusCode":200,`) || !strings.Contains(head, `"Content-Type":"`+want.kind) || !strings.Contains(body, "freeze_account") || !strings.HasSuffix(body, want.end) {
				t.Errorf("event %d: %q", i, got)
			}
		case c := <-code:
			t.Fatalf("exit code %d: %s", c, log.String())
		}
	}
	cancel()
	if c := <-code; c != exitOK {
		t.Errorf("exit code %d: %s", c, log.String())
	}
}

// TestServeLambdaFails: Lambda hears why there is no model.
func TestServeLambdaFails(t *testing.T) {
	for _, c := range []struct {
		args        []string
		concurrency string
		want        string
		code        int
	}{
		{[]string{"serve", "--model", "nothing"}, "", "nothing", exitFailed},
		{[]string{"serve"}, "", "name a model's folder", exitUsage},
		{[]string{"serve"}, "none", "AWS_LAMBDA_MAX_CONCURRENCY=none", exitUsage},
	} {
		posts := lambdaStub(t)
		t.Setenv(maxConcurrency, c.concurrency)
		var out, log bytes.Buffer
		if code := run(t.Context(), c.args, nil, &out, &log); code != c.code {
			t.Errorf("%v: exit code %d: %s", c.args, code, log.String())
		}
		if got := <-posts; !strings.HasPrefix(got, "/2018-06-01/runtime/init/error ") || !strings.Contains(got, c.want) {
			t.Errorf("%v: %s", c.args, got)
		}
	}
}
