package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/inference"
)

// bench and its workers exchange lines of JSON: a worker says that it is ready, and
// then answers each request with times.
type (
	benchReady struct {
		LoadMS     float64 `json:"load_ms"`
		Threads    int     `json:"threads"`
		Runtime    string  `json:"runtime"`
		Caution    string  `json:"caution"`
		Unfollowed string  `json:"unfollowed"`
	}
	benchRequest struct {
		Prompts []string `json:"prompts"`
		Batch   int      `json:"batch"` // 0: one after the other, each timed
	}
	benchAnswer struct {
		Times []time.Duration `json:"ns"`
		Peak  int64           `json:"peak"` // bytes of memory, 0 if that is not known
		Error string          `json:"error,omitempty"`
	}
)

func newBenchWorker(a *app) *cobra.Command {
	var o modelOptions
	c := &cobra.Command{
		Use:    "worker",
		Short:  "time prompts from stdin, for slmkit bench",
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE:   func(cmd *cobra.Command, _ []string) error { return runBenchWorker(cmd.Context(), a, o) },
	}
	o.flags(c)
	return c
}

func runBenchWorker(ctx context.Context, a *app, o modelOptions) error {
	opened, err := o.options()
	if err != nil {
		return err
	}
	m, err := inference.Open(ctx, o.dir, opened)
	if err != nil {
		return err
	}
	defer m.Close()
	out := json.NewEncoder(a.out)
	if err := out.Encode(benchReady{float64(m.Load) / float64(time.Millisecond), m.Threads(), m.Runtime, m.Caution(), m.Unfollowed()}); err != nil {
		return err
	}
	in := json.NewDecoder(bufio.NewReader(a.in))
	for {
		var req benchRequest
		if err := in.Decode(&req); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("stdin: %w", err)
		}
		times, err := serve(ctx, m, o, req)
		answer := benchAnswer{Times: times, Peak: peakMemory()}
		if err != nil {
			answer.Error = err.Error()
		}
		if err := out.Encode(answer); err != nil {
			return err
		}
	}
}

// serve times the prompts of a request.
func serve(ctx context.Context, m *inference.Model, o modelOptions, req benchRequest) ([]time.Duration, error) {
	g := o.generation()
	g.Batch = max(req.Batch, 1)
	if req.Batch == 0 {
		return timeSingle(ctx, m, g, req.Prompts)
	}
	start := time.Now()
	err := answerAll(ctx, m, g, req.Prompts)
	return []time.Duration{time.Since(start)}, err
}

// timeSingle answers prompts one after the other, as a caller who waits for each does.
func timeSingle(ctx context.Context, m *inference.Model, g inference.Generation, texts []string) ([]time.Duration, error) {
	times := make([]time.Duration, len(texts))
	for i := range texts {
		start := time.Now()
		if err := answerAll(ctx, m, g, texts[i:i+1]); err != nil {
			return nil, err
		}
		times[i] = time.Since(start)
	}
	return times, nil
}

// answerAll answers prompts, and fails if one cannot be answered.
func answerAll(ctx context.Context, m *inference.Model, g inference.Generation, texts []string) error {
	for out, err := range m.Generate(ctx, slices.Values(texts), g) {
		if err != nil {
			return err
		}
		if out.Err != nil {
			return fmt.Errorf("a prompt could not be answered: %w", out.Err)
		}
	}
	return nil
}

// peakMemory returns the most memory that this process has had resident, in bytes. It
// is VmHWM of Linux, and 0 elsewhere.
func peakMemory() int64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, ok := bytes.Cut(b, []byte("VmHWM:"))
	if !ok {
		return 0
	}
	kb, err := strconv.ParseInt(strings.Fields(string(rest))[0], 10, 64)
	if err != nil {
		return 0
	}
	return kb << 10
}

// benchClient is a worker as bench sees it. It is a measure.Runner.
type benchClient struct {
	precision string
	cmd       *exec.Cmd
	in        io.WriteCloser
	out       *json.Decoder
	stderr    bytes.Buffer
	ready     benchReady
	peak      int64
}

// startWorker starts the process that measures a precision, and waits until its model
// is loaded.
func startWorker(ctx context.Context, o modelOptions, precision string) (*benchClient, error) {
	path, name, err := selfCommand()
	if err != nil {
		return nil, err
	}
	w := &benchClient{precision: precision}
	w.cmd = exec.CommandContext(ctx, path, "bench", "worker", "--model", o.dir, "--precision", precision, "--threads", strconv.Itoa(o.threads),
		"--max-new-tokens", strconv.Itoa(o.newTokens), "--guess", strconv.Itoa(o.guess), "--ort", o.library, "--runtime", o.runtime)
	w.cmd.Args[0] = name
	w.cmd.Stderr = &w.stderr
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := w.cmd.Start(); err != nil {
		return nil, err
	}
	w.out = json.NewDecoder(out)
	if err := w.out.Decode(&w.ready); err != nil {
		w.close()
		return nil, w.fault(ctx, err)
	}
	return w, nil
}

// fault says why a worker does not answer. If it wrote something on stderr, that is why.
func (w *benchClient) fault(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if s := strings.TrimSpace(w.stderr.String()); s != "" {
		return fmt.Errorf("%s: %s", w.precision, strings.TrimPrefix(s, "slmkit bench worker: "))
	}
	return fmt.Errorf("%s: the process that measures it has ended: %w", w.precision, err)
}

// ask sends a request and returns the times.
func (w *benchClient) ask(ctx context.Context, prompts []string, batch int) ([]time.Duration, error) {
	var answer benchAnswer
	err := json.NewEncoder(w.in).Encode(benchRequest{prompts, batch})
	if err == nil {
		err = w.out.Decode(&answer)
	}
	if err != nil {
		w.close()
		return nil, w.fault(ctx, err)
	}
	w.peak = answer.Peak
	if answer.Error != "" {
		return nil, fmt.Errorf("%s: %s", w.precision, answer.Error)
	}
	return answer.Times, nil
}

func (w *benchClient) Single(ctx context.Context, prompts []string) ([]time.Duration, error) {
	return w.ask(ctx, prompts, 0)
}

func (w *benchClient) Batched(ctx context.Context, prompts []string, batch int) (time.Duration, error) {
	times, err := w.ask(ctx, prompts, batch)
	if err != nil {
		return 0, err
	}
	return times[0], nil
}

// close ends the worker and waits for it.
func (w *benchClient) close() {
	_ = w.in.Close()
	_ = w.cmd.Wait()
}

// selfCommand returns the path of this program, and the name by which it was started.
func selfCommand() (path, name string, err error) {
	path, err = os.Executable()
	return path, filepath.Base(os.Args[0]), err
}
