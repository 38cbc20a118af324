package calls

import (
	"testing"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference"
)

// TestHome: the second bundled model has 8-bit files alone, loads without a word
// on precision, and answers what people say at home. Names that no lexicon has
// are copied.
func TestHome(t *testing.T) {
	const dir = "../../testdata/models/home"
	m, err := Open(t.Context(), dir, Options{Model: inference.Options{Threads: 2}, Constrain: true})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for text, want := range map[string]string{
		"wake me up at six thirty am tomorrow":          `set_alarm(date="tomorrow", time="six thirty am")`,
		"olly turn off the lights in the kitchen":       `light_off(house_place="kitchen")`,
		"will it rain in lisbon on sunday":              `weather(date="sunday", place_name="lisbon", weather_descriptor="rain")`,
		"play velvet rooftops by the brass lanterns":    `play_music(artist_name="the brass lanterns", song_name="velvet rooftops")`,
		"remind me to water the ferns tomorrow":         `add_event(date="tomorrow", event_name="water the ferns")`,
		"what does zephyr mean":                         `define(definition_word="zephyr")`,
		"put olives and salt on my grocery list":        `add_to_list(list_name="grocery")`,
		"i had such a strange dream about whales today": `none()`,
	} {
		p, err := m.Answer(t.Context(), text)
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if p.Output != want {
			t.Errorf("%q: %s, not %s", text, p.Output, want)
		}
	}
	if _, err := action.Load(dir + "/actions.json"); err != nil {
		t.Error(err)
	}
}
