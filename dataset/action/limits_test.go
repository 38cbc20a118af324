package action

import (
	"encoding/json"
	"errors"
	"testing"
	"time"
)

// TestLimits: Resolve and Check hold values to the keywords of a schema.
func TestLimits(t *testing.T) {
	s, err := Parse([]byte(`{"locale": "de", "tools": [{"name": "a", "parameters": {"type": "object", "properties": {
		"size": {"type": "integer", "enum": [1, 2, 9007199254740993]},
		"rate": {"type": "number", "enum": [0.5, 1e3]},
		"yes": {"type": "boolean", "const": true},
		"code": {"type": "string", "enum": ["007", "1.0", "null", "New York, NY"]},
		"step": {"type": "number", "multipleOf": 0.1, "exclusiveMinimum": 0, "exclusiveMaximum": 9007199254740993},
		"iata": {"type": "string", "pattern": "^[A-Z]{3}$"},
		"name": {"type": "string", "minLength": 2, "maxLength": 4},
		"day": {"type": "string", "format": "date", "pattern": "^2025-"},
		"look": {"type": "string", "pattern": "^(?!no).*$"},
		"mail": {"type": "string", "format": "email"},
		"link": {"type": "string", "format": "uri"},
		"id": {"type": "string", "format": "uuid"},
		"ip": {"type": "string", "format": "ipv4"}}}}]}`), "t")
	if err != nil {
		t.Fatal(err)
	}
	for target, want := range map[string]any{
		`a(size=2)`:                      2.0,
		`a(size=zwei)`:                   2.0,
		`a(size=9007199254740993)`:       json.Number("9007199254740993"),
		`a(size=9007199254740992)`:       nil,
		`a(size=3)`:                      nil,
		`a(rate=0.5)`:                    0.5,
		`a(rate="0,5")`:                  0.5,
		`a(rate=1000)`:                   1000.0,
		`a(rate=0.50)`:                   0.5,
		`a(rate=5)`:                      nil,
		`a(yes=true)`:                    true,
		`a(yes=no)`:                      nil,
		`a(code=007)`:                    "007",
		`a(code=1.0)`:                    "1.0",
		`a(code=null)`:                   "null",
		`a(code=7)`:                      nil,
		`a(code="New York, NY")`:         "New York, NY",
		`a(step=0.3)`:                    0.3,
		`a(step=0.35)`:                   nil,
		`a(step=0)`:                      nil,
		`a(step=-0.1)`:                   nil,
		`a(step=1e300)`:                  nil,
		`a(iata="JFK")`:                  "jfk",
		`a(iata="JFKX")`:                 nil,
		`a(name="é")`:                    nil,
		`a(name="Zoë")`:                  "zoë",
		`a(name="Jürgen")`:               nil,
		`a(day="2025-06-16")`:            "2025-06-16",
		`a(day="2024-06-16")`:            nil,
		`a(look="nothing")`:              "nothing",
		`a(mail="Jane.Doe@Example.org")`: "jane.doe@example.org",
		`a(mail="jane at home")`:         nil,
		`a(link="https://a.example/x")`:  "https://a.example/x",
		`a(link="a.example")`:            "a.example",
		`a(link="my home page")`:         nil,
		`a(id="123E4567-e89b-12d3-a456-426614174000")`: "123e4567-e89b-12d3-a456-426614174000",
		`a(id="123")`:        nil,
		`a(ip="10.0.0.1")`:   "10.0.0.1",
		`a(ip="10.0.0.256")`: nil,
	} {
		raw, err := ParseTarget(target)
		if err != nil {
			t.Fatal(err)
		}
		calls, err := s.Resolve(raw, time.Time{})
		if want == nil {
			if !errors.Is(err, ErrValue) {
				t.Errorf("%s: %v, %v, want %v", target, calls, err, ErrValue)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", target, err)
			continue
		}
		if got := calls[0].Arguments[raw[0].Args[0].Name]; got != want {
			t.Errorf("%s: %v (%T), want %v", target, got, got, want)
		}
		if err := s.Check(calls[0]); err != nil {
			t.Errorf("%s: Check of what Resolve made: %v", target, err)
		}
	}
}

// TestPattern: patterns are ECMA's, which has escapes that Go has not.
func TestPattern(t *testing.T) {
	for _, c := range []struct {
		pattern, match, other string
		enforced              bool
	}{
		{`^\d{4}$`, "2025", "20255", true},
		{`^caf\u00e9$`, "café", "cafe", true},
		{`^\u{1F600}$`, "😀", "x", true},
		{`^a\/b$`, "a/b", "a-b", true},
		{`\\u0041`, `\u0041`, "A", true},
		{`^(?<year>\d+)$`, "1", "a", true},
		{`b`, "abc", "ac", true},
		{`^(?=a)`, "b", "", false},
		{`(a)\1`, "b", "", false},
		{`\`, "b", "", false},
		{`\u12`, "b", "", false},
	} {
		p := NewPattern(c.pattern)
		if p.Enforced() != c.enforced || !p.Matches(c.match) || c.enforced && p.Matches(c.other) {
			t.Errorf("%s: enforced %t, matches %q: %t, %q: %t", c.pattern, p.Enforced(), c.match, p.Matches(c.match), c.other, p.Matches(c.other))
		}
	}
	var none *Pattern
	if none.Enforced() || !none.Matches("a") || none.Equal(NewPattern("")) || !none.Equal(nil) {
		t.Error("no pattern is not one that matches all")
	}
}
