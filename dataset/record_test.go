package dataset

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// valid is an example without a fault.
func valid() Example {
	e := Example{Split: Train, Text: "zoë: show my savings for march", Target: `get_statement(account=savings, period="march")`,
		Call:  &Call{Name: "get_statement", Arguments: map[string]any{"account": "savings", "period": "2025-03"}},
		Slots: []Slot{{Name: "account", Value: "savings", Start: 13, End: 20}, {Name: "period", Value: "march", Start: 25, End: 30}}, Ref: "2025-06-16",
		Origin: &Origin{Pack: "banking@1", Template: "t.yaml:1", Ops: []string{"case"}}}
	e.ID = e.Fingerprint()
	return e
}

func TestValidate(t *testing.T) {
	slot := func(s Slot) func(*Example) { return func(e *Example) { e.Slots = []Slot{s} } }
	for _, c := range []struct {
		name string
		make func(*Example)
		want string
	}{
		{"valid", func(*Example) {}, ""},
		{"no slots", func(e *Example) { e.Slots = nil }, ""},
		{"no split", func(e *Example) { e.Split = "" }, ""},
		{"to the end", slot(Slot{Name: "period", Value: "march", Start: 25, End: 30}), ""},
		{"text", func(e *Example) { *e = Example{ID: "a", Call: e.Call} }, "text is empty"},
		{"UTF-8", func(e *Example) { e.Text, e.Slots = "\xff", nil }, "text is not UTF-8"},
		{"id", func(e *Example) { e.ID = "" }, "id is missing"},
		{"split", func(e *Example) { e.Split = "validation" }, `split "validation" is none of train, dev, test`},
		{"call", func(e *Example) { e.Call = nil }, "call is missing"},
		{"name", func(e *Example) { e.Call = &Call{} }, "call has no name"},
		{"second name", func(e *Example) { e.Call, e.Calls = nil, []Call{{Name: "a"}, {}} }, "call has no name"},
		{"date", func(e *Example) { e.Ref = "16 June" }, `reference_date "16 June" is not YYYY-MM-DD`},
		{"slot name", slot(Slot{Value: "zoë", End: 3}), "slot at 0:3 has no name"},
		{"elsewhere", slot(Slot{Name: "period", Value: "march", Start: 24, End: 29}), `slot "period": value "march" is not at 24:29, which holds " marc"`},
		{"bytes", slot(Slot{Name: "period", Value: "march", Start: 26, End: 31}), `slot "period": 26:31 is outside the text of 30 characters`},
		{"empty", slot(Slot{Name: "period", Start: 4, End: 4}), `slot "period": 4:4 is outside the text of 30 characters`},
		{"reversed", slot(Slot{Name: "period", Value: "x", Start: 4, End: 2}), `slot "period": 4:2 is outside the text of 30 characters`},
		{"negative", slot(Slot{Name: "period", Value: "x", Start: -1, End: 2}), `slot "period": -1:2 is outside the text of 30 characters`},
		{"no such call", slot(Slot{Name: "period", Value: "march", Start: 25, End: 30, Call: 1}), `slot "period": there is no call 1`},
		{"negative call", slot(Slot{Name: "period", Value: "march", Start: 25, End: 30, Call: -1}), `slot "period": there is no call -1`},
		{"all faults", func(e *Example) { e.ID, e.Ref, e.Slots = "", "x", nil }, "id is missing; reference_date \"x\" is not YYYY-MM-DD"},
	} {
		e := valid()
		c.make(&e)
		got := ""
		if err := e.Validate(); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	e := valid()
	e.Slots[0].Start = 0
	if !errors.Is(e.Validate(), ErrSlotSpan) {
		t.Error("a misplaced slot is no ErrSlotSpan")
	}
}

func TestSpan(t *testing.T) {
	const text = "aé🙂z"
	for _, c := range []struct {
		start, end int
		want       string
		ok         bool
	}{
		{0, 4, text, true}, {1, 2, "é", true}, {2, 3, "🙂", true}, {3, 4, "z", true}, {2, 4, "🙂z", true},
		{0, 0, "", false}, {2, 1, "", false}, {-1, 1, "", false}, {3, 5, "", false}, {4, 5, "", false}, {9, 10, "", false},
	} {
		if got, ok := Span(text, c.start, c.end); got != c.want || ok != c.ok {
			t.Errorf("%d:%d: %q %v, want %q %v", c.start, c.end, got, ok, c.want, c.ok)
		}
	}
}

func TestCalls(t *testing.T) {
	var e Example
	if e.Want() != nil || e.Intent() != "" {
		t.Errorf("an example without calls wants %v, %q", e.Want(), e.Intent())
	}
	one, two := []Call{{Name: "a"}}, []Call{{Name: "b"}, {Name: "c"}}
	for _, calls := range [][]Call{one, two, one} {
		e.SetCalls(calls)
		if diff := cmp.Diff(calls, e.Want()); diff != "" || e.Intent() != calls[0].Name {
			t.Errorf("%s, intent %q", diff, e.Intent())
		}
		if (e.Call != nil) == (e.Calls != nil) {
			t.Errorf("calls are stored twice or not at all: %+v", e)
		}
	}
}

func TestReference(t *testing.T) {
	e := valid()
	if got := e.Reference().Format("2006-01-02"); got != e.Ref {
		t.Errorf("%s, want %s", got, e.Ref)
	}
	for _, ref := range []string{"", "June"} {
		if e.Ref = ref; !e.Reference().IsZero() {
			t.Errorf("%q: %v, want the zero time", ref, e.Reference())
		}
	}
}

// TestClone changes everything that can be changed in a copy.
func TestClone(t *testing.T) {
	one, several := valid(), valid()
	several.SetCalls([]Call{{Name: "a", Arguments: map[string]any{"x": "1"}}, {Name: "b"}})
	for _, e := range []Example{one, several, {Text: "bare"}} {
		before, err := e.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		c := e.Clone()
		for i := range c.Slots {
			c.Slots[i].Name = "changed"
		}
		for _, call := range c.Want() {
			call.Arguments["changed"] = true
		}
		for i := range c.Calls {
			c.Calls[i].Name = "changed"
		}
		if c.Call != nil {
			c.Call.Name = "changed"
		}
		if c.Origin != nil {
			c.Origin.Parent, c.Origin.Ops[0] = "changed", "changed"
		}
		after, err := e.AppendJSON(nil)
		if err != nil || string(after) != string(before) {
			t.Errorf("the original changed (%v):\n%s\n%s", err, before, after)
		}
	}
}

func TestFingerprint(t *testing.T) {
	e := valid()
	id := e.Fingerprint()
	if len(id) != 23 || !strings.HasPrefix(id, "ex_") {
		t.Errorf("id %q is not ex_ and 20 hex digits", id)
	}
	same := valid()
	same.Split, same.ID, same.Slots, same.Origin.Template = Test, "", nil, "elsewhere.yaml:9"
	if same.Fingerprint() != id {
		t.Error("split or template changed the id")
	}
	for name, change := range map[string]func(*Example){
		"text":     func(e *Example) { e.Text += "!" },
		"target":   func(e *Example) { e.Target += "!" },
		"parent":   func(e *Example) { e.Origin.Parent = "ex_1" },
		"boundary": func(e *Example) { e.Text, e.Target = e.Text+e.Target[:1], e.Target[1:] },
	} {
		other := valid()
		if change(&other); other.Fingerprint() == id {
			t.Errorf("%s: the id is the same", name)
		}
	}
}

func TestMargins(t *testing.T) {
	for margin, right := range map[float32]bool{0: true, 1: true, 1.5: false, -0.1: false} {
		if err := (&Prediction{ID: "a", Margins: []float32{margin}}).Validate(); (err == nil) != right {
			t.Errorf("%v: %v", margin, err)
		}
	}
}

func TestSignals(t *testing.T) {
	for name, s := range map[string]Signals{
		"":        {LogProb: -1, Min: 0.5, Margin: 1},
		"logprob": {LogProb: 0.1},
		"min":     {Min: 1.5},
		"margin":  {Margin: -1},
		"removed": {Removed: math.NaN()},
		"refusal": {Refusal: 2},
	} {
		err := (&Prediction{ID: "a", Signals: &s}).Validate()
		if (err == nil) != (name == "") || err != nil && !strings.Contains(err.Error(), "signals: "+name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
