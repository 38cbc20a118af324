package action

import (
	"encoding/json"
	"testing"
)

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b any
		want bool
	}{
		{"Zoë", "ZOË", true},
		{"O’Brien", "o'brien", true},
		{"ann", "anna", false},
		{"1", 1.0, false},
		{1.0, json.Number("1"), true},
		{1, 1.0, true},
		{0.1 + 0.2, 0.3, true},
		{0.3, 0.30001, false},
		{json.Number("1234567890123456789"), json.Number("1234567890123456788"), false}, // one part in 10¹⁸
		{json.Number("1234567890123456789"), json.Number("1234567890123456789"), true},
		{1e10, 1e10 + 1, false},
		{-2.5, 2.5, false},
		{true, true, true},
		{true, false, false},
		{true, 1.0, false},
		{nil, nil, true},
		{nil, 0.0, false},
	} {
		if got := Same(c.a, c.b); got != c.want {
			t.Errorf("Same(%v, %v) = %v", c.a, c.b, got)
		}
		if got := Same(c.b, c.a); got != c.want {
			t.Errorf("Same(%v, %v) = %v", c.b, c.a, got)
		}
	}
}
