package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// MaxAnnotations is how many annotations GitHub shows of a step; it drops others without
// a word.
const MaxAnnotations = 10

// Place is a line of a file.
type Place struct {
	File string
	Line int
}

// Annotations writes a verdict as commands of GitHub's workflows, which show it at the
// lines that it is about: rules that failed first, then those that could not be judged,
// then warnings, then must-pass prompts that failed, and with what room is left the failures that the report lists first, if
// where says at which line of gold they are. They are at most MaxAnnotations.
func Annotations(w io.Writer, v *gate.Verdict, failures []report.Failure, where func(id string) (Place, bool)) error {
	var lines []string
	add := func(level, title, message string, at Place) {
		if len(lines) < MaxAnnotations {
			lines = append(lines, annotation(level, title, message, at))
		}
	}
	if v.Error != "" {
		add("error", "gate: "+v.Status, v.Error, Place{v.Rules, 1})
	}
	for _, grade := range []struct {
		status, level string
		warn          bool
	}{{gate.Fail, "error", false}, {gate.Inconclusive, "error", false}, {gate.Fail, "warning", true}, {gate.Inconclusive, "warning", true}} {
		for i := range v.Outcomes {
			if o := &v.Outcomes[i]; o.Status == grade.status && (o.Severity == gate.Warn) == grade.warn {
				add(grade.level, "gate: "+o.Status, strings.TrimSuffix(o.Rule+": "+o.Value()+", "+o.Detail, ", "), Place{v.Rules, o.Line})
			}
		}
	}
	for _, f := range failedInVerdict(v) {
		add("error", "must-pass prompt failed", fmt.Sprintf("%s: answered %s, not %s", f.Text, f.Got, f.Want), Place{f.File, f.Line})
	}
	if v.Status != gate.Pass {
		for i := range failures {
			f := &failures[i]
			if at, ok := where(f.ID); ok {
				add("notice", "wrong answer: "+strings.ReplaceAll(f.Kind(), "_", " "), fmt.Sprintf("%s: answered %s, not %s", f.Text, f.Answer(), f.Want), at)
			}
		}
	}
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

// annotation is one command. What has a meaning in commands is escaped.
func annotation(level, title, message string, at Place) string {
	data := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	return fmt.Sprintf("::%s file=%s,line=%d,title=%s::%s", level, property.Replace(at.File), at.Line, property.Replace(title), data.Replace(table.Plain(message)))
}
