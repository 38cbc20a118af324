package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/pack"
)

// TestLongestIsABound: no prompt and no target of the banking pack has more
// tokens than lint says its template may reach, and the bound is not far off.
func TestLongestIsABound(t *testing.T) {
	t.Parallel()
	tok, err := loadTokenizer("../../testdata/models/banking")
	if err != nil {
		t.Fatal(err)
	}
	p, err := prompts.Open("banking")
	if err != nil {
		t.Fatal(err)
	}
	bounds := map[string]int{} // "prompts" or "targets" and the template
	tight, err := p.LintText(t.Context(), prompts.Vocabulary{Measure: countTokens(tok), MaxInput: 1, MaxTarget: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range tight.Faults {
		var what string
		var n int
		if _, err := fmt.Sscanf(f.Message, "%s may reach %d tokens", &what, &n); err != nil {
			t.Fatalf("%v: %v", f, err)
		}
		bounds[fmt.Sprintf("%s %s:%d", what, f.File, f.Line)] = n
	}
	plan, err := prompts.NewPlan(p, prompts.Options{N: 20000, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	set, err := prompts.Draw(t.Context(), plan, 2)
	if err != nil {
		t.Fatal(err)
	}
	longest := map[string]int{}
	for _, split := range dataset.Splits {
		for e, err := range set.Examples(t.Context(), split) {
			if err != nil {
				t.Fatal(err)
			}
			for what, text := range map[string]string{"prompts": e.Text, "targets": e.Target} {
				key := what + " " + pack.Path(e.Origin.Template)
				n := len(tok.Encode(nil, text))
				if bounds[key] < n {
					t.Errorf("%s may reach %d tokens, but %q has %d", key, bounds[key], text, n)
				}
				longest[what] = max(longest[what], n)
			}
		}
	}
	most, err := p.LintText(t.Context(), prompts.Vocabulary{Measure: countTokens(tok), MaxInput: 1000, MaxTarget: 1000})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("longest drawn %v, bounds %d and %d", longest, most.Input.Tokens, most.Target.Tokens)
	if longest["prompts"]*3 < most.Input.Tokens || longest["targets"]*2 < most.Target.Tokens {
		t.Errorf("longest drawn %v, bounds %d and %d", longest, most.Input.Tokens, most.Target.Tokens)
	}
}

// TestT5Characters: what is built in of T5's vocabulary is what T5's tokenizer
// says, character by character, as testdata/make_t5_characters.py wrote it down.
// Only the newline, which the tokenizer takes for a space, is not unknown to it: it
// is lost.
func TestT5Characters(t *testing.T) {
	const unknown = 2 // the token
	data, err := os.ReadFile("testdata/t5_characters.json")
	if err != nil {
		t.Fatal(err)
	}
	var ids map[string][]int
	if err := json.Unmarshal(data, &ids); err != nil {
		t.Fatal(err)
	}
	if len(ids) != 0x7f-' ' {
		t.Fatalf("%d characters, want the printable ones of ASCII", len(ids))
	}
	for c, tokens := range ids {
		builtin, _ := prompts.T5.Measure("a" + c)
		if (len(builtin) > 0) != slices.Contains(tokens, unknown) {
			t.Errorf("%q: built in %q, T5 %v", c, builtin, tokens)
		}
	}
	if unknown, _ := prompts.T5.Measure("a\nb"); len(unknown) != 1 {
		t.Errorf("newline: %q", unknown)
	}
}
