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
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/calibration"
	"github.com/slmkit/slmkit/inference/calls"
	"github.com/slmkit/slmkit/inference/ort"
)

// predicting writes the predictions of prompts to a file, which outlives a run that
// is cut off.
type predicting struct {
	a     *app
	o     inferOptions
	m     *calls.Model
	stats inference.Stats
	tally
	info dataset.RunInfo

	out     io.Writer // partial, or direct where there can be no partial file
	partial *dataset.Partial
	direct  *dataset.File

	feed  *feed     // of stdin
	today time.Time // that relative dates count from, unless a record names a day
	said  bool      // which day relative dates count from
	bar   *bar
	kept  int // answers of an earlier run
	fresh int
	bad   int // bad records of the input
	lat   latencies
}

// tally counts the answers that the summary warns of.
type tally struct{ failed, cut, abstained, shortened int }

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
	if p.TurnsLeftOut > 0 {
		t.shortened++
	}
}

func newPredicting(ctx context.Context, a *app, o inferOptions) (r *predicting, err error) {
	r = &predicting{a: a, o: o}
	defer func() {
		if err != nil {
			r.close()
		}
	}()
	if o.in != "-" {
		if _, err := os.Stat(o.in); errors.Is(err, os.ErrNotExist) && strings.Contains(o.in, " ") {
			return r, fmt.Errorf("%w: to ask one prompt, run echo %q | slmkit infer --model %s --lines - -o -", err, o.in, o.model.dir)
		} else if err != nil {
			return r, err
		}
	}
	opened, schema, err := o.calls(&r.stats)
	if err != nil {
		return r, err
	}
	if r.today = opened.Reference; o.in == "-" {
		r.feed = newFeed(ctx, a.openPrompts("-", o.lines), r.flush)
		opened.Generation.Waits = r.feed.waits
	}
	if r.m, err = calls.Open(ctx, o.model.dir, opened); err != nil {
		return r, err
	}
	for _, caution := range []string{r.m.Unfollowed(), r.m.Caution()} {
		if caution != "" {
			a.warn("slmkit infer: %s", caution)
		}
	}
	if err := r.describe(schema); err != nil {
		return r, err
	}
	a.noteSchema(r.m.Schema(), schema)
	r.warn(schema)
	if f, ok := a.in.(*os.File); ok && o.in == "-" && o.lines && a.terminal() && term.IsTerminal(int(f.Fd())) {
		a.warn("slmkit infer: type a prompt and press Enter; Ctrl-D ends")
	}
	return r, r.openOutput()
}

// calls returns how the flags want prompts answered, and the name of the schema.
func (o *inferOptions) calls(stats *inference.Stats) (c calls.Options, schema string, err error) {
	if o.reference != "" {
		if c.Reference, err = time.Parse(time.DateOnly, o.reference); err != nil {
			return c, "", usageError("--reference-date %q is not YYYY-MM-DD", o.reference)
		}
	} else {
		now := time.Now()
		c.Reference = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	}
	if c.Model, err = o.model.options(); err != nil {
		return c, "", err
	}
	c.Model.Hash = true
	c.Generation = o.model.generation()
	c.Generation.Stats, c.Generation.Beams = stats, o.beams
	c.Margins = o.margins
	c.Constrain, c.Confidence, c.Invariant = o.constrain != "", o.score, o.invariant
	c.AbstainBelow, c.RefuseBelow = o.abstain, o.refuse
	c.Schema, schema, err = modelSchema(cmp.Or(o.constrain, o.actions), o.model.dir)
	return c, schema, err
}

// modelSchema reads the schema that a flag names, or the one beside the model, which
// also says what the model leaves open until the user has said it. It returns nil if
// there is none.
func modelSchema(named, dir string) (s *action.Schema, name string, err error) {
	if named != "" {
		if s, err = loadSchema(named); err != nil {
			return nil, named, err
		}
		if own, _, err := calls.FindSchema(dir); err == nil && own != nil {
			s.AskAs(own)
		}
		return s, named, nil
	}
	if s, name, err = calls.FindSchema(dir); err != nil {
		err = &exitError{exitUsage, err}
	}
	return s, name, err
}

// describe notes all that decides what is written.
func (r *predicting) describe(schema string) (err error) {
	cpu, _ := ort.CPU()
	r.info = dataset.RunInfo{Tool: "slmkit " + version(), Model: r.o.model.dir, Precision: r.m.Precision, Runtime: r.m.Runtime,
		Threads: r.m.Threads(), Batch: r.m.Generation().Batch, CPU: cpu, Inputs: map[string]string{}}
	r.info.Command = r.command(r.o.reference)
	if r.info.ModelHash, err = r.m.Hash(); err != nil {
		return err
	}
	if s := r.m.Schema(); s != nil {
		sum := sha256.Sum256(s.Tools())
		r.info.Inputs[schema] = hex.EncodeToString(sum[:])
	}
	if ok, _ := r.m.Calibrated(); ok {
		path := calibration.Path(r.o.model.dir)
		r.info.Inputs[path], err = dataset.HashFile(path)
	}
	return err
}

// command returns the command with the flags that change what it writes.
func (r *predicting) command(reference string) string {
	o, g := &r.o, r.m.Generation()
	more := map[bool]string{true: " --margins"}[o.margins]
	if o.refuse > 0 {
		more += fmt.Sprintf(" --refuse-below=%g", o.refuse)
	}
	return fmt.Sprintf("infer --max-new-tokens %d --lines=%t --confidence=%t --latency=%t --constrain=%q --beams=%d --abstain-below=%g --batch-invariant=%t --reference-date=%q",
		g.MaxNewTokens, o.lines, o.score, o.latency, o.constrain, g.Beams, o.abstain, o.invariant, reference) + more
}

// warn says what makes --abstain-below and --refuse-below other than one may think.
func (r *predicting) warn(schema string) {
	flag := r.o.withholding(false)
	if flag == "" {
		return
	}
	ok, why := r.m.Calibrated()
	if ok && r.o.refuse > 0 && !r.m.ScopeCalibrated() {
		flag, ok, why = "--refuse-below", false, "the calibration has seen too few prompts that ask for no action"
	}
	if !ok {
		r.a.warn("slmkit infer: %s goes by the model's own probabilities: %s: run slmkit calibrate", flag, why)
	}
	if s := r.m.Schema(); s != nil && s.Action(dataset.None) == nil {
		r.a.warn("slmkit infer: %s answers %s, which is no action of %s: add it there", flag, calls.Abstention, schema)
	}
}

// openOutput opens the partial file, or the output itself if it is no ordinary file.
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

// answer reads the prompts, passes over those that an earlier run has answered, and
// writes the answers to the others.
func (r *predicting) answer(ctx context.Context) error {
	next, stop := iter.Pull2(r.prompts(ctx))
	defer stop()
	asked, err := r.keep(next)
	if err != nil {
		return err
	}
	r.bar = r.a.newBar("prompts", r.kept)
	defer r.bar.stop()
	flushed := time.Now()
	for p, err := range r.m.Predict(ctx, then(asked, next)) {
		if err != nil {
			return err
		}
		if err := r.write(&p); err != nil {
			return err
		}
		if now := time.Now(); r.partial != nil && now.Sub(flushed) > time.Second {
			flushed = now
			if err := r.flush(); err != nil {
				return err
			}
		}
	}
	if r.kept+r.fresh == 0 {
		return fmt.Errorf("%s: no prompts in it", r.o.in)
	}
	return nil
}

// flush writes out the answers that are there.
func (r *predicting) flush() error {
	if r.direct != nil {
		if err := r.direct.Flush(); err != nil {
			return fmt.Errorf("%s: %w", r.o.out, err)
		}
		return nil
	}
	if err := r.partial.Flush(); err != nil {
		return fmt.Errorf("%s: %w", r.partial.Path(), err)
	}
	return nil
}

// prompts yields the prompts of the input.
func (r *predicting) prompts(ctx context.Context) iter.Seq2[calls.Prompt, error] {
	read := r.a.openPrompts(r.o.in, r.o.lines)
	if r.feed != nil {
		read = r.feed.all(ctx)
	}
	all := dataset.Tolerate(read, r.o.maxBad, func(err error) {
		r.bad++
		r.a.warn("%v", err)
	})
	return asked(all)
}

// asked yields prompts as the model is asked them.
func asked(prompts iter.Seq2[dataset.Prompt, error]) iter.Seq2[calls.Prompt, error] {
	return func(yield func(calls.Prompt, error) bool) {
		for p, err := range prompts {
			day, _ := time.Parse(time.DateOnly, p.Ref) // a record without a date has the flag's
			if !yield(calls.Prompt{ID: p.ID, Text: p.Text, History: p.History, Day: day, NotUTF8: p.NotUTF8}, err) {
				return
			}
		}
	}
}

// then yields first, and then what next returns.
func then[T any](first []T, next func() (T, error, bool)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, v := range first {
			if !yield(v, nil) {
				return
			}
		}
		for v, err, ok := next(); ok; v, err, ok = next() {
			if !yield(v, err) {
				return
			}
		}
	}
}

// keep compares what an earlier run left with the prompts, and keeps whole windows
// of it: an answer may depend on its batch, so a window is answered as a whole, or
// the file would not be what one run writes. It returns the prompts that it read
// beyond those windows.
func (r *predicting) keep(next func() (calls.Prompt, error, bool)) (asked []calls.Prompt, err error) {
	if r.partial == nil {
		return nil, nil
	}
	n, window := 0, r.m.Generation().Window
	whole := r.tally // of whole windows
	for ; n < r.partial.Lines(); n++ {
		p, err, ok := next()
		if err != nil {
			return nil, err
		}
		if ok {
			asked = append(asked, p)
		}
		line, err := r.partial.Line(n)
		if err != nil {
			return nil, err
		}
		var was dataset.Prediction
		if err := json.Unmarshal(line, &was); !ok || err != nil || was.ID != p.ID || was.Text != p.Text || was.Input != r.m.Input(p) {
			if r.o.resume {
				return nil, fmt.Errorf("%s:%d: does not answer prompt %d of %s: remove it, or run without --resume", r.partial.Path(), n+1, n+1, r.o.in)
			}
			break
		}
		r.tally.add(&was)
		if (n+1)%window == 0 {
			asked, whole = asked[:0], r.tally
		}
	}
	r.tally = whole
	r.kept = n - n%window
	return asked, r.partial.Keep(r.kept)
}

// write writes a prediction.
func (r *predicting) write(p *dataset.Prediction) error {
	if p.LatencyMS != nil {
		r.lat.add(time.Duration(*p.LatencyMS * float64(time.Millisecond)))
	}
	if !r.o.latency {
		p.LatencyMS = nil
	}
	r.tally.add(p)
	r.dated()
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	if _, err := r.out.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("%s: %w", r.o.out, err)
	}
	r.fresh++
	r.bar.add(1)
	return nil
}

// dated says once that relative dates count from today, and notes the day.
func (r *predicting) dated() {
	if r.said || r.o.reference != "" || !r.m.Dated() {
		return
	}
	r.said = true
	r.a.warn("slmkit infer: relative dates count from today, %s: name another day with --reference-date", r.today.Format(time.DateOnly))
}

// stopped says what is kept of a run that did not finish.
func (r *predicting) stopped(err error) error {
	if r.direct != nil { // or the buffer would end in the middle of a record
		err = errors.Join(err, r.direct.Flush())
	}
	var bad *dataset.LineError
	isBad := errors.As(err, &bad)
	if isBad && bad.Line == 1 && !r.o.lines {
		err = fmt.Errorf("%w: a text with one prompt a line needs --lines", err)
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

// commit puts the output in its place, with a file beside it that says how it was
// made.
func (r *predicting) commit() error {
	if r.direct != nil {
		return r.direct.Commit()
	}
	if err := r.partial.Commit(); err != nil {
		return err
	}
	if r.said {
		r.info.Command = r.command(r.today.Format(time.DateOnly))
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
