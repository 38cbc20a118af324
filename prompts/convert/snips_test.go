package convert_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/prompts/convert"
)

const flights = `---
type: intent
name: search
slots:
- {name: from, entity: city}
- {name: when, entity: snips/datetime}
utterances:
- from [from](Paris) to [to:city]
- "[from] [when]"
- at [to](Rome) [when](tomorrow)
---
type: entity
name: city
automatically_extensible: false
values:
- london
- [New York, big apple]
`

// TestSnipsExamples: what is implicit takes the words of its entity in turn,
// and values of a closed entity have names.
func TestSnipsExamples(t *testing.T) {
	im := mustRead(t, "snips", flights, convert.Options{})
	want := []string{
		`from Paris to london → search(from=Paris, to=london) from@5:10 to@14:20`,
		`New York tomorrow → search(from=New York, when="tomorrow") from@0:8 when@9:17`,
		`at Rome tomorrow → search(to=Rome, when="tomorrow") to@3:7 when@8:16`,
	}
	if diff := cmp.Diff(want, lines(examples(t, im))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"london", "New York", "Paris", "Rome"}, im.Schema().Action("search").Param("from").Enum); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got := all(t, im)["search"]; len(got) != 5+5+1 {
		t.Errorf("%d prompts: %q", len(got), texts(got))
	}
	wide := all(t, mustRead(t, "snips", flights, convert.Options{Generalize: true}))["search"]
	if len(wide) != 25+5+5 {
		t.Errorf("generalized, %d prompts: %q", len(wide), texts(wide))
	}
}

// TestSnipsKinds: a built-in entity is the parameter that reads all its values.
func TestSnipsKinds(t *testing.T) {
	for _, c := range []struct{ entity, values, typ, format string }{
		{"snips/datetime", "tomorrow|march 3rd", "string", "date"},
		{"snips/datetime", "tomorrow|last month", "string", "period"},
		{"snips/datetime", "tomorrow|at 5 pm sharp", "string", "text"},
		{"snips/amountOfMoney", "5 dollars|€20", "string", "money"},
		{"snips/amountOfMoney", "a lot", "string", "text"},
		{"snips/number", "two|12", "number", ""},
		{"snips/number", "many", "string", "text"},
		{"snips/temperature", "20 degrees", "string", "text"},
		{"city", "5 dollars", "string", "text"},
	} {
		text := "type: intent\nname: a\nutterances:\n"
		for i, v := range splitBar(c.values) {
			text += "- x" + string(rune('a'+i)) + " [s:" + c.entity + "](" + v + ")\n"
		}
		im := mustRead(t, "snips", text, convert.Options{})
		if p := im.Schema().Actions[0].Params[0]; p.Type != c.typ || p.Format != c.format || !p.Required {
			t.Errorf("%s %s: %s %q, required %v", c.entity, c.values, p.Type, p.Format, p.Required)
		}
		p, _ := load(t, im)
		if n := len(draw(t, p, 10, 1)); n != len(splitBar(c.values)) {
			t.Errorf("%s %s: %d prompts", c.entity, c.values, n)
		}
		examples(t, im)
	}
}

// TestSnipsLanguage: JSON names its language, unless the user does.
func TestSnipsLanguage(t *testing.T) {
	text := `{"language": "fr", "intents": {"a": {"utterances": [{"data": [{"text": "salut "}, {"text": "\ud83d\udc4b été", "entity": "e", "slot_name": "s"}]}]}}, "entities": {"e": {"data": [], "use_synonyms": true, "automatically_extensible": true, "matching_strictness": 1.0}}}`
	for given, want := range map[string]string{"": "fr", "de": "de"} {
		im := mustRead(t, "snips", text, convert.Options{Language: given})
		if p, _ := load(t, im); p.Language != want {
			t.Errorf("language %q, want %q", p.Language, want)
		}
		if got := lines(examples(t, im)); got[0] != `salut 👋 été → a(s="👋 été") s@6:11` {
			t.Errorf("%q", got)
		}
	}
}
