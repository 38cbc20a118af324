package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/slmkit/slmkit/inference/serve"
)

// ends is set by make test-load.
var ends = flag.Int("ends", 5, "how many servers TestServeEndsWell ends")

// process is a server in a process of its own.
type process struct {
	*exec.Cmd
	url string
	log *bytes.Buffer // read it after the end
}

// begin starts a server of a model with flags. The end of the test ends it.
func begin(t *testing.T, model string, flags ...string) *process {
	t.Helper()
	args := append([]string{"serve", "--model", model, "--precision", "int8", "--listen", "127.0.0.1:0"}, flags...)
	p := &process{Cmd: exec.CommandContext(t.Context(), "slmkit", args...), log: &bytes.Buffer{}}
	p.Stderr = p.log
	out, err := p.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if p.url = regexp.MustCompile(`http://[0-9.:]+`).FindString(line); err != nil || p.url == "" {
		_ = p.Wait()
		t.Fatalf("%q, %v: %s", line, err, p.log)
	}
	return p
}

// parsed returns the ids of the requests for answers that a server has logged, and how many
// of them it did not answer.
func (p *process) parsed(t *testing.T) (ids map[string]bool, failed int) {
	t.Helper()
	ids = map[string]bool{}
	for line := range bytes.Lines(p.log.Bytes()) {
		var l struct {
			ID, Path string
			Status   int
		}
		if err := json.Unmarshal(line, &l); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		switch {
		case l.Path != "/v1/parse":
		case l.Status != http.StatusOK:
			failed++
		default:
			ids[l.ID] = true
		}
	}
	return ids, failed
}

// until waits for what must come.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 6000 {
		if done() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("waited in vain: " + what)
}

// TestServeEndsWell: a server that gets SIGTERM under load answers each request that it has
// taken, and stops when there is none, with exit code 0. With --drain-delay it first says
// that it is not ready, so clients that heed this lose nothing at all.
func TestServeEndsWell(t *testing.T) {
	t.Parallel()
	all := 0
	for i := range *ends {
		heed := i%2 == 1
		flags := []string{"--drain", "1h"}
		if heed {
			flags = append(flags, "--drain-delay", "1s")
		}
		p := begin(t, "../../testdata/models/banking", flags...)
		var clients sync.WaitGroup
		var got sync.Map // ids of answers
		var answers atomic.Int64
		var leave atomic.Bool
		for range 8 {
			client := &http.Client{Transport: &http.Transport{}}
			clients.Go(func() {
				defer client.CloseIdleConnections()
				for !leave.Load() {
					res, err := client.Post(p.url+"/v1/parse", "application/json", strings.NewReader(`{"text":"freeze my card"}`))
					if err != nil {
						if heed {
							t.Errorf("server %d: a client that heeds readiness lost its request: %v", i, err)
						}
						return
					}
					b, err := io.ReadAll(res.Body)
					_ = res.Body.Close()
					if err != nil || res.StatusCode != http.StatusOK || !bytes.Contains(b, []byte("freeze_account()")) {
						t.Errorf("server %d: status %d, %v: %s", i, res.StatusCode, err, b)
					}
					got.Store(res.Header.Get("X-Request-Id"), true)
					answers.Add(1)
				}
			})
		}
		until(t, "answers under load", func() bool { return answers.Load() >= int64(20+i) })
		if err := p.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		if heed {
			until(t, "readiness goes", func() bool {
				status, _ := get(t, p.url+"/readyz")
				return status == http.StatusServiceUnavailable
			})
			before := answers.Load()
			until(t, "answers after readiness has gone", func() bool { return answers.Load() > before })
			leave.Store(true)
		}
		clients.Wait()
		ended := make(chan error, 1)
		go func() { ended <- p.Wait() }()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("server %d: %v: %s", i, err, p.log)
			}
		case <-time.After(time.Minute):
			t.Fatalf("server %d does not end when it is empty", i)
		}
		taken, failed := p.parsed(t)
		for id := range taken {
			if _, ok := got.LoadAndDelete(id); !ok {
				t.Errorf("server %d: request %s was taken, and its client got no answer", i, id)
			}
		}
		got.Range(func(id, _ any) bool { t.Errorf("server %d: an answer %s that is not logged", i, id); return true })
		if failed > 0 {
			t.Errorf("server %d: %d requests without an answer", i, failed)
		}
		all += len(taken)
	}
	t.Logf("%d servers, %d answers", *ends, all)
}

// get returns the status of a GET and what it answers.
func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
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
