package redact_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/check"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/redact"
)

// logged is the line of a model that answers an example as the example has it.
func logged(e *dataset.Example) dataset.Logged {
	l := dataset.Logged{ID: e.ID, Text: e.Text, History: e.History, Target: e.Target, Output: e.Target, Call: e.Call, Calls: e.Calls, Ref: e.Ref}
	for _, s := range e.Slots {
		if quoted(e, s) {
			l.Slots = append(l.Slots, s)
		}
	}
	return l
}

// quoted reports whether the target has a slot's words.
func quoted(e *dataset.Example, s dataset.Slot) bool {
	calls, _ := action.ParseTarget(e.Target)
	return slices.Contains(calls[s.Call].Args, action.RawArg{Name: s.Name, Text: s.Value, Quoted: true})
}

// ofRows are the kinds of findings about one row.
var ofRows = []string{check.Record, check.Call, check.Edge, check.Personal, check.Blank, check.Spaces, check.Control, check.Form}

// TestDrawnRows redacts rows of every built-in pack: no value is left as a word, and what
// check finds in the lines is nothing.
func TestDrawnRows(t *testing.T) {
	for _, name := range prompts.Builtin() {
		p, err := prompts.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		r := redact.New([]byte("secret"))
		c := check.New(check.Options{Verify: p.Schema().Verify, Report: func(f *check.Finding) {
			if slices.Contains(ofRows, f.Kind) {
				t.Errorf("%s: %+v", name, *f)
			}
		}})
		n, refused := 0, 0
		for i, tpl := range p.Templates() {
			if i%19 != 0 {
				continue
			}
			for _, e := range p.Sample(tpl, 2, 1) {
				l := logged(&e)
				before := slices.Clone(l.Slots)
				n++
				if err := r.Line(p.Schema(), &l); err != nil {
					refused++
					t.Logf("%s: %q %s: %v", name, e.Text, e.Target, err)
					continue
				}
				for _, s := range before {
					if words(l.Text, s.Value) || strings.Contains(l.Output, `"`+s.Value+`"`) {
						t.Errorf("%s: %q is left: %q → %q %s", name, s.Value, e.Text, l.Text, l.Output)
					}
				}
				if len(l.Slots) != len(before) || l.Slots != nil && l.Origin == nil {
					t.Errorf("%s: %q: slots %v → %v", name, e.Text, before, l.Slots)
				}
				row := l.Example()
				row.ID = fmt.Sprint(name, n)
				c.Add(check.Row{File: name, Line: n, Example: &row})
			}
		}
		if refused > n/50 {
			t.Errorf("%s: %d of %d lines are refused", name, refused, n)
		}
		if _, err := c.Finish(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

// words reports whether a text has words that are no part of longer ones.
func words(s, w string) bool {
	s, w = strings.ToLower(s), strings.ToLower(w)
	for at := 0; ; at++ {
		i := strings.Index(s[at:], w)
		if i < 0 {
			return false
		}
		at += i
		before, after := []rune(s[:at]), []rune(s[at+len(w):])
		if (len(before) == 0 || !letter(before[len(before)-1])) && (len(after) == 0 || !letter(after[0])) {
			return true
		}
	}
}

func letter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func schema(t *testing.T) *action.Schema {
	t.Helper()
	s, err := action.Parse([]byte(`[
		{"name":"pay","parameters":{"type":"object","properties":{
			"amount":{"type":"string","format":"money"},"to":{"type":"string","format":"person"},"date":{"type":"string","format":"date"},
			"account":{"type":"string","enum":["savings","checking"]},"plan":{"type":"string","enum":["net_30","net_60"]},"note":{"type":"string"},"code":{"type":"string","pattern":"^[A-Z]{2}-[0-9]{4}$"}}}},
		{"name":"book","parameters":{"type":"object","properties":{"seats":{"type":"integer","minimum":1,"maximum":9},"contact":{"type":"string","format":"contact"},"name":{"type":"string"}}}},
		{"name":"none","parameters":{"type":"object","properties":{}}}]`), "actions.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// line is what a model with the schema answers with an output.
func line(t *testing.T, s *action.Schema, text, output string, slots ...string) dataset.Logged {
	t.Helper()
	l := dataset.Logged{ID: "1", Text: text, Output: output, Target: output, Ref: "2026-03-02", Slots: []dataset.Slot{}}
	raw, err := action.ParseTarget(output)
	if err != nil {
		t.Fatal(err)
	}
	e := l.Example()
	calls, err := s.Resolve(raw, e.Reference())
	if err != nil {
		t.Fatal(err)
	}
	e.SetCalls(calls)
	l.Call, l.Calls = e.Call, e.Calls
	for i := 0; i < len(slots); i += 2 {
		start := len([]rune(text[:strings.Index(text, slots[i+1])]))
		l.Slots = append(l.Slots, dataset.Slot{Name: slots[i], Value: slots[i+1], Start: start, End: start + len([]rune(slots[i+1]))})
	}
	return l
}

// TestLines redacts lines of every kind. What is gone may stand nowhere in the line.
func TestLines(t *testing.T) {
	s := schema(t)
	tests := []struct {
		name, text, output string
		slots              []string
		gone, stays        []string
	}{
		{"said twice", "Pay Anna Lopez $50, yes Anna Lopez gets $50", `pay(amount="$50", to="Anna Lopez")`, []string{"amount", "$50", "to", "Anna Lopez"}, []string{"Anna", "Lopez", "$50"}, []string{"gets", ", yes "}},
		{"part of a name", "pay anna lopez, anna is my friend", `pay(to="anna lopez")`, []string{"to", "anna lopez"}, []string{"anna", "lopez"}, []string{" is my friend"}},
		{"enumeration", "pay zoë from savings", `pay(to="zoë", account=savings)`, []string{"to", "zoë"}, []string{"zoë"}, []string{" from savings"}},
		{"day", "pay bob tomorrow", `pay(to="bob", date="tomorrow")`, []string{"to", "bob", "date", "tomorrow"}, []string{"bob", "tomorrow"}, nil},
		{"number in words", "book four seats for Smith", `book(seats=4, name="Smith")`, []string{"name", "Smith"}, []string{"four", "Smith", "=4"}, []string{" seats for "}},
		{"pattern", "pay with AB-1234", `pay(code="AB-1234")`, []string{"code", "AB-1234"}, []string{"AB-1234", "1234"}, []string{"pay with "}},
		{"free text", "pay tim, a gift for The Smiths", `pay(to="tim", note="a gift for The Smiths")`, []string{"to", "tim", "note", "a gift for The Smiths"}, []string{"gift", "Smiths", "tim"}, nil},
		{"e-mail", "book for jo.roe@mail.com", `book(contact="jo.roe@mail.com")`, []string{"contact", "jo.roe@mail.com"}, []string{"jo.roe", "mail.com"}, []string{"@"}},
		{"phone", "book for (212) 555-0187", `book(contact="(212) 555-0187")`, []string{"contact", "(212) 555-0187"}, []string{"212", "0187"}, nil},
		{"outside of slots", "pay bob, card 4012 8888 8888 1881, iban DE89 3704 0044 0532 0130 00, mail a@b.de, order 77310, in 2024", `pay(to="bob")`, []string{"to", "bob"},
			[]string{"bob", "4012", "1881", "DE89", "3704", "a@b.de", "77310", "2024"}, []string{", card ", ", in 20"}},
		{"numbers", "pay bob, i have 3 cards and 250 on the 17th at 9:30, or 1,200", `pay(to="bob")`, []string{"to", "bob"}, []string{"250", "17th", "9:30", "1,200"}, []string{"i have 3 cards and ", " at 9:1"}},
		{"links", "pay bob as on https://pay.me/roe?x=1, roes-shop.co.uk or www.roe.io from 10.0.12.7 and fe80:0:0:0:1c2:b3ff", `pay(to="bob")`, []string{"to", "bob"},
			[]string{"pay.me", "roes", "roe.io", "12.7", "fe80", "b3ff"}, []string{" as on https://example.com/", " from 192.0.2."}},
		{"codes", "nothing for 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa or QQ123456C", "none()", nil, []string{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "QQ123456C", "123456"}, []string{"nothing for "}},
		{"names", "hi Grace, my name is Jhon Smith, tom and maria lopez live at 2 elm road in New York, mr okonkwo", "none()", nil,
			[]string{"Grace", "Jhon", "tom", "maria", "lopez", "elm", "New York", "okonkwo"}, []string{"hi ", ", my name is ", " live at ", " road in ", ", mr "}},
		{"words that are names, too", "mark it as said, in the grace period may i pay the bill of a team, dear sir", "none()", nil, nil,
			[]string{"mark it as said, in the grace period may i pay the bill of a team, dear sir"}},
		{"listed numbers", "pay net 30", `pay(plan=net_30)`, nil, nil, []string{"pay net 30"}},
		{"data by the words before it", "my ssn is 078051120, call me at 2125551187", "none()", nil, []string{"078051120", "2125551187"}, []string{"my ssn is 000", ", call me at "}},
		{"ssn", "nothing for 078-05-1120", "none()", nil, []string{"078-05", "1120"}, []string{"nothing for 000-"}},
		{"no slots", "what is the weather", "none()", nil, nil, []string{"what is the weather"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			l := line(t, s, test.text, test.output, test.slots...)
			if err := redact.New([]byte("k")).Line(s, &l); err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(l)
			if err != nil {
				t.Fatal(err)
			}
			for _, gone := range test.gone {
				if words(string(b), gone) {
					t.Errorf("%q is left in %s", gone, b)
				}
			}
			for _, stays := range test.stays {
				if !strings.Contains(l.Text, stays) {
					t.Errorf("%q is gone from %q", stays, l.Text)
				}
			}
			e := l.Example()
			if err := e.Validate(); err != nil {
				t.Error(err)
			}
			if err := s.Verify(&e); err != nil {
				t.Error(err)
			}
			c := check.New(check.Options{Verify: s.Verify, Report: func(f *check.Finding) {
				if slices.Contains(ofRows, f.Kind) {
					t.Errorf("%+v in %q", *f, l.Text)
				}
			}})
			c.Add(check.Row{File: "log", Line: 1, Example: &e})
			if _, err := c.Finish(t.Context()); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestSecondJudge: of what Presidio finds in prompts (make_presidio.py), nothing is left, and
// check finds no data of people in what has come in its place.
func TestSecondJudge(t *testing.T) {
	data, err := os.ReadFile("testdata/presidio.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	s := schema(t)
	r := redact.New([]byte("k"))
	judged := map[string]int{}
	for row := range strings.Lines(string(data)) {
		var prompt struct {
			Text  string
			Found []struct{ Kind, Words string }
		}
		if err := json.Unmarshal([]byte(row), &prompt); err != nil {
			t.Fatal(err)
		}
		l := line(t, s, prompt.Text, "none()")
		if err := r.Line(s, &l); err != nil {
			t.Fatal(err)
		}
		for _, f := range prompt.Found {
			judged[f.Kind]++
			if words(l.Text, f.Words) {
				t.Errorf("%s %q is left: %q → %q", f.Kind, f.Words, prompt.Text, l.Text)
			}
		}
		if personal(t, &l) {
			t.Errorf("%q → %q looks like data of a person", prompt.Text, l.Text)
		}
	}
	if len(judged) < 14 {
		t.Errorf("kinds of data: %v", judged)
	}
}

// personal reports whether check finds data of a person in a line.
func personal(t *testing.T, l *dataset.Logged) (found bool) {
	t.Helper()
	e := l.Example()
	c := check.New(check.Options{Report: func(f *check.Finding) { found = found || f.Kind == check.Personal }})
	c.Add(check.Row{File: "log", Line: 1, Example: &e})
	if _, err := c.Finish(t.Context()); err != nil {
		t.Fatal(err)
	}
	return found
}

// TestSeeds: a line and a secret always give the same line; another secret, id or text
// gives others.
func TestSeeds(t *testing.T) {
	s := schema(t)
	redacted := func(secret, id, text string) string {
		l := line(t, s, text, `pay(to="Anna Lopez")`, "to", "Anna Lopez")
		l.ID = id
		if err := redact.New([]byte(secret)).Line(s, &l); err != nil {
			t.Fatal(err)
		}
		return l.Slots[0].Value
	}
	first := redacted("k", "1", "pay Anna Lopez")
	if again := redacted("k", "1", "pay Anna Lopez"); again != first {
		t.Errorf("%q, then %q", first, again)
	}
	seen := map[string]bool{first: true}
	for i := range 20 {
		seen[redacted("k", fmt.Sprint("id", i), "pay Anna Lopez")] = true
		seen[redacted(fmt.Sprint("k", i), "1", "pay Anna Lopez")] = true
		seen[redacted("k", "1", fmt.Sprint("pay Anna Lopez", strings.Repeat("!", i+1)))] = true
	}
	if len(seen) < 50 {
		t.Errorf("61 lines have %d values", len(seen))
	}
}

// TestHistory: the turns before a prompt say the same values.
func TestHistory(t *testing.T) {
	s := schema(t)
	l := line(t, s, "yes, tomorrow", `pay(to="Anna", date="tomorrow")`, "date", "tomorrow")
	l.History = []dataset.Turn{
		{Role: dataset.User, Text: "pay anna", Target: `pay(to="anna")`, Call: &dataset.Call{Name: "pay", Arguments: map[string]any{"to": "anna"}}},
		{Role: dataset.Assistant, Text: "Anna, when?"}}
	was := l.History[0]
	if err := redact.New(nil).Line(s, &l); err != nil {
		t.Fatal(err)
	}
	to := l.Call.Arguments["to"].(string)
	for _, got := range []string{strings.TrimPrefix(l.History[0].Text, "pay "), l.History[0].Call.Arguments["to"].(string), strings.TrimSuffix(l.History[1].Text, ", when?")} {
		if !strings.EqualFold(got, to) || strings.EqualFold(got, "anna") {
			t.Errorf("%q and %q", got, to)
		}
	}
	if diff := cmp.Diff("pay anna", was.Text); diff != "" {
		t.Error("the turns of the caller are changed")
	}
}

// TestRefused: what cannot be replaced truly is an error, and the line stays.
func TestRefused(t *testing.T) {
	s := schema(t)
	for _, test := range [][2]string{{"book a table for half of us", "book(seats=4)"}, {"pay my sister", `pay(to="Anna")`}} {
		l := line(t, s, test[0], test[1])
		before, _ := json.Marshal(l)
		if err := redact.New(nil).Line(s, &l); err == nil {
			t.Errorf("%v: no error, %s %s", test, l.Text, l.Output)
		}
		if after, _ := json.Marshal(l); string(after) != string(before) {
			t.Errorf("%v: the line is changed", test)
		}
	}
}

// TestAbstained: what the model wrote before its answer became none() has the same values.
func TestAbstained(t *testing.T) {
	s := schema(t)
	l := line(t, s, "pay Anna", "none()")
	wrote := `pay(to="Anna")`
	l.Abstained, l.ID = &wrote, "for-anna"
	if err := redact.New(nil).Line(s, &l); err != nil {
		t.Fatal(err)
	}
	if b, _ := json.Marshal(l); strings.Contains(strings.ToLower(string(b)), "anna") {
		t.Errorf("%s", b)
	}
	if wrote != `pay(to="Anna")` {
		t.Error("the answer of the caller is changed")
	}
	// An output that is no call may have anything in it.
	l = dataset.Logged{Text: "pay Anna", Output: `pay(to="An`}
	if err := redact.New(nil).Line(s, &l); err != nil || l.Output != "" {
		t.Errorf("%q, %v", l.Output, err)
	}
	// Without a schema, whatever has quotes is a value.
	l = dataset.Logged{ID: "1", Text: "pay Anna 5", Output: `pay(to="Anna", n=5)`}
	if err := redact.New(nil).Line(nil, &l); err != nil || strings.Contains(l.Text+l.Output, "Anna") || strings.Contains(l.Text+l.Output, "5") {
		t.Errorf("%q %q, %v", l.Text, l.Output, err)
	}
}
