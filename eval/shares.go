package eval

import (
	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// exampleMetric is a metric that is the proportion of some examples: one example has a yes, a no,
// or no outcome by it. Where a prediction decides whether its example counts, two runs
// have no pairs of outcomes, and the report keeps none.
type exampleMetric int

// The shares, by their names in shareNames.
const (
	exactMatch exampleMetric = iota
	rawMatch
	intentRight
	inScope
	invalidOutput
	falseAction
	answered
	refusalRecall
	falseRefusal
	formattingGap
	slotGap
	ungrounded
	looping
	dangerous
	validRight       // of predictions that can be read
	refusalPrecision // of predictions that refuse
	allShares

	pairedShares = validRight // those before it have the same examples in every run
)

var shareNames = [allShares]string{"exact_match", "exact_match_raw", "intent_accuracy", "in_scope_accuracy", "invalid_rate", "false_action_rate",
	"coverage", "refusal_recall", "false_refusal_rate", "formatting_gap", "slot_gap", "ungrounded_rate", "loop_rate", "dangerous_rate",
	"valid_accuracy", "refusal_precision"}

// verdicts are the outcomes of one example by every share, two bits each.
type verdicts uint32

func (v verdicts) of(s exampleMetric) uint8 { return uint8(v>>(2*s)) & 3 }

// put sets the outcome by a share, that of an example that does not count if counts is
// false.
func (v *verdicts) put(s exampleMetric, counts, is bool) {
	outcome := uint32(report.OutcomeNo)
	switch {
	case !counts:
		outcome = report.OutcomeNone
	case is:
		outcome = report.OutcomeYes
	}
	*v |= verdicts(outcome << (2 * s))
}

// verdicts says what a result means for each share. What is missing or cannot be read is
// no refusal.
func (r *Result) verdicts(g *Gold, p *dataset.Prediction) verdicts {
	right, whole, none, refused := r.Status == report.Correct, !g.IntentOnly, g.refuses(), onlyNone(r.Got)
	raw := whole && r.Raw != nil
	var v verdicts
	v.put(exactMatch, whole, right)
	v.put(rawMatch, raw, raw && *r.Raw)
	v.put(intentRight, true, r.Action)
	v.put(inScope, whole && !none, right)
	v.put(invalidOutput, true, !r.callable())
	v.put(falseAction, none, !r.Action)
	v.put(answered, true, p != nil && p.Error == "")
	v.put(refusalRecall, none, r.Action)
	v.put(falseRefusal, !none, refused && !r.Action)
	v.put(formattingGap, raw, raw && right && !*r.Raw)
	v.put(slotGap, whole, r.Action && !right)
	v.put(ungrounded, whole, r.Ungrounded)
	v.put(looping, true, r.Loop)
	v.put(dangerous, r.Cost != nil && r.Cost.limited, r.Cost != nil && r.Cost.dangerous)
	v.put(validRight, whole && (right || r.Status == report.Wrong), right)
	v.put(refusalPrecision, refused, r.Action)
	return v
}

// refuses reports whether gold asks for nothing that the assistant can do.
func (g *Gold) refuses() bool {
	if g.Call != nil && len(g.Calls) == 0 {
		return g.Call.Name == dataset.None
	}
	return len(g.Calls) == 1 && g.Calls[0].Name == dataset.None
}

func onlyNone(names []string) bool { return len(names) == 1 && names[0] == dataset.None }
