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
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/eval/measure"
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
		How      measure.Scenario `json:"how"`
		Prompts  []string         `json:"prompts"`
		Batch    int              `json:"batch,omitempty"`       // of Offline
		Streams  int              `json:"streams,omitempty"`     // of MultiStream
		Arrivals []time.Duration  `json:"arrivals_ns,omitempty"` // of Server
	}
	benchAnswer struct {
		Took    time.Duration    `json:"took"`    // of all prompts
		Times   []measure.Timing `json:"times"`   // of each prompt
		Outputs []benchOutput    `json:"outputs"` // of each prompt
		Peak    int64            `json:"peak"`    // bytes of memory, 0 if that is not known
		Error   string           `json:"error,omitempty"`
	}
	benchOutput struct {
		Text      string  `json:"text"`
		Tokens    []int32 `json:"tokens"`
		Truncated bool    `json:"truncated,omitempty"`
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
		answer := benchAnswer{Outputs: make([]benchOutput, len(req.Prompts)), Times: make([]measure.Timing, len(req.Prompts))}
		t := timer{m, o.generation(), req.Prompts, answer.Outputs, answer.Times}
		start := time.Now()
		err := t.time(ctx, req)
		answer.Took, answer.Peak = time.Since(start), peakMemory()
		if err != nil {
			answer.Error = err.Error()
		}
		if err := out.Encode(answer); err != nil {
			return err
		}
	}
}

// timer answers the prompts of a request and times them. It keeps the outputs, so
// that bench can compare them with those of other passes.
type timer struct {
	model   *inference.Model
	options inference.Generation
	prompts []string
	outputs []benchOutput
	times   []measure.Timing
}

func (t *timer) time(ctx context.Context, req benchRequest) error {
	t.options.Batch = max(req.Batch, 1)
	switch req.How {
	case measure.Offline:
		return t.answer(ctx, 0, len(t.prompts), nil)
	case measure.MultiStream:
		return t.multi(ctx, req.Streams)
	case measure.Server:
		return t.serve(ctx, req.Arrivals)
	}
	return t.single(ctx, 0, 1)
}

// serve answers prompts as they arrive.
func (t *timer) serve(ctx context.Context, arrivals []time.Duration) error {
	times, err := measure.OpenLoop(ctx, measure.WallClock{}, arrivals, func(ctx context.Context, i int) error { return t.one(ctx, i) })
	for i, took := range times {
		t.times[i].Queue = took - t.times[i].Took
		t.times[i].Took = took
	}
	return err
}

// single answers every step-th prompt one after the other, as a caller who waits for
// each does.
func (t *timer) single(ctx context.Context, first, step int) error {
	for i := first; i < len(t.prompts); i += step {
		if err := t.one(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// multi answers prompts for several callers at a time.
func (t *timer) multi(ctx context.Context, streams int) error {
	errs := make([]error, streams)
	var callers sync.WaitGroup
	for s := range streams {
		callers.Go(func() { errs[s] = t.single(ctx, s, streams) })
	}
	callers.Wait()
	return errors.Join(errs...)
}

// one answers a prompt by itself and times it and its stages.
func (t *timer) one(ctx context.Context, i int) error {
	var s inference.Stats
	start := time.Now()
	if err := t.answer(ctx, i, i+1, &s); err != nil {
		return err
	}
	t.times[i] = measure.Timing{Took: time.Since(start), Tokenize: s.Tokenize, Encode: s.Encode, First: s.First, Rest: s.Decode, Pick: s.Pick, Tokens: len(t.outputs[i].Tokens)}
	return nil
}

// answer answers the prompts from one to before another, and fails if one cannot be
// answered. The time of each is that from the start of its batch.
func (t *timer) answer(ctx context.Context, from, to int, stats *inference.Stats) error {
	options, i := t.options, from
	options.Stats = stats
	for out, err := range t.model.Generate(ctx, slices.Values(t.prompts[from:to]), options) {
		if err != nil {
			return err
		}
		if out.Err != nil {
			return fmt.Errorf("a prompt could not be answered: %w", out.Err)
		}
		t.outputs[i] = benchOutput{out.Text, out.Tokens, out.Truncated}
		t.times[i] = measure.Timing{Took: out.Latency, Tokens: len(out.Tokens)}
		i++
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
