package action

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

func TestParseTarget(t *testing.T) {
	call := func(name string, args ...RawArg) RawCall { return RawCall{name, args} }
	for _, c := range []struct {
		in   string
		want []RawCall
	}{
		{"none()", []RawCall{call("none")}},
		{"a(x=1)", []RawCall{call("a", RawArg{"x", "1", false})}},
		{`a(x="y z")`, []RawCall{call("a", RawArg{"x", "y z", true})}},
		{`a(x="say ""hi""", y="")`, []RawCall{call("a", RawArg{"x", `say "hi"`, true}, RawArg{"y", "", true})}},
		{`a(x="(;,)=")`, []RawCall{call("a", RawArg{"x", "(;,)=", true})}},
		{"a(); b(x=credit card)", []RawCall{call("a"), call("b", RawArg{"x", "credit card", false})}},
		{` a ( x = "1" , y = 2 ) ; b ( ) `, []RawCall{call("a", RawArg{"x", "1", true}, RawArg{"y", "2", false}), call("b")}},
		{`a.b-c_1(x.y=-2.5)`, []RawCall{call("a.b-c_1", RawArg{"x.y", "-2.5", false})}},
		{`a(x="日本")`, []RawCall{call("a", RawArg{"x", "日本", true})}},
		{`a(x=é)`, []RawCall{call("a", RawArg{"x", "é", false})}},
	} {
		got, err := ParseTarget(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if diff := cmp.Diff(c.want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", c.in, diff)
		}
	}
}

func TestParseTargetErrors(t *testing.T) {
	for in, want := range map[string]string{
		"":            `byte 0: an action name expected`,
		"  ":          `byte 2: an action name expected`,
		"-1()":        `byte 0: an action name expected`,
		"a":           `byte 1: "(" expected`,
		"a(":          `byte 2: a parameter name expected`,
		"a(x":         `byte 3: "=" expected`,
		"a(x=":        `byte 4: a value expected`,
		"a(x=)":       `byte 4: a value expected`,
		"a(x=1":       `byte 5: "," or ")" expected`,
		"a(x=1,":      `byte 6: a parameter name expected`,
		"a(x=1,)":     `byte 6: a parameter name expected`,
		`a(x="1)`:     `byte 7: a closing quote expected`,
		`a(x="1"2)`:   `byte 7: "," or ")" expected`,
		`a(x=1"2")`:   `byte 5: "," or ")" expected`,
		"a()b()":      `byte 3: ";" or the end expected`,
		"a();":        `byte 4: an action name expected`,
		"a(x=1 y=2)":  `byte 7: "," or ")" expected`,
		"a(x=1));b()": `byte 6: ";" or the end expected`,
	} {
		_, err := ParseTarget(in)
		var target *TargetError
		if !errors.As(err, &target) || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", in, err, want)
		}
	}
}

// anyRaw draws calls as FormatTarget can write them: a bare value has no
// character of the syntax and no space at its ends.
func anyRaw(t *rapid.T) []RawCall {
	name := rapid.StringMatching(`[A-Za-z_][A-Za-z0-9_.-]{0,6}`)
	bare := rapid.StringMatching(`[a-zA-Z0-9_.é-]+( [a-z0-9]+)?`)
	var calls []RawCall
	for range rapid.IntRange(1, 3).Draw(t, "calls") {
		c := RawCall{Name: name.Draw(t, "name")}
		for range rapid.IntRange(0, 3).Draw(t, "args") {
			a := RawArg{Name: name.Draw(t, "param"), Quoted: rapid.Bool().Draw(t, "quoted")}
			if a.Quoted {
				a.Text = rapid.OneOf(rapid.String(), rapid.StringMatching(`["(),;= a]{0,8}`)).Draw(t, "text")
			} else {
				a.Text = bare.Draw(t, "value")
			}
			c.Args = append(c.Args, a)
		}
		calls = append(calls, c)
	}
	return calls
}

func TestTargetRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		calls := anyRaw(t)
		target := FormatTarget(calls)
		got, err := ParseTarget(target)
		if err != nil {
			t.Fatalf("%s: %v", target, err)
		}
		if diff := cmp.Diff(calls, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s: %s", target, diff)
		}
	})
}

// FuzzParseTarget: what is read is written and read as the same, and an error
// points into the string.
func FuzzParseTarget(f *testing.F) {
	for _, s := range []string{"none()", `a(x=1, y="b ""c"""); d()`, "a(x=", `a(x="`, " a ( b = c ) ", "a(x=é )", "\x00", "a(x=1\xff)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		calls, err := ParseTarget(s)
		if err != nil {
			var target *TargetError
			if !errors.As(err, &target) || target.Offset < 0 || target.Offset > len(s) {
				t.Fatalf("%q: %v points nowhere", s, err)
			}
			return
		}
		again, err := ParseTarget(FormatTarget(calls))
		if err != nil {
			t.Fatalf("%q was written as %q: %v", s, FormatTarget(calls), err)
		}
		if diff := cmp.Diff(calls, again); diff != "" {
			t.Fatalf("%q: %s", s, diff)
		}
	})
}
