package eval

import (
	"fmt"
	"math"
	"strconv"

	"github.com/slmkit/slmkit/eval/report"
)

// usualRisks are those that every report with confidences has a threshold for.
var usualRisks = []float64{0.01, 0.02, 0.05, 0.1}

// planner finds what becomes of answers if those that are less sure than a threshold are
// withheld. The points are sorted, and their clusters numbered.
type planner struct {
	points     []point
	clusters   int
	byTemplate bool
	examples   int // with those that have no confidence
}

// asked is what the options ask for, nil where they ask for nothing.
func (p *planner) asked(o *Options) *report.Abstention {
	switch {
	case o.Threshold != nil:
		a := p.at(*o.Threshold, o.MaxRisk)
		a.Chosen, a.ByHand = o.Chosen, o.Chosen == nil
		return a
	case o.MaxRisk > 0:
		return p.choose(o.MaxRisk)
	}
	return nil
}

// choose finds the threshold with the largest coverage whose risk is shown to be at most
// maxRisk.
func (p *planner) choose(maxRisk float64) *report.Abstention {
	k := p.keep(len(p.points))
	for end := len(p.points); end > 0; {
		if k.shows(maxRisk) {
			return p.describe(p.threshold(end), maxRisk, end, &k)
		}
		for c := p.points[end-1].confidence; end > 0 && p.points[end-1].confidence == c; end-- {
			k.change(&p.points[end-1], -1)
		}
	}
	a := p.describe(nil, maxRisk, 0, &k)
	all := p.keep(len(p.points))
	if there, what := all.even(), p.what(); there < rightNeeded(maxRisk) {
		a.Warnings = []string{fmt.Sprintf("no threshold shows a risk of at most %s: that takes %d %s or more of as many answers each, and these are worth %.0f",
			percent(maxRisk), a.Needed, what, there)}
	} else {
		a.Warnings = []string{fmt.Sprintf("no threshold shows a risk of at most %s: the surest answers are too often wrong, or too few", percent(maxRisk))}
	}
	return a
}

// what are the things of which a number is needed.
func (p *planner) what() string {
	if p.byTemplate {
		return "templates"
	}
	return "answers"
}

// at describes the answers at a threshold. A maxRisk of 0 is none.
func (p *planner) at(threshold, maxRisk float64) *report.Abstention {
	end := 0
	for end < len(p.points) && p.points[end].confidence >= threshold {
		end++
	}
	k := p.keep(end)
	return p.describe(&threshold, maxRisk, end, &k)
}

// keep counts the surest answers.
func (p *planner) keep(end int) kept {
	k := kept{byTemplate: p.byTemplate, clusters: make([]struct{ n, wrong float64 }, p.clusters)}
	for i := range p.points[:end] {
		k.change(&p.points[i], 1)
	}
	return k
}

// describe measures the surest answers up to end, which k counts.
func (p *planner) describe(threshold *float64, maxRisk float64, end int, k *kept) *report.Abstention {
	var coverage, risk clustered
	for i := range p.points {
		coverage.add(p.points[i].cluster, one(i < end))
		if i < end {
			risk.add(p.points[i].cluster, one(!p.points[i].right))
		}
	}
	a := &report.Abstention{Threshold: threshold, RiskBound: report.Finite(k.bound()),
		Coverage: covering(coverage.proportion(p.byTemplate), len(p.points), p.examples), Risk: covering(risk.proportion(p.byTemplate), len(p.points), p.examples)}
	if maxRisk == 0 {
		return a
	}
	a.MaxRisk, a.Needed = report.Finite(maxRisk), int(math.Ceil(rightNeeded(maxRisk)))
	switch {
	case k.shows(maxRisk):
		a.Verdict = report.RiskHolds
	case k.wrong > maxRisk*k.n:
		a.Verdict = report.RiskAbove
	default:
		a.Verdict = report.RiskUnknown
	}
	return a
}

// threshold is the number with the fewest digits that keeps the answers up to end: one
// above the confidence of those behind them.
func (p *planner) threshold(end int) *float64 {
	if end == len(p.points) {
		return report.Finite(0)
	}
	least, below := p.points[end-1].confidence, p.points[end].confidence
	for digits := 1; digits < 17; digits++ {
		scale := math.Pow10(digits)
		short, err := strconv.ParseFloat(strconv.FormatFloat(math.Floor(least*scale)/scale, 'f', digits, 64), 64)
		if err == nil && short > below && short <= least {
			return &short
		}
	}
	return &least
}

// percent writes a share with as many digits as it has.
func percent(share float64) string {
	return strconv.FormatFloat(math.Round(share*1e8)/1e6, 'f', -1, 64) + " %"
}

// addAbstention adds what the options ask about withheld answers to a report of gold: the
// metrics, and what keeps them from being more than they are.
func addAbstention(r *report.Evaluation, a *report.Abstention) {
	if a == nil {
		return
	}
	r.Abstention = a
	if a.Chosen != nil {
		from := *a.Chosen
		from.SameGold = from.Gold == r.Gold.Fingerprint
		a.Chosen = &from
	}
	if !a.ByHand && a.Threshold != nil && (a.Chosen == nil || a.Chosen.SameGold) {
		a.Warnings = append(a.Warnings, "the threshold was chosen on these very examples, which makes its risk look lower: choose it on a dev set, and test it here with --threshold-from")
	}
	if without := r.Gold.N - a.Coverage.N; without > 0 {
		a.Warnings = append(a.Warnings, fmt.Sprintf("%d of %d examples have no answer with a confidence, and are not counted among those that are answered or withheld", without, r.Gold.N))
	}
	if a.Verdict == report.RiskAbove {
		a.Warnings = append(a.Warnings, fmt.Sprintf("the risk at the threshold is above the %s that is wanted", percent(*a.MaxRisk)))
	}
	if a.MaxRisk != nil {
		r.Metrics["coverage_at_risk"] = a.CoverageAtRisk()
	}
	risk := a.Risk
	risk.Warnings = append(append([]string{}, risk.Warnings...), a.Warnings...)
	r.Metrics["selective_risk"] = risk
}
