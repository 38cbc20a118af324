package action

import (
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
)

const tools = `{"tools": [
 {"type": "function", "function": {"name": "pay", "description": "Pay someone.", "parameters": {"type": "object", "properties": {
  "to": {"type": "string", "format": "person"},
  "amount": {"type": "string", "format": "money", "description": "how much"},
  "account": {"enum": ["checking", "credit_card"]},
  "times": {"type": "integer", "minimum": 1, "maximum": 9},
  "urgent": {"type": "boolean"}}, "required": ["to"], "additionalProperties": false}}},
 {"type": "function", "function": {"name": "none"}}]}`

func mustParse(t testing.TB) *Schema {
	t.Helper()
	s, err := Parse([]byte(tools), "tools.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestParse(t *testing.T) {
	s := mustParse(t)
	if diff := cmp.Diff([]string{"pay", "none"}, s.Names()); diff != "" {
		t.Error(diff)
	}
	var params []string
	for _, p := range s.Action("pay").Params {
		params = append(params, p.Name+" "+p.Type+" "+p.Format)
	}
	if diff := cmp.Diff([]string{"to string person", "amount string money", "account string ", "times integer ", "urgent boolean "}, params); diff != "" {
		t.Errorf("parameters in file order: %s", diff)
	}
	if !s.Action("pay").Param("to").Required || s.Action("pay").Param("amount").Required || s.Action("x") != nil || s.Action("pay").Param("x") != nil {
		t.Error("required or unknown names are wrong")
	}
	bare, err := Parse([]byte("\n "+strings.TrimSuffix(strings.TrimPrefix(tools, `{"tools": `), "}")), "bare")
	if err != nil {
		t.Fatalf("a bare list: %v", err)
	}
	if diff := cmp.Diff(string(s.Tools()), string(bare.Tools())); diff != "" {
		t.Error(diff)
	}
	again, err := Parse(s.Tools(), "again")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s.Actions, again.Actions); diff != "" {
		t.Errorf("written and read again: %s", diff)
	}
}

func TestParseMalformed(t *testing.T) {
	f := func(name, params string) string {
		return `[{"type":"function","function":{"name":"` + name + `","parameters":` + params + `}}]`
	}
	one := func(property string) string { return f("pay", `{"type":"object","properties":{"x":`+property+`}}`) }
	for in, want := range map[string]string{
		``:                                 `t.json:1: not JSON: unexpected end of JSON input`,
		`{`:                                `t.json:1: not JSON`,
		"[\n\n{]":                          `t.json:3: not JSON`,
		`[]`:                               `t.json: no actions`,
		`{}`:                               `t.json: no actions`,
		`{"tools":7}`:                      `t.json: not a tool list`,
		`7`:                                `t.json: not a tool list`,
		f("", `{}`):                        `action ""`,
		f("1a", `{}`):                      `a name has letters, digits`,
		f("a b", `{}`):                     `a name has letters, digits`,
		f("pay", `{"type":7}`):             `not a tool list`,
		f("pay", `{"type":"array"}`):       `tool 1, "pay": parameters are of type "array", not object`,
		f("pay", `{"properties":[]}`):      `properties is not an object`,
		f("pay", `{"properties":{"x":7}}`): `property "x"`,
		f("pay", `{"properties":{},"required":["x"]}`):                     `required parameter "x" is not among the properties`,
		one(`{"type":"object"}`):                                           `parameter "x": type "object" is none of string, integer, number, boolean`,
		one(`{}`):                                                          `type "" is none of`,
		one(`{"type":"integer","enum":["1"]}`):                             `an enumeration of type integer is not supported`,
		one(`{"type":"number","minimum":2,"maximum":1}`):                   `minimum 2 is above maximum 1`,
		one(`{"enum":["a","a"]}`):                                          `enum value "a" is listed twice`,
		one(`{"enum":[""]}`):                                               `enum value "" cannot be written bare`,
		one(`{"enum":["a,b"]}`):                                            `enum value "a,b" cannot be written bare`,
		one(`{"enum":[" a"]}`):                                             `enum value " a" cannot be written bare`,
		one(`{"enum":[1]}`):                                                `t.json`,
		f("pay", `{"properties":{"x y":{"type":"string"}}}`):               `parameter "x y": a name has`,
		`[` + f("a", `{}`)[1:len(f("a", `{}`))-1] + `,` + f("a", `{}`)[1:]: `action "a" is defined twice`,
		f("pay", `{"properties":{"x":{"type":"string"},"x":{"type":"string"}}}`): `parameter "x" is defined twice`,
	} {
		_, err := Parse([]byte(in), "t.json")
		if err == nil || !strings.HasPrefix(err.Error(), "t.json") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %s", in, err, want)
		}
	}
}

func TestLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.json")
	if err := os.WriteFile(path, []byte(tools), 0o666); err != nil {
		t.Fatal(err)
	}
	if s, err := Load(path); err != nil || len(s.Actions) != 2 {
		t.Errorf("%v, %v", s, err)
	}
	if _, err := Load(path + "x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v, want not exist", err)
	}
}

func TestResolve(t *testing.T) {
	s := mustParse(t)
	monday := time.Date(2025, 6, 16, 0, 0, 0, 0, time.UTC)
	raw, err := ParseTarget(`pay(to="My  Mom", amount="fifty bucks", account=Credit Card, times=3, urgent=yes); none()`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Resolve(raw, monday)
	if err != nil {
		t.Fatal(err)
	}
	want := []dataset.Call{{Name: "pay", Arguments: map[string]any{"to": "my mom", "amount": "50 USD", "account": "credit_card", "times": 3.0, "urgent": true}},
		{Name: "none", Arguments: map[string]any{}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, c := range got {
		if err := s.Check(c); err != nil {
			t.Errorf("Check of what Resolve made: %v", err)
		}
	}
	target, err := s.Target([]RawCall{{"pay", []RawArg{{"times", "3", true}, {"to", "mom", false}}}})
	if err != nil || target != `pay(to="mom", times=3)` {
		t.Errorf("%s, %v: schema order, quotes by type", target, err)
	}
	if !s.Owns(got) || s.Owns([]dataset.Call{{Name: "x"}}) {
		t.Error("Owns is wrong")
	}
}

func TestResolveErrors(t *testing.T) {
	s := mustParse(t)
	for in, want := range map[string]error{
		`x()`:                       ErrUnknownAction,
		`pay(to="a", x=1)`:          ErrUnknownParam,
		`pay(to="a", to="b")`:       ErrDuplicate,
		`pay(amount="5")`:           ErrMissingParam,
		`pay(to="a", times=10)`:     ErrValue,
		`pay(to="a", times=0)`:      ErrValue,
		`pay(to="a", times=1.5)`:    ErrValue,
		`pay(to="a", account=x)`:    ErrValue,
		`pay(to="a", urgent=maybe)`: ErrValue,
		`pay(to="")`:                ErrValue,
	} {
		raw, err := ParseTarget(in)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Resolve(raw, time.Time{}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", in, err, want)
		}
	}
	for _, c := range []struct {
		raw  RawCall
		want error
	}{{RawCall{Name: "x"}, ErrUnknownAction}, {RawCall{"pay", []RawArg{{"x", "1", false}}}, ErrUnknownParam}} {
		if _, err := s.Target([]RawCall{c.raw}); !errors.Is(err, c.want) {
			t.Errorf("Target %v: %v, want %v", c.raw, err, c.want)
		}
	}
}

func TestCheck(t *testing.T) {
	s := mustParse(t)
	pay := func(args map[string]any) dataset.Call { return dataset.Call{Name: "pay", Arguments: args} }
	for _, c := range []struct {
		call dataset.Call
		want error
	}{
		{pay(map[string]any{"to": "mom", "amount": "50 USD", "times": 2.0, "urgent": false}), nil},
		{dataset.Call{Name: "x"}, ErrUnknownAction},
		{pay(map[string]any{}), ErrMissingParam},
		{pay(map[string]any{"to": "mom", "x": 1.0}), ErrUnknownParam},
		{pay(map[string]any{"to": "Mom"}), ErrValue},
		{pay(map[string]any{"to": "mom", "amount": "fifty bucks"}), ErrValue},
		{pay(map[string]any{"to": "mom", "times": "2"}), ErrValue},
		{pay(map[string]any{"to": "mom", "times": 99.0}), ErrValue},
		{pay(map[string]any{"to": "mom", "times": []any{}}), ErrValue},
		{pay(map[string]any{"to": nil}), ErrMissingParam},
		{pay(map[string]any{"to": "mom", "amount": nil, "x": nil}), nil},
	} {
		if err := s.Check(c.call); !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%v: %v, want %v", c.call, err, c.want)
		}
	}
}

// TestNewRefuses: YAML can say what JSON cannot write.
func TestNewRefuses(t *testing.T) {
	for _, bound := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		_, err := New([]*Action{{Name: "a", Params: []*Param{{Name: "p", Type: "number", Maximum: &bound}}}})
		if err == nil || !strings.Contains(err.Error(), "not a finite number") {
			t.Errorf("maximum %v: error %v", bound, err)
		}
	}
	if _, err := New([]*Action{nil}); err == nil {
		t.Error("an action that is nil was taken")
	}
}
