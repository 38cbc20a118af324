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
		``:                                       `t.json: is empty: a list of tools is wanted`,
		" \n":                                    `t.json: is empty`,
		`{`:                                      `t.json:1: not JSON`,
		"[\n\n{]":                                `t.json:3: not JSON`,
		"{\"name\":\"a\"}\n{\"name\":}":          `t.json:2: not JSON`,
		"[{\"name\":\"a\"},]":                    `a comma before ]`,
		"name,description\n":                     `t.json:1: is not JSON (starts with "name,description")`,
		"[ // tools\n]":                          `it has a comment`,
		`[{"name":"a","strict":True}]`:           `True, False and None are Python's`,
		"- name: a\n":                            `is YAML, not JSON`,
		`{"mcpServers":{"a":{"command":"npx"}}}`: `an object with the keys mcpServers`,
		`[{"type":"web_search"}]`:                `no actions: tool web_search has no parameters`,
		`{"id":"1","output":"a()"}`:              `is a file of predictions`,
		`"[]"`:                                   `t.json: no actions`,
		"[{'name': 'a'}]":                        `text is in single quotes`,
		`[]`:                                     `t.json: no actions`,
		`{}`:                                     `t.json: no actions`,
		`{"tools":null}`:                         `t.json: no actions`,
		`{"tools":[]}`:                           `t.json: no actions`,
		`{"tools":7}`:                            `t.json:1: tools is 7: a list of tools is wanted`,
		`7`:                                      `t.json:1: not a tool list: 7 where a tool is wanted`,
		`[["a"]]`:                                `not a tool list: text "a" where a tool is wanted`,
		"PAR1":                                   `is a Parquet file`,
		"PK\x03\x04":                             `is a ZIP archive`,
		"<!DOCTYPE html>":                        `is HTML or XML, not JSON (starts with "<!DOCTYPE html>")`,
		"pay:\n  params:\n":                      `is YAML, not JSON: write the tools as JSON`,
		`{"openapi":"3.1.0"}`:                    `is an OpenAPI description`,
		`{"id":"a","text":"x","call":{"name":"a"}}`:   `t.json:1: is a dataset, not a list of tools`,
		"{\"text\":\"x\"}\n{\"text\":\"y\"}":          `t.json:1: is a dataset`,
		`{"messages":[],"tools":[{"name":"a"}]}`:      `is a file of conversations`,
		`{"rows":{"train":3},"split_by":"template"}`:  `is the manifest of a dataset`,
		`{"pay":{"description":"d","parameters":{}}}`: `an object with the keys pay, where a tool is wanted`,
		f("", `{}`): `t.json:1: tool 1: it has no name`,
		`[{"type":"function","function":{"name":null}}]`: `it has no name`,
		f("a b", `{}`):                                 `tool 1, "a b": a name has the letters a to z, digits`,
		f("-a", `{}`):                                  `a name has the letters a to z, digits`,
		f("pay", `{"type":7}`):                         `tool 1, "pay": type is 7: text is wanted`,
		f("pay", `{"type":"array"}`):                   `tool 1, "pay": parameters are of type "array", not object`,
		f("pay", `{"properties":[]}`):                  `properties is a list: an object is wanted`,
		f("pay", `{"properties":{"x":7}}`):             `parameter "x": the schema is 7: an object is wanted`,
		f("pay", `{"properties":{},"required":["x"]}`): `required parameter "x" is not among the properties`,
		f("pay", `{"properties":{},"required":"x"}`):   `required is text "x": a list is wanted`,
		f("pay", `{"anyOf":[{"type":"object"},{"type":"object","properties":{}}]}`): `its parameters are one of several objects`,
		one(`{"type":"object"}`):                                                  `parameter "x": is an object, which a call in target syntax cannot hold`,
		one(`{"type":"array","items":{}}`):                                        `parameter "x": is a list, which a call in target syntax cannot hold`,
		one(`{"anyOf":[{"type":"array"},{"type":"null"}]}`):                       `parameter "x": is a list`,
		one(`{"properties":{}}`):                                                  `parameter "x": is an object`,
		one(`{"type":"List[str]"}`):                                               `parameter "x": is a list`,
		one(`{"type":"date-range"}`):                                              `type "date-range" is none of string, integer, number, boolean`,
		one(`{"type":"integer","enum":["1"]}`):                                    `enum lists text "1", and the type is integer`,
		one(`{"type":"string","enum":[1]}`):                                       `enum lists 1, and the type is string`,
		one(`{"type":"string","enum":"a"}`):                                       `enum is text "a": a list is wanted`,
		one(`{"type":"integer","minimum":1,"enum":[0]}`):                          `enum value 0 is below 1`,
		one(`{"type":"string","minLength":2,"enum":["a"]}`):                       `enum value "a" is shorter than 2 characters`,
		one(`{"type":"number","minimum":2,"maximum":1}`):                          `minimum 2 is above maximum 1`,
		one(`{"type":"number","minimum":"a"}`):                                    `minimum is text "a": a number is wanted`,
		one(`{"type":"number","maximum":1e999}`):                                  `maximum is 1e999: a number is wanted`,
		one(`{"type":"number","exclusiveMinimum":2,"exclusiveMaximum":2}`):        `no number is between`,
		one(`{"type":"number","multipleOf":0}`):                                   `multipleOf 0 is not above 0`,
		one(`{"type":"string","minLength":1.5}`):                                  `minLength is 1.5: a whole number is wanted`,
		one(`{"type":"string","minLength":3,"maxLength":2}`):                      `minLength 3 is above maxLength 2`,
		one(`{"type":"string","maxLength":-1}`):                                   `minLength or maxLength is below 0`,
		one(`{"type":"string","pattern":7}`):                                      `pattern is 7: text is wanted`,
		one(`{"type":"string","x-hours":"8-9"}`):                                  `x-hours: hours "8-9" are not two times`,
		one(`{"type":"string","x-prefer":"now"}`):                                 `x-prefer "now" is neither`,
		one(`{"enum":["a","a"]}`):                                                 `enum value "a" is listed twice`,
		one(`{"$ref":"#/$defs/X"}`):                                               `$ref "#/$defs/X" names nothing in the file`,
		one(`{"$ref":"https://a.example/b.json"}`):                                `leads out of the file`,
		one(`{"$ref":"#/properties/x"}`):                                          `its $ref leads back to itself`,
		one(`{"type":"string","required":"yes"}`):                                 `required is text "yes": true or false is wanted`,
		f("pay", `{"properties":{"x y":{"type":"string"}}}`):                      `parameter "x y": a name has`,
		`[` + f("a", `{}`)[1:len(f("a", `{}`))-1] + `,` + f("a", `{}`)[1:]:        `action "a" is defined twice`,
		f("pay", `{"properties":{"x":{"type":"string"},"x":{"type":"string"}}}`):  `parameter "x" is defined twice`,
		`[{"name":"a","parameters":{"type":"list"}},{"name":"b b"},{"name":"c"}]`: `(and 1 more tools have faults)`,
		"[\n{\"name\":\"a\",\n\"parameters\":{\"type\":\"object\",\"properties\":{\n\"x\":{\"type\":\"array\"}}}}]": `t.json:4: tool 1, "a": parameter "x"`,
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
