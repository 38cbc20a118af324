package convert_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/convert"
)

// examples are what a file holds, each held to the schema.
func examples(t *testing.T, im *convert.Import) []dataset.Example {
	t.Helper()
	var out []dataset.Example
	for e, err := range im.Examples() {
		if err != nil {
			t.Fatal(err)
		}
		if err := im.Schema().Verify(&e); err != nil {
			t.Fatal(err)
		}
		if err := e.Validate(); err != nil {
			t.Fatal(err)
		}
		out = append(out, e)
	}
	return out
}

// lines writes what examples say in short: text, target, spans.
func lines(es []dataset.Example) []string {
	var out []string
	for _, e := range es {
		s := e.Text + " → " + e.Target
		for _, slot := range e.Slots {
			s += fmt.Sprintf(" %s@%d:%d", slot.Name, slot.Start, slot.End)
		}
		out = append(out, s)
	}
	return out
}

// rasaYAML makes a file of one intent.
func rasaYAML(examples ...string) string {
	return "nlu:\n- intent: go\n  examples: |\n    - " + strings.Join(examples, "\n    - ") + "\n"
}

func TestRasaAnnotations(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"to [Paris](city)", `to Paris → go(city="Paris") city@3:8`},
		{"to [ Paris ](city) now", `to  Paris  now → go(city="Paris") city@4:9`},
		{`to [Paris]{"entity": "city"}`, `to Paris → go(city="Paris") city@3:8`},
		{`to [Paris]{"entity": "city", "role": "to", "group": "1"}!`, `to Paris! → go(city_to_1="Paris") city_to_1@3:8`},
		{`to [NY](city:New York)`, `to NY → go(city=New York) city@3:5`},
		{`to [NY]{"entity": "city", "value": "New York"}`, `to NY → go(city=New York) city@3:5`},
		{`to [a}b]{"entity": "c", "value": "x } y"}`, `to a}b → go(c="a}b") c@3:6`},
		{`[two][{"entity": "n", "value": 2}, {"entity": "m"}] of`, `two of → go(n=2) n@0:3`},
		{"[x] [] [y](z) (w) ]", `[x] [] y (w) ] → go(z="y") z@7:8`},
		{"[a](p) [b](p) [c](q-r s/t)", `a b c → go(p="a", p_2="b", q_r_s_t="c") p@0:1 p_2@2:3 q_r_s_t@4:5`},
		{"wow 👀 é [été](when) 👩‍👩‍👧 [🍕](food)", `wow 👀 é été 👩‍👩‍👧 🍕 → go(when="été", food="🍕") when@8:11 food@18:19`},
		{`say ["hi"](quote)`, `say "hi" → go(quote="""hi""") quote@4:8`},
		{"hm [...](rest)", "hm ... → go()"},
	} {
		im := mustRead(t, "rasa", rasaYAML(c.text), convert.Options{})
		es := examples(t, im)
		if got := lines(es); len(got) != 1 || got[0] != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
		}
		p, _ := load(t, im)
		drawn := draw(t, p, 1, 1)
		if len(drawn) != 1 || drawn[0].Target != es[0].Target {
			t.Errorf("%s: the pack draws %q", c.text, lines(drawn))
		}
	}
}

// TestRasaOldForms reads the Markdown and the JSON of older versions as the YAML.
func TestRasaOldForms(t *testing.T) {
	want := []string{`to NY → go(city=New York) city@3:5`, `from big apple → go(city=New York) city@5:14`, `bye → bye/now()`}
	want[2] = "bye → bye_now()"
	files := map[string]string{
		"in.md": "<!-- a comment\n## intent:no -->\n## intent:go\n- to [NY](city)\n* from [big apple](city:New York)\n\n## synonym:New York\n- NY\n## intent: bye/now\n- bye\n## regex:zip\n- [0-9]+\n## lookup:city\n  data/cities.txt\n# About\ntext\n",
		"in.json": `{"rasa_nlu_data": {"common_examples": [
			{"text": "to NY", "intent": "go", "entities": [{"start": 3, "end": 5, "value": "NY", "entity": "city"}]},
			{"text": "from big apple", "intent": "go", "entities": [{"start": 5, "end": 14, "value": "New York", "entity": "city"}]},
			{"text": "bye", "intent": "bye/now", "entities": []}],
			"entity_synonyms": [{"value": "New York", "synonyms": ["NY"]}],
			"regex_features": [{"name": "zip", "pattern": "[0-9]+"}], "lookup_tables": [{"name": "city", "elements": ["Oslo"]}]}}`,
	}
	for name := range files {
		im, err := convert.Read([]string{name}, convert.Options{From: "rasa", ReadFile: reader(files)})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, lines(examples(t, im))); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
		if len(im.Notes) != 2 { // of the regex and the lookup
			t.Errorf("%s: notes %v", name, im.Notes)
		}
	}
}

// TestRasaOffsets: offsets are code points where Python wrote them and UTF-16
// code units where JavaScript did.
func TestRasaOffsets(t *testing.T) {
	const want = `👀 café to Zürich 🍕 by [train] → go(city="Zürich", how="train") city@10:16 how@23:28`
	for _, c := range []struct{ name, spans string }{
		{"code points", `{"start": 10, "end": 16, "value": "Zürich", "entity": "city"}, {"start": 23, "end": 28, "value": "train", "entity": "how"}`},
		{"code units", `{"start": 25, "end": 30, "value": "train", "entity": "how"}, {"start": 11, "end": 17, "value": "Zürich", "entity": "city"}`},
		{"code units, another value", `{"start": 11, "end": 17, "value": "Zürich", "entity": "city"}, {"start": 25, "end": 30, "value": "train", "entity": "how"}`},
	} {
		text := `{"rasa_nlu_data": {"common_examples": [{"text": "\ud83d\udc40 café to Zürich 🍕 by [train]", "intent": "go", "entities": [` + c.spans + `]}]}}`
		if got := lines(examples(t, mustRead(t, "rasa", text, convert.Options{}))); len(got) != 1 || got[0] != want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, want)
		}
	}
	for _, c := range []struct{ name, spans, want string }{
		{"named, code points", `{"start": 5, "end": 7, "value": "New York", "entity": "city"}`, "👀 to NY → go(city=New York) city@5:7"},
		{"named, code units", `{"start": 6, "end": 8, "value": "New York", "entity": "city"}`, "👀 to NY → go(city=New York) city@5:7"},
	} {
		text := `{"rasa_nlu_data": {"common_examples": [{"text": "👀 to NY", "intent": "go", "entities": [` + c.spans + `]}]}}`
		if got := lines(examples(t, mustRead(t, "rasa", text, convert.Options{}))); len(got) != 1 || got[0] != c.want {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
	}
}

// TestRasaGeneralize: slots take all words of their entity, roles and lookup
// tables included, and templates that come out the same count for more.
func TestRasaGeneralize(t *testing.T) {
	text := rasaYAML("to [Paris](city)", "to [Rome](city)", `from [NY]{"entity": "city", "role": "from"}`, "by [train](how)") +
		"- lookup: city\n  examples: |\n    - Oslo\n- synonym: NY\n  examples: |\n    - big apple\n"
	im := mustRead(t, "rasa", text, convert.Options{Generalize: true})
	var want []string
	for _, city := range []string{"paris", "rome", "ny", "oslo", "big apple"} {
		want = append(want, "to "+city, "from "+city)
	}
	want = folded(append(want, "by train"))
	if diff := cmp.Diff(want, texts(all(t, im)["go"])); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	_, fsys := load(t, im)
	if got := string(fsys["templates/go.yaml"].Data); !strings.Contains(got, `"2: to {city}"`) {
		t.Errorf("no template weighs two:\n%s", got)
	}
}

// TestNames: names are made valid, unique and the same in any case.
func TestNames(t *testing.T) {
	text := ""
	for i, name := range []string{"a b", "a/b", "A_B", "été", "größe", "1st", "名前", "💰", "null", "a-b.c", "x_"} {
		text += fmt.Sprintf("- intent: %q\n  examples: |\n    - say %d\n", name, i)
	}
	im := mustRead(t, "rasa", "nlu:\n"+text, convert.Options{})
	want := []string{"a_b", "a_b_2", "A_B_3", "ete", "grosse", "_1st", "u540d_u524d", "intent", "null", "a_b_c", "x"}
	if diff := cmp.Diff(want, im.Schema().Names()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	p, _ := load(t, im)
	if got := draw(t, p, 100, 1); len(got) != len(want) {
		t.Errorf("%d examples, want %d", len(got), len(want))
	}
	if d := im.Schema().Action("u540d_u524d").Description; d != "名前" {
		t.Errorf("description %q", d)
	}
}
