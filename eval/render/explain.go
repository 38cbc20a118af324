package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// ExplanationsText prints why examples are right or wrong.
func ExplanationsText(w io.Writer, list []report.Explanation, width int) error {
	var b strings.Builder
	for i := range list {
		if i > 0 {
			b.WriteString("\n")
		}
		explain(&b, &list[i], width)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func explain(b *strings.Builder, x *report.Explanation, width int) {
	verdict := string(x.Status)
	if len(x.Kinds) > 0 {
		verdict += ": " + strings.ReplaceAll(strings.Join(x.Kinds, ", "), "_", " ")
	}
	line := func(name, value string) {
		if value != "" {
			fmt.Fprintf(b, "  %-10s %s\n", name, table.Plain(value))
		}
	}
	fmt.Fprintf(b, "%s  %s\n", table.Plain(x.ID), verdict)
	line("prompt", x.Marked)
	line("reference", x.Reference)
	line("from", strings.Join(origins(x), " · "))
	line("wanted", x.Want)
	line("answered", x.Got)
	line("because", x.Detail)
	if x.Raw != nil && !*x.Raw && x.Status == report.Correct {
		line("note", "right by meaning, and not the target letter for letter")
	}
	for i := range x.Calls {
		explainCall(b, &x.Calls[i], len(x.Calls) > 1, width)
	}
}

// origins say where an example comes from, and how sure the model was.
func origins(x *report.Explanation) []string {
	var out []string
	for _, f := range []struct{ name, value string }{{"split ", x.Split}, {"template ", x.Template}, {"copy of ", x.Parent}, {"", strings.Join(x.Ops, ", ")}} {
		if f.value != "" {
			out = append(out, f.name+f.value)
		}
	}
	if x.Confidence != nil {
		out = append(out, "confidence "+report.Short(*x.Confidence))
	}
	return out
}

// explainCall prints the arguments of a call on both sides.
func explainCall(b *strings.Builder, c *report.ComparedCall, named bool, width int) {
	switch {
	case c.Want == "":
		fmt.Fprintf(b, "\n  %s was not asked for\n", table.Plain(c.Got))
	case c.Got == "":
		fmt.Fprintf(b, "\n  %s is not answered\n", table.Plain(c.Want))
	case c.Want != c.Got:
		fmt.Fprintf(b, "\n  %s was asked for, %s is answered\n", table.Plain(c.Want), table.Plain(c.Got))
	case named:
		fmt.Fprintf(b, "\n  %s\n", table.Plain(c.Want))
	}
	if len(c.Args) == 0 {
		return
	}
	t := table.New(table.Names(""), table.Names("parameter"), table.Text("wanted"), table.Text("answered"), table.Text(""))
	for i := range c.Args {
		a := &c.Args[i]
		name := a.Name
		if a.Type != "" {
			name += ", " + a.Type
		}
		want := make([]string, len(a.Want))
		for k, w := range a.Want {
			want[k] = word(&w)
		}
		t.Add(map[bool]string{true: "=", false: "≠"}[a.Right], name, strings.Join(want, " or "), word(a.Got), a.Verdict)
	}
	b.WriteString("\n")
	_ = t.Write(b, width) // to memory
}

// word is a value as written and as understood.
func word(w *report.ReadWord) string {
	switch {
	case w == nil:
		return ""
	case w.Fault != "":
		return fmt.Sprintf("%q: %s", w.Words, w.Fault)
	case w.Means == "" || w.Means == w.Words:
		return fmt.Sprintf("%q", w.Words)
	}
	return fmt.Sprintf("%q is %s", w.Words, w.Means)
}
