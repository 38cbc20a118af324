package prompts_test

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/slmkit/slmkit/prompts"
)

// messages yields texts, each with its number as its place.
func messages(texts ...string) iter.Seq2[prompts.Message, error] {
	return func(yield func(prompts.Message, error) bool) {
		for _, text := range texts {
			m := prompts.Message{Place: "m:1", Text: strings.NewReplacer("<", "", ">", "").Replace(text)}
			if at := strings.Index(text, "<"); at >= 0 {
				m.Values = []string{text[at+1 : strings.Index(text, ">")]}
			}
			if !yield(m, nil) {
				return
			}
		}
	}
}

// TestAgainst: a template is a message if the words that it fixes are all words of the
// message but for values.
func TestAgainst(t *testing.T) {
	for _, test := range []struct {
		template, message string
		found             bool
	}{
		{"could you keep me two rolls", "Could you  keep me two rolls?", true},
		{"could you keep me two rolls, please", "could you keep me two rolls please", true},
		{"could you keep me two rolls", "could you keep me three rolls", false},
		{"could you keep me {item} for later", "could you keep me a bun for later", true},
		{"could you keep me {item} for later", "could you keep me a pretzel for later", false},
		{"could you keep me {item} for later", "could you keep me <a pretzel> for later", true},
		{"[hi,] could you keep me {item} [please]", "could you keep me a bun", true},
		{"[hi,] could you keep me {item} [please]", "hi could you keep me a bun", false},
		{"(could|can) you keep me {item}", "can you keep me a bun", false},
		{"<open> (could you keep me {item}|put it aside) [please]", "could you keep me a bun", true},
		{"<open> (could you keep me {item}|put it aside) for me", "could you keep me a bun for me", false},
		{"(what do you bake on sundays; and how)", "what do you bake on sundays and how", true},
		{"{item=:a bun} on the house for everyone", "a bun on the house for everyone", true},
		{"send <a> order to the old town", "send an order to the old town", true},
		{"keep me {item}", "keep me a bun", false}, // two words of its own
		{"never mind that", "never mind that", false},
	} {
		p, err := prompts.Load(fstest.MapFS{
			"pack.yaml":           {Data: []byte("reference_date: 2026-06-01")},
			"actions.yaml":        {Data: []byte("order: {params: {item: {}}}")},
			"lexicons/l.yaml":     {Data: []byte("item: [a bun, rye bread]")},
			"templates/pack.yaml": {Data: []byte("action: order\nrules: {open: [\"\", hi]}\ntemplates:\n  - '" + test.template + "'\n")},
		}, "p")
		if err != nil {
			t.Fatal(err)
		}
		faults, common, err := p.Against(context.Background(), messages("something else", test.message, test.message), 3)
		if err != nil {
			t.Fatal(err)
		}
		if (len(faults) == 1) != test.found || len(faults) > 1 {
			t.Errorf("%s, %s: %v", test.template, test.message, faults)
		}
		if test.found && (faults[0].Line != 4 || !strings.Contains(faults[0].Message, "at m:1 and 1 more, ")) {
			t.Errorf("%s: %v", test.template, faults)
		}
		short := slices.Contains([]string{"keep me a bun", "never mind that"}, test.message)
		if short != (common.Messages == 2) {
			t.Errorf("%s: commonplace: %v", test.template, common)
		}
		if none, _, err := p.Against(context.Background(), messages(test.message), 9); err != nil || len(none) > 0 {
			t.Errorf("%s: %v, %v", test.template, none, err)
		}
	}
}
