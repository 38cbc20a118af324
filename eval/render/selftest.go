package render

import (
	"fmt"
	"io"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// SelfTestText prints at what each rule of a gate trips.
func SelfTestText(w io.Writer, s *gate.SelfTest, width int) error {
	t := table.New(table.Names(""), table.Text("rule"), table.Text("no pass from"), table.Text("fails from"))
	for i := range s.Tests {
		r := &s.Tests[i]
		status := "trips"
		if !r.Trips {
			status = "does not trip"
		}
		if r.Severity == gate.Warn {
			status += ", only a warning"
		}
		fails := r.Fails
		if !r.Trips {
			fails = r.Why
		}
		t.Add(status, r.Rule, r.Stops, fails)
	}
	if err := t.Write(w, width); err != nil {
		return err
	}
	trip := len(s.Tests) - len(s.Failures())
	_, err := fmt.Fprintf(w, "%d of %s trip\n", trip, report.FormatCount(len(s.Tests), "rules"))
	return err
}
