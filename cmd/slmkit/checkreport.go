package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/render"
	"github.com/slmkit/slmkit/eval/report"
)

// checkReport is what check writes beside what it prints, and the rules that the dataset is
// held to.
type checkReport struct {
	html, md, rules string

	gate *gate.Rules // nil without rules
}

// shownOnPage is how many findings of each kind a page or a report lists.
const shownOnPage = 200

func (o *checkReport) flags(f *pflag.FlagSet) {
	f.StringVar(&o.rules, "gate", "", "file of rules on the report, as slmkit gate has them; the verdict decides the exit code, and not the faults")
	f.StringVar(&o.md, "md", "", "write the report as Markdown, - for stdout")
	f.StringVar(&o.html, "html", "", "write the report as one HTML page, - for stdout")
}

// read reads the rules, before any work.
func (o *checkReport) read(a *app) (err error) {
	if o.rules != "" {
		o.gate, err = readRules(a, o.rules)
	}
	return err
}

// kept is how many findings of each kind the report needs.
func (o *checkReport) kept(shown int) int {
	if o.md+o.html == "" {
		return shown
	}
	return max(shown, shownOnPage)
}

// judge judges the report by the rules. It returns nil where there are none.
func (o *checkReport) judge(c *report.Check) (*gate.Verdict, error) {
	if o.gate == nil {
		return nil, nil
	}
	v, err := o.gate.Judge([]report.Report{c}, nil)
	return v, reportError(err)
}

// outputs are the files to write.
func (o *checkReport) outputs(c *report.Check, v *gate.Verdict) outputs {
	return outputs{
		{o.md, func(w io.Writer) error { return render.CheckMarkdown(w, c) }},
		{o.html, func(w io.Writer) error { return render.CheckHTML(w, c, v) }},
	}
}

// next names the files that were written, or says how to see more.
func (o *checkReport) next(in []string, outs outputs) string {
	if names := outs.names(); names != "" {
		return names
	}
	return "next: slmkit check " + strings.Join(in, " ") + " --html check.html"
}

// tell prints a verdict. Its error has the exit code of the verdict.
func (o *checkReport) tell(w io.Writer, v *gate.Verdict) error {
	fmt.Fprintln(w)
	if err := render.VerdictText(w, v, tableWidth(w)); err != nil {
		return err
	}
	return verdictError(v)
}
