package render

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// TestsText prints how many must-pass prompts are answered, and those that are not.
func TestsText(w io.Writer, r *report.Tests) error {
	var b bytes.Buffer
	failedTests(&b, r.Failed)
	m := r.Metrics["must_pass"]
	fmt.Fprintf(&b, "must pass   %d of %s\n", m.N-len(r.Failed), report.FormatCount(m.N, m.Of))
	_, err := b.WriteTo(w)
	return err
}

// failedTests lists must-pass prompts that failed, each with its place, with what it must
// give and what it gave.
func failedTests(b *bytes.Buffer, failed []report.FailedTest) {
	for _, f := range failed {
		fmt.Fprintf(b, "%s:%d   %s\n  wanted    %s\n  answered  %s\n", table.Plain(f.File), f.Line, table.Plain(f.Text), table.Plain(f.Want), table.Plain(f.Got))
	}
}

// failedInVerdict lists the must-pass prompts for which rules did not pass.
func failedInVerdict(v *gate.Verdict) (failed []report.FailedTest) {
	for i := range v.Outcomes {
		if len(failed) == 0 { // further rules on must_pass name the same prompts
			failed = v.Outcomes[i].Failed
		}
	}
	return failed
}

func markdownFailedTests(b *strings.Builder, failed []report.FailedTest) {
	if len(failed) == 0 {
		return
	}
	b.WriteString("## Must-pass prompts that failed\n\n")
	t := table.New(table.Names("place"), table.Names("prompt"), table.Names("wanted"), table.Names("answered"))
	for _, f := range failed[:min(len(failed), maxRows)] {
		t.Add(fmt.Sprintf("%s:%d", f.File, f.Line), f.Text, f.Want, f.Got)
	}
	markdownTable(b, t)
	if n := len(failed) - maxRows; n > 0 {
		fmt.Fprintf(b, "and %d more\n\n", n)
	}
}
