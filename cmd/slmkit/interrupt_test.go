package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// bounded is how long a command may go on after ^C before a test fails: far more
// than it takes on a busy machine, far less than the work that is cut off.
const bounded = 20 * time.Second

// endless reads as examples that never end, each with an id and a text of its
// own, until done is closed.
type endless struct {
	done chan struct{}
	n    int
	left []byte
}

func (e *endless) Read(p []byte) (int, error) {
	for len(e.left) == 0 {
		select {
		case <-e.done:
			return 0, io.EOF
		default:
		}
		if e.n > 1e6 { // a command that goes on and on must not fill the memory
			time.Sleep(time.Millisecond)
		}
		e.n++
		e.left = fmt.Appendf(nil, `{"id":"ex_%d","split":"train","text":"pay %d dollars to ann","target":"pay_person(amount=\"%d dollars\")",`+
			`"call":{"name":"pay_person","arguments":{"amount":"%d.00 USD"}},"slots":[{"name":"amount","value":"%d dollars","start":4,"end":%d}]}`+"\n",
			e.n, e.n, e.n, e.n, e.n, len(fmt.Sprint(e.n))+12)
	}
	n := copy(p, e.left)
	e.left = e.left[n:]
	return n, nil
}

const payActions = `[{"type":"function","function":{"name":"pay_person","description":"Pay.","parameters":{"type":"object",
"properties":{"amount":{"type":"string","format":"money"}},"required":["amount"]}}}]`

// TestEveryLongCommandStops cancels commands in the middle of work that would
// take minutes or has no end, as the first ^C does, and wants exit code 130
// within a bounded time. A new command that reads records or draws rows gets a
// line here.
func TestEveryLongCommandStops(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	actions := filepath.Join(dir, "actions.json")
	if err := os.WriteFile(actions, []byte(payActions), 0o666); err != nil {
		t.Fatal(err)
	}
	out, gold := filepath.Join(dir, "out.jsonl"), filepath.Join(dir, "gold.jsonl")
	one, two := filepath.Join(dir, "one.jsonl"), filepath.Join(dir, "two.jsonl")
	for _, path := range []string{gold, one, two} {
		writeGold(t, path, 100_000)
	}
	for name, args := range map[string]string{
		"generate":  "generate banking -n 50000000 -o " + filepath.Join(dir, "rows"),
		"augment":   "augment - --actions " + actions + " -o " + out,
		"check":     "check - --actions " + actions,
		"leaks":     "leaks -",
		"lint":      "lint banking",
		"diff":      "diff - " + actions,
		"export":    "export - --format parquet -o " + filepath.Join(dir, "out.parquet"),
		"eval":      "eval " + gold + " " + one + " --actions " + actions,
		"compare":   "compare " + gold + " a=" + one + " b=" + two + " --actions " + actions,
		"parse":     "parse banking --from - -o " + filepath.Join(dir, "parsed.jsonl"),
		"explain":   "explain ex_none -",
		"tokenize":  "tokenize --model " + model + " -",
		"infer":     "infer --model " + model + " - -o " + filepath.Join(dir, "predicted.jsonl"),
		"calibrate": "calibrate --model " + model + " " + gold,
		"bench":     "bench --model " + model + " --min-runs 1000000000",
	} {
		t.Run(name, func(t *testing.T) {
			in := &endless{done: make(chan struct{})}
			defer close(in.done)
			ctx, cancel := context.WithCancel(t.Context())
			var stderr bytes.Buffer
			code := make(chan int, 1)
			go func() { code <- run(ctx, strings.Fields(args), in, io.Discard, &stderr) }()
			select {
			case got := <-code:
				t.Fatalf("exit code %d before it was cut off: %s", got, stderr.String())
			case <-time.After(300 * time.Millisecond):
			}
			cancel()
			select {
			case got := <-code:
				if got != exitInterrupted {
					t.Errorf("exit code %d, want %d: %s", got, exitInterrupted, stderr.String())
				}
			case <-time.After(bounded):
				t.Fatalf("still at work %s after it was cut off", bounded)
			}
		})
	}
}

// writeGold writes n examples to a file.
func writeGold(t *testing.T, path string, n int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := bufio.NewScanner(&endless{})
	for range n {
		rows.Scan()
		if _, err := fmt.Fprintln(f, rows.Text()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFirstInterrupt sends ^C to a process that is writing a dataset and wants exit
// code 130 and no files.
func TestFirstInterrupt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), 15*bounded)
	defer cancel()
	cmd := exec.CommandContext(ctx, "slmkit", "generate", "banking", "-n", "200000", "-o", dir)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for len(entries(t, dir)) == 0 && ctx.Err() == nil { // until it has begun
		time.Sleep(5 * time.Millisecond)
	}
	_ = cmd.Process.Signal(os.Interrupt)
	_ = cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != exitInterrupted {
		t.Errorf("exit code %d, want %d: %s", got, exitInterrupted, stderr.String())
	}
	if left := entries(t, dir); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func entries(t *testing.T, dir string) []os.DirEntry {
	t.Helper()
	found, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return found
}
