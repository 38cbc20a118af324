package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/ort"
)

// predicting turns prompts into a file of predictions.
type predicting struct {
	a     *app
	o     inferOptions
	m     *inference.Model
	g     inference.Generation
	stats inference.Stats
	tally
	schema    *action.Schema
	reference time.Time
	info      dataset.RunInfo

	out     io.Writer // of one of the two kinds
	partial *dataset.Partial
	direct  *dataset.File

	prompts []export.Prompt // asked and not yet answered
	bar     *bar
	fault   error // of the input
	kept    int
	fresh   int
	bad     int
	lat     latencies

	calibrator *eval.Calibrator // nil where there is none
}

// tally counts what is to be said of answers in the end.
type tally struct{ failed, cut, abstained int }

func (t *tally) add(p *dataset.Prediction) {
	if p.Error != "" {
		t.failed++
	}
	if p.Truncated {
		t.cut++
	}
	if p.Abstained != nil {
		t.abstained++
	}
}

func newPredicting(ctx context.Context, a *app, o inferOptions) (r *predicting, err error) {
	r = &predicting{a: a, o: o}
	defer func() {
		if err != nil {
			r.close()
		}
	}()
	if o.reference != "" {
		if r.reference, err = time.Parse(time.DateOnly, o.reference); err != nil {
			return r, usageError("--reference-date %q is not YYYY-MM-DD", o.reference)
		}
	}
	if o.in != "-" {
		if _, err := os.Stat(o.in); err != nil {
			return r, err
		}
	}
	o.model.hash = true
	if r.m, err = o.model.open(ctx); err != nil {
		return r, err
	}
	if caution := r.m.Caution(); caution != "" {
		a.warn("slmkit infer: %s", caution)
	}
	r.g = o.model.generation()
	if o.invariant {
		if r.g, err = r.m.Invariant(r.g); err != nil {
			return r, err
		}
	}
	r.g = r.m.Resolved(r.g)
	r.g.Confidence, r.g.Stats, r.g.Beams = o.score, &r.stats, o.beams
	if err := r.describe(); err != nil {
		return r, err
	}
	return r, r.openOutput()
}

// generation is how the flags want prompts answered.
func (o *modelOptions) generation() inference.Generation {
	g := inference.Generation{Batch: o.batch, MaxNewTokens: o.newTokens, Guess: o.guess}
	if o.guess == 0 {
		g.Guess = -1
	}
	return g
}

// open loads the model that the flags name.
func (o *modelOptions) open(ctx context.Context) (*inference.Model, error) {
	if o.threads < 1 || o.batch < 0 || o.newTokens < 0 || o.guess < 0 {
		return nil, usageError("--threads %d --batch %d --max-new-tokens %d --guess %d: must be positive", o.threads, o.batch, o.newTokens, o.guess)
	}
	if o.runtime != "" && o.runtime != inference.Native && o.runtime != inference.ONNXRuntime {
		return nil, usageError("--runtime %s is none of %s and %s", o.runtime, inference.Native, inference.ONNXRuntime)
	}
	return inference.Open(ctx, o.dir, inference.Options{Precision: o.precision, Threads: o.threads, Library: o.library, Runtime: o.runtime, Hash: o.hash})
}

// describe finds the schema and notes all that decides what is written.
func (r *predicting) describe() (err error) {
	schema := cmp.Or(r.o.constrain, r.o.actions)
	if beside := filepath.Join(r.o.model.dir, "actions.json"); schema == "" {
		if _, err := os.Stat(beside); err == nil {
			schema = beside
		}
	}
	cpu, _ := ort.CPU()
	r.info = dataset.RunInfo{Tool: "slmkit " + version(), Model: r.o.model.dir, Precision: r.m.Precision, Runtime: r.m.Runtime,
		Threads: r.m.Threads(), Batch: r.g.Batch, CPU: cpu, Inputs: map[string]string{}}
	r.info.Command = fmt.Sprintf("infer --max-new-tokens %d --lines=%t --confidence=%t --latency=%t --constrain=%q --beams=%d --abstain-below=%g --batch-invariant=%t --reference-date=%q", r.g.MaxNewTokens, r.o.lines, r.o.score, r.o.latency, r.o.constrain, r.o.beams, r.o.abstain, r.o.invariant, r.o.reference)
	if r.info.ModelHash, err = r.m.Hash(); err != nil {
		return err
	}
	if r.o.score && r.o.beams == 1 {
		if err := r.findCalibration(); err != nil {
			return err
		}
	}
	if schema == "" {
		return nil
	}
	if r.schema, err = loadSchema(schema); err != nil {
		return err
	}
	if r.o.constrain != "" {
		r.g.Grammar = targets(r.schema)
	}
	if r.o.abstain > 0 && r.schema.Action(dataset.None) == nil {
		r.a.warn("slmkit infer: --abstain-below answers %s, which is no action of %s: add it there", abstention, schema)
	}
	sum := sha256.Sum256(r.schema.Tools())
	r.info.Inputs[schema] = hex.EncodeToString(sum[:])
	return nil
}

// findCalibration reads the calibration of the model.
func (r *predicting) findCalibration() error {
	path := filepath.Join(r.o.model.dir, calibrationFile)
	all, err := eval.ReadCalibrations(path)
	if err != nil {
		return err
	}
	var why string
	c := all.For(r.m.Precision, r.o.constrain != "")
	switch {
	case c == nil:
		why = "there is no calibration of this"
	case c.ModelHash != r.info.ModelHash:
		why = fmt.Sprintf("%s is of other files", path)
	default:
		r.calibrator = &c.Calibrator
		r.info.Inputs[path], err = dataset.HashFile(path)
		return err
	}
	if r.o.abstain > 0 {
		r.a.warn("slmkit infer: --abstain-below goes by the model's own probabilities: %s: run slmkit calibrate", why)
	}
	return nil
}

// openOutput opens the partial file, or where there can be none the output.
func (r *predicting) openOutput() (err error) {
	info, err := os.Stat(r.o.out)
	if r.o.out == "-" || err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		r.direct, err = dataset.Create(r.o.out, r.a.out)
		r.out = r.direct
		return err
	}
	r.partial, err = dataset.OpenPartial(r.o.out, r.info, false)
	if errors.Is(err, dataset.ErrOtherRun) {
		if r.o.resume {
			return fmt.Errorf("%w: remove it, or run without --resume", err)
		}
		r.a.warn("slmkit infer: starting over: %v", err)
		r.partial, err = dataset.OpenPartial(r.o.out, r.info, true)
	}
	r.out = r.partial
	return err
}

// answer reads the prompts, passes over those that are answered already and
// writes the answers to the others.
func (r *predicting) answer(ctx context.Context) error {
	seq := dataset.Tolerate(r.a.openPrompts(r.o.in, r.o.lines), r.o.maxBad, func(err error) {
		r.bad++
		r.a.warn("%v", err)
	})
	next, stop := iter.Pull2(seq)
	defer stop()
	if err := r.keep(next); err != nil {
		return err
	}
	r.bar = r.a.newBar("prompts", r.kept)
	defer r.bar.stop()
	flushed := time.Now()
	for out, err := range r.m.Generate(ctx, r.texts(next), r.g) {
		if err != nil {
			return err
		}
		if err := r.write(out); err != nil {
			return err
		}
		if now := time.Now(); r.partial != nil && now.Sub(flushed) > time.Second {
			flushed = now
			if err := r.partial.Flush(); err != nil {
				return fmt.Errorf("%s: %w", r.partial.Path(), err)
			}
			if err := r.m.Unchanged(); err != nil {
				return err
			}
		}
	}
	if r.fault == nil && r.kept+r.fresh == 0 {
		return fmt.Errorf("%s: no prompts in it", r.o.in)
	}
	return errors.Join(r.fault, r.m.Unchanged())
}

// keep compares what an earlier run left with the prompts and keeps whole
// windows of it: answers of int8 models depend on the batch, so a window is
// answered as a whole or the file would not be what one run writes.
func (r *predicting) keep(next func() (export.Prompt, error, bool)) error {
	if r.partial == nil {
		return nil
	}
	n := 0
	whole := r.tally // of windows
	for ; n < r.partial.Lines(); n++ {
		p, err, ok := next()
		if err != nil {
			return err
		}
		if ok {
			r.prompts = append(r.prompts, p)
		}
		line, err := r.partial.Line(n)
		if err != nil {
			return err
		}
		var was dataset.Prediction
		if err := json.Unmarshal(line, &was); !ok || err != nil || was.ID != p.ID || was.Text != p.Text {
			if r.o.resume {
				return fmt.Errorf("%s:%d: does not answer prompt %d of %s: remove it, or run without --resume", r.partial.Path(), n+1, n+1, r.o.in)
			}
			break
		}
		r.tally.add(&was)
		if (n+1)%r.g.Window == 0 {
			r.prompts, whole = r.prompts[:0], r.tally
		}
	}
	r.tally = whole
	r.kept = n - n%r.g.Window
	return r.partial.Keep(r.kept)
}

// texts yields the prompts that are to be answered and remembers them.
func (r *predicting) texts(next func() (export.Prompt, error, bool)) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range r.prompts { // read to be compared, not kept
			if !yield(asked(r.prompts[i])) {
				return
			}
		}
		for {
			p, err, ok := next()
			if err != nil {
				r.fault = err
			}
			if !ok || err != nil {
				return
			}
			r.prompts = append(r.prompts, p)
			if !yield(asked(p)) {
				return
			}
		}
	}
}

// asked is what the model is asked. What was not UTF-8 is not: so it is refused in
// its place.
func asked(p export.Prompt) string {
	if p.NotUTF8 {
		return "\xff"
	}
	return p.Text
}

// write writes the answer to the prompt that has waited longest.
func (r *predicting) write(out inference.Output) error {
	p := r.prompts[0]
	r.prompts = r.prompts[1:]
	rec := dataset.Prediction{ID: p.ID, Text: p.Text, Output: out.Text, Tokens: out.Tokens, Truncated: out.Truncated}
	switch {
	case out.Err != nil:
		rec.Error = out.Err.Error()
	case r.o.score:
		r.judge(&rec, out.Confidence)
	}
	for _, s := range out.Sequences {
		rec.Beams = append(rec.Beams, dataset.Beam{Output: s.Text, Score: s.Score})
	}
	if r.o.latency && out.Err == nil {
		ms := float64(out.Latency.Microseconds()) / 1000
		rec.LatencyMS = &ms
	}
	r.tally.add(&rec)
	if r.schema != nil && out.Err == nil {
		rec.Call, rec.Calls = r.calls(rec.Output, p.Ref)
	}
	b, err := json.Marshal(rec)
	if err != nil {
		return err
	}
	if _, err := r.out.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("%s: %w", r.o.out, err)
	}
	r.fresh++
	if out.Err == nil {
		r.lat.add(out.Latency)
	}
	r.bar.add(1)
	return nil
}

// abstention is the output in place of one that the model is not sure of.
const abstention = dataset.None + "()"

// judge writes how sure the model was and withholds what it is not sure of.
func (r *predicting) judge(rec *dataset.Prediction, c inference.Confidence) {
	p := math.Exp(c.LogProb)
	if r.o.beams == 1 {
		rec.Signals = &dataset.Signals{LogProb: c.LogProb, Min: c.Min, Margin: c.Margin, Removed: c.Removed}
		if r.calibrator != nil {
			p = r.calibrator.Probability(rec.Signals)
		}
	}
	rec.Confidence = &p
	if p < r.o.abstain && rec.Output != abstention {
		rec.Abstained, rec.Output, rec.Tokens = ptr(rec.Output), abstention, nil
	}
}

// calls reads the calls of an output, none where it does not resolve.
func (r *predicting) calls(output, ref string) (*dataset.Call, []dataset.Call) {
	raw, err := action.ParseTarget(output)
	if err != nil {
		return nil, nil
	}
	reference := r.reference
	if t, err := time.Parse(time.DateOnly, ref); err == nil {
		reference = t
	}
	var e dataset.Example
	calls, err := r.schema.Resolve(raw, reference)
	if err != nil {
		return nil, nil
	}
	e.SetCalls(calls)
	return e.Call, e.Calls
}

// stopped says what is kept of a run that did not finish.
func (r *predicting) stopped(err error) error {
	if r.direct != nil { // or the last record is cut in two where the buffer was full
		err = errors.Join(err, r.direct.Flush())
	}
	var bad *dataset.LineError
	isBad := errors.As(err, &bad)
	if isBad && bad.Line == 1 && !r.o.lines {
		err = fmt.Errorf("%w: --lines takes a prompt a line", err)
	}
	if r.partial == nil || r.kept+r.fresh == 0 {
		return err
	}
	if errors.Is(err, context.Canceled) {
		err = &exitError{exitInterrupted, errors.New("interrupted")}
	}
	first := ""
	if isBad {
		first = "mend the record, or let --max-bad-records pass over it, and "
	}
	return fmt.Errorf("%w: %s kept in %s: %srun the same command again to go on", err, count(r.kept+r.fresh, "answer is", "answers are"), r.partial.Path(), first)
}

func (r *predicting) commit() error {
	if r.direct != nil {
		return r.direct.Commit()
	}
	if err := r.partial.Commit(); err != nil {
		return err
	}
	if r.o.in != "-" {
		hash, err := dataset.HashFile(r.o.in)
		if err != nil {
			return err
		}
		r.info.Inputs[r.o.in] = hash
	}
	return dataset.WriteJSON(r.o.out+".run.json", r.info)
}

func (r *predicting) close() {
	if r.direct != nil {
		_ = r.direct.Close()
	}
	if r.partial != nil {
		_ = r.partial.Close()
	}
	if r.m != nil {
		_ = r.m.Close()
	}
}
