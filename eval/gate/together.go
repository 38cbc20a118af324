package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// together returns a *report.MismatchError for reports that do not complete each other:
// scores of different gold sets, scores that are made in different ways, and numbers of
// different models. What a report does not say is not held against it.
func together(reports []report.Report) error {
	for i, a := range reports {
		for _, b := range reports[:i] {
			if why := apart(a, b); why != "" {
				return &report.MismatchError{File: a.Head().Name, Why: fmt.Sprintf("it does not belong with %s: %s", b.Head().Name, why)}
			}
		}
	}
	return nil
}

// apart says why two reports do not belong together, "" where they do.
func apart(a, b report.Report) string {
	on, with := a.Basis(), b.Basis()
	if on.Gold != nil && with.Gold != nil {
		if why := on.ScoredUnlike(with); why != "" {
			return why
		}
	}
	if !share(predictions(a), predictions(b)) {
		return "they score different predictions"
	}
	is, was := models(a), models(b)
	if share(is, was) {
		return ""
	}
	return fmt.Sprintf("they measure different models, %s and %s", strings.Join(is, ", "), strings.Join(was, ", "))
}

// share reports whether two lists of hashes have one in common, or one of them is empty.
func share(a, b []string) bool {
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(hash string) bool { return slices.Contains(b, hash) })
}

// predictions are the hashes of the predictions that a report scores, none where it does
// not say of each. Of a comparison they are those of its new runs.
func predictions(rep report.Report) []string {
	var out []string
	switch r := rep.(type) {
	case *report.Evaluation:
		if r.Predictions != nil {
			out = append(out, r.Predictions.SHA256)
		}
	case *report.Comparison:
		for _, run := range r.Runs() {
			out = append(out, run.New.SHA256)
		}
	}
	if slices.Contains(out, "") {
		return nil
	}
	return out
}

// models are the hashes of the models that a report measures, none where it does not say
// of each.
func models(rep report.Report) []string {
	switch r := rep.(type) {
	case *report.Evaluation:
		if r.Run != nil && r.Run.ModelHash != "" {
			return []string{strings.ToLower(r.Run.ModelHash)}
		}
	case *report.Tests:
		if r.Run != nil && r.Run.ModelHash != "" {
			return []string{strings.ToLower(r.Run.ModelHash)}
		}
	case *report.Bench:
		var out []string
		for _, p := range r.Precisions {
			if p.ModelHash == "" {
				return nil
			}
			out = append(out, strings.ToLower(p.ModelHash))
		}
		return out
	}
	return nil
}
