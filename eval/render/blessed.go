package render

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// BlessedText prints what changes with a new baseline, which is written to a file. Old is
// the one that was there, nil for none.
func BlessedText(w io.Writer, old, new report.Report, file string, width int) error {
	var b bytes.Buffer
	if old == nil {
		fmt.Fprintf(&b, "%s is the first baseline\n", file)
		_, err := b.WriteTo(w)
		return err
	}
	t := table.New(table.Names(""), table.Numbers("was"), table.Numbers("is"), table.Numbers("change"))
	was, is := old.Headline(), new.Headline()
	for _, k := range report.Known {
		a, b := was[k.Name], is[k.Name]
		if (a.Value == nil) == (b.Value == nil) && (a.Value == nil || *a.Value == *b.Value) {
			continue
		}
		t.Add(k.Label, report.FormatValue(a.Value, k.Unit), report.FormatValue(b.Value, k.Unit), changed(a, b, k.Unit))
	}
	if len(t.Rows) > 0 {
		if err := t.Write(&b, width); err != nil {
			return err
		}
	}
	if why := new.Basis().ScoredUnlike(old.Basis()); why != "" {
		fmt.Fprintf(&b, "%s\n", why)
	}
	what := "replaced: " + report.FormatCount(len(t.Rows), "metrics") + " changed"
	if len(t.Rows) == 0 {
		what = "replaced: no metric changed"
	}
	fmt.Fprintf(&b, "%s is %s\n", file, what)
	_, err := b.WriteTo(w)
	return err
}

// changed is the change of a metric, in points for a share.
func changed(was, is report.Metric, unit string) string {
	switch {
	case was.Value == nil || is.Value == nil:
		return ""
	case unit == report.Fraction:
		return fmt.Sprintf("%+.1f pp", 100*(*is.Value-*was.Value))
	}
	return strings.TrimSpace(fmt.Sprintf("%+.4g %s", *is.Value-*was.Value, strings.TrimSuffix(unit, report.Count)))
}
