package inference

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/slmkit/slmkit/inference/grammar"
	"github.com/slmkit/slmkit/inference/tokenizer"
)

// overflowing is an engine with a vocabulary of four tokens. Each step of a row likes
// token 2 best and the second one the end, 1. From the second step on, the numbers of
// a prompt that begins with 3 overflow.
type overflowing struct {
	alone
	value float32 // what overflows to
	rows  []int32 // first token of each prompt
	steps int
}

func (e *overflowing) begin(prompts [][]int32) error {
	e.rows, e.steps = nil, 0
	for _, p := range prompts {
		e.rows = append(e.rows, p[0])
	}
	return nil
}

func (e *overflowing) feed([][]int32) error { e.steps++; return nil }

func (e *overflowing) logits(i int) ([]float32, error) {
	out := []float32{0, 1, 2, 0}
	if e.steps > 1 {
		out = []float32{0, 2, 1, 0}
		if e.rows[i] == 3 {
			out = []float32{e.value, e.value, e.value, e.value}
		}
	}
	return out, finite(out)
}

func (e *overflowing) pick(i int, detail bool) (choice, error) { return pickFrom(e, i, detail) }

func (e *overflowing) score(i int, ids []int32, to []float32) error {
	all, err := e.logits(i)
	for k, id := range ids {
		to[k] = all[id]
	}
	return err
}

func (e *overflowing) settle(rows, _ []int) error {
	now := make([]int32, len(rows))
	for i, r := range rows {
		now[i] = e.rows[r]
	}
	e.rows = now
	return nil
}

func (e *overflowing) ragged() bool { return false }
func (e *overflowing) close()       {}

// TestOverflowIsOnePromptsError: numbers that overflow are the error of that prompt,
// and the others in its batch are answered, however tokens are chosen.
func TestOverflowIsOnePromptsError(t *testing.T) {
	tok, err := tokenizer.Load("../testdata/models/banking/tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	start, nan := int32(0), float32(0)
	nan /= nan
	words := grammar.NewVocabulary(tok, []int32{1})
	for name, c := range map[string]struct {
		suppressed ids
		g          Generation
	}{
		"greedy":     {},
		"confidence": {g: Generation{Confidence: true}},
		"rules":      {suppressed: ids{0}},
		"beams":      {g: Generation{Beams: 2}},
	} {
		for _, value := range []float32{nan, -never} {
			cfg := &config{Start: &start, EOS: ids{1}, settings: newSettings()}
			cfg.Suppressed = c.suppressed
			cfg.rules.prepare(start, cfg.EOS)
			w := newWorker(&overflowing{value: value}, Shape{Vocabulary: 4, Size: 4}, language{cfg, tok, func() *grammar.Vocabulary { return words }})
			g := c.g
			g.MaxNewTokens, g.Batch, g.LengthPenalty = 5, 8, 1
			requests := []*request{{ids: []int32{2}, outputs: []int{0}}, {ids: []int32{3}, outputs: []int{1}}, {ids: []int32{2, 2}, outputs: []int{2}}}
			outs := make([]Output, 3)
			_, jobs := newWindow(outs, [][]*request{requests}, nil)
			decode := w.searchBeams
			if g.Beams < 2 {
				decode = func(ctx context.Context, b *batch, j *job, g Generation) error { return w.decode(ctx, b, j, nil, 0, g) }
			}
			if err := decode(t.Context(), &batch{}, jobs[0], g); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for i, o := range outs {
				if i == 1 {
					if !errors.Is(o.Err, ErrOverflow) {
						t.Errorf("%s, %g: the prompt that overflows has %+v", name, value, o)
					}
				} else if o.Err != nil || !slices.Equal(o.Tokens, []int32{2}) {
					t.Errorf("%s, %g: prompt %d beside it has %+v", name, value, i, o)
				}
			}
		}
	}
}
