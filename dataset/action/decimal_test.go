package action

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

func TestDecimal(t *testing.T) {
	for in, want := range map[string]any{
		"0": 0.0, "-0": 0.0, "0.0": 0.0, "5": 5.0, "007": 7.0, ".5": 0.5, "-1.50": -1.5, "6.02e23": 6.02e23, "6.02E+23": 6.02e23, "1e-9": 1e-9, "1e3": 1000.0,
		"1718000000000": 1718000000000.0, "4111111111111111": 4111111111111111.0, "9007199254740993": json.Number("9007199254740993"),
		"1729583746120937473": json.Number("1729583746120937473"), "-12345678901234567890.5": json.Number("-12345678901234567890.5"),
		"3.14159265358979323846": json.Number("3.14159265358979323846"), "1e-400": json.Number("1e-400"), "0.1": 0.1,
		"1e400": nil, "": nil, "-": nil, ".": nil, "5.": nil, "1e": nil, "1e99999999999": nil, "0x10": nil, "1_000": nil, "--1": nil, "+1": nil, "NaN": nil, "1.2.3": nil,
	} {
		d, ok := parseDecimal(in)
		var got any
		if ok {
			got, _ = d.value()
		}
		if got != want {
			t.Errorf("%q: %v (%T), want %v", in, got, got, want)
		}
	}
}

// TestDecimalStays: what a number is written as is the number, and JSON.
func TestDecimalStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`-?[0-9]{1,40}(\.[0-9]{1,40})?(e-?[0-9]{1,3})?`).Draw(t, "number")
		d, ok := parseDecimal(s)
		if !ok {
			t.Fatalf("%q is not read", s)
		}
		if again, ok := parseDecimal(d.String()); !ok || again != d {
			t.Fatalf("%q is %+v, written %s, which is %+v", s, d, d, again)
		}
		if !json.Valid([]byte(d.String())) {
			t.Fatalf("%q is written %s, which is not JSON", s, d)
		}
	})
}
