package inference

import (
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

// settings are what generation_config.json says of the outputs. slmkit follows them as
// transformers' generate does. Flags and Generation go before them.
type settings struct {
	MaxLength     int // counts the start token
	MaxNewTokens  int
	Beams         int
	LengthPenalty float64
	EarlyStopping EarlyStopping
	rules
	caution string // of what is not followed
}

func newSettings() settings { return settings{LengthPenalty: 1, rules: newRules()} }

// MaxBeams is the largest number of beams, which keeps a batch of one prompt small.
const MaxBeams = 64

func (s *settings) fields() map[string]field {
	fields := map[string]field{
		"max_length":     {&s.MaxLength, "a whole number"},
		"max_new_tokens": {&s.MaxNewTokens, "a whole number"},
		"num_beams":      {&s.Beams, "a whole number"},
		"length_penalty": {&s.LengthPenalty, "a number"},
		"early_stopping": {&s.EarlyStopping, `true, false or "never"`},
	}
	maps.Copy(fields, s.rules.fields())
	return fields
}

// read reads the settings in a file. Apart says that it is generation_config.json, so
// that it holds nothing but settings.
func (s *settings) read(o object, apart bool) error {
	fields := s.fields()
	if err := o.into(fields); err != nil {
		return err
	}
	if err := s.valid(); err != nil {
		return fmt.Errorf("%s: %w", o.path, err)
	}
	if s.MaxLength == defaultMaxLength && o.dumped() {
		s.MaxLength = 0
	}
	s.caution = o.caution(fields, apart)
	return nil
}

func (s *settings) valid() error {
	if s.Beams < 0 || s.Beams > MaxBeams {
		return fmt.Errorf("num_beams %d: it may be 1 to %d", s.Beams, MaxBeams)
	}
	if s.MaxLength < 0 || s.MaxNewTokens < 0 {
		return fmt.Errorf("max_length %d, max_new_tokens %d: they may not be below 0", s.MaxLength, s.MaxNewTokens)
	}
	return s.rules.valid()
}

// defaultMaxLength is max_length in transformers where nobody has set it.
const defaultMaxLength = 20

// dumped reports whether transformers wrote the file with all its defaults, of which
// it otherwise writes none. They are then no choice of anybody's.
func (o object) dumped() bool {
	for _, name := range []string{"do_sample", "min_length", "num_beams", "temperature", "use_cache"} {
		if _, there := o.values[name]; !there {
			return false
		}
	}
	return true
}

// unfollowed are settings that change what transformers answers, and that slmkit does
// not follow, with the values at which they change nothing.
var unfollowed = map[string][]string{
	"constraints": nil, "diversity_penalty": {"0"}, "do_sample": {"false"}, "dola_layers": nil, "epsilon_cutoff": {"0"},
	"eta_cutoff": {"0"}, "force_words_ids": nil, "forced_decoder_ids": nil, "guidance_scale": {"1"}, "max_time": nil, "min_p": nil, "num_beam_groups": {"0", "1"},
	"num_return_sequences": {"1"}, "penalty_alpha": {"0"}, "remove_invalid_values": {"false"}, "stop_strings": nil, "temperature": {"1"},
	"token_healing": {"false"}, "top_h": nil, "top_k": {"50", "0"}, "top_p": {"1"}, "typical_p": {"1"}, "watermarking_config": nil,
}

// idle are settings that change how transformers computes, not what it answers, and the
// special tokens, which are read by themselves.
var idle = []string{
	"_from_model_config", "_commit_hash", "assistant_confidence_threshold", "assistant_early_exit", "assistant_ensemble_weight", "assistant_lookbehind", "bos_token_id", "cache_config",
	"cache_implementation", "compile_config", "continuous_batching_config", "decoder_start_token_id", "disable_compile", "eos_token_id", "is_assistant", "low_memory",
	"max_cache_len", "max_matching_ngram_size", "num_assistant_tokens", "num_assistant_tokens_schedule", "output_attentions", "output_hidden_states", "output_logits",
	"output_scores", "pad_token_id", "prefill_chunk_size", "prompt_lookup_num_tokens", "return_dict_in_generate", "return_legacy_cache", "speculation_type", "target_lookbehind",
	"transformers_version", "use_cache", "use_mtp",
}

// caution says which settings of the file are not followed, and, if it holds nothing
// but settings, which are not known.
func (o object) caution(followed map[string]field, apart bool) string {
	var not, unknown []string
	for _, name := range slices.Sorted(maps.Keys(o.values)) {
		neutral, listed := unfollowed[name]
		_, follows := followed[name]
		switch {
		case listed && !slices.ContainsFunc(neutral, func(v string) bool { return equal(o.values[name], v) }):
			not = append(not, name+" "+short(o.values[name]))
		case apart && !listed && !follows && !slices.Contains(idle, name):
			unknown = append(unknown, name)
		}
	}
	var parts []string
	if len(not) > 0 {
		parts = append(parts, "does not follow "+strings.Join(not, ", "))
	}
	if len(unknown) > 0 {
		parts = append(parts, "does not know "+strings.Join(unknown, ", "))
	}
	if len(parts) == 0 {
		return ""
	}
	return fmt.Sprintf("%s: slmkit %s: answers may differ from those of transformers' generate", filepath.Base(o.path), strings.Join(parts, " and "))
}

// equal reports whether two JSON values are equal, 1 and 1.0 too.
func equal(a json.RawMessage, b string) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal([]byte(b), &y) == nil && fmt.Sprint(x) == fmt.Sprint(y)
}
