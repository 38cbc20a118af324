package prompts

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// letters is a vocabulary without some characters, in which a word is a token
// and an end token follows every text.
func letters(lacks string) func(string) ([]string, int) {
	return func(text string) (unknown []string, tokens int) {
		for _, c := range text {
			if strings.ContainsRune(lacks, c) && !slices.Contains(unknown, string(c)) {
				unknown = append(unknown, string(c))
			}
		}
		return unknown, len(strings.Fields(text)) + 1
	}
}

func TestLintText(t *testing.T) {
	for _, c := range []struct {
		name  string
		files map[string]string
		v     Vocabulary
		want  string
	}{
		{"templates", map[string]string{"templates/t.yaml": "action: pay\ntemplates:\n  - \"{to}\"\n  - 'a \\{b\\} ~ [c|~] {to}'\n  - |\n    x ~ {to}\n"}, T5,
			"templates/t.yaml:4:9: T5's vocabulary has no \"{\", \"}\", \"~\": a model reads <unk> instead\n" +
				"templates/t.yaml:5: T5's vocabulary has no \"~\": a model reads <unk> instead"},
		{"words that are copied", map[string]string{"templates/t.yaml": "action: pay\nrules: {who: [mom, 'd~d']}\ntemplates:\n  - \"{to=:<who>} ~\"\n  - \"<who> {to=:a^b}\"\n"}, T5,
			"templates/t.yaml:2:22: T5's vocabulary has no \"~\": a model cannot write it in a target\n" +
				"templates/t.yaml:4:18: T5's vocabulary has no \"~\": a model reads <unk> instead\n" +
				"templates/t.yaml:5:18: T5's vocabulary has no \"^\": a model cannot write it in a target"},
		{"rules of the pack, though the document has one of the name", map[string]string{"rules/r.yaml": "x: [\"<y>\"]\ny: [\"~\"]\n",
			"templates/t.yaml": "action: pay\nrules: {y: [z]}\ntemplates: [\"<x> <y> {to}\"]\n"}, T5,
			`rules/r.yaml:2:6: T5's vocabulary has no "~": a model reads <unk> instead`},
		{"lexicons", map[string]string{"lexicons/people.yaml": "person: [mom, d~d]\nacct:\n  checking: [\"~\"]\n  credit_card: [b]\ncode: {pattern: 'a[{~]|b'}\n",
			"templates/t.yaml": "action: pay\ntemplates: [\"{to} {account:acct}\", \"{to:code}\"]\n"}, T5,
			"lexicons/people.yaml:1: T5's vocabulary has no \"~\": a model cannot write it in a target\n" +
				"lexicons/people.yaml:3: T5's vocabulary has no \"~\": a model reads <unk> instead\n" +
				"lexicons/people.yaml:5: T5's vocabulary has no \"{\", \"~\": a model cannot write it in a target"},
		{"what targets are made of", map[string]string{"templates/t.yaml": "action: pay\ntemplates: [\"{to}\"]\n"}, Vocabulary{Name: "v", Measure: letters("=_")},
			"actions.yaml: v has no \"=\": a model cannot write it in a target\n" +
				"actions.yaml:5: v has no \"_\": a model cannot write it in a target\n" +
				"actions.yaml:10: v has no \"_\": a model cannot write it in a target"},
		{"generators of formats", map[string]string{"templates/t.yaml": "action: pay\ntemplates: [\"{to} {amount} {times}\"]\n"}, Vocabulary{Name: "v", Measure: letters("$v")},
			"actions.yaml:4: v has no \"$\", \"v\": a model cannot write it in a target\n" +
				"actions.yaml:6: v has no \"v\": a model reads <unk> instead"},
		{"length", map[string]string{"rules/r.yaml": "w: [a, b c d]\n", "templates/t.yaml": "action: pay\ntemplates:\n  - \"{to=:one}\"\n" +
			"  - \"({to=:a b|c d e}; <w>) [x [y]|z]\"\n  - \"{to} {times=:(2|3)} {account=checking}\"\n"},
			Vocabulary{Measure: letters(""), MaxInput: 8, MaxTarget: 4},
			// The end token, three words of to, three of w, x and y: nine. Targets: the end, "pay(); ", `, to=""` (two) and the words.
			"templates/t.yaml:3: targets may reach 5 tokens, more than 4\n" +
				"templates/t.yaml:4: prompts may reach 9 tokens, more than 8\n" +
				"templates/t.yaml:4: targets may reach 7 tokens, more than 4\n" +
				"templates/t.yaml:5: targets may reach 11 tokens, more than 4"},
	} {
		r := lintText(t, load(t, c.files), c.v)
		if diff := cmp.Diff(c.want, r.Faults.Error()); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
		for _, f := range r.Faults {
			if !f.Warning {
				t.Errorf("%s: %v is an error", c.name, f)
			}
		}
	}
}

// TestLintTextErrors: with errors asked for, what a model cannot write is one.
func TestLintTextErrors(t *testing.T) {
	v := T5
	v.Errors = true
	p := load(t, map[string]string{"templates/t.yaml": "action: pay\ntemplates:\n  - \"{to=:~}\"\n  - \"~ {to}\"\n"})
	faults := lintText(t, p, v).Faults
	if len(faults) != 2 || faults[0].Warning || !faults[1].Warning {
		t.Errorf("%v", faults)
	}
}
