package calls

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference"
)

const bundled = "../../testdata/models/banking"

// TestConstrained: whatever is asked, the answer is a valid call of the schema
// whose words stand in the prompt; and where the model's own answer is one, it is
// that.
func TestConstrained(t *testing.T) {
	m, err := inference.Open(t.Context(), bundled, inference.Options{Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	schema, err := action.Load(filepath.Join(bundled, "actions.json"))
	if err != nil {
		t.Fatal(err)
	}
	asked := []string{"asdf", `say "hi" to "`, "$$$ 5,5 ???", "transfer", "!", "send é to zoë", "İstanbul 5 dollars", "x\ty\nz", "☃", "<unk> </s> <pad>"}
	for line := range strings.Lines(contents(t, "../../testdata/oracle/greedy.jsonl")) {
		var row struct{ Text string }
		if err := json.Unmarshal([]byte(line), &row); err != nil {
			t.Fatal(err)
		}
		if row.Text != "" {
			asked = append(asked, row.Text)
		}
	}
	answer := func(g inference.Generation) (found []inference.Output) {
		for o, err := range m.Generate(t.Context(), slices.Values(asked), g) {
			if err != nil {
				t.Fatal(err)
			}
			found = append(found, o)
		}
		return found
	}
	allowed := Grammar(schema)
	for i, o := range answer(inference.Generation{Grammar: allowed, Beams: 3}) {
		if o.Err != nil || o.Truncated || len(o.Sequences) != 3 {
			t.Errorf("%q: %v, cut off %t, %d sequences", asked[i], o.Err, o.Truncated, len(o.Sequences))
		}
		for _, s := range o.Sequences {
			if why := invalid(schema, asked[i], s.Text); why != "" {
				t.Errorf("%q: %s: %s", asked[i], s.Text, why)
			}
			written := m.Tokenizer.Decode(s.Tokens, true)
			if ids := m.Tokenizer.Encode(nil, written); !slices.Contains(s.Tokens, m.Tokenizer.Unknown()) && !slices.Equal(ids[:len(ids)-1], s.Tokens) {
				t.Errorf("%q: %s is written in tokens %d, which the tokenizer segments into %d", asked[i], written, s.Tokens, ids)
			}
		}
	}
	free, bound := answer(inference.Generation{}), answer(inference.Generation{Grammar: allowed})
	changed := 0
	for i, o := range bound {
		if o.Err != nil || o.Truncated {
			t.Errorf("%q: %v, cut off %t", asked[i], o.Err, o.Truncated)
			continue
		}
		if why := invalid(schema, asked[i], o.Text); why != "" {
			t.Errorf("%q: %s: %s", asked[i], o.Text, why)
		}
		if o.Text != free[i].Text {
			changed++
			if _, ok := allowed.Match(asked[i], free[i].Text); ok {
				t.Errorf("%q: %s is allowed, and became %s", asked[i], free[i].Text, o.Text)
			}
		}
	}
	if changed == 0 {
		t.Error("no answer was changed: the constraint was not put to the test")
	}
	cut := 0
	for limit := 2; limit < 10; limit++ {
		for i, o := range answer(inference.Generation{Grammar: allowed, MaxNewTokens: limit, Confidence: true}) {
			why := invalid(schema, asked[i], o.Text)
			if o.Err != nil || why != "" || len(o.Tokens) > limit || !o.Truncated && len(o.Tokens) == limit {
				t.Errorf("%q, at most %d tokens: %s, in %d, truncated %t: %v %s", asked[i], limit, o.Text, len(o.Tokens), o.Truncated, o.Err, why)
			}
			if free := bound[i]; !o.Truncated && o.Text != free.Text || len(free.Tokens) >= limit && !o.Truncated {
				t.Errorf("%q, at most %d tokens: %s, truncated %t, without a limit %s", asked[i], limit, o.Text, o.Truncated, free.Text)
			}
			if o.Truncated {
				if cut++; !strings.HasPrefix(bound[i].Text, strings.TrimRight(o.Text, `")`)) {
					t.Errorf("%q, at most %d tokens: %s, which the model did not write: %s", asked[i], limit, o.Text, bound[i].Text)
				}
			}
		}
	}
	if cut < 100 {
		t.Errorf("%d answers came to a limit, want many", cut)
	}
}

func contents(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// invalid says why a target is no valid call with words of the prompt.
func invalid(s *action.Schema, prompt, target string) string {
	raw, err := action.ParseTarget(target)
	if err != nil {
		return err.Error()
	}
	if action.FormatTarget(raw) != target {
		return "is not written as targets are"
	}
	calls, err := s.Resolve(raw, AnyDay)
	if err != nil {
		return err.Error()
	}
	for i, c := range raw {
		before := -1
		for _, a := range c.Args {
			at := slices.IndexFunc(s.Action(calls[i].Name).Params, func(p *action.Param) bool { return p.Name == a.Name })
			if at <= before {
				return "parameters are out of order"
			}
			if before = at; a.Quoted && !strings.Contains(prompt, a.Text) {
				return a.Text + " does not stand in the prompt"
			}
		}
	}
	return ""
}
