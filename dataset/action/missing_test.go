package action

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
)

const asking = `{"tools":[{"type":"function","function":{"name":"pay","parameters":{"type":"object","properties":{
 "amount":{"type":"string","format":"money","x-ask":"how much?"},"to":{"type":"string","x-ask":"to whom?"},"from":{"type":"string"},"note":{"type":"string"},"on":{"type":"string","format":"date","x-ask":"when?"}},
 "required":["amount","to","from"],"additionalProperties":false}}}]}`

// TestAsk: a call may lack a required parameter that the assistant asks for, and no
// other.
func TestAsk(t *testing.T) {
	s, err := Parse([]byte(asking), "t")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Parse(s.Tools(), "t"); err != nil || again.Action("pay").Param("to").Ask != "to whom?" {
		t.Errorf("x-ask is lost: %v\n%s", err, s.Tools())
	}
	for _, c := range []struct {
		target  string
		missing string
		err     error
	}{
		{`pay(amount="$5", to="bob", from="savings", on="2025-07-01")`, "", nil},
		{`pay(to="bob", from="savings")`, "amount on", nil},
		{`pay(from="savings", note="rent")`, "amount to on", nil},
		{`pay(amount="$5")`, "to from on", ErrMissingParam},
	} {
		raw, err := ParseTarget(c.target)
		if err != nil {
			t.Fatal(err)
		}
		calls, err := s.Resolve(raw, time.Date(2025, time.June, 16, 0, 0, 0, 0, time.UTC))
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", c.target, err, c.err)
		}
		call := dataset.Call{Name: "pay", Arguments: map[string]any{}}
		for _, arg := range raw[0].Args {
			call.Arguments[arg.Name] = arg.Text
		}
		if calls != nil {
			call = calls[0]
			e := &dataset.Example{Text: "x", Target: c.target, Call: &call, Ref: "2025-06-16"}
			if err := s.Verify(e); err != nil {
				t.Errorf("%s: %v", c.target, err)
			}
		}
		var missing []string
		for _, p := range s.Missing(call) {
			missing = append(missing, p.Name)
		}
		if diff := cmp.Diff(c.missing, strings.Join(missing, " ")); diff != "" {
			t.Errorf("%s: %s", c.target, diff)
		}
	}
	strict, err := Parse([]byte(strings.NewReplacer(`,"x-ask":"how much?"`, "", `,"x-ask":"to whom?"`, "").Replace(asking)), "t")
	if err != nil {
		t.Fatal(err)
	}
	open := dataset.Call{Name: "pay", Arguments: map[string]any{"from": "savings"}}
	if strict.Check(open) == nil {
		t.Error("a call lacks what nobody asks for")
	}
	if strict.AskAs(s); strict.Check(open) != nil || strict.Action("pay").Param("from").Ask != "" {
		t.Errorf("does not ask as another schema: %v", strict.Check(open))
	}
	if s.Missing(dataset.Call{Name: "fly"}) != nil {
		t.Error("a call of an unknown action lacks something")
	}
}
