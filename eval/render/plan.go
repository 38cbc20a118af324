package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// PlanText prints how many examples each rule needs, and what the present ones show.
func PlanText(w io.Writer, p *gate.Plan, width int) error {
	t := table.New(table.Names("rule"), table.Numbers("examples"), table.Numbers("needed"), table.Numbers("templates"), table.Numbers("needed"), table.Numbers("detectable"))
	for i := range p.Plans {
		r := &p.Plans[i]
		need, templates, detectable := "n/a", "n/a", "n/a"
		if r.NeedN > 0 {
			need, templates = fmt.Sprint(r.NeedN), fmt.Sprint(r.NeedTemplates)
		}
		if r.Detectable != nil {
			detectable = fmt.Sprintf("%.2f pp", 100**r.Detectable)
		}
		t.Add(r.Rule, fmt.Sprint(r.N), need, fmt.Sprint(r.Templates), templates, detectable)
	}
	if err := t.Write(w, width); err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "for runs that do not differ, α = %s, power = %s\n", report.Short(p.Alpha), report.Short(p.Power))
	if p.Assumed != "" {
		b.WriteString(p.Assumed + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
