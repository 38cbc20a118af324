package filter

import (
	"strings"
	"testing"
)

// example has fields with one value and with several.
func example(field string) []string {
	return map[string][]string{
		"text": {"Please send 50 bucks to Ann"}, "length": {"6"}, "intent": {"transfer_money", "pay_bill"}, "argument": {"amount", "recipient"},
		"source": {"web form"}, "confidence": {"0.75"}, "ref": {`say "hi"`}, "slots": {"2"},
	}[field]
}

func TestMatch(t *testing.T) {
	for text, want := range map[string]bool{
		`text contains please`:          true,
		`text contains "SEND 50"`:       true,
		`text contains bye`:             false,
		`length > 5`:                    true,
		`length>6`:                      false,
		`length >= 6 and length <= 6.0`: true,
		`length = 6.0`:                  true,
		`length < 6`:                    false,
		`has amount`:                    true,
		`has account`:                   false,
		`not has account`:               true,
		`intent = pay_bill`:             true,
		`intent != pay_bill`:            false,
		`intent != none`:                true,
		`source = "web form"`:           true,
		`source = web`:                  false,
		`ref = "say ""hi"""`:            true,
		`missing = x`:                   false,
		`missing != x`:                  true,
		`missing > 1`:                   false,
		`source > 1`:                    false,
		`confidence < 0.8`:              true,
		`has account or has amount`:     true,
		`has account and has amount or has amount`:                 true,
		`has account and (has amount or has amount)`:               false,
		`not (has account or has amount) or not not length = 6`:    true,
		`hasamount = 1 or android = 1 or order = 1 or notable = 1`: false,
		`source = ""`: false,
	} {
		e, err := Parse(text)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if got := e.Match(example); got != want {
			t.Errorf("%s: %t", text, got)
		}
	}
}

func TestParseFaults(t *testing.T) {
	for text, want := range map[string]string{
		``:                                 "a field such as text",
		`text containsbye`:                 `contains is expected after "text"`,
		`length`:                           `one of = != < <= > >= contains is expected after "length"`,
		`length >`:                         `a value is expected after "length >"`,
		`length > long`:                    `a number is expected`,
		`length == 3`:                      `write length = …, with one =`,
		`(length > 3`:                      `")" is expected`,
		`length > 3 length < 9`:            `"and", "or" or the end is expected at "length < 9"`,
		`has`:                              `the name of a parameter`,
		`text contains "open`:              `a value is expected`,
		`"text" contains x`:                `a field such as text`,
		strings.Repeat("(", 200) + "has x": "nested too deep",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestParseFile(t *testing.T) {
	got, err := ParseFile([]byte("# of length\nlong: length > 12\n\n  money talk : has amount and text contains \": now\"\n"), "s.txt")
	if err != nil || len(got) != 2 || got[0].Name != "long" || got[1].Name != "money talk" || got[1].Expr.String() != `has amount and text contains ": now"` {
		t.Errorf("%v %v", got, err)
	}
	for text, want := range map[string]string{
		"a: length > 1\nlength > 12": `s.txt:2: slice "length > 12": a name, a colon`,
		"a=b: length > 1":            `s.txt:1: slice "a=b: length > 1": the name "a=b"`,
		"a: lenght":                  `s.txt:1: slice "a": predicate`,
		"# nothing":                  "s.txt: no slices",
	} {
		if _, err := ParseFile([]byte(text), "s.txt"); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestFields(t *testing.T) {
	e, err := Parse(`has amount and (length > 3 or intent = a or not intent = b)`)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(e.Fields(), " "); got != "argument length intent" {
		t.Error(got)
	}
	if got := strings.Join(e.Wanted("intent"), " "); got != "a b" {
		t.Error(got)
	}
}

// FuzzParse: no text makes Parse or Match panic, and what was read once is read again
// to the same.
func FuzzParse(f *testing.F) {
	for _, text := range []string{`text contains "a ""b"" c" and length > 8`, `not (has amount or intent != x)`, `a=b or c<1 and(d>=2)`, `has`, `((`, `x = é`, "\x00 = \xff"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err != nil {
			return
		}
		got := e.Match(example)
		again, err := Parse(e.String())
		if err != nil || again.Match(example) != got {
			t.Errorf("%q: %v", text, err)
		}
	})
}
