package inference

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
)

// rules are what generation_config.json says of single tokens, as transformers'
// logits processors apply it.
type rules struct {
	MinLength       int `json:"min_length"` // the start token counts
	MinNewTokens    int `json:"min_new_tokens"`
	ForcedFirst     ids `json:"forced_bos_token_id"`
	ForcedLast      ids `json:"forced_eos_token_id"` // at the limit
	Suppressed      ids `json:"suppress_tokens"`
	SuppressedFirst ids `json:"begin_suppress_tokens"`
	end             ids // what ends an output
}

// any reports whether there is a rule.
func (r *rules) any() bool {
	return r.MinLength > 1 || r.MinNewTokens > 0 || len(r.ForcedFirst)+len(r.ForcedLast)+len(r.Suppressed)+len(r.SuppressedFirst) > 0
}

// bounds is what the rules say of one token of an output: it is one of forced,
// where there are some, else any but those banned.
type bounds struct{ forced, banned []int32 }

// at is what the rules say of the n-th token, from 0 on, of an output of at most
// limit tokens.
func (r *rules) at(n, limit int) bounds {
	switch {
	case n == limit-1 && len(r.ForcedLast) > 0:
		return bounds{forced: r.ForcedLast}
	case n == 0 && len(r.ForcedFirst) > 0:
		return bounds{forced: r.ForcedFirst}
	}
	banned := r.Suppressed
	begin := 0
	if len(r.ForcedFirst) > 0 {
		begin = 1
	}
	if n == begin {
		banned = slices.Concat(banned, r.SuppressedFirst)
	}
	if n+1 < r.MinLength || n < r.MinNewTokens {
		banned = slices.Concat(banned, r.end)
	}
	return bounds{banned: banned}
}

// any reports whether something is forced or banned.
func (b bounds) any() bool { return len(b.forced)+len(b.banned) > 0 }

// allow reports whether a token may come.
func (b bounds) allow(id int32) bool {
	if len(b.forced) > 0 {
		return slices.Contains(b.forced, id)
	}
	return !slices.Contains(b.banned, id)
}

// of returns those of ids that may come.
func (b bounds) of(ids []int32) []int32 {
	if !b.any() {
		return ids
	}
	var left []int32
	for _, id := range ids {
		if b.allow(id) {
			left = append(left, id)
		}
	}
	return left
}

// never is the score of a token that may not come.
var never = float32(math.Inf(-1))

// apply leaves of scores those that may come, forced ones as certain; the others
// become never.
func (b bounds) apply(scores []float32) {
	for _, id := range b.banned {
		scores[id] = never
	}
	if len(b.forced) == 0 {
		return
	}
	for id := range scores {
		scores[id] = never
	}
	for _, id := range b.forced {
		scores[id] = 0
	}
}

// check refuses tokens that the vocabulary does not have.
func (r *rules) check(vocabulary int) error {
	for _, all := range []ids{r.ForcedFirst, r.ForcedLast, r.Suppressed, r.SuppressedFirst} {
		for _, id := range all {
			if id < 0 || int(id) >= vocabulary {
				return fmt.Errorf("generation_config.json: token %d is outside the vocabulary of %d", id, vocabulary)
			}
		}
	}
	return nil
}

// EarlyStopping is transformers' word for when a beam search is over: once there
// are as many outputs as beams (true), once no beam as it stands would come before
// one of them (false), or once none could, however long it became (never).
type EarlyStopping string

// The ways.
const (
	StopByScore EarlyStopping = "false"
	StopFull    EarlyStopping = "true"
	StopNever   EarlyStopping = "never"
)

func (s *EarlyStopping) UnmarshalJSON(b []byte) error {
	var full bool
	var word string
	switch {
	case json.Unmarshal(b, &full) == nil:
		*s = StopByScore
		if full {
			*s = StopFull
		}
	case json.Unmarshal(b, &word) == nil && word == string(StopNever):
		*s = StopNever
	default:
		return fmt.Errorf("early_stopping %s is none of true, false and \"never\"", b)
	}
	return nil
}
