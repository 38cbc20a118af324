package inference

import (
	"encoding/json"
	"fmt"
	"slices"
)

// rules are the settings of generation_config.json for single tokens. They are
// applied as transformers' logits processors apply them.
type rules struct {
	MinLength       int `json:"min_length"` // counts the start token
	MinNewTokens    int `json:"min_new_tokens"`
	ForcedFirst     ids `json:"forced_bos_token_id"`
	ForcedLast      ids `json:"forced_eos_token_id"` // at the limit
	Suppressed      ids `json:"suppress_tokens"`
	SuppressedFirst ids `json:"begin_suppress_tokens"`
	end             ids // tokens that end an output
}

// any reports whether there is a rule.
func (r *rules) any() bool {
	return r.MinLength > 1 || r.MinNewTokens > 0 || len(r.ForcedFirst)+len(r.ForcedLast)+len(r.Suppressed)+len(r.SuppressedFirst) > 0
}

// bounds limits the tokens at one place of an output: to the forced tokens if there
// are any, else to all tokens that are not banned.
type bounds struct{ forced, banned []int32 }

// at returns the bounds of the n-th token, counted from 0, of an output of at most
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

// of returns the ids among ids that may come.
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

// apply sets the scores of tokens that may not come to never, and those of forced
// tokens to 0, which is certain.
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

// check fails if a rule names a token that the vocabulary does not have.
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

// EarlyStopping says when a beam search ends, once there are as many finished
// outputs as beams. The names are transformers'.
type EarlyStopping string

const (
	StopByScore EarlyStopping = "false" // when no beam that goes on would beat a finished one if it ended now
	StopFull    EarlyStopping = "true"  // at once
	StopNever   EarlyStopping = "never" // when no beam could, however long it became
)

// UnmarshalJSON reads true, false and "never".
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

// ids is a token id or a list of them.
type ids []int32

func (v *ids) UnmarshalJSON(b []byte) error {
	var one int32
	if err := json.Unmarshal(b, &one); err == nil {
		*v = ids{one}
		return nil
	}
	var many []int32
	err := json.Unmarshal(b, &many)
	*v = many
	return err
}
