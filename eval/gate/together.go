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
	if is, was := predictions(a), predictions(b); is != "" && was != "" && is != was {
		return "they score different predictions"
	}
	is, was := models(a), models(b)
	if len(is) == 0 || len(was) == 0 || slices.ContainsFunc(is, func(hash string) bool { return slices.Contains(was, hash) }) {
		return ""
	}
	return fmt.Sprintf("they measure different models, %s and %s", strings.Join(is, ", "), strings.Join(was, ", "))
}

// predictions is the hash of the predictions that a report scores, "" where it does not
// say. Of a comparison they are those of the new run.
func predictions(rep report.Report) string {
	switch r := rep.(type) {
	case *report.Evaluation:
		if r.Predictions != nil {
			return r.Predictions.SHA256
		}
	case *report.Comparison:
		return r.New.SHA256
	}
	return ""
}

// models are the hashes of the models that a report measures, none where it does not say
// of each.
func models(rep report.Report) []string {
	switch r := rep.(type) {
	case *report.Evaluation:
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
