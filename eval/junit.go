package eval

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
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
		s.Failures += int(one(c.Failure != nil))
		s.Errors += int(one(c.Error != nil))
	}
	b, err := xml.MarshalIndent(junitSuites{Tests: s.Tests, Failures: s.Failures, Errors: s.Errors, Suite: s}, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, b)
	return err
}

// WriteJUnit writes a test case an action, which fails where an example of the
// action is not answered correctly, and the metrics as properties.
func (r *Report) WriteJUnit(w io.Writer) error {
	s := junitSuite{Name: "slmkit eval"}
	for _, k := range r.shown() {
		s.Properties = append(s.Properties, junitProperty{k.Name, strconv.FormatFloat(*r.Metrics[k.Name].Value, 'g', -1, 64)})
	}
	wrong := map[string][]string{}
	for _, f := range r.Failures {
		wrong[f.Intent] = append(wrong[f.Intent], fmt.Sprintf("%s: %s\n  wanted   %s\n  answered %s\n  %s", plain(f.ID), plain(f.Text), plain(f.Want), plain(f.Got), plain(f.Detail)))
	}
	for _, l := range r.Intents {
		if l.Support == 0 {
			continue
		}
		c := junitCase{Class: "slmkit.eval", Name: l.Name}
		if errs := wrong[l.Name]; len(errs) > 0 {
			c.Failure = &junitMessage{Type: "wrong", Message: fmt.Sprintf("F1 %s of %s", formatValue(l.F1.Value, Fraction), plural(l.Support, "prompts")),
				Text: strings.Join(errs, "\n")}
		}
		s.Cases = append(s.Cases, c)
	}
	return writeJUnit(w, s)
}

// WriteJUnit writes a test case a rule. A rule that could not be judged is an
// error, since services take what is skipped for passed.
func (v *Verdict) WriteJUnit(w io.Writer) error {
	s := junitSuite{Name: "slmkit gate"}
	for _, o := range v.Outcomes {
		c := junitCase{Class: plain(v.Rules), Name: plain(o.Rule)}
		m := &junitMessage{Type: o.Status, Message: plain(strings.TrimSpace(o.value() + " " + o.Detail)), Text: fmt.Sprintf("%s:%d", plain(v.Rules), o.Line)}
		switch o.Status {
		case Fail:
			c.Failure = m
		case Inconclusive:
			c.Error = m
		}
		s.Cases = append(s.Cases, c)
	}
	return writeJUnit(w, s)
}
