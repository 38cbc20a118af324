package inference

import (
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// configs writes configurations into a folder without a model. "" writes no file.
func configs(t testing.TB, config, generation string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"config.json": config, "generation_config.json": generation} {
		if text == "" {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestNullIsNotSet: a field that is null is one that is not there, whichever it is.
func TestNullIsNotSet(t *testing.T) {
	read := func(config, generation string) *config {
		t.Helper()
		c, err := readConfig(configs(t, config, generation))
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	fields := (&settings{}).fields()
	maps.Copy(fields, (&special{}).fields())
	for name := range unfollowed {
		fields[name] = field{}
	}
	for _, name := range append(slices.Clone(idle), "something_new") {
		fields[name] = field{}
	}
	want := read(`{"model_type": "t5"}`, `{}`)
	alone := read(`{"model_type": "t5"}`, ``)
	for name := range fields {
		null := `"` + name + `": null`
		if got := read(`{"model_type": "t5"}`, `{`+null+`}`); !reflect.DeepEqual(got, want) {
			t.Errorf("generation_config.json with %s: %+v, want %+v", null, got, want)
		}
		if got := read(`{"model_type": "t5", `+null+`}`, ``); !reflect.DeepEqual(got, alone) {
			t.Errorf("config.json with %s: %+v, want %+v", null, got, alone)
		}
	}
	for name := range (&config{}).model() {
		if name == "model_type" {
			continue
		}
		if got := read(`{"model_type": "t5", "`+name+`": null}`, `{}`); !reflect.DeepEqual(got, want) {
			t.Errorf("config.json with %s null: %+v, want %+v", name, got, want)
		}
	}
}

// TestWholeDumps: a generation_config.json to which transformers wrote all its defaults
// answers like one that has the three special tokens alone, and warns of nothing.
func TestWholeDumps(t *testing.T) {
	prompts := []string{"move 50 dollars from savings to checking", "freeze my card", "what is my balance"}
	allowed := listed([]string{"none()", "check_balance()", "freeze_account()", "transfer_money(from_account=savings, to_account=checking)"})
	plain := configured(t, map[string]any{"pad_token_id": 0})
	for _, name := range []string{"transformers4.json", "transformers5.json"} {
		b, err := os.ReadFile(filepath.Join("testdata/generation", name))
		if err != nil {
			t.Fatal(err)
		}
		var settings map[string]any
		if err := json.Unmarshal(b, &settings); err != nil {
			t.Fatal(err)
		}
		dumped := configured(t, settings)
		if dumped.Unfollowed() != "" {
			t.Errorf("%s: %s", name, dumped.Unfollowed())
		}
		if got, want := dumped.WithDefaults(Generation{}), plain.WithDefaults(Generation{}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
		for _, g := range []Generation{{}, {Grammar: allowed}, {MaxNewTokens: 3}, {MaxNewTokens: 3, Grammar: allowed}, {Beams: 3}} {
			want := collect(t, plain.Generate(t.Context(), slices.Values(prompts), g))
			for i, got := range collect(t, dumped.Generate(t.Context(), slices.Values(prompts), g)) {
				if got.Err != nil || !slices.Equal(got.Tokens, want[i].Tokens) || got.Truncated != want[i].Truncated {
					t.Errorf("%s, %q: %v %v, want %v", name, prompts[i], got.Tokens, got.Err, want[i].Tokens)
				}
			}
		}
	}
}

// TestSpecialTokens: what is not set is what it is in transformers.
func TestSpecialTokens(t *testing.T) {
	for _, c := range []struct {
		config, generation string
		start, pad         int32
		ends               ids
	}{
		{`{}`, ``, 0, 0, ids{1}},
		{`{}`, `{}`, 0, 0, ids{1}},
		{`{"decoder_start_token_id": 5, "pad_token_id": 3, "eos_token_id": 2}`, `{"eos_token_id": null}`, 5, 3, ids{2}},
		{`{"decoder_start_token_id": 5, "eos_token_id": 2}`, `{"decoder_start_token_id": 7, "eos_token_id": [4, 6]}`, 7, 0, ids{4, 6}},
		{`{"bos_token_id": 9, "pad_token_id": 3}`, ``, 9, 3, ids{1}},
		{`{"pad_token_id": 3}`, ``, 3, 3, ids{1}},
		{`{"decoder_start_token_id": [5]}`, ``, 5, 0, ids{1}},
		{`{"decoder_start_token_id": 0, "pad_token_id": 3, "bos_token_id": 9}`, ``, 0, 3, ids{1}},
	} {
		config := strings.Replace(strings.Replace(c.config, `{`, `{"model_type": "t5", `, 1), `, }`, `}`, 1)
		got, err := readConfig(configs(t, config, c.generation))
		if err != nil {
			t.Errorf("%s %s: %v", c.config, c.generation, err)
			continue
		}
		if *got.Start != c.start || *got.Pad != c.pad || !slices.Equal(got.EOS, c.ends) {
			t.Errorf("%s %s: start %d, padding %d, ends %v, want %d, %d, %v", c.config, c.generation, *got.Start, *got.Pad, got.EOS, c.start, c.pad, c.ends)
		}
	}
}

// TestWhereSettingsAre: config.json says how outputs are generated only where there is no
// generation_config.json, whatever the files begin with, and numbers may be Python's.
func TestWhereSettingsAre(t *testing.T) {
	for _, c := range []struct {
		config, generation string
		beams, limit       int
	}{
		{`{"model_type": "t5", "num_beams": 4, "max_length": 33}`, ``, 4, 32},
		{`{"model_type": "t5", "num_beams": 4, "max_length": 33}`, `{}`, 1, 128},
		{`{"model_type": "t5", "num_beams": 4}`, `{"num_beams": 2, "max_length": 9, "max_new_tokens": 40}`, 2, 40},
		{"\ufeff" + `{"model_type": "t5"}`, "\ufeff" + `{"num_beams": 3}`, 3, 128},
		{`{"model_type": "t5", "some_limit": [0.0, Infinity], "name": "a \" NaN"}`, `{"num_beams": 3, "sequence_bias": [[[4], -Infinity]], "x": NaN}`, 3, 128},
		{`{"model_type": "t5", "task_specific_params": {"summarization": {"num_beams": 4, "max_length": 20}}}`, ``, 1, 128},
	} {
		got, err := readConfig(configs(t, c.config, c.generation))
		if err != nil {
			t.Errorf("%s %s: %v", c.config, c.generation, err)
			continue
		}
		if g := (Generation{}).withDefaults(got, Shape{}); g.Beams != c.beams || g.MaxNewTokens != c.limit {
			t.Errorf("%s %s: %d beams, at most %d tokens, want %d and %d", c.config, c.generation, g.Beams, g.MaxNewTokens, c.beams, c.limit)
		}
	}
}

// TestUnfollowed: settings that slmkit does not follow are named, those at their default
// are not.
func TestUnfollowed(t *testing.T) {
	for _, c := range []struct{ generation, want string }{
		{`{"num_beams": 4, "no_repeat_ngram_size": 3, "bad_words_ids": [[29]], "use_cache": false, "transformers_version": "4.30.0"}`, ""},
		{`{"do_sample": true, "temperature": 0.7}`, "generation_config.json: slmkit does not follow do_sample true, temperature 0.7: answers may differ from those of transformers' generate"},
		{`{"do_sample": false, "temperature": 1, "top_k": 50, "top_p": 1.0, "penalty_alpha": null, "prompt_lookup_num_tokens": 10}`, ""},
		{`{"penalty_alpha": 0.6, "top_k": 4}`, "generation_config.json: slmkit does not follow penalty_alpha 0.6, top_k 4: answers"},
		{`{"num_beam_groups": 2, "diversity_penalty": 0.5, "force_words_ids": [[5]]}`, "does not follow diversity_penalty 0.5, force_words_ids [[5]], num_beam_groups 2:"},
		{`{"temprature": 0.7}`, "generation_config.json: slmkit does not know temprature: answers"},
		{`{"do_sample": true, "x": 1}`, "does not follow do_sample true and does not know x: answers"},
	} {
		got, err := readConfig(configs(t, `{"model_type": "t5", "d_kv": 64}`, c.generation))
		if err != nil || !strings.Contains(got.caution, c.want) || c.want == "" && got.caution != "" || strings.Contains(got.caution, "\n") {
			t.Errorf("%s: %q (%v), want %q", c.generation, got.caution, err, c.want)
		}
	}
	got, err := readConfig(configs(t, `{"model_type": "t5", "d_kv": 64, "do_sample": true}`, ""))
	if err != nil || !strings.HasPrefix(got.caution, "config.json: slmkit does not follow do_sample true:") {
		t.Errorf("in config.json: %q (%v)", got.caution, err)
	}
}

// TestRefusedSettings: a value that cannot be followed is an error that names it.
func TestRefusedSettings(t *testing.T) {
	for _, c := range []struct{ config, generation, want string }{
		{"", `{}`, "config.json"},
		{`{}`, `{}`, "config.json: model_type is missing"},
		{`{"model_type": "llama"}`, `{}`, `model_type "llama" is not of the T5 family`},
		{`{"model_type": 5}`, `{}`, "config.json: model_type is 5 where a text belongs"},
		{`[]`, `{}`, "config.json:1: a list where an object belongs"},
		{"version https://git-lfs.github.com/spec/v1\noid", `{}`, "config.json: it is a Git LFS pointer"},
		{"\xff\xfe{\x00}\x00", `{}`, "config.json: it is not UTF-8 text, but looks like UTF-16"},
		{"{\n\"model_type\": \"t5\",\n}", `{}`, "config.json:3: is not JSON"},
		{"{\n\"model_type\": \"t5\"", `{}`, "config.json: the JSON ends in the middle"},
		{`{"model_type": "t5"}`, `{"num_beams": "four"}`, `generation_config.json: num_beams is "four" where a whole number belongs`},
		{`{"model_type": "t5"}`, `{"num_beams": 65}`, "generation_config.json: num_beams 65: it may be 1 to 64"},
		{`{"model_type": "t5"}`, `{"num_beams": -1}`, "num_beams -1"},
		{`{"model_type": "t5"}`, `{"repetition_penalty": 0}`, "repetition_penalty 0: it must be above 0"},
		{`{"model_type": "t5"}`, `{"encoder_repetition_penalty": -2.5}`, "encoder_repetition_penalty -2.5"},
		{`{"model_type": "t5"}`, `{"bad_words_ids": [29]}`, "bad_words_ids is [29] where a list of lists of token ids belongs"},
		{`{"model_type": "t5"}`, `{"bad_words_ids": [[]]}`, "bad_words_ids[0] is empty"},
		{`{"model_type": "t5"}`, `{"eos_token_id": [1, null]}`, "eos_token_id is [1, null] where"},
		{`{"model_type": "t5"}`, `{"bad_words_ids": [[1, null]]}`, "bad_words_ids is [[1, null]] where"},
		{`{"model_type": "t5"}`, `{"max_new_tokens": -1}`, "max_new_tokens -1"},
		{`{"model_type": "t5"}`, `{"eos_token_id": "</s>"}`, `eos_token_id is "</s>" where the id of a token, or a list of ids, belongs`},
		{`{"model_type": "t5"}`, `{"decoder_start_token_id": [1, 2]}`, "one token is wanted"},
		{`{"model_type": "t5"}`, `{"sequence_bias": [[5, 1.0]]}`, "sequence_bias is [[5, 1.0]] where a list of [token ids, bias] belongs"},
		{`{"model_type": "t5"}`, `{"exponential_decay_length_penalty": [5]}`, "where [first token, factor] belongs"},
		{`{"model_type": "t5"}`, `{"early_stopping": "always"}`, `early_stopping is "always" where true, false or "never" belongs`},
	} {
		_, err := readConfig(configs(t, c.config, c.generation))
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "Go value") {
			t.Errorf("%s %s: %v, want %s", c.config, c.generation, err, c.want)
		}
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(bundled)); err != nil {
		t.Fatal(err)
	}
	for _, settings := range []string{`{"bad_words_ids": [[4, 5000]]}`, `{"sequence_bias": [[[5000], 1.0]]}`, `{"suppress_tokens": [-1]}`} {
		err := os.WriteFile(filepath.Join(dir, "generation_config.json"), []byte(settings), 0o666)
		m, opened := Open(t.Context(), dir, Options{Threads: 1})
		if opened == nil {
			_ = m.Close()
		}
		if err = errors.Join(err, opened); err == nil || !strings.Contains(err.Error(), "outside the vocabulary of 1993") {
			t.Errorf("%s: %v", settings, err)
		}
	}
}

// TestBeamsOfTheFile: num_beams makes a beam search, and Generation.Beams goes before it.
func TestBeamsOfTheFile(t *testing.T) {
	prompts := slices.Values(texts(readOracle(t, filepath.Join(oracle, "greedy.jsonl")))[:6])
	plain := configured(t, nil)
	m := configured(t, map[string]any{"num_beams": 4})
	for _, beams := range []int{0, 1, 2} {
		want := collect(t, plain.Generate(t.Context(), prompts, Generation{Beams: []int{4, 1, 2}[beams]}))
		for i, got := range collect(t, m.Generate(t.Context(), prompts, Generation{Beams: beams})) {
			if !slices.Equal(got.Tokens, want[i].Tokens) || len(got.Sequences) != len(want[i].Sequences) {
				t.Errorf("beams %d: %v, %d sequences, want %v, %d", beams, got.Tokens, len(got.Sequences), want[i].Tokens, len(want[i].Sequences))
			}
		}
	}
}

// TestGuessesUnderRules: rules that look at what is written see the same tokens whether
// these were guessed or not, in batches and alone.
func TestGuessesUnderRules(t *testing.T) {
	prompts := few(texts(readOracle(t, filepath.Join(oracle, "greedy.jsonl")))[:24])
	allowed := listed([]string{"none()", "none(); none()", "check_balance()", "check_balance(account=savings)", "freeze_account()"})
	for _, settings := range []map[string]any{
		{"no_repeat_ngram_size": 2, "min_new_tokens": 10}, {"repetition_penalty": 1.6}, {"encoder_no_repeat_ngram_size": 2}, {"bad_words_ids": [][]int32{{29}, {12, 1396}}},
	} {
		m := configured(t, settings)
		for _, g := range []Generation{{}, {Grammar: allowed}} {
			var want []Output
			for _, way := range []Generation{{Batch: 1, Guess: -1}, {Batch: 1}, {Batch: 32}, {Batch: 7, Guess: 3}} {
				way.Grammar, way.MaxNewTokens, way.Stats = g.Grammar, 24, new(Stats)
				got := collect(t, m.Generate(t.Context(), slices.Values(prompts), way))
				if want == nil {
					want = got
				}
				for i := range want {
					if !slices.Equal(got[i].Tokens, want[i].Tokens) {
						t.Errorf("%v, batch %d, guess %d, %q: %v, want %v", settings, way.Batch, way.Guess, prompts[i], got[i].Tokens, want[i].Tokens)
					}
				}
				if m.Shape().Ragged && way.Guess >= 0 && way.Stats.Guessed == 0 {
					t.Errorf("%v, batch %d: nothing was guessed", settings, way.Batch)
				}
			}
		}
	}
}
