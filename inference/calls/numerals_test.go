package calls

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference/grammar"
)

// TestNumerals: the grammar allows the numbers that a parameter takes, as they are
// written in targets, and no others.
func TestNumerals(t *testing.T) {
	bound := func(x float64) *float64 { return &x }
	params := []*action.Param{
		{Type: "integer"}, {Type: "number"}, {Type: "integer", Minimum: bound(5)}, {Type: "integer", Maximum: bound(-5)},
		{Type: "integer", Minimum: bound(-3), Maximum: bound(100000)}, {Type: "integer", Minimum: bound(0), Maximum: bound(10)},
		{Type: "number", Minimum: bound(0.5)}, {Type: "number", Minimum: bound(0.5), Maximum: bound(5)}, {Type: "number", Minimum: bound(0.25), Maximum: bound(0.75)},
		{Type: "number", Minimum: bound(-2.5), Maximum: bound(0.125)}, {Type: "number", Minimum: bound(-7.75), Maximum: bound(-1)}, {Type: "number", Minimum: bound(99.999), Maximum: bound(1001)},
		{Type: "integer", Minimum: bound(0.2), Maximum: bound(0.8)}, {Type: "integer", Minimum: bound(7), Maximum: bound(7)},
		limited("integer", action.Limits{ExclusiveMinimum: bound(0)}), limited("integer", action.Limits{ExclusiveMinimum: bound(-2.5), ExclusiveMaximum: bound(40)}),
		limited("number", action.Limits{ExclusiveMinimum: bound(0), ExclusiveMaximum: bound(1)}), limited("number", action.Limits{ExclusiveMaximum: bound(-0.25)}),
		limited("integer", action.Limits{MultipleOf: bound(5)}), limited("integer", action.Limits{MultipleOf: bound(7), ExclusiveMinimum: bound(-50), ExclusiveMaximum: bound(700)}),
		limited("integer", action.Limits{MultipleOf: bound(100)}), limited("integer", action.Limits{MultipleOf: bound(250), ExclusiveMinimum: bound(0)}), limited("integer", action.Limits{MultipleOf: bound(2.5)}),
		limited("integer", action.Limits{MultipleOf: bound(1)}), limited("number", action.Limits{MultipleOf: bound(0.5)}), limited("number", action.Limits{MultipleOf: bound(0.01), ExclusiveMinimum: bound(0)}),
		limited("number", action.Limits{MultipleOf: bound(0.25), ExclusiveMinimum: bound(-3.5), ExclusiveMaximum: bound(2.25)}), limited("number", action.Limits{MultipleOf: bound(3)}),
	}
	r := rand.New(rand.NewPCG(1, 2))
	for _, p := range params {
		numbers := grammar.New(numerals(p))
		accepted := 0
		check := func(text string) {
			_, err := p.Normalize(text, AnyDay)
			if _, ok := numbers.Match("", text); ok != (err == nil) {
				t.Errorf("%s from %v to %v, a multiple of %v: %s is allowed: %t, its value: %v", p.Type, at(p.Minimum), at(p.Maximum), at(p.MultipleOf), text, ok, err)
			} else if ok {
				accepted++
			}
		}
		for n := -1200; n <= 1200; n++ {
			check(strconv.Itoa(n))
			if p.Type == "number" {
				for _, scale := range []float64{4, 8, 10, 100, 1000} {
					check(figures(float64(n) / scale))
				}
			}
		}
		for range 2000 {
			check(strconv.FormatInt(r.Int64N(int64(1)<<r.IntN(63)), 10))
		}
		for _, text := range []string{"", "-", ".", "5.", "00", "007", "1e3", "1.5.5", "1000000000000000000000", "000000000000000000"} {
			if _, ok := numbers.Match("", text); ok {
				t.Errorf("%s from %v to %v: %q is allowed", p.Type, at(p.Minimum), at(p.Maximum), text)
			}
		}
		if none := p.Minimum != nil && *p.Minimum == 0.2; none != (accepted == 0) {
			t.Errorf("%s from %v to %v: %d numbers are allowed", p.Type, at(p.Minimum), at(p.Maximum), accepted)
		}
	}
}

func limited(typ string, l action.Limits) *action.Param { return &action.Param{Type: typ, Limits: l} }

// TestNumeralsOfLargeFactors: a factor with many remainders is left to Resolve.
func TestNumeralsOfLargeFactors(t *testing.T) {
	factor := 7919.0
	numbers := grammar.New(numerals(limited("integer", action.Limits{MultipleOf: &factor})))
	for _, text := range []string{"7919", "7920"} {
		if _, ok := numbers.Match("", text); !ok {
			t.Errorf("%s is not allowed", text)
		}
	}
}

func at(x *float64) any {
	if x == nil {
		return "any"
	}
	return *x
}
