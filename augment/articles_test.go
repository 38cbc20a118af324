package augment

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestArticles: after a word is changed, the article before it suits it.
func TestArticles(t *testing.T) {
	for _, c := range []struct{ in, from, to, out string }{
		{"i want a refund", "refund", "answer", "i want an answer"},
		{"i want an answer", "answer", "refund", "i want a refund"},
		{"A card please", "card", "account", "An account please"},
		{"A CARD PLEASE", "CARD", "ACCOUNT", "AN ACCOUNT PLEASE"},
		{"wait a minute", "minute", "hour", "wait an hour"},
		{"an old school", "old", "university", "a university school"},
		{"a new offer", "new", "one-time", "a one-time offer"},
		{"a ten percent fee", "ten", "8", "an 8 percent fee"},
		{"a ten dollar fee", "ten", "$11", "an $11 dollar fee"},
		{"a big loan", "big", "1,100", "a 1,100 loan"},
		{"a big loan", "big", "11,000", "an 11,000 loan"},
		{"an 8 pm alarm", "8", "9", "a 9 pm alarm"},
		{"send a text", "text", "sms", "send an sms"},
		{"send a text", "text", "msg", "send a msg"},
		{"give me a new", "new", "honest", "give me an honest"},
		{"a useful tip and a hint", "hint", "idea", "a useful tip and an idea"},
		{"an useful hint", "hint", "answer", "an useful answer"}, // the author's own
		{"plan a is fine", "fine", "good", "plan a is good"},
		{"un a otro", "otro", "uno", "un a uno"},
	} {
		e := mark(t, c.in)
		language := English
		if strings.HasPrefix(c.in, "un ") {
			language = "es"
		}
		op := Op{Name: "change", Contract: Keeps, Phase: Words, Language: language, Do: Func(func(ed *Edit, _ *rand.Rand) bool {
			at := strings.Index(string(ed.Text()), c.from)
			return ed.Replace(at, at+len(c.from), c.to)
		})}
		got, err := Apply(op, e, nil, schema(t))
		if err != nil || got.Text != c.out {
			t.Errorf("%q with %q: %q (%v), want %q", c.in, c.to, got.Text, err, c.out)
		}
	}
}
