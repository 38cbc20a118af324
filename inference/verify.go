package inference

import (
	"context"
	"math/rand/v2"
	"slices"
)

// Verification says how many of a model's answers stay the same, token by token, when
// prompts are answered in other ways than alone and a token at a time.
type Verification struct {
	Precision string          `json:"precision"`
	Layout    string          `json:"layout"`
	Prompts   int             `json:"prompts"`
	Ways      []VerifiedWay   `json:"ways"`
	Changed   []ChangedAnswer `json:"changed"` // the first five
	// Others says how many answers other programs give, which run a dynamically quantized
	// model in ONNX Runtime. CompareElsewhere fills it.
	Others *VerifiedWay `json:"other_programs,omitempty"`

	prompts []string
	alone   map[string]Output
}

// VerifiedWay is a way of answering, and how many answers stay the same in it.
type VerifiedWay struct {
	Way   string  `json:"way"`
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
// with tokens guessed ahead. maxNewTokens is as in Generation.
func (m *Model) Verify(ctx context.Context, prompts []string, maxNewTokens int) (*Verification, error) {
	alone, err := m.answers(ctx, prompts, Generation{Batch: 1, Guess: -1, MaxNewTokens: maxNewTokens})
	if err != nil {
		return nil, err
	}
	v := &Verification{Precision: m.Precision, Layout: m.Layout, Prompts: len(alone), Changed: []ChangedAnswer{}, prompts: prompts, alone: alone}
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

// compare counts the answers that are the same in a way, and keeps some that are not.
func (v *Verification) compare(way string, here map[string]Output) VerifiedWay {
	same := 0
	for _, text := range v.prompts {
		if slices.Equal(here[text].Tokens, v.alone[text].Tokens) {
			same++
		} else if len(v.Changed) < maxChanged {
			v.Changed = append(v.Changed, ChangedAnswer{text, way, v.alone[text].Text, here[text].Text})
		}
	}
	return VerifiedWay{way, same, float64(same) / float64(max(len(v.prompts), 1))}
}
