package convert_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/prompts/convert"
)

// TestRasaStories: the messages of stories are examples, each after what was said before it
// in its story; they are no templates.
func TestRasaStories(t *testing.T) {
	files := map[string]string{
		"nlu.yml": `nlu:
- intent: book_flight
  examples: |
    - fly to [Rome](city)
    - book a flight
- intent: inform
  examples: |
    - to [Oslo](city)
    - [two](number) people
- intent: bye
  examples: |
    - bye
`,
		"domain.yml": `responses:
  utter_ask_city:
  - text: Which city?
  - text: Where to?
`,
		"stories.yml": `stories:
- story: books
  steps:
  - user: |
      book a flight
    intent: book_flight
  - action: flight_form
  - active_loop: flight_form
  - action: utter_ask_city
  - user: "to [Rome](city)"
    intent: inform
  - slot_was_set: [{city: Rome}]
  - action: utter_how_many
  - bot: Say a number.
  - user: "[two](number) of [us](group)"
    intent: inform
- story: intents alone
  steps:
  - intent: book_flight
  - action: utter_ask_city
  - user: to [Oslo](city)
    intent: inform
  - user: what
    intent: unheard
  - action: utter_ask_city
  - user: bye
    intent: bye
rules:
- rule: bye
  steps:
  - user: bye
    intent: bye
`,
	}
	im, err := convert.Read([]string{"nlu.yml", "stories.yml", "domain.yml"}, convert.Options{From: "rasa", ReadFile: reader(files)})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range examples(t, im) {
		if err := im.Schema().Verify(&e); err != nil {
			t.Errorf("%s: %v", e.Text, err)
		}
		if strings.HasPrefix(e.Origin.Template, "stories.yml") {
			got = append(got, e.Origin.Template+" "+e.Input()+" → "+e.Target)
		}
	}
	want := []string{
		"stories.yml:10 user: book a flight | assistant: Which city? | call: book_flight() | user: to Rome → inform(city=\"Rome\")",
		"stories.yml:15 user: book a flight | assistant: Which city? | user: to Rome | assistant: how many Say a number. | call: inform(city=\"Rome\") | user: two of us → inform(city=\"Rome\", number=\"two\")",
		"stories.yml:26 user: to Oslo | user: what | assistant: Which city? | call: inform(city=\"Oslo\") | user: bye → bye()",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, f := range im.Pack() {
		if strings.Contains(string(f.Data), "of us") {
			t.Errorf("%s: a message of a story is a template:\n%s", f.Name, f.Data)
		}
	}
	var notes []string
	for _, n := range im.Notes {
		notes = append(notes, n.Text)
	}
	for _, want := range []string{"a slot that no example of its intent has", "whose intent has no examples under nlu"} {
		if !strings.Contains(strings.Join(notes, "\n"), want) {
			t.Errorf("no note %q in %q", want, notes)
		}
	}
}
