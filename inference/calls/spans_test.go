package calls

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset/action"
)

// constrained opens the bundled model, whose vocabulary has ASCII only, under its own
// schema.
func constrained(t *testing.T) *Model {
	t.Helper()
	m, err := Open(t.Context(), bundled, Options{Constrain: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}

// TestSpansAreThePrompts: an argument has the characters of the prompt, also those that
// the vocabulary lacks, and whole words.
func TestSpansAreThePrompts(t *testing.T) {
	m := constrained(t)
	for _, c := range []struct{ prompt, want string }{
		{"send 20 dollars to Jürgen Müller", `transfer_money(amount="20 dollars", recipient="Jürgen Müller")`},
		{"pay 30 dollars to Peña", `transfer_money(amount="30 dollars", recipient="Peña")`},
		{"send 20 dollars to Łukasz", `transfer_money(amount="20 dollars", recipient="Łukasz")`},
		{"send 20 dollars to O’Brien", `transfer_money(amount="20 dollars", recipient="O’Brien")`},
		{"send 20 dollars to José", `transfer_money(amount="20 dollars", recipient="José")`},
		{"send 20 dollars to Jose\u0301", "transfer_money(amount=\"20 dollars\", recipient=\"Jose\u0301\")"},
		{"send 20 dollars to Иван", `transfer_money(amount="20 dollars", recipient="Иван")`},
		{"send 20 dollars to 李明", `transfer_money(amount="20 dollars", recipient="李明")`},
		{"send 20 dollars to  Jürgen\t Müller", "transfer_money(amount=\"20 dollars\", recipient=\"Jürgen\t Müller\")"},
		{"send 20 dollars to ﬁona", `transfer_money(amount="20 dollars", recipient="ﬁona")`},
		{"send 20 dollars to “Jürgen”", `transfer_money(amount="20 dollars", recipient="Jürgen")`},
		{"move 20€ to José", `transfer_money(amount="20€", recipient="José")`},
		{"change my email to zoë.müller@exämple.com", `update_contact(contact=email, value="zoë.müller@exämple.com")`},
	} {
		p, err := m.Answer(t.Context(), c.prompt)
		if err != nil || p.Output != c.want {
			t.Errorf("%q: %s %v, want %s", c.prompt, p.Output, err, c.want)
		}
	}
}

// TestSpansAreWords: whatever is asked, arguments are words of the prompt, and none
// ends inside a word or a number.
func TestSpansAreWords(t *testing.T) {
	m := constrained(t)
	schema := m.Schema()
	r := rand.New(rand.NewPCG(5, 6))
	alphabets := [][]string{{"e\u0301", "o"}}
	for _, letters := range []string{"abcdeOP", "éüŁñøßﬁ", "Иванч", "αλέ", "0123456789", "５１", "علي", "김민수"} {
		alphabets = append(alphabets, strings.Split(letters, ""))
	}
	word := func() string {
		var b strings.Builder
		for range 1 + r.IntN(3) {
			letters := alphabets[r.IntN(len(alphabets))]
			for range 1 + r.IntN(3) {
				b.WriteString(letters[r.IntN(len(letters))])
			}
			if r.IntN(6) == 0 {
				b.WriteString([]string{"'", "-", ".", ",", "’", "\"", "🦊", "€", "\u200d", " ", "\u00a0"}[r.IntN(11)])
			}
		}
		return b.String()
	}
	var asked []Prompt
	for range 400 {
		text := fmt.Sprintf([]string{"send %s dollars to %s", "pay %s to %s!", "%s %s", "what did I spend at %s on %s?", "change my email to %s (%s)"}[r.IntN(5)], word(), word())
		asked = append(asked, Prompt{Text: text})
	}
	spans := 0
	for _, p := range collect(t, m.Predict(t.Context(), stream(asked...))) {
		if why := invalid(schema, p.Text, p.Output); why != "" {
			t.Errorf("%q: %s: %s %s", p.Text, p.Output, why, p.Error)
			continue
		}
		raw, _ := action.ParseTarget(p.Output)
		for _, c := range raw {
			for _, a := range c.Args {
				if spans++; a.Quoted && !whole(p.Text, a.Text) {
					t.Errorf("%q: %q is cut out of a word", p.Text, a.Text)
				}
			}
		}
	}
	if spans < 200 {
		t.Errorf("%d arguments, want many", spans)
	}
}

// whole reports whether a text is somewhere in the prompt without a letter or digit
// that goes on.
func whole(prompt, text string) bool {
	wordly := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) }
	for at := 0; ; {
		i := strings.Index(prompt[at:], text)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(prompt[:at+i])
		behind, _ := utf8.DecodeRuneInString(prompt[at+i+len(text):])
		first, _ := utf8.DecodeRuneInString(text)
		last, _ := utf8.DecodeLastRuneInString(text)
		if !(wordly(before) && wordly(first)) && !(wordly(last) && wordly(behind)) {
			return true
		}
		at += i + 1
	}
}
