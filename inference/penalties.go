package inference

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
)

// penalties are the settings that make tokens likelier or less likely. The names and
// formulas are those of transformers' logits processors.
type penalties struct {
	Biases      []bias
	Copying     float64 // encoder_repetition_penalty: above 1, tokens of the prompt are likelier
	Repetition  float64 // above 1, tokens that were written are less likely
	Decay       *decay
	Renormalize bool // of beams: what the rules leave is made probabilities again
}

func newPenalties() penalties { return penalties{Copying: 1, Repetition: 1} }

func (p *penalties) fields() map[string]field {
	return map[string]field{
		"sequence_bias":                    {&p.Biases, "a list of [token ids, bias]"},
		"encoder_repetition_penalty":       {&p.Copying, "a number"},
		"repetition_penalty":               {&p.Repetition, "a number"},
		"exponential_decay_length_penalty": {&p.Decay, "[first token, factor]"},
		"renormalize_logits":               {&p.Renormalize, "true or false"},
	}
}

func (p *penalties) valid() error {
	if p.Repetition <= 0 {
		return fmt.Errorf("repetition_penalty %g: it must be above 0, and 1 is none", p.Repetition)
	}
	if p.Copying <= 0 {
		return fmt.Errorf("encoder_repetition_penalty %g: it must be above 0, and 1 is none", p.Copying)
	}
	return nil
}

// any reports whether a score changes.
func (p *penalties) any() bool {
	return len(p.Biases) > 0 || p.Copying != 1 || p.Repetition != 1 || p.Decay != nil || p.Renormalize
}

// bias is added to the score of the last of tokens behind the others.
type bias struct {
	tokens phrase
	by     float64
}

func (b *bias) UnmarshalJSON(data []byte) error {
	pair := []any{&b.tokens, &b.by}
	if err := json.Unmarshal(data, &pair); err != nil {
		return err
	}
	if len(pair) != 2 || len(b.tokens) == 0 {
		return errors.New("is not [token ids, bias]")
	}
	return nil
}

// decay makes the end likelier with each token behind the first ones.
type decay struct {
	behind int
	factor float64
}

func (d *decay) UnmarshalJSON(data []byte) error {
	pair := []any{&d.behind, &d.factor}
	if err := json.Unmarshal(data, &pair); err != nil {
		return err
	}
	if len(pair) != 2 {
		return errors.New("is not [first token, factor]")
	}
	return nil
}

// change is how the score of a token changes.
type change struct {
	id  int32
	how func(score, by float32) float32
	by  float32
}

func (c change) of(score float32) float32 { return c.how(score, c.by) }

func added(score, by float32) float32 { return score + by }

// penalized makes a token less likely if by is above 1, whatever the sign of its score.
func penalized(score, by float32) float32 {
	if score < 0 {
		return score * by
	}
	return score / by
}

// raised adds the size of a score times by. A token that may not come still may not.
func raised(score, by float32) float32 {
	if math.IsInf(float64(score), 0) {
		return score
	}
	return score + float32(math.Abs(float64(score)))*by
}

// changes returns how the scores of the tokens behind written change, one after the
// other. written begins with the start token; end is the tokens that end an output.
func (p *penalties) changes(written, prompt, end []int32) (all []change) {
	for _, b := range p.Biases {
		if last := len(b.tokens) - 1; endsWith(written, b.tokens[:last]) {
			all = append(all, change{b.tokens[last], added, float32(b.by)})
		}
	}
	if p.Copying != 1 {
		all = each(all, prompt, penalized, 1/p.Copying)
	}
	if p.Repetition != 1 {
		all = each(all, written, penalized, p.Repetition)
	}
	if past := len(written) - 1; p.Decay != nil && past > p.Decay.behind {
		all = each(all, end, raised, math.Pow(p.Decay.factor, float64(past-p.Decay.behind))-1)
	}
	return all
}

// each appends a change to all for each token among ids, once.
func each(all []change, ids []int32, how func(score, by float32) float32, by float64) []change {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		all = append(all, change{id, how, float32(by)})
	}
	return all
}
