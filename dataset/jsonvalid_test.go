package dataset

import (
	"encoding/json"
	"strings"
	"testing"
)

// FuzzValidJSON: what is skipped as valid is valid to encoding/json, and what is valid
// and not nested deeply is skipped to its end.
func FuzzValidJSON(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,-2.5e+3,0,"x\u00e9\n\"",null,true,false,{}],"b":[]}`, " [ ] ", `{"a" : 1 , "b":2}`, "", " ", "{", "[1,]", `{"a":1,}`, `{"a"}`, `{1:2}`,
		"01", "-", "1.", ".5", "1e", "1e+", "-0", "0.0E-9", "nul", "nulls", "true1", `"\x"`, `"\u12g4"`, "\"\x01\"", `"\`, `"abc`, "[1}", `{"a":1]`, "1 2", "\"\xff\"", "[1 2]",
		strings.Repeat("[", 99) + strings.Repeat("]", 99), strings.Repeat("[", 101) + strings.Repeat("]", 101), "\u00a01",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		at, ok := skipValue(b, skipSpace(b, 0), maxFastDepth)
		fast := ok && skipSpace(b, at) == len(b)
		want := json.Valid(b)
		shallow := strings.Count(string(b), "[")+strings.Count(string(b), "{") <= maxFastDepth
		if fast && !want || want && shallow && !fast {
			t.Errorf("%q: skipped to the end: %t, valid: %t", b, fast, want)
		}
		if got := validJSON(b); got != want {
			t.Errorf("%q: %t, want %t", b, got, want)
		}
	})
}
