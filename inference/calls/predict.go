package calls

import (
	"context"
	"errors"
	"iter"
	"math"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference"
)

// Prompt is what is asked.
type Prompt struct {
	ID      string
	Text    string
	History []dataset.Turn // the turns before it, oldest first
	Day     time.Time      // that relative dates count from; zero: Options.Reference
	NotUTF8 bool           // Text was not UTF-8 and is mended: record it, but refuse to answer
}

// Answer answers one prompt. It fails with inference.ErrEmpty, ErrNotUTF8, ErrTooLong
// or ErrNoWay if the prompt cannot be answered. The call is nil if the output is not
// a valid call of the schema.
func (m *Model) Answer(ctx context.Context, text string) (dataset.Prediction, error) {
	next, stop := iter.Pull2(m.Generate(ctx, slices.Values([]string{text}), m.generation))
	defer stop()
	out, err, _ := next()
	if err == nil {
		err = out.Err
	}
	if err != nil {
		return dataset.Prediction{}, err
	}
	return m.prediction(question{Prompt: Prompt{Text: text}}, out), nil
}

// Predict answers prompts in their order, many at a time: see
// inference.Model.Generate. Memory does not grow with their number. A prompt that
// cannot be answered becomes a prediction with its error. An error of prompts ends
// the stream after the answers to the prompts before it; so does, without further
// answers, an error of the model, the end of ctx, and a change of the model's files.
func (m *Model) Predict(ctx context.Context, prompts iter.Seq2[Prompt, error]) iter.Seq2[dataset.Prediction, error] {
	return func(yield func(dataset.Prediction, error) bool) {
		var asked []question // and not answered
		var fault error
		texts := func(yield func(string) bool) {
			for p, err := range prompts {
				if fault = err; err != nil {
					return
				}
				q := m.question(p)
				if asked = append(asked, q); !yield(q.input) {
					return
				}
			}
		}
		looked := time.Now()
		for out, err := range m.Generate(ctx, texts, m.generation) {
			if now := time.Now(); err == nil && now.Sub(looked) > time.Second {
				looked, err = now, m.Unchanged()
			}
			if err != nil {
				yield(dataset.Prediction{}, err)
				return
			}
			q := asked[0]
			asked = asked[1:]
			if !yield(m.prediction(q, out), nil) {
				return
			}
		}
		if err := errors.Join(fault, m.Unchanged()); err != nil {
			yield(dataset.Prediction{}, err)
		}
	}
}

// prediction makes the record of an output.
func (m *Model) prediction(p question, out inference.Output) dataset.Prediction {
	rec := dataset.Prediction{ID: p.ID, Text: mended(p.Text), Output: out.Text, Tokens: out.Tokens, Truncated: out.Truncated}
	rec.Input, rec.TurnsLeftOut = p.recorded(), p.leftOut
	if out.Err != nil {
		rec.Error = out.Err.Error()
		return rec
	}
	if m.o.Confidence {
		m.judge(&rec, out.Confidence)
	}
	for _, margin := range out.Margins {
		rec.Margins = append(rec.Margins, float32(math.Round(float64(margin)*1e4)/1e4))
	}
	for _, s := range out.Sequences {
		rec.Beams = append(rec.Beams, dataset.Beam{Output: s.Text, Score: s.Score})
	}
	ms := float64(out.Latency.Microseconds()) / 1000
	rec.LatencyMS = &ms
	if m.schema != nil {
		var calls []dataset.Call
		calls, rec.Missing = m.calls(rec.Output, p.Day)
		rec.Call, rec.Calls = oneOrMore(calls)
	}
	return rec
}

// mended returns a text with U+FFFD in place of each byte that is not part of a
// character.
func mended(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	return string([]rune(text))
}

// judge sets how likely the output is to be right, and the prompt to ask for an action, and
// withholds the output if either is too little.
func (m *Model) judge(rec *dataset.Prediction, c inference.Confidence) {
	p, withhold := math.Exp(c.LogProb), false
	if m.generation.Beams <= 1 {
		rec.Signals = &dataset.Signals{LogProb: c.LogProb, Min: c.Min, Margin: c.Margin, Removed: c.Removed, Refusal: c.Refusal}
		if m.generation.Refusal > 0 {
			in := m.inScope(rec.Signals)
			rec.InScope, withhold = &in, in < m.o.RefuseBelow
		}
		if m.calibrator != nil {
			p = m.calibrator.Probability(rec.Signals)
		}
	}
	rec.Confidence = &p
	if (withhold || p < m.o.AbstainBelow) && rec.Output != Abstention {
		withheld := rec.Output
		rec.Abstained, rec.Output, rec.Tokens = &withheld, Abstention, nil
		rec.Margins = nil
	}
}

// calls reads the calls of an output, none if it is not valid, and names the parameters
// that they lack: a call that lacks a required one is not valid, unless the assistant asks
// for it.
func (m *Model) calls(output string, day time.Time) (calls []dataset.Call, missing []string) {
	raw, err := action.ParseTarget(output)
	if err != nil {
		return nil, nil
	}
	calls, err = m.schema.Resolve(raw, day)
	if errors.Is(err, action.ErrNoReference) && !m.o.Reference.IsZero() {
		m.dated.Store(true)
		day = m.o.Reference
		calls, err = m.schema.Resolve(raw, day)
	}
	switch {
	case errors.Is(err, action.ErrMissingParam):
		so, _ := m.schema.ResolveSoFar(raw, day) // none if more is wrong
		return nil, m.missing(so)
	case err != nil:
		return nil, nil
	}
	return calls, m.missing(calls)
}

// oneOrMore are calls as a record has them: one in call, or several in all.
func oneOrMore(calls []dataset.Call) (call *dataset.Call, all []dataset.Call) {
	var e dataset.Example
	e.SetCalls(calls)
	return e.Call, e.Calls
}
