package prompts

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/prompts/pack"
)

// TestUnreadableWords: words that a parameter cannot read are named with their places and
// do not count, nor do templates of which nothing is left.
func TestUnreadableWords(t *testing.T) {
	const actions = "book: {params: {day: {format: date}, guests: {type: integer, maximum: 10}}}\n"
	for _, c := range []struct {
		name, templates, rules, lexicon string
		want                            []string
		prompts                         []string
	}{
		{name: "all are read", templates: `["{day=:tomorrow|[on] friday}"]`, prompts: []string{"friday", "on friday", "tomorrow"}},
		{name: "alternatives", templates: `["{day=:tomorrow|soonish|2: one day}"]`, prompts: []string{"tomorrow"},
			want: []string{
				`templates/t.yaml:2:29: parameter "day" cannot read these words, so no prompt has them: "soonish" is not a date: value does not fit`,
				`templates/t.yaml:2:39: parameter "day" cannot read these words, so no prompt has them: "one day" is not a date: value does not fit`,
			}},
		{name: "a rule", templates: `["{day=:<when>}", "on {day=:<when>}"]`, rules: "when: [tomorrow, soon]\n", prompts: []string{"on tomorrow", "tomorrow"},
			want: []string{`rules/r.yaml:1:18: parameter "day" cannot read these words, so no prompt has them: "soon" is not a date: value does not fit`}},
		{name: "parts of some words", templates: `["{day=:(next|unlike) friday} ok"]`,
			want: []string{`templates/t.yaml:2:20: parameter "day" cannot read 1 of 2 ways to say this, so no prompt has them: "unlike friday" is not a date: value does not fit`}},
		{name: "templates left out", templates: `[now, "{day=:soon} ok", "a [{day=:later}|{guests=:two}] b"]`, prompts: []string{"a b", "a two b", "now"},
			want: []string{
				`templates/t.yaml:2:25: parameter "day" cannot read these words, so no prompt has them: "soon" is not a date: value does not fit`,
				`templates/t.yaml:2: the template is left out: none of its prompts has words that its parameters can read`,
				`templates/t.yaml:2:46: parameter "day" cannot read these words, so no prompt has them: "later" is not a date: value does not fit`,
			}},
		{name: "a named optional", templates: `["[x?: by {day=:soon}|at] noon [x?: sharp]"]`, prompts: []string{"at noon sharp", "noon"},
			want: []string{`templates/t.yaml:2:28: parameter "day" cannot read these words, so no prompt has them: "soon" is not a date: value does not fit`}},
		{name: "a generator", templates: `["{guests:many} of us"]`, lexicon: "many: [two, {integer: {min: 9, max: 12}}]\n",
			want: []string{`lexicons/l.yaml:1: parameter "guests" cannot read 4 of 8 ways to say this, so no prompt has them: 11 is above 10: value does not fit`}},
		{name: "a generator of another type", templates: `[now, "{guests:many} of us"]`, lexicon: "many: [{email: {}}]\n", prompts: []string{"now"},
			want: []string{
				`lexicons/l.yaml:1: parameter "guests" cannot read about 100 % of these words, so no prompt has them: "anna.smith@example.com" is not a number: value does not fit`,
				`templates/t.yaml:2: the template is left out: none of its prompts has words that its parameters can read`,
			}},
	} {
		files := map[string]string{"actions.yaml": actions, "lexicons/people.yaml": c.lexicon, "templates/t.yaml": "action: book\ntemplates: " + c.templates + "\n", "rules/r.yaml": c.rules}
		if c.lexicon != "" {
			files["lexicons/l.yaml"], files["lexicons/people.yaml"] = c.lexicon, ""
		}
		p, err := Load(withFiles(files), "test")
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var got []string
		for _, f := range p.Warnings() {
			if f.Check == pack.Unreadable || f.Check == pack.LeftOut {
				got = append(got, f.Error())
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.name, diff)
		}
		if len(c.prompts) == 0 { // some derivations of a kept part cannot be read
			continue
		}
		var texts []string
		for _, row := range all(t, p) {
			text, _, _ := strings.Cut(row, " → ")
			texts = append(texts, text)
		}
		if diff := cmp.Diff(c.prompts, texts); diff != "" {
			t.Errorf("%s: -want +got\n%s", c.name, diff)
		}
	}
}
