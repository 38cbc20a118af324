package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slmkit/slmkit/inference/serve"
)

// serving runs slmkit serve with flags until the test stops it, and returns its address and
// a function that stops it and returns its exit code.
func serving(t *testing.T, flags ...string) (url string, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r, w := io.Pipe()
	var log bytes.Buffer
	code := make(chan int, 1)
	args := append([]string{"serve", "--model", "../../testdata/models/banking", "--precision", "int8", "--listen", "127.0.0.1:0"}, flags...)
	go func() { code <- run(ctx, args, strings.NewReader(""), w, &log) }()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, log.String())
	}
	go func() { _, _ = io.Copy(io.Discard, r) }()
	found := regexp.MustCompile(`http://[0-9.:]+`).FindString(line)
	return found, func() int { cancel(); return <-code }
}

// TestServeEndsWell: whoever asks before the end gets an answer, and the exit code is 0.
func TestServeEndsWell(t *testing.T) {
	for range 5 {
		url, stop := serving(t)
		var lost atomic.Int64
		var all sync.WaitGroup
		ended := make(chan struct{})
		for range 8 {
			all.Go(func() {
				for {
					res, err := http.Post(url+"/v1/parse", "application/json", strings.NewReader(`{"text":"freeze my card"}`))
					if err != nil { // the connection was refused: the server has stopped to listen
						select {
						case <-ended:
						default:
							lost.Add(1)
						}
						return
					}
					b, err := io.ReadAll(res.Body)
					_ = res.Body.Close()
					if err != nil || res.StatusCode != 200 || !bytes.Contains(b, []byte("freeze_account()")) {
						lost.Add(1)
					}
				}
			})
		}
		time.Sleep(50 * time.Millisecond)
		close(ended)
		if code := stop(); code != exitOK {
			t.Errorf("exit code %d", code)
		}
		all.Wait()
		if lost.Load() > 0 {
			t.Errorf("%d requests were lost", lost.Load())
		}
	}
}

// TestServeDrains: readiness goes first, while requests are still answered.
func TestServeDrains(t *testing.T) {
	url, stop := serving(t, "--drain-delay", "500ms", "-q=false")
	code := make(chan int)
	go func() { code <- stop() }()
	var saw bool
	for range 100 {
		ready, err := http.Get(url + "/readyz")
		if err != nil {
			break
		}
		_ = ready.Body.Close()
		if ready.StatusCode == http.StatusServiceUnavailable {
			res, err := http.Post(url+"/v1/parse", "application/json", strings.NewReader(`{"text":"freeze my card"}`))
			if err != nil || res.StatusCode != 200 {
				t.Errorf("while draining: %v, %v", res, err)
			}
			saw = err == nil
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	if !saw {
		t.Error("readiness did not go")
	}
	if c := <-code; c != exitOK {
		t.Errorf("exit code %d", c)
	}
}

// TestServeExplains: the templates of a pack say whether they write a prompt, and which of
// its characters they fill in.
func TestServeExplains(t *testing.T) {
	url, stop := serving(t, "--pack", "../../prompts/testdata/cafe", "--reference-date", "2025-06-16")
	defer stop()
	for text, want := range map[string]string{
		"Keep 20 bucks, thanks":     `"read":true,"templates":[{"template":"templates/`,
		"keep  20 bucks":            `"slots":[{"name":"amount","value":"20 bucks","start":6,"end":14}]`,
		"please keep the last coin": `"read":false,"templates":[{"template":"templates/`,
	} {
		res, err := http.Post(url+"/v1/parse", "application/json", strings.NewReader(fmt.Sprintf(`{"text":%q,"explain":true}`, text)))
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if !bytes.Contains(b, []byte(want)) {
			t.Errorf("%q: %s, want %s", text, b, want)
		}
	}
}

// TestServeGolden: a model that answers a golden prompt otherwise is not served.
func TestServeGolden(t *testing.T) {
	path := t.TempDir() + "/golden.jsonl"
	write := func(action string) {
		row := fmt.Sprintf(`{"id":"1","text":"freeze my card","target":"%s()","call":{"name":"%s","arguments":{}},"slots":[]}`+"\n", action, action)
		if err := os.WriteFile(path, []byte(row), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("freeze_account")
	_, stop := serving(t, "--golden", path)
	if code := stop(); code != exitOK {
		t.Errorf("exit code %d", code)
	}
	write("check_balance")
	var out, log bytes.Buffer
	code := run(t.Context(), []string{"serve", "--model", "../../testdata/models/banking", "--precision", "int8", "--listen", "127.0.0.1:0", "--golden", path}, nil, &out, &log)
	if code != exitFailed || !strings.Contains(log.String(), "answers freeze_account(), not check_balance()") {
		t.Errorf("exit code %d: %s", code, log.String())
	}
}

// TestServeEndsWithItsListener: a listener that fails while the server drains ends the
// wait for load balancers.
func TestServeEndsWithItsListener(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o := serveEnds{drain: time.Second, drainDelay: time.Hour}
	ended := make(chan error, 1)
	go func() {
		ended <- o.serveUntil(ctx, &serve.Server{}, []*http.Server{newHTTPServer(http.NotFoundHandler())}, []net.Listener{l})
	}()
	time.Sleep(10 * time.Millisecond)
	_ = l.Close()
	select {
	case err := <-ended:
		if !errors.Is(err, net.ErrClosed) {
			t.Errorf("error %v, want %v", err, net.ErrClosed)
		}
	case <-time.After(10 * time.Second):
		t.Error("the server waits on without its listener")
	}
}
