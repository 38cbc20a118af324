package augment

import (
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

func noneSchema(t *testing.T, name string) *action.Schema {
	t.Helper()
	s, err := action.New([]*action.Action{{Name: name, Params: []*action.Param{{Name: "n", Type: "integer"}}}})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// copiesOf are the copies of one prompt for an action without arguments.
func copiesOf(t *testing.T, text, name string, o Options) (out []dataset.Example, stats Stats) {
	t.Helper()
	o.Schema, o.Copies, o.Seed = noneSchema(t, name), 60, 7
	e := dataset.Example{ID: "1", Split: dataset.Train, Text: text, Target: name + "()", Call: &dataset.Call{Name: name, Arguments: map[string]any{}}}
	for c, err := range Run(func(yield func(dataset.Example, error) bool) { yield(e, nil) }, o, &stats) {
		if err != nil {
			t.Fatal(err)
		}
		if c.ID != e.ID {
			out = append(out, c)
		}
	}
	return out, stats
}

// English words are put into English prompts only.
func TestLanguages(t *testing.T) {
	for text, english := range map[string]bool{
		"i want to see my account":               true,
		"show the café near me":                  true,
		"please pay Jürgen":                      true,
		"FREEZE MY CARD":                         true,
		"مرحبا":                                  false,
		"bonjour à tous":                         false,
		"bitte die karte sperren":                false,
		"no me funciona la tarjeta":              false,
		"quero ver o extrato do mês de março":    false,
		"покажи мне баланс":                      false,
		"show 我的余额":                              false,
		"mostra il saldo per favore in italiano": false,
	} {
		if got := looksEnglish(newEdit(&dataset.Example{Text: text}, &setting{})); got != english {
			t.Errorf("%q: English %v, want %v", text, got, english)
		}
		copies, stats := copiesOf(t, text, "act", Options{})
		if (stats.Foreign == 1) == english {
			t.Errorf("%q: %d foreign examples", text, stats.Foreign)
		}
		for _, c := range copies {
			for _, name := range c.Origin.Ops {
				if op, _ := Find([]string{name}); op[0].Language == English && !english {
					t.Errorf("%q got %s: %q", text, name, c.Text)
				}
			}
		}
	}
	if _, stats := copiesOf(t, "nope", "act", Options{Language: English}); stats.Foreign != 0 {
		t.Error("a prompt said to be English is foreign")
	}
	if _, stats := copiesOf(t, "i want to see my account", "act", Options{Language: "de"}); stats.Applied["filler"]+stats.Applied["greeting"] > 0 {
		t.Error("English words in a prompt said to be German")
	}
}

// A greeting or thanks would turn a short answer into another answer.
func TestCourtesyKeepsAnswers(t *testing.T) {
	for _, text := range []string{"nope", "correct", "not really", "no", "yes that's right", "ok then bye", "hello", "no thanks", "thank you so much"} {
		for _, name := range []string{"greeting", "politeness"} {
			if copies, _ := copiesOf(t, text, "deny", Options{Language: English, Ops: named(t, name)}); len(copies) > 0 {
				t.Errorf("%s makes %q of %q", name, copies[0].Text, text)
			}
		}
	}
	for _, text := range []string{"i want to freeze my card", "show my balance", "no i do not want to pay this bill"} {
		if copies, _ := copiesOf(t, text, "act", Options{Language: English, Ops: named(t, "politeness")}); len(copies) == 0 {
			t.Errorf("%q gets no thanks", text)
		}
	}
}

// 2 for to, or 4 for for, would be read as part of a number beside it.
func TestDigitsKeepOffNumbers(t *testing.T) {
	for _, text := range []string{"set it to 50", "wait for five minutes", "in 5 to 10 days", "book it for twenty-two people"} {
		copies, _ := copiesOf(t, text, "act", Options{Language: English, Ops: named(t, "short")})
		for _, c := range copies {
			if strings.Contains(" "+c.Text+" ", " 2 ") || strings.Contains(" "+c.Text+" ", " 4 ") {
				t.Errorf("%q became %q", text, c.Text)
			}
		}
	}
	copies, _ := copiesOf(t, "i want to go to bed", "act", Options{Language: English, Ops: named(t, "short")})
	found := false
	for _, c := range copies {
		found = found || strings.Contains(c.Text, " 2 ")
	}
	if !found {
		t.Error("no copy writes 2 for to")
	}
}

// A typing error leaves an accent that is a character of its own on its letter.
func TestTyposKeepAccents(t *testing.T) {
	copies, _ := copiesOf(t, "cafe\u0301s", "act", Options{Ops: named(t, "typo_swap", "typo_drop", "typo_double")})
	if len(copies) == 0 {
		t.Fatal("no copies")
	}
	for _, c := range copies {
		if !strings.Contains(c.Text, "e\u0301") {
			t.Errorf("%q: %q has lost the letter of its accent", c.Text, "e\u0301")
		}
	}
}
