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
	"github.com/slmkit/slmkit/eval/report"
)

// benchClient is a worker as bench sees it. It is a measure.Runner.
type benchClient struct {
	arm     benchArm
	worker  *benchProcess
	peak    int64
	parse   func(text string)              // reads an answer, to time it; nil: nothing does
	answers map[int]map[string]benchOutput // to each prompt by batch size, the last one; 0: one prompt at a time
	first   map[string]benchOutput         // the first answer to each prompt
	changed map[string]bool                // prompts that a later answer to was another
}

// benchProcess is the process of a worker.
type benchProcess struct {
	name   string
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *json.Decoder
	stderr bytes.Buffer
	ready  benchReady
}

// newBenchClient starts the process that measures an arm, and waits until its model is
// loaded.
func newBenchClient(ctx context.Context, a benchArm) (*benchClient, error) {
	w, err := startWorker(ctx, a)
	if err != nil {
		return nil, err
	}
	return &benchClient{arm: a, worker: w, answers: map[int]map[string]benchOutput{}, first: map[string]benchOutput{}, changed: map[string]bool{}}, nil
}

func startWorker(ctx context.Context, a benchArm) (*benchProcess, error) {
	path, name, err := selfCommand()
	if err != nil {
		return nil, err
	}
	o, w := a.model, &benchProcess{name: a.name}
	w.cmd = exec.CommandContext(ctx, path, "bench", "worker", "--model", o.dir, "--precision", o.precision, "--threads", strconv.Itoa(o.threads),
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
		return fmt.Errorf("%s: %s", w.name, strings.TrimPrefix(s, "slmkit bench worker: "))
	}
	return fmt.Errorf("%s: the process that measures it has ended: %w", w.name, err)
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
		return nil, fmt.Errorf("%s: %s", w.name, answer.Error)
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

// ask has prompts answered, keeps the answers, and checks them.
func (c *benchClient) ask(ctx context.Context, req benchRequest) (*benchAnswer, error) {
	answer, err := c.worker.ask(ctx, req)
	if err != nil {
		return nil, err
	}
	c.peak = answer.Peak
	c.verify(req.Prompts, answer.Outputs)
	c.keep(req, answer)
	return answer, nil
}

// keep keeps answers for scoring, and times how long it takes to read them.
func (c *benchClient) keep(req benchRequest, answer *benchAnswer) {
	if c.parse == nil {
		return
	}
	if c.answers[req.Batch] == nil {
		c.answers[req.Batch] = map[string]benchOutput{}
	}
	for i, p := range req.Prompts {
		c.answers[req.Batch][p] = answer.Outputs[i]
		if i < len(answer.Times) {
			start := time.Now()
			c.parse(answer.Outputs[i].Text)
			answer.Times[i].Parse = time.Since(start)
		}
	}
}

// verify compares answers with the first ones to the same prompts.
func (c *benchClient) verify(prompts []string, outputs []benchOutput) {
	for i, p := range prompts {
		if first, seen := c.first[p]; !seen {
			c.first[p] = outputs[i]
		} else if !slices.Equal(first.Tokens, outputs[i].Tokens) {
			c.changed[p] = true
		}
	}
}

func (c *benchClient) times(ctx context.Context, req benchRequest) ([]measure.Timing, error) {
	answer, err := c.ask(ctx, req)
	if err != nil {
		return nil, err
	}
	return answer.Times, nil
}

func (c *benchClient) Single(ctx context.Context, prompts []string) ([]measure.Timing, error) {
	return c.times(ctx, benchRequest{How: measure.SingleStream, Prompts: prompts})
}

func (c *benchClient) Multi(ctx context.Context, prompts []string, streams int) ([]measure.Timing, error) {
	return c.times(ctx, benchRequest{How: measure.MultiStream, Prompts: prompts, Streams: streams})
}

func (c *benchClient) Serve(ctx context.Context, prompts []string, arrivals []time.Duration) ([]measure.Timing, error) {
	return c.times(ctx, benchRequest{How: measure.Server, Prompts: prompts, Arrivals: arrivals})
}

func (c *benchClient) Batched(ctx context.Context, prompts []string, batch int) (measure.Pass, error) {
	answer, err := c.ask(ctx, benchRequest{How: measure.Offline, Prompts: prompts, Batch: batch})
	if err != nil {
		return measure.Pass{}, err
	}
	return measure.Pass{Took: answer.Took, Prompts: answer.Times}, nil
}

func (c *benchClient) Start(ctx context.Context, prompt string) (time.Duration, error) {
	start := time.Now()
	w, err := startWorker(ctx, c.arm)
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

// put puts the size of the files, the time to load, the memory and how many answers
// changed into a row.
func (c *benchClient) put(p *report.Precision, size int64) {
	p.Metrics["size_mb"] = measure.Exact(float64(size)/1e6, report.Megabyte)
	load := measure.Exact(c.worker.ready.LoadMS, report.Millis)
	load.Low, load.High = nil, nil
	p.Metrics["load_ms"] = load
	p.Metrics["changed_answers"] = report.Metric{Value: report.Finite(float64(len(c.changed))), N: len(c.first), Of: "prompts", Unit: report.Count}
	if c.peak > 0 {
		p.Metrics["peak_memory_mb"] = measure.Exact(float64(c.peak)/1e6, report.Megabyte)
	}
}
