package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// shown is output that another goroutine writes.
type shown struct {
	mu sync.Mutex
	b  strings.Builder
}

func (s *shown) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *shown) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// TestWatch edits a pack while it is watched: what is saved is shown, an error leaves the
// last good prompts, and ^C ends it with 130.
func TestWatch(t *testing.T) {
	dir := t.TempDir()
	write := func(name, data string) {
		t.Helper()
		at := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("pack.yaml", "name: a\nreference_date: 2026-06-01\n")
	write("actions.yaml", "pay: {}\nhelp: {}\n")
	write("templates/help.yaml", "action: help\ntemplates:\n  - help\n")
	write("templates/pay.yaml", "action: pay\ntemplates:\n  - pay\n")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out := &shown{}
	code := make(chan int)
	go func() { code <- run(ctx, []string{"watch", dir, "--at", "pay.yaml"}, strings.NewReader(""), out, out) }()
	await := func(want ...string) {
		t.Helper()
		for range 2000 {
			s, found := out.String(), true
			for _, w := range want {
				at := strings.Index(s, w)
				if found = found && at >= 0; found {
					s = s[at+len(w):]
				}
			}
			if found {
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
		t.Fatalf("no %q in\n%s", want, out)
	}
	await("templates/pay.yaml: 1 template", "  pay\n    pay()\n", "2 templates")
	write("templates/pay.yaml", "action: pay\ntemplates:\n  - settle up\n")
	await("  settle up\n    pay()\n")
	write("templates/pay.yaml", "action: pay\ntemplates:\n  - <nope> pay\n")
	await("does not load", "error: templates/pay.yaml:3:", "the last good prompts", "  settle up\n")
	write("templates/pay.yaml", "action: pay\ntemplates:\n  - pay up\n")
	await("does not load", "  pay up\n")
	stop()
	if got := <-code; got != exitInterrupted {
		t.Errorf("exit %d", got)
	}
}
