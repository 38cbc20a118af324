package prompts

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDead(t *testing.T) {
	pay := func(templates ...string) map[string]string {
		return map[string]string{"templates/t.yaml": "action: pay\ntemplates:\n  - " + strings.Join(templates, "\n  - ") + "\n"}
	}
	with := func(files map[string]string, name, text string) map[string]string {
		files[name] = text
		return files
	}
	for _, c := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"nothing", pay(`"{to} (a|b|3: c) [x?: d [!y?: e]] [!x?: f]"`, `"{to} b"`, `{text: "{to} {times}", where: "times == 9"}`), ""},
		{"a weight that is too small", pay(`"{to} a"`, `{text: "{to} b", weight: 1e-9}`, `"0.0000000001: {to} c"`),
			"templates/t.yaml:4:13: the template has so small a weight that a dataset of a million rows has none of it: 1e-09, of 1.0000000011 for all templates of pay\n" +
				"templates/t.yaml:5:6: the template has so small a weight that a dataset of a million rows has none of it: 1e-10, of 1.0000000011 for all templates of pay"},
		{"an action with too small a weight", with(pay(`"{to}"`), "templates/u.yaml", "action: show\nweight: 1e-7\ntemplates: [x]\n"),
			"templates/u.yaml:3:13: the template has so small a weight that a dataset of a million rows has none of it: 1, of 1 for all templates of show"},
		{"two that differ in case", with(pay(`"{to} Now <w>"`, `"{to} now <W>"`, `"{to} now <w>"`, `{text: "{to} NOW <w>", weight: 2}`), "rules/r.yaml", "w: [x]\nW: [y]\n"),
			"templates/t.yaml:5:6: the template at t.yaml:3 differs in nothing but case: texts are drawn once, whatever their case\n" +
				"templates/t.yaml:6:13: the template at t.yaml:3 differs in nothing but case: texts are drawn once, whatever their case"},
		{"the same, of a document with rules", map[string]string{"templates/t.yaml": "action: pay\nrules: {w: [x]}\ntemplates: [\"<w> {to}\", \"<w> {to}\"]\n---\naction: pay\nrules: {w: [y]}\ntemplates: [\"<w> {to}\"]\n"},
			"templates/t.yaml:3:26: the same template is at t.yaml:3"},
		{"a condition that none meets", pay(`{text: "{to} {times}", where: "times > 9"}`, `{text: "{to} {amount}", where: "amount > 9000"}`, `{text: "{to} a", where: "times > 9"}`),
			"templates/t.yaml:3: where \"times > 9\": none of the template's 36 prompts meets it\n" +
				"templates/t.yaml:4: where \"amount > 9000\": none of 20000 prompts tried meets it"},
		{"alternatives", with(pay(`"{to} (a|b|a|a) [1%: (c|c)] <w>"`), "rules/r.yaml", "w: [x, y, {text: x, weight: 2}, X]\n"),
			"rules/r.yaml:1:18: the alternative is written twice: give it a weight instead, such as 2: …\n" +
				"templates/t.yaml:3:16: the alternative is written twice: give it a weight instead, such as 2: …\n" +
				"templates/t.yaml:3:29: the alternative is written twice: give it a weight instead, such as 2: …"},
		{"weights", with(with(pay(`"{to:who} (1000: a|0.0001: b) [0.00001%: c] <w>"`), "rules/r.yaml", "w: [x, {text: y, weight: 1e-8}]\n"), "lexicons/l.yaml", "who: [{text: a, weight: 1e5}, {text: b, weight: 1e-6}, c, {pattern: d}]\n"),
			"lexicons/l.yaml:1: lexicon \"who\": \"b\" is chosen once in 1e+11 times: a dataset of a million rows has none of it\n" +
				"rules/r.yaml:1:15: the alternative is chosen once in 1e+08 times: a dataset of a million rows has none of it\n" +
				"templates/t.yaml:3:31: the alternative is chosen once in 1e+07 times: a dataset of a million rows has none of it\n" +
				"templates/t.yaml:3:35: the alternative is chosen once in 1e+07 times: a dataset of a million rows has none of it"},
		{"optionals that contradict", pay(`"{to} [x?: a [!x?: b] [y?: [x?: c] [!y?: d]]] [!x?: [(e|[x?: f])]]"`),
			"templates/t.yaml:3:18: optional \"x\" contradicts the one around it: it is never written\n" +
				"templates/t.yaml:3:40: optional \"y\" contradicts the one around it: it is never written\n" +
				"templates/t.yaml:3:61: optional \"x\" contradicts the one around it: it is never written"},
	} {
		dead, err := load(t, c.files).dead(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, dead.Error()); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
