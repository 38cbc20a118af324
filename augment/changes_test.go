package augment

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

const switches = `{"tools":[
{"name":"light_on","parameters":{"type":"object","properties":{"room":{"type":"string"}}}},
{"name":"light_off","parameters":{"type":"object","properties":{"room":{"type":"string"}}}},
{"name":"volume_up","parameters":{"type":"object","properties":{}}},
{"name":"volume_down","parameters":{"type":"object","properties":{}}},
{"name":"freeze_card","parameters":{"type":"object","properties":{"card":{"type":"string","enum":["debit","credit"]}}}},
{"name":"unfreeze_card","parameters":{"type":"object","properties":{"card":{"type":"string","enum":["debit","credit"]}}}},
{"name":"change_limit","parameters":{"type":"object","properties":{"amount":{"type":"string","format":"money"},"direction":{"type":"string","enum":["increase","decrease"]}}}},
{"name":"transfer","parameters":{"type":"object","properties":{"amount":{"type":"string","format":"money"},
 "from_account":{"type":"string","enum":["checking","savings"]},"to_account":{"type":"string","enum":["checking","savings"]},"date":{"type":"string","format":"date"}}}},
{"name":"bill","parameters":{"type":"object","required":["biller"],"properties":{"biller":{"type":"string"},"date":{"type":"string","format":"date"}}}},
{"name":"hours","parameters":{"type":"object","properties":{"date":{"type":"string","format":"date"}}}},
{"name":"none","parameters":{"type":"object","properties":{}}}]}`

// saidIn makes an example of a text with slots in brackets, [param=words] or
// [param=words/value], and the target before a colon: "light_on: turn on [room=the hall]".
func saidIn(t testing.TB, s *action.Schema, marked string) dataset.Example {
	t.Helper()
	name, rest, _ := strings.Cut(marked, ": ")
	e := dataset.Example{Split: dataset.Train, Ref: "2025-06-16", Slots: []dataset.Slot{}}
	raw := action.RawCall{Name: name}
	if n, args, ok := strings.Cut(name, "("); ok { // arguments without words
		raw.Name = n
		param, value, _ := strings.Cut(strings.TrimSuffix(args, ")"), "=")
		raw.Args = append(raw.Args, action.RawArg{Name: param, Text: value})
	}
	var text []rune
	for rest != "" {
		before, after, found := strings.Cut(rest, "[")
		text = append(text, []rune(before)...)
		if !found {
			break
		}
		var inside string
		inside, rest, _ = strings.Cut(after, "]")
		param, words, _ := strings.Cut(inside, "=")
		words, value, bare := strings.Cut(words, "/")
		if !bare {
			value = words
		}
		raw.Args = append(raw.Args, action.RawArg{Name: param, Text: value, Quoted: !bare})
		e.Slots = append(e.Slots, dataset.Slot{Name: param, Value: words, Start: len(text), End: len(text) + len([]rune(words))})
		text = append(text, []rune(words)...)
	}
	e.Text = string(text)
	var err error
	if e.Target, err = s.Target([]action.RawCall{raw}); err != nil {
		t.Fatal(err)
	}
	parsed, err := action.ParseTarget(e.Target)
	if err != nil {
		t.Fatal(err)
	}
	calls, err := s.Resolve(parsed, e.Reference())
	if err != nil {
		t.Fatal(err)
	}
	e.SetCalls(calls)
	e.ID = e.Fingerprint()
	if err := e.Validate(); err != nil {
		t.Fatal(err)
	}
	return e
}

func switchSchema(t testing.TB) *action.Schema {
	t.Helper()
	s, err := action.Parse([]byte(switches), "switches.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// known are the prompts that the source of the tests knows.
var known = []string{
	"light_on: turn on the lights in [room=the hall]", "light_off: turn off the lights in [room=the hall]", "light_off: lights off now", "light_on: the lights on now",
	"volume_up: turn up the volume", "volume_down: turn down the volume", "volume_down: make it quieter",
	"freeze_card: freeze my [card=debit card/debit]", "unfreeze_card: unfreeze my [card=debit card/debit]", "freeze_card: freeze my card", "unfreeze_card: unfreeze my card",
	"change_limit: [direction=increase/increase] my limit by [amount=$50]", "change_limit: [direction=decrease/decrease] my limit by [amount=$60]",
	"transfer: send [amount=$5] from [from_account=checking/checking] to [to_account=savings/savings]", "transfer: send [amount=$7] to my [to_account=savings/savings]",
	"transfer: send [amount=$7] to my [to_account=savings/savings] [date=tomorrow]", "transfer: send [amount=$9] [date=on monday]",
	"bill: pay [biller=water]", "bill: pay [biller=gas] on [date=friday]", "hours: when do you open", "hours: when do you open on [date=sunday]", "none: sing a song",
}

func knownSource(t testing.TB, s *action.Schema) *Examples {
	x := NewExamples(s, "")
	for _, k := range known {
		e := saidIn(t, s, k)
		x.Add(&e)
	}
	return x
}

// outcomes are the copies that an operation makes of an example, with their targets.
func outcomes(t *testing.T, s *action.Schema, source Source, op string, e dataset.Example) []string {
	t.Helper()
	out := map[string]bool{}
	o := named(t, op)[0]
	for seed := range uint64(60) {
		ed := newEdit(&e, &setting{schema: s, source: source})
		if ed.apply(&o, dataset.NewRand(seed, op)) == nil {
			c := ed.result()
			if err := c.Validate(); err != nil {
				t.Errorf("%s: %q: %v", op, c.Text, err)
			}
			if err := s.Verify(&c); err != nil {
				t.Errorf("%s: %q: %v", op, c.Text, err)
			}
			out[c.Text+" → "+c.Target] = true
		}
	}
	return slices.Sorted(maps.Keys(out))
}

// TestChanges: what the operations that change the call make of a prompt; of some nothing.
func TestChanges(t *testing.T) {
	s := switchSchema(t)
	x := knownSource(t, s)
	for _, c := range []struct {
		op, of string
		want   []string
	}{
		{"counterfactual", "light_on: can you turn on the lights in [room=the hall]", []string{`can you turn off the lights in the hall → light_off(room="the hall")`}},
		{"counterfactual", "light_on: can you turn the lights on please", []string{"can you turn the lights off please → light_off()"}},
		{"counterfactual", "light_on: can you put the lights on the table", nil},
		{"counterfactual", "light_on: it is too dark turn on the lights", nil},
		{"counterfactual", "volume_up: make it louder", []string{"make it quieter → volume_down()", "make it softer → volume_down()"}},
		{"counterfactual", "freeze_card: i want to freeze my [card=debit card/debit]", []string{"i want to unfreeze my debit card → unfreeze_card(card=debit)"}},
		{"counterfactual", "change_limit: can you [direction=increase/increase] my limit by [amount=$50]", []string{`can you decrease my limit by $50 → change_limit(amount="$50", direction=decrease)`}},
		{"counterfactual", "change_limit(direction=increase): i want an increase of my limit by [amount=$50]", []string{`i want a decrease of my limit by $50 → change_limit(amount="$50", direction=decrease)`}},
		{"counterfactual", "transfer: can i send [amount=$5] from [from_account=checking/checking] to [to_account=savings/savings]", []string{
			`can i send $5 from savings to checking → transfer(amount="$5", from_account=savings, to_account=checking)`}},
		{"counterfactual", "transfer: can i send [amount=$5] from my [from_account=checking/checking] to [to_account=savings/savings]", nil},
		{"counterfactual", "bill: please pay [biller=water] now", []string{"please don't pay water now → none()"}},
		{"counterfactual", "bill: pay [biller=water] but not today", nil},
		{"slot_drop", "transfer: send [amount=$7] to my [to_account=savings/savings] [date=tomorrow]", []string{`send $7 to my savings → transfer(amount="$7", to_account=savings)`,
			`send $7 tomorrow → transfer(amount="$7", date="tomorrow")`}},
		{"slot_drop", "hours: when do you open on [date=sunday]", []string{"when do you open → hours()"}},
		{"slot_drop", "hours: do you open for [date=sunday] and monday", nil},
		{"slot_drop", "bill: pay for the bill by [biller=gas]", nil}, // required
		{"slot_drop", "hours: is anyone there on [date=sunday]", nil},
		{"slot_resample", "bill: pay [biller=water] on [date=friday]", []string{`pay gas on friday → bill(biller="gas", date="friday")`, `pay water on sunday → bill(biller="water", date="sunday")`}[:1]},
		{"slot_resample", "bill: pay my [biller=water] bill", nil}, // nothing is known in such a place
		{"near_miss", "freeze_card: please freeze my card", []string{"please freeze my berries → none()", "please freeze my bread dough → none()",
			"please freeze my leftovers → none()", "please freeze my soup → none()"}},
		{"near_miss", "hours: when do you open", nil},
		{"concat", "bill: pay [biller=water] now please", nil}, // no prompt is for several calls
		{"redraw", "bill: pay [biller=water]", nil},
		{"frame", "bill: can you pay [biller=water] now?", nil},
	} {
		got := outcomes(t, s, x, c.op, saidIn(t, s, c.of))
		if c.op == "near_miss" { // those with another verb besides
			got = slices.DeleteFunc(got, func(s string) bool { return strings.Contains(s, "my card") })
		}
		if c.op == "frame" {
			if len(got) < 5 || slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "want") && strings.Contains(s, "?") }) {
				t.Errorf("%q: %q", c.of, got)
			}
			continue
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s of %q: %s", c.op, c.of, diff)
		}
	}
}

// TestWordOrder: phrases move with their prepositions, and what they belong to stays clear.
func TestWordOrder(t *testing.T) {
	s := switchSchema(t)
	x := knownSource(t, s)
	for _, c := range []struct {
		of   string
		want []string
	}{
		{"bill: hi, can you pay [biller=water] on [date=friday] please", []string{`hi, on friday can you pay water please → bill(biller="water", date="friday")`}},
		{"transfer: send [amount=$5] from [from_account=checking/checking] to [to_account=savings/savings] please", []string{
			`send $5 to savings from checking please → transfer(amount="$5", from_account=checking, to_account=savings)`}},
		{"bill: i want to cancel the payment on [date=friday] for [biller=water]", []string(nil)},
		{"hours: are you there until [date=friday]", []string(nil)},
	} {
		if diff := cmp.Diff(c.want, outcomes(t, s, x, "word_order", saidIn(t, s, c.of))); diff != "" {
			t.Errorf("%q: %s", c.of, diff)
		}
	}
}

// TestConcat: two prompts in one have the calls and the slots of both.
func TestConcat(t *testing.T) {
	for _, g := range readGenerated(t) {
		op, n := named(t, "concat")[0], 0
		several := slices.ContainsFunc(g.examples, func(e dataset.Example) bool { return len(e.Calls) > 1 })
		for i := range g.examples {
			e := &g.examples[i]
			ed := newEdit(e, &setting{schema: g.schema, source: g.source})
			if ed.apply(&op, dataset.NewRand(1, e.ID)) != nil {
				continue
			}
			n++
			c := ed.result()
			if len(c.Calls) != 2 || c.Calls[0].Name != e.Intent() || len(c.Slots) < len(e.Slots) || g.schema.Verify(&c) != nil || c.Validate() != nil {
				t.Errorf("%q: %+v", c.Text, c)
			}
		}
		if several != (n > 0) {
			t.Errorf("%d copies, prompts for several calls: %v", n, several)
		}
	}
}

// TestNothingLeaks: a value, a prompt, a set of arguments and an action of another split come
// into no copy.
func TestNothingLeaks(t *testing.T) {
	s := switchSchema(t)
	test := func(marked string) dataset.Example {
		e := saidIn(t, s, marked)
		e.Split = dataset.Test
		return e
	}
	held := []dataset.Example{test("bill: pay [biller=electricity]"), test("bill: pay [biller=gas] [date=tomorrow]"),
		test("light_off: can you turn off the lights in [room=the attic]"), test("transfer: send [amount=$5] from [from_account=savings/savings]")}
	for _, splitBy := range []string{"", "combination"} {
		x := NewExamples(s, splitBy)
		for _, k := range known {
			e := saidIn(t, s, k)
			x.Add(&e)
		}
		for i := range held {
			x.Add(&held[i])
		}
		for _, of := range []string{"bill: pay [biller=water]", "light_on: can you turn on the lights in [room=the hall]"} {
			for _, op := range changeOps {
				for _, got := range outcomes(t, s, x, op.Name, saidIn(t, s, of)) {
					if strings.Contains(got, "electricity") || strings.HasPrefix(got, "can you turn off") {
						t.Errorf("split by %q: %s of %q is held out: %q", splitBy, op.Name, of, got)
					}
				}
			}
		}
		e := saidIn(t, s, "transfer: send [amount=$5] from [from_account=checking/checking]")
		if x.Allows(&e) {
			t.Errorf("a set of arguments that train lacks is allowed")
		}
	}
}

// TestOrderOfExamples: a source is the same, whatever the order in which examples come.
func TestOrderOfExamples(t *testing.T) {
	g := readGenerated(t)[0]
	x := NewExamples(g.schema, "")
	for i := range slices.Backward(g.examples) {
		x.Add(&g.examples[i])
	}
	for i := range g.examples {
		for _, op := range changeOps {
			a, b := newEdit(&g.examples[i], &setting{schema: g.schema, source: g.source}), newEdit(&g.examples[i], &setting{schema: g.schema, source: x})
			errA, errB := a.apply(&op, dataset.NewRand(2, op.Name)), b.apply(&op, dataset.NewRand(2, op.Name))
			if (errA == nil) != (errB == nil) || string(a.Text()) != string(b.Text()) {
				t.Fatalf("%s: %q and %q", op.Name, string(a.Text()), string(b.Text()))
			}
		}
	}
}
