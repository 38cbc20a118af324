package inference

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// rules are the settings of generation_config.json for the tokens of an output: which
// are forced, which are banned, and whose scores change. They are applied as
// transformers' logits processors apply them.
type rules struct {
	MinLength       int  // counts the start token
	MinNewTokens    *int // goes before MinLength
	ForcedFirst     ids
	ForcedLast      ids // at the limit
	Suppressed      ids
	SuppressedFirst ids
	BadWords        phrases
	NoRepeat        int // length of the stretches of an output that may not come again, 0: any may
	NoCopy          int // length of the stretches of the prompt that may not come, 0: any may
	penalties
	start int32 // token that starts an output
	end   ids   // tokens that end an output
	set   bool  // whether there is a rule
}

func newRules() rules { return rules{penalties: newPenalties()} }

func (r *rules) fields() map[string]field {
	fields := map[string]field{
		"min_length":                   {&r.MinLength, "a whole number"},
		"min_new_tokens":               {&r.MinNewTokens, "a whole number"},
		"forced_bos_token_id":          {&r.ForcedFirst, wantsTokens},
		"forced_eos_token_id":          {&r.ForcedLast, wantsTokens},
		"suppress_tokens":              {&r.Suppressed, wantsTokens},
		"begin_suppress_tokens":        {&r.SuppressedFirst, wantsTokens},
		"bad_words_ids":                {&r.BadWords, "a list of lists of token ids"},
		"no_repeat_ngram_size":         {&r.NoRepeat, "a whole number"},
		"encoder_no_repeat_ngram_size": {&r.NoCopy, "a whole number"},
	}
	maps.Copy(fields, r.penalties.fields())
	return fields
}

func (r *rules) valid() error {
	for i, phrase := range r.BadWords {
		if len(phrase) == 0 {
			return fmt.Errorf("bad_words_ids[%d] is empty: name the ids of its tokens", i)
		}
	}
	return r.penalties.valid()
}

// prepare makes the rules those of outputs that a token starts, and that others end.
func (r *rules) prepare(start int32, end ids) {
	r.start, r.end = start, end
	r.BadWords = slices.DeleteFunc(r.BadWords, func(p phrase) bool { return len(p) == 1 && slices.Contains(end, p[0]) })
	r.set = r.least() > 0 || r.NoRepeat > 0 || r.NoCopy > 0 || r.penalties.any() ||
		len(r.ForcedFirst)+len(r.ForcedLast)+len(r.Suppressed)+len(r.SuppressedFirst)+len(r.BadWords) > 0
}

// least is how many tokens an output has at least, without those that start and end it.
func (r *rules) least() int {
	if r.MinNewTokens != nil {
		return *r.MinNewTokens
	}
	return r.MinLength - 1
}

// bounds limits the tokens at one place of an output: to the forced tokens if there
// are any, else to all tokens that are not banned. Scores change first.
type bounds struct {
	forced, banned []int32
	changes        []change
}

// at returns the bounds of the token behind those written, in the answer to a prompt, if
// it may have limit tokens.
func (r *rules) at(written, prompt []int32, limit int) bounds {
	n := len(written)
	switch {
	case n == limit-1 && len(r.ForcedLast) > 0:
		return bounds{forced: r.ForcedLast}
	case n == 0 && len(r.ForcedFirst) > 0:
		return bounds{forced: r.ForcedFirst}
	}
	banned := slices.Clone(r.Suppressed)
	begin := 0
	if len(r.ForcedFirst) > 0 {
		begin = 1
	}
	if n == begin {
		banned = append(banned, r.SuppressedFirst...)
	}
	if n < r.least() {
		banned = append(banned, r.end...)
	}
	all := append([]int32{r.start}, written...) // transformers counts the start token
	banned = r.BadWords.ban(banned, all)
	banned = banRepeats(banned, all, all, r.NoRepeat)
	banned = banRepeats(banned, prompt, all, r.NoCopy)
	return bounds{banned: banned, changes: r.penalties.changes(all, prompt, r.end)}
}

// phrase is tokens in a row.
type phrase []int32

func (p *phrase) UnmarshalJSON(b []byte) error {
	many, err := idList(b)
	*p = many
	return err
}

type phrases []phrase

// ban appends to banned the tokens that would end one of the phrases behind written.
func (p phrases) ban(banned, written []int32) []int32 {
	for _, phrase := range p {
		if last := len(phrase) - 1; endsWith(written, phrase[:last]) {
			banned = append(banned, phrase[last])
		}
	}
	return banned
}

// banRepeats appends to banned the tokens behind written that would repeat a stretch of
// n tokens of in. It appends none if n is not positive.
func banRepeats(banned, in, written []int32, n int) []int32 {
	if n <= 0 || len(written) < n-1 {
		return banned
	}
	tail := written[len(written)-(n-1):]
	for i := n - 1; i < len(in); i++ {
		if slices.Equal(in[i-(n-1):i], tail) {
			banned = append(banned, in[i])
		}
	}
	return banned
}

func endsWith(all, tail []int32) bool {
	return len(all) >= len(tail) && slices.Equal(all[len(all)-len(tail):], tail)
}

// any reports whether something is forced or banned, or changes.
func (b bounds) any() bool { return len(b.forced)+len(b.banned)+len(b.changes) > 0 }

// allow reports whether a token may come.
func (b bounds) allow(id int32) bool {
	if len(b.forced) > 0 {
		return slices.Contains(b.forced, id)
	}
	return !slices.Contains(b.banned, id)
}

// of returns the ids among ids that may come.
func (b bounds) of(ids []int32) []int32 {
	var left []int32
	for _, id := range ids {
		if b.allow(id) {
			left = append(left, id)
		}
	}
	return left
}

// apply changes scores. It sets those of tokens that may not come to never, and those of
// forced tokens to 0, which is certain.
func (b bounds) apply(scores []float32) {
	for _, c := range b.changes {
		scores[c.id] = c.of(scores[c.id])
	}
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

// change changes the scores of ids, which are in the order of ids.
func (b bounds) change(scores []float32, ids []int32) {
	for _, c := range b.changes {
		if i := slices.Index(ids, c.id); i >= 0 {
			scores[i] = c.of(scores[i])
		}
	}
}

// check fails if a rule names a token that the vocabulary does not have.
func (r *rules) check(vocabulary int) error {
	named := []ids{r.ForcedFirst, r.ForcedLast, r.Suppressed, r.SuppressedFirst}
	for _, p := range r.BadWords {
		named = append(named, ids(p))
	}
	for _, b := range r.Biases {
		named = append(named, ids(b.tokens))
	}
	for _, all := range named {
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
	case string(b) == "null": // not set
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
