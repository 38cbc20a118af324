package prompts

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTextIsAsWritten: text in a pack is what the file says, whatever type YAML gives it.
func TestTextIsAsWritten(t *testing.T) {
	words := []string{"9:15", "1:1", "16:9", "yes", "no", "on", "off", "y", "n", "007", "0x1F", "1e3", "1_000", "1.50", "+5", ".5", "true", "null", "~", "Null",
		"2026-06-30", "2026-06-30T12:00:00Z", "12:30:45", "http://x.example:80", "-0", ".inf", ".NaN", "0o17", "10.0.0.1:8080"}
	list := "  - " + strings.Join(words, "\n  - ") + "\n"
	for name, files := range map[string]map[string]string{
		"templates":    {"templates/t.yaml": "action: show\ntemplates:\n" + list},
		"rule":         {"rules/r.yaml": "r:\n" + list, "templates/t.yaml": "action: show\ntemplates: [<r>]\n"},
		"flow":         {"rules/r.yaml": "r: [" + strings.Join(words, ", ") + "]\n", "templates/t.yaml": "action: show\ntemplates: [<r>]\n"},
		"alternatives": {"templates/t.yaml": "action: show\ntemplates: [(" + strings.Join(words, "|") + ")]\n"},
		"alias":        {"rules/r.yaml": "r: &r\n" + list + "t: *r\n", "templates/t.yaml": "action: show\ntemplates: [<t>]\n"},
		"lexicon":      {"lexicons/w.yaml": "w:\n" + list, "templates/t.yaml": "action: show\ntemplates: [\"{word:w}\"]\n"},
		"column":       {"lexicons/w.csv": "w\n" + strings.Join(words, "\n") + "\n", "templates/t.yaml": "action: show\ntemplates: [\"{word:w.w}\"]\n"},
		"cell":         {"lexicons/w.csv": "w\n" + strings.Join(words, "|") + "\n", "templates/t.yaml": "action: show\ntemplates: [\"{word:w.w}\"]\n"},
		"enumeration":  {"actions.yaml": "show: {params: {word: {enum: [" + strings.Join(words, ", ") + "]}}}\n", "templates/t.yaml": "action: show\ntemplates: [\"{word}\"]\n"},
		"keys":         {"lexicons/w.yaml": "w:\n  " + strings.Join(words, ": x1\n  ") + ": x1\n", "actions.yaml": "show: {params: {word: {enum: [" + strings.Join(words, ", ") + "]}}}\n", "templates/t.yaml": "action: show\ntemplates: [\"{word:w}\"]\n"},
	} {
		if files["actions.yaml"] == "" {
			files["actions.yaml"] = "show: {params: {word: {}}}\n"
		}
		p := load(t, files)
		got := map[string]bool{}
		for _, row := range all(t, p) {
			text, target, _ := strings.Cut(row, " → ")
			if name == "keys" || name == "enumeration" {
				text = strings.Trim(strings.TrimSuffix(strings.TrimPrefix(target, "show(word="), ")"), `"`)
			}
			got[text] = true
		}
		want := map[string]bool{}
		for _, w := range words {
			want[w] = true
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

// TestTextOfWeights: a digit right behind a number and a colon makes them text.
func TestTextOfWeights(t *testing.T) {
	p := load(t, map[string]string{"rules/r.yaml": "at: [9:15, \"10:30\", \"2: noon\", {text: 11:45, weight: 3}]\n", "templates/t.yaml": "action: show\ntemplates: [\"show <at>[ sharp]\"]\n"})
	want := []string{"show 10:30 sharp → show()", "show 10:30 → show()", "show 11:45 sharp → show()", "show 11:45 → show()",
		"show 9:15 sharp → show()", "show 9:15 → show()", "show noon sharp → show()", "show noon → show()"}
	if diff := cmp.Diff(want, all(t, p)); diff != "" {
		t.Error(diff)
	}
}
