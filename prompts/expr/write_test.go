package expr

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWrite(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"a b", "a b"},
		{"[30%: hi,] <want> a {treatment} [{day}|now]", "[30%: hi,] <want> a {treatment} [{day}|now]"},
		{"(3: a|b|0.5: c)", "(3: a|b|0.5: c)"},
		{"(9:15|9:30)", "(9:15|9:30)"},
		{`(3\: 30|x)`, `(3\: 30|x)`},
		{"[x?: a] [!x?30%: b]", "[x?: a] [!x?30%: b]"},
		{"(a; (b|c))", "(a; (b|c))"},
		{"{n} day<s>, <s:entry|entries> <a> ox", "{n} day<s>, <s:entry|entries> <a> ox"},
		{"{2.time=:9:15|half [past] ten} {p=x\\:y} {p=x:y}", "{2.time=:9:15|half [past] ten} {p=x\\:y} {p=x:y}"},
		{"{m:shops.name=code} <shops#2.city>", "{m:shops.name=code} <shops#2.city>"},
		{`\(a\) \<b\> c\;`, `\(a\) \<b\> c\;`},
		{"((a))", "a"},
	} {
		e, err := parseExpr(c.in)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := parseExpr(Write(e)); err != nil || dump(again) != dump(e) {
			t.Errorf("%s is written as %s, which is another expression", c.in, Write(e))
		}
		if got := Write(e); got != c.want {
			t.Errorf("%s is written as %s, want %s", c.in, got, c.want)
		}
	}
}

// TestWriteReadsBack: what Write returns parses to the same expression. A group that says
// nothing, such as (), may be gone, and texts side by side are one.
func TestWriteReadsBack(t *testing.T) {
	pieces := []string{"a", " ", "9:15", "3: ", "(", "|", ")", "[", "]", "(3:", `2:\3`, "[x?: ", "[30%: ", "<r>", "{p}", "{p=v:w|u}", "{q:l}", "<t#2.c=d>", "<s>", "<a>", ";", `\;`, `\|`, "%", "?", ","}
	rapid.Check(t, func(t *rapid.T) {
		src := strings.Join(rapid.SliceOf(rapid.SampledFrom(pieces)).Draw(t, "pieces"), "")
		e, err := parseExpr(src)
		if err != nil || strings.Contains(dump(e), "seq()") {
			return
		}
		again, err := parseExpr(Write(e))
		if err != nil {
			t.Fatalf("%s is written as %s: %v", src, Write(e), err)
		}
		flat := strings.NewReplacer("seq(", "", ")", "", `"`, "", " ", "")
		if flat.Replace(dump(again)) != flat.Replace(dump(e)) {
			t.Fatalf("%s is written as %s:\n%s\n%s", src, Write(e), dump(e), dump(again))
		}
	})
}
