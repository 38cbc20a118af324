package expand

import (
	"slices"
	"testing"
)

func TestForms(t *testing.T) {
	for _, c := range []struct{ verb, gerund, participle, past, third string }{
		{"book", "booking", "booked", "booked", "books"},
		{"move", "moving", "moved", "moved", "moves"},
		{"cancel", "canceling", "canceled", "canceled", "cancels"},
		{"turn off", "turning off", "turned off", "turned off", ""},
		{"set up", "setting up", "set up", "set up", ""},
		{"stop", "stopping", "stopped", "stopped", "stops"},
		{"copy", "copying", "copied", "copied", "copies"},
		{"pay", "paying", "paid", "paid", "pays"},
		{"freeze", "freezing", "frozen", "froze", "freezes"},
		{"see", "seeing", "seen", "saw", "sees"},
		{"switch", "switching", "switched", "switched", "switches"},
	} {
		got := []string{gerund(c.verb), participle(c.verb), past(c.verb)}
		want := []string{c.gerund, c.participle, c.past}
		if c.third != "" {
			got, want = append(got, third(c.verb)), append(want, c.third)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", c.verb, got, want)
		}
	}
}

func TestAwkward(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"book it on tomorrow", true}, {"book it for at nine", true}, {"book the my room", true}, {"a room room", true}, {"the to do", true},
		{"book it on friday at nine", false}, {"ok, ok book it", false}, {"turn it on in the kitchen", false}, {"on this friday", false},
		{"no, no room", false}, {"turn it on at nine", false}, {"book it in on friday", true},
	} {
		if got := awkward(c.text); (len(got) > 0) != c.want {
			t.Errorf("%q: %q", c.text, got)
		}
	}
}
