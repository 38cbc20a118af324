package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slmkit/slmkit/eval/measure"
)

// benchClient is a worker as bench sees it. It is a measure.Runner.
type benchClient struct {
	precision string
	options   modelOptions
	worker    *benchProcess
	peak      int64
	first     map[string][]int32 // tokens of the first answer to each prompt
	changed   map[string]bool    // prompts that a later answer to was another
}

// benchProcess is the process of a worker.
type benchProcess struct {
	precision string
	cmd       *exec.Cmd
	in        io.WriteCloser
	out       *json.Decoder
	stderr    bytes.Buffer
	ready     benchReady
}

// newBenchClient starts the process that measures a precision, and waits until its
// model is loaded.
func newBenchClient(ctx context.Context, o modelOptions, precision string) (*benchClient, error) {
	w, err := startWorker(ctx, o, precision)
	if err != nil {
		return nil, err
	}
	return &benchClient{precision: precision, options: o, worker: w, first: map[string][]int32{}, changed: map[string]bool{}}, nil
}

func startWorker(ctx context.Context, o modelOptions, precision string) (*benchProcess, error) {
	path, name, err := selfCommand()
	if err != nil {
		return nil, err
	}
	w := &benchProcess{precision: precision}
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
func (w *benchProcess) fault(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if s := strings.TrimSpace(w.stderr.String()); s != "" {
		return fmt.Errorf("%s: %s", w.precision, strings.TrimPrefix(s, "slmkit bench worker: "))
	}
	return fmt.Errorf("%s: the process that measures it has ended: %w", w.precision, err)
}

// ask sends a request and returns the answer.
func (w *benchProcess) ask(ctx context.Context, req benchRequest) (*benchAnswer, error) {
	var answer benchAnswer
	err := json.NewEncoder(w.in).Encode(req)
	if err == nil {
		err = w.out.Decode(&answer)
	}
	if err != nil {
		w.close()
		return nil, w.fault(ctx, err)
	}
	if answer.Error != "" {
		return nil, fmt.Errorf("%s: %s", w.precision, answer.Error)
	}
	return &answer, nil
}

// close ends the worker and waits for it.
func (w *benchProcess) close() {
	_ = w.in.Close()
	_ = w.cmd.Wait()
}

// selfCommand returns the path of this program, and the name by which it was started.
func selfCommand() (path, name string, err error) {
	path, err = os.Executable()
	return path, filepath.Base(os.Args[0]), err
}

// ask has prompts answered and checks the answers.
func (c *benchClient) ask(ctx context.Context, req benchRequest) (*benchAnswer, error) {
	answer, err := c.worker.ask(ctx, req)
	if err != nil {
		return nil, err
	}
	c.peak = answer.Peak
	c.verify(req.Prompts, answer.Outputs)
	return answer, nil
}

// verify compares answers with the first ones to the same prompts.
func (c *benchClient) verify(prompts []string, outputs []benchOutput) {
	for i, p := range prompts {
		if first, seen := c.first[p]; !seen {
			c.first[p] = outputs[i].Tokens
		} else if !slices.Equal(first, outputs[i].Tokens) {
			c.changed[p] = true
		}
	}
}

func (c *benchClient) times(ctx context.Context, req benchRequest) ([]time.Duration, error) {
	answer, err := c.ask(ctx, req)
	if err != nil {
		return nil, err
	}
	return answer.Times, nil
}

func (c *benchClient) Single(ctx context.Context, prompts []string) ([]time.Duration, error) {
	return c.times(ctx, benchRequest{How: measure.SingleStream, Prompts: prompts})
}

func (c *benchClient) Multi(ctx context.Context, prompts []string, streams int) ([]time.Duration, error) {
	return c.times(ctx, benchRequest{How: measure.MultiStream, Prompts: prompts, Streams: streams})
}

func (c *benchClient) Serve(ctx context.Context, prompts []string, arrivals []time.Duration) ([]time.Duration, error) {
	return c.times(ctx, benchRequest{How: measure.Server, Prompts: prompts, Arrivals: arrivals})
}

func (c *benchClient) Batched(ctx context.Context, prompts []string, batch int) (time.Duration, error) {
	times, err := c.times(ctx, benchRequest{How: measure.Offline, Prompts: prompts, Batch: batch})
	if err != nil {
		return 0, err
	}
	return times[0], nil
}

func (c *benchClient) Start(ctx context.Context, prompt string) (time.Duration, error) {
	start := time.Now()
	w, err := startWorker(ctx, c.options, c.precision)
	if err != nil {
		return 0, err
	}
	defer w.close()
	answer, err := w.ask(ctx, benchRequest{How: measure.SingleStream, Prompts: []string{prompt}})
	if err != nil {
		return 0, err
	}
	took := time.Since(start)
	c.verify([]string{prompt}, answer.Outputs)
	return took, nil
}
