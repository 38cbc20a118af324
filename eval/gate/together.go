package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// together returns a *report.MismatchError for reports that do not complete each other:
// scores of different gold sets, or a benchmark of another model than that of the scores.
// What a report does not say is not held against it.
func together(reports []report.Report) error {
	for i, a := range reports {
		for _, b := range reports[:i] {
			if why := apart(a, b) + apart(b, a); why != "" {
				return &report.MismatchError{File: a.Head().Name, Why: fmt.Sprintf("it does not belong with %s: %s", b.Head().Name, why)}
			}
		}
	}
	return nil
}

// apart says why a report does not belong with another, "" where it does.
func apart(a, b report.Report) string {
	e, ok := a.(*report.Evaluation)
	if !ok {
		return ""
	}
	switch b := b.(type) {
	case *report.Comparison:
		if e.Gold != nil && b.Gold != nil && e.Gold.Fingerprint != b.Gold.Fingerprint {
			return "they score different gold sets"
		}
	case *report.Bench:
		if e.Run != nil && e.Run.ModelHash != "" && !measures(b, e.Run.ModelHash) {
			return "the benchmark measures another model than the one that is scored, " + e.Run.ModelHash
		}
	}
	return ""
}

// measures reports whether one of the models of a benchmark has a hash. One without
// hashes may measure any model.
func measures(b *report.Bench, hash string) bool {
	known := slices.DeleteFunc(slices.Clone(b.Precisions), func(p report.Precision) bool { return p.ModelHash == "" })
	return len(known) == 0 || slices.ContainsFunc(known, func(p report.Precision) bool { return strings.EqualFold(p.ModelHash, hash) })
}
