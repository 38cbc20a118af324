package render

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// JUnit XML as CI services read it: https://github.com/testmoapp/junitxml.
type (
	junitSuites struct {
		XMLName  xml.Name   `xml:"testsuites"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Errors   int        `xml:"errors,attr"`
		Suite    junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name       string          `xml:"name,attr"`
		Tests      int             `xml:"tests,attr"`
		Failures   int             `xml:"failures,attr"`
		Errors     int             `xml:"errors,attr"`
		Skipped    int             `xml:"skipped,attr,omitempty"`
		Properties []junitProperty `xml:"properties>property,omitempty"`
		Cases      []junitCase     `xml:"testcase"`
	}
	junitProperty struct {
		Name  string `xml:"name,attr"`
		Value string `xml:"value,attr"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		Failure *junitMessage `xml:"failure"`
		Error   *junitMessage `xml:"error"`
		Skipped *junitMessage `xml:"skipped"`
	}
	junitMessage struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

func writeJUnit(w io.Writer, s junitSuite) error {
	s.Tests = len(s.Cases)
	for _, c := range s.Cases {
		s.Failures += count(c.Failure)
		s.Errors += count(c.Error)
		s.Skipped += count(c.Skipped)
	}
	b, err := xml.MarshalIndent(junitSuites{Tests: s.Tests, Failures: s.Failures, Errors: s.Errors, Suite: s}, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, b)
	return err
}

// count is 1 where there is a message.
func count(m *junitMessage) int {
	if m == nil {
		return 0
	}
	return 1
}

// EvaluationJUnit prints a test case for each action, which fails where a call of
// the action is not answered by an equal one, and the metrics as properties. Bad
// records of gold are an error.
func EvaluationJUnit(w io.Writer, r *report.Evaluation) error {
	s := junitSuite{Name: "slmkit eval"}
	for _, k := range r.Metrics.Shown() {
		s.Properties = append(s.Properties, junitProperty{k.Name, strconv.FormatFloat(*r.Metrics[k.Name].Value, 'g', -1, 64)})
	}
	wrong := map[string][]string{}
	for _, f := range r.Failures {
		blamed := f.Blamed
		if len(blamed) == 0 {
			blamed = []string{f.Intent}
		}
		text := fmt.Sprintf("%s: %s\n  wanted   %s\n  answered %s\n  %s", table.Plain(f.ID), table.Plain(f.Text), table.Plain(f.Want), table.Plain(f.Got), table.Plain(f.Detail))
		for _, name := range blamed {
			wrong[name] = append(wrong[name], text)
		}
	}
	for _, l := range r.Intents {
		if l.Support == 0 {
			continue
		}
		c := junitCase{Class: "slmkit.eval", Name: table.Plain(l.Name)}
		errs := wrong[l.Name]
		if right := l.Right; len(errs) > 0 || right != nil && *right < l.Support {
			message := "F1 " + report.FormatValue(l.F1.Value, report.Fraction)
			if right != nil {
				message = fmt.Sprintf("%d of %s right, %s", *right, report.FormatCount(l.Support, "calls"), message)
				if hidden := l.Support - *right - len(errs); hidden > 0 {
					errs = append(errs, fmt.Sprintf("%d more are wrong but not listed", hidden))
				}
			}
			c.Failure = &junitMessage{Type: "wrong", Message: message, Text: strings.Join(errs, "\n")}
		}
		s.Cases = append(s.Cases, c)
	}
	for _, k := range r.Kinds {
		if k.Kind == report.KindSkipped {
			s.Cases = append(s.Cases, junitCase{Class: "slmkit.eval", Name: "records of gold",
				Error: &junitMessage{Type: k.Kind, Message: report.FormatCount(k.N, "bad records") + " of gold were skipped and count as wrong"}})
		}
	}
	return writeJUnit(w, s)
}

// VerdictJUnit prints a test case for each rule. A rule that could not be judged
// is an error, since CI services take a skipped test for a passed one. Only a rule that
// the verdict does not depend on is skipped where it does not pass. A gate that judged
// nothing is a test case with an error.
func VerdictJUnit(w io.Writer, v *gate.Verdict) error {
	s := junitSuite{Name: "slmkit gate"}
	for _, o := range v.Outcomes {
		c := junitCase{Class: table.Plain(v.Rules), Name: table.Plain(o.Rule)}
		m := &junitMessage{Type: o.Status, Message: table.Plain(strings.TrimSpace(o.Value() + " " + o.Detail)), Text: fmt.Sprintf("%s:%d", table.Plain(v.Rules), o.Line)}
		if len(o.Failed) > 0 {
			var b bytes.Buffer
			failedTests(&b, o.Failed)
			m.Text += "\n" + b.String()
		}
		switch {
		case o.Status == gate.Pass:
		case o.Severity == gate.Warn:
			c.Skipped = m
		case o.Status == gate.Fail:
			c.Failure = m
		default:
			c.Error = m
		}
		s.Cases = append(s.Cases, c)
	}
	if v.Error != "" {
		s.Cases = append(s.Cases, junitCase{Class: table.Plain(v.Rules), Name: "gate", Error: &junitMessage{Type: v.Status, Message: table.Plain(v.Error)}})
	}
	return writeJUnit(w, s)
}
