package inference

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
)

// Verification says how many of a model's answers stay the same, token by token, when
// prompts are answered in other ways than alone and a token at a time.
type Verification struct {
	Precision string          `json:"precision"`
	Layout    string          `json:"layout"`
	Prompts   int             `json:"prompts"`
	Errors    int             `json:"errors"`          // prompts that cannot be answered alone
	Error     string          `json:"error,omitempty"` // why the first of them cannot be
	Ways      []VerifiedWay   `json:"ways"`
	Changed   []ChangedAnswer `json:"changed"` // the first five
	// Others says how many answers other programs give, which run a dynamically quantized
	// model in ONNX Runtime. CompareElsewhere fills it.
	Others *VerifiedWay `json:"other_programs,omitempty"`

	prompts []string
	alone   map[string]Output
}

// VerifiedWay is a way of answering, and how many answers stay the same in it. It counts
// the prompts that are answered alone or in this way: errors do not agree.
type VerifiedWay struct {
	Way   string  `json:"way"`
	N     int     `json:"n"`
	Same  int     `json:"same"`
	Share float64 `json:"share"`
}

// ChangedAnswer is an answer that depends on the way.
type ChangedAnswer struct {
	Prompt string `json:"prompt"`
	Way    string `json:"way"`
	Alone  string `json:"alone"`
	Here   string `json:"here"`
}

// maxChanged is how many changed answers a Verification keeps.
const maxChanged = 5

// Verify answers distinct prompts alone, and again in batches, in another order, and
// with tokens guessed ahead. maxNewTokens is as in Generation. Verify fails if no prompt
// can be answered alone, as nothing is then compared.
func (m *Model) Verify(ctx context.Context, prompts []string, maxNewTokens int) (*Verification, error) {
	alone, err := m.answers(ctx, prompts, Generation{Batch: 1, Guess: -1, MaxNewTokens: maxNewTokens})
	if err != nil {
		return nil, err
	}
	v := &Verification{Precision: m.Precision, Layout: m.Layout, Prompts: len(alone), Changed: []ChangedAnswer{}, prompts: prompts, alone: alone}
	if err := v.countErrors(); err != nil {
		return nil, err
	}
	shuffled := slices.Clone(prompts)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for _, w := range []struct {
		way     string
		prompts []string
		g       Generation
	}{
		{"in batches of 8", prompts, Generation{Batch: 8, Guess: -1}},
		{"in batches of 32", prompts, Generation{Batch: 32, Guess: -1}},
		{"unsorted, in batches of 7", shuffled, Generation{Batch: 7, Window: 7, Guess: -1}},
		{"guessed ahead, alone", prompts, Generation{Batch: 1}},
		{"guessed ahead, in batches of 32", prompts, Generation{Batch: 32}},
	} {
		if !m.Shape().Ragged && w.g.Guess >= 0 {
			continue // nothing is guessed there
		}
		w.g.MaxNewTokens = maxNewTokens
		got, err := m.answers(ctx, w.prompts, w.g)
		if err != nil {
			return nil, err
		}
		v.Ways = append(v.Ways, v.compare(w.way, got))
	}
	return v, nil
}

// answers returns the outputs for prompts, by prompt.
func (m *Model) answers(ctx context.Context, prompts []string, g Generation) (map[string]Output, error) {
	out := map[string]Output{}
	i := 0
	for o, err := range m.Generate(ctx, slices.Values(prompts), g) {
		if err != nil {
			return nil, err
		}
		out[prompts[i]] = o
		i++
	}
	return out, nil
}

// countErrors counts the prompts that were not answered alone. It fails if none was.
func (v *Verification) countErrors() error {
	var first error
	for _, text := range v.prompts {
		if err := v.alone[text].Err; err != nil {
			v.Errors++
			if first == nil {
				first = err
			}
		}
	}
	if v.Errors == 0 {
		return nil
	}
	if v.Error = first.Error(); v.Errors == len(v.prompts) {
		return fmt.Errorf("none of the %d prompts can be answered, so there is nothing to compare: %w", v.Errors, first)
	}
	return nil
}

// compare counts the answers that are the same in a way, and keeps some that are not.
func (v *Verification) compare(way string, here map[string]Output) VerifiedWay {
	found := VerifiedWay{Way: way}
	for _, text := range v.prompts {
		was, is := v.alone[text], here[text]
		if was.Err != nil && is.Err != nil {
			continue
		}
		found.N++
		if was.Err == nil && is.Err == nil && slices.Equal(is.Tokens, was.Tokens) {
			found.Same++
		} else if len(v.Changed) < maxChanged {
			v.Changed = append(v.Changed, ChangedAnswer{text, way, was.written(), is.written()})
		}
	}
	found.Share = float64(found.Same) / float64(max(found.N, 1))
	return found
}

// written is what an output says, or why there is none.
func (o Output) written() string {
	if o.Err != nil {
		return "error: " + o.Err.Error()
	}
	return o.Text
}
