package eval

import (
	"context"
	"iter"
	"path"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// Tests reports which must-pass prompts of a pack are answered. A prompt's origin names
// its place in the pack, and folder is that of the pack. The errors are those of Evaluate.
func Tests(ctx context.Context, tests iter.Seq2[Gold, error], answers Predictions, folder string, o Options) (*report.Tests, error) {
	r := &report.Tests{Header: report.NewHeader(report.KindTests), Failed: []report.FailedTest{}}
	right, n := 0, 0
	o.Each = func(s Scored) error {
		if n++; s.Result.Status == report.Correct {
			right++
			return nil
		}
		f := newFailure(&s.Gold.Example, s.Prediction, s.Result)
		file, line, _ := strings.Cut(f.Template, ":")
		failed := report.FailedTest{File: path.Join(folder, file), Text: f.Text, Want: f.Want, Got: f.Answer(), Kinds: f.Kinds, Detail: f.Detail}
		failed.Line, _ = strconv.Atoi(line)
		r.Failed = append(r.Failed, failed)
		return nil
	}
	if _, err := Evaluate(ctx, tests, answers, o); err != nil {
		return nil, err
	}
	m := share(right, n, "prompts")
	m.Low, m.High = nil, nil // these are all prompts that there are, and no sample of others
	r.Metrics = report.Metrics{"must_pass": m}
	return r, nil
}
