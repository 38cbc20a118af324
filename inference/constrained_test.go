package inference

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/inference/grammar"
)

// configured is the bundled model with other rules in generation_config.json.
func configured(t testing.TB, settings map[string]any) *Model {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(bundled)); err != nil {
		t.Fatal(err)
	}
	config := map[string]any{"decoder_start_token_id": 0, "eos_token_id": 1}
	for name, value := range settings {
		config[name] = value
	}
	b, err := json.Marshal(config)
	if err := errors.Join(err, os.WriteFile(filepath.Join(dir, "generation_config.json"), b, 0o666)); err != nil {
		t.Fatal(err)
	}
	return open(t, dir, Options{Threads: 1})
}

// listed is the grammar of a list of outputs.
func listed(outputs []string) *grammar.Grammar {
	var all []*grammar.Pattern
	for _, s := range outputs {
		all = append(all, grammar.Text(s))
	}
	return grammar.New(grammar.Either(all...))
}

// TestConstrainedEqualsTransformers limits outputs to a list, greedily and
// by beams, with and without rules for tokens. Every sequence and score must equal
// those of transformers' generate.
func TestConstrainedEqualsTransformers(t *testing.T) {
	type search struct {
		Allowed      []string       `json:"allowed"` // of the first line
		Settings     map[string]any `json:"settings"`
		Text         string         `json:"text"`
		Beams        int            `json:"num_beams"`
		MaxNewTokens int            `json:"max_new_tokens"`
		Sequences    []struct {
			Tokens []int32 `json:"tokens"`
			Score  float64 `json:"score"`
		} `json:"sequences"`
	}
	data, err := os.ReadFile(filepath.Join(oracle, "constrained.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var outputs []string
	var allowed *grammar.Grammar
	models, n, noWays := map[string]*Model{}, 0, 0
	for line := range strings.Lines(string(data)) {
		var s search
		if err := json.Unmarshal([]byte(line), &s); err != nil {
			t.Fatal(err)
		}
		if s.Allowed != nil {
			outputs, allowed = s.Allowed, listed(s.Allowed)
			continue
		}
		n++
		name := fmt.Sprint(s.Settings)
		if models[name] == nil {
			models[name] = configured(t, s.Settings)
		}
		got := collect(t, models[name].Generate(t.Context(), slices.Values([]string{s.Text}), Generation{Beams: s.Beams, MaxNewTokens: s.MaxNewTokens, Grammar: allowed}))[0]
		if len(s.Sequences) == 0 { // list and rules leave nothing: the list goes before the rules
			if noWays++; got.Err != nil || !slices.Contains(outputs, got.Text) {
				t.Errorf("%s, %d beams, %q: %q %v, want an output of the list", name, s.Beams, s.Text, got.Text, got.Err)
			}
			continue
		}
		if got.Err != nil || !slices.Equal(got.Tokens, s.Sequences[0].Tokens) || s.Beams > 1 && len(got.Sequences) != len(s.Sequences) {
			t.Errorf("%s, %d beams, at most %d, %q: %v %v, want %v", name, s.Beams, s.MaxNewTokens, s.Text, got.Sequences, got.Err, s.Sequences)
			continue
		}
		for i, q := range got.Sequences {
			if w := s.Sequences[i]; !slices.Equal(q.Tokens, w.Tokens) || math.Abs(q.Score-w.Score) > 1e-4 {
				t.Errorf("%s, %d beams, at most %d, %q, sequence %d: %v %v, want %v", name, s.Beams, s.MaxNewTokens, s.Text, i, q.Tokens, q.Score, w)
			}
		}
	}
	if n < 100 || noWays == 0 || noWays > n/10 {
		t.Errorf("%d searches in the oracle, %d without an answer: want 100 at least, and few without", n, noWays)
	}
}

// TestGrammarAndRules: a token satisfies the grammar and generation_config.json,
// or there is no answer, greedily and by beams.
func TestGrammarAndRules(t *testing.T) {
	vocabulary := open(t, bundled, Options{Threads: 1}).Tokenizer.Texts()
	id := func(text string) int32 { return int32(slices.Index(vocabulary, text)) }
	none, loan := id(" none("), id("loan")
	for _, c := range []struct {
		name     string
		settings map[string]any
		limit    int
		allowed  []string
		want     string // "": there is no answer
	}{
		{"no rule", nil, 64, []string{"none()", "check_balance()"}, "check_balance()"},
		{"forced first", map[string]any{"forced_bos_token_id": none}, 64, []string{"none()", "check_balance()"}, "none()"},
		{"forced first, not allowed", map[string]any{"forced_bos_token_id": loan}, 64, []string{"none()", "check_balance()"}, "check_balance()"},
		{"some forced first", map[string]any{"forced_bos_token_id": []int32{loan, none}}, 64, []string{"none()", "check_balance()"}, "none()"},
		{"forced last", map[string]any{"forced_eos_token_id": 1}, 3, []string{"none()", "none();"}, "none()"},
		{"suppressed", map[string]any{"suppress_tokens": []int32{id(" check_balance("), id(" ")}}, 64, []string{"none()", "check_balance()"}, "none()"},
		{"suppressed, nothing left", map[string]any{"suppress_tokens": []int32{1}}, 64, []string{"none()"}, "none()"},
		{"suppressed first", map[string]any{"begin_suppress_tokens": []int32{id(" check_balance("), id(" ")}}, 64, []string{"none()", "check_balance()"}, "none()"},
		{"least tokens", map[string]any{"min_new_tokens": 3}, 64, []string{"n", "non()"}, "non()"},
		{"least tokens, nothing left", map[string]any{"min_length": 60}, 64, []string{"none()"}, "none()"},
		{"bad words", map[string]any{"bad_words_ids": [][]int32{{id(" check_balance(")}, {id(" ")}}}, 64, []string{"none()", "check_balance()"}, "none()"},
		{"bad words, nothing left", map[string]any{"bad_words_ids": [][]int32{{none, id(")")}, {none}}}, 64, []string{"none()"}, "none()"},
		{"no token twice, nothing left", map[string]any{"no_repeat_ngram_size": 1}, 64, []string{"none()))"}, "none()))"},
		{"not from the prompt, nothing left", map[string]any{"encoder_no_repeat_ngram_size": 1}, 64, []string{"what is my balance"}, "what is my balance"},
		{"bias", map[string]any{"sequence_bias": []any{[]any{[]int32{none}, 60.0}}}, 64, []string{"none()", "check_balance()"}, "none()"},
		{"not in the vocabulary", nil, 64, []string{"né"}, "né"},
	} {
		m := configured(t, c.settings)
		for _, g := range []Generation{{}, {Guess: -1}, {Confidence: true}, {Beams: 2}, {Beams: 5}} {
			g.Grammar, g.MaxNewTokens = listed(c.allowed), c.limit
			got := collect(t, m.Generate(t.Context(), slices.Values([]string{"what is my balance"}), g))[0]
			if c.want == "" != errors.Is(got.Err, ErrNoWay) || got.Text != c.want || got.Truncated {
				t.Errorf("%s, %d beams, confidence %t: %q, error %v, cut off %t, want %q", c.name, g.Beams, g.Confidence, got.Text, got.Err, got.Truncated, c.want)
			}
			for _, s := range got.Sequences {
				if !slices.Contains(c.allowed, s.Text) {
					t.Errorf("%s, %d beams: %q", c.name, g.Beams, s.Text)
				}
			}
		}
	}
}

// TestDeadBeams: where the grammar does not go on with what the likeliest beams have
// written, others are the answer.
func TestDeadBeams(t *testing.T) {
	m := open(t, bundled, Options{Threads: 1})
	dead := func(text string) *grammar.Pattern { return grammar.Sequence(grammar.Text(text), grammar.Either()) }
	g := Generation{Beams: 2, Grammar: grammar.New(grammar.Either(dead("check_balance("), dead("check_balance"), grammar.Text("none()")))}
	prompts := []string{"what is my balance", "is my balance low"}
	for i, o := range collect(t, m.Generate(t.Context(), slices.Values(prompts), g)) {
		if o.Err != nil || o.Text != "none()" {
			t.Errorf("%q: %q, error %v", prompts[i], o.Text, o.Err)
		}
	}
}

// TestWhatIsBegunIsEnded: whatever the prompt has words for, the answer is an output
// of the grammar.
func TestWhatIsBegunIsEnded(t *testing.T) {
	number := grammar.Quote(func(words string) bool { return strings.Trim(words, "0123456789") == "" })
	free := grammar.Quote(nil)
	value := func(quote *grammar.Pattern) *grammar.Pattern {
		return grammar.Sequence(grammar.Text(`"`), quote, grammar.Text(`"`))
	}
	m := open(t, bundled, Options{Threads: 1})
	for name, p := range map[string]*grammar.Pattern{
		"free":     grammar.Sequence(grammar.Text("f("), grammar.Either(grammar.When(free, grammar.Sequence(grammar.Text("recipient="), value(free))), grammar.Text("")), grammar.Text(")")),
		"typed":    grammar.Sequence(grammar.Text("f("), grammar.Either(grammar.When(number, grammar.Sequence(grammar.Text("recipient="), value(number))), grammar.Text("")), grammar.Text(")")),
		"required": grammar.Either(grammar.When(free, grammar.Sequence(grammar.Text("pay("), value(free), grammar.Text(")"))), grammar.Text("none()")),
		"names":    grammar.Sequence(grammar.Text("f("), grammar.Either(grammar.When(number, grammar.Sequence(grammar.Text("day="), value(number))), grammar.Sequence(grammar.Text("days="), grammar.Text("1"))), grammar.Text(")")),
	} {
		allowed := grammar.New(p)
		for _, prompt := range []string{"!!!", "☃", "pay 5", "pay", `"`, `a "b`, "é", "5"} {
			for _, g := range []Generation{{}, {Beams: 3}, {Confidence: true}} {
				g.Grammar, g.MaxNewTokens = allowed, 40
				o := collect(t, m.Generate(t.Context(), slices.Values([]string{prompt}), g))[0]
				if o.Err != nil {
					t.Errorf("%s, %q, %d beams: %v", name, prompt, g.Beams, o.Err)
				} else if at, ok := allowed.Match(prompt, o.Text); !ok && !o.Truncated {
					t.Errorf("%s, %q, %d beams: %q is refused at %d", name, prompt, g.Beams, o.Text, at)
				}
			}
		}
	}
}

// TestCompleted: an answer that the limit cuts off is ended as its grammar wants, with
// words of the prompt or as another output only where nothing else has room.
func TestCompleted(t *testing.T) {
	m := open(t, bundled, Options{Threads: 1})
	free := grammar.Quote(nil)
	long := grammar.Sequence(grammar.Text("check_balance("), grammar.Text("account=savings, account=checking, account=savings"), grammar.Text(")"))
	for _, c := range []struct {
		grammar *grammar.Pattern
		limit   int
		want    string // "": cut off
	}{
		{grammar.Sequence(grammar.Text("check_balance("), grammar.Either(grammar.Text("account=savings, account=savings, account=savings"), grammar.Text("")), grammar.Text(")")), 3, "check_balance()"},
		{grammar.Either(long, grammar.Text("none()")), 4, "none()"},
		{grammar.Sequence(grammar.Text("check_balance("), grammar.Text(`"`), free, grammar.Text(`")`)), 4, `check_balance("`},
		{long, 3, ""},
	} {
		o := collect(t, m.Generate(t.Context(), slices.Values([]string{"is my balance ok"}), Generation{Grammar: grammar.New(c.grammar), MaxNewTokens: c.limit, Confidence: true}))[0]
		if o.Err != nil || len(o.Tokens) > c.limit {
			t.Errorf("%+v: %q, error %v", c, o.Text, o.Err)
			continue
		}
		_, whole := grammar.New(c.grammar).Match("is my balance ok", o.Text)
		if whole != (c.want != "") || !strings.HasPrefix(o.Text, c.want) {
			t.Errorf("at most %d tokens: %q, truncated %t, want %q", c.limit, o.Text, o.Truncated, c.want)
		}
		if changed := o.Truncated && whole && len(o.Tokens) < c.limit; changed && o.Confidence.LogProb != unsure {
			t.Errorf("%q has confidence %+v", o.Text, o.Confidence)
		}
	}
}
