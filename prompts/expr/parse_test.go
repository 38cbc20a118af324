package expr

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// dump writes an expression so that every detail shows.
func dump(e Node) string {
	list := func(name string, es []Node) string {
		var parts []string
		for _, e := range es {
			parts = append(parts, dump(e))
		}
		return name + "(" + strings.Join(parts, " ") + ")"
	}
	switch e := e.(type) {
	case *Text:
		return fmt.Sprintf("%q", e.Text)
	case *Sequence:
		return list("seq", e.Parts)
	case *Alternatives:
		if e.Weights != nil {
			return list(fmt.Sprint("alt", e.Weights), e.Alts)
		}
		return list("alt", e.Alts)
	case *AnyOrder:
		return list("perm", e.Parts)
	case *Optional:
		head := "opt"
		if e.Negated {
			head += "!"
		}
		if e.Name != "" {
			head += e.Name + "?"
		}
		if e.Percent >= 0 {
			head += fmt.Sprint(e.Percent, "%")
		}
		return head + "(" + dump(e.Body) + ")"
	case *Rule:
		return "<" + e.Name + ">"
	case *Article:
		return "<a>"
	case *Plural:
		return fmt.Sprintf("<s %q %q>", e.One, e.Many)
	case *Slot:
		s := fmt.Sprintf("{%d.%s", e.Call, e.Param)
		if e.Lexicon != "" {
			s += " lexicon " + e.Lexicon
		}
		if e.HasValue {
			s += fmt.Sprintf(" value %q", e.Value)
		}
		if e.Words != nil {
			s += " words " + dump(e.Words)
		}
		return s + "}"
	}
	return fmt.Sprintf("%T", e)
}

func TestParseExpr(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "seq()"},
		{"a b", `"a b"`},
		{" a \t\n b ", `" a b "`},
		{"(a|b|c)", `alt("a" "b" "c")`},
		{"a|b", `alt("a" "b")`},
		{"(a|)", `alt("a" seq())`},
		{"(3: a|b|0.5:c)", `alt[3 1 0.5](" a" "b" "c")`},
		{"(3:|b|2:\ta|1:)", `alt[3 1 2 1](seq() "b" " a" seq())`},
		{"(3:30|b)", `alt("3:30" "b")`},
		{"(9:15|9:30| 10:00 )", `alt("9:15" "9:30" " 10:00 ")`},
		{"(2:1|16:9|10.0.0.1:80|0:3)", `alt("2:1" "16:9" "10.0.0.1:80" "0:3")`},
		{`(3:\30|4: 30|b)`, `alt[3 4 1]("30" " 30" "b")`},
		{"(9:(15|30)|2:{x}|3:<r>)", `alt[9 2 3](alt("15" "30") {0.x} <r>)`},
		{"[9:15]", `opt("9:15")`},
		{"{x=16\\:9}", `{0.x value "16:9"}`},
		{"{x=16\\:9:wide|tv}", `{0.x value "16:9" words alt("wide" "tv")}`},
		{`(3\:30|b)`, `alt("3:30" "b")`},
		{"at 3:30", `"at 3:30"`},
		{"[a]", `opt("a")`},
		{"[a|b]", `opt(alt("a" "b"))`},
		{"[30%: a]", `opt30%(" a")`},
		{"[0.5%:a|b]", `opt0.5%(alt("a" "b"))`},
		{"[x?: a] [!x?: b]", `seq(optx?(" a") " " opt!x?(" b"))`},
		{"[x?30%: a][!x?70%:b]", `seq(optx?30%(" a") opt!x?70%("b"))`},
		{"[really? yes]", `opt("really? yes")`},
		{"[100% sure]", `opt("100% sure")`},
		{"[hello: you]", `opt("hello: you")`},
		{"(a; b;c)", `perm("a" " b" "c")`},
		{"a; b", `"a; b"`},
		{"((a|b); c)", `perm(alt("a" "b") " c")`},
		{`(a\; b|c)`, `alt("a; b" "c")`},
		{"[a; b]", `opt("a; b")`},
		{"day<s>, <s:entry|entries> <s:|\\|>", `seq("day" <s "" "s"> ", " <s "entry" "entries"> " " <s "" "|">)`},
		{"<rule-1> <a> x", `seq(<rule-1> " " <a> " x")`},
		{"{amount}", "{0.amount}"},
		{"{2.amount:price}", "{2.amount lexicon price}"},
		{"{x=7}", `{0.x value "7"}`},
		{"{x= credit card }", `{0.x value "credit card"}`},
		{"{x=a:b|c d}", `{0.x value "a" words alt("b" "c d")}`},
		{"{x=:(a|b) [c] <r>}", `{0.x value "" words seq(alt("a" "b") " " opt("c") " " <r>)}`},
		{"{x=a:}", `{0.x value "a" words seq()}`},
		{"show[s]", `seq("show" opt("s"))`},
		{`\( \) \[ \] \{ \} \< \> \| \; \: \% \\ \x`, `"( ) [ ] { } < > | ; : % \\ x"`},
		{"50% off: now!", `"50% off: now!"`},
		{"é ü 日本", `"é ü 日本"`},
		{"(((a)))", `"a"`},
	} {
		got, err := parseExpr(c.in)
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
		} else if dump(got) != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.in, dump(got), c.want)
		}
	}
}

// TestEscape: any text, escaped, is an expression that writes just this text,
// also where a weight or the head of an optional may stand.
func TestEscape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"3:", "30%:", "x?:", "!x?2%:", "<a>", "{b=c}", " "}))).Draw(t, "text"), "")
		want := strings.Join(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\n\r", r) }), " ")
		for _, around := range []string{"%s", "(%s|b)", "[%s]", "{x=:%s}", "(%s; b)"} {
			e, err := parseExpr(fmt.Sprintf(around, Escape(text)))
			if err != nil {
				t.Fatalf("%q in %s: %v", text, around, err)
			}
			for {
				switch outer := e.(type) {
				case *Alternatives:
					e = outer.Alts[0]
					continue
				case *Optional:
					if e = outer.Body; outer.Name != "" || outer.Percent >= 0 {
						t.Fatalf("%q in %s is the head of an optional", text, around)
					}
					continue
				case *Slot:
					e = outer.Words
					continue
				case *AnyOrder:
					e = outer.Parts[0]
					continue
				}
				break
			}
			var got string
			if !plainText(e, &got) || got != want {
				t.Fatalf("%q in %s is %s", text, around, dump(e))
			}
		}
	})
}

func TestParseExprFaults(t *testing.T) {
	for in, want := range map[string]string{
		"(a":                      `at byte 0: '(' is never closed: ')' is missing`,
		"x [a":                    `at byte 2: '[' is never closed: ']' is missing`,
		"<a":                      `at byte 0: '<' is never closed: '>' is missing`,
		"{x":                      `at byte 0: '{' is never closed: '}' is missing`,
		"{x=a:(b}":                `at byte 7: '}' where ')' is wanted, which closes the '(' before`,
		"(a]":                     `at byte 2: ']' where ')' is wanted, which closes the '(' before`,
		"<s:a>":                   "at byte 0: <s:one|many> takes the words behind one and those behind other numbers, as in <s:entry|entries>",
		"<s:a|<r>>":               "at byte 0: <s:one|many> takes the words behind one and those behind other numbers, as in <s:entry|entries>",
		"<a b>":                   `at byte 2: ' ' where '>' is wanted, which closes the '<' before`,
		"a)":                      `at byte 1: ')' closes nothing: write \) for the character itself`,
		"a]":                      `at byte 1: ']' closes nothing: write \] for the character itself`,
		"a}":                      `at byte 1: '}' closes nothing: write \} for the character itself`,
		"a>b":                     `at byte 1: '>' closes nothing: write \> for the character itself`,
		"<>":                      `at byte 0: '<' without the name of a rule: write \< for the character itself`,
		"a < b":                   `at byte 2: '<' without the name of a rule: write \< for the character itself`,
		"{}":                      `at byte 0: '{' without the name of a parameter: write \{ for the character itself`,
		"{ x}":                    `at byte 0: '{' without the name of a parameter: write \{ for the character itself`,
		"{x:}":                    `at byte 3: a slot's colon without the name of a lexicon`,
		"{x=}":                    `at byte 3: a slot's = without a value`,
		"{0.x}":                   `at byte 1: call "0" is not a number from 1`,
		"{a.x}":                   `at byte 1: call "a" is not a number from 1`,
		"{x=a:{y}}":               `at byte 5: a slot inside a slot`,
		`a\`:                      `at byte 1: a backslash at the end takes the meaning of nothing away`,
		"(0: a|b)":                `at byte 1: weight "0" is not a number above 0: write \: for a colon`,
		"(1.2.3:a|b)":             `at byte 1: weight "1.2.3" is not a number above 0: write \: for a colon`,
		"[0%: a]":                 `at byte 1: a chance of 0% is not between 0% and 100%`,
		"[100%: a]":               `at byte 1: a chance of 100% is not between 0% and 100%`,
		"[x?200%:a]":              `at byte 3: a chance of 200% is not between 0% and 100%`,
		"(a|b;c)":                 `at byte 4: bars and semicolons in one group: put the alternatives into brackets of their own, ((a|b); c)`,
		"(a;b;c;d;e;f;g;h;i)":     `at byte 1: 9 parts in any order are more than 8`,
		strings.Repeat("(", 101):  `at byte 100: brackets nest more than 100 deep`,
		strings.Repeat("[", 9999): `at byte 100: brackets nest more than 100 deep`,
	} {
		_, err := parseExpr(in)
		if err == nil || err.Error() != want {
			t.Errorf("%.40s:\n%v\nwant\n%s", in, err, want)
		}
	}
}

// FuzzParseExpr: any string parses or has a fault at a place inside it, and the
// places of an expression's parts are inside it too.
func FuzzParseExpr(f *testing.F) {
	for _, s := range []string{"(3: a|b) [x?30%: c] <r> {1.p=v:w} <a> \\( (a; b)", "{x=:{y}}", "[!x?:", "((((", "é(", "{p:l}{q=1}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := parseExpr(s)
		if err != nil {
			var fault *SyntaxError
			if !errors.As(err, &fault) || fault.Offset < 0 || fault.Offset > len(s) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		var check func(Node)
		check = func(e Node) {
			if e.Pos() < 0 || e.Pos() > len(s) {
				t.Fatalf("%q: %s at %d", s, dump(e), e.Pos())
			}
			for _, kid := range Children(e) {
				check(kid)
			}
		}
		check(e)
	})
}

// parseExpr parses a whole expression. The error is a *syntaxError.
func parseExpr(src string) (Node, error) {
	return (&parser{src: src}).whole()
}
