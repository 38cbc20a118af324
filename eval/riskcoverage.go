package eval

import (
	"github.com/slmkit/slmkit/eval/report"
)

// curvePoints is how many points a risk-coverage curve has at most.
const curvePoints = 100

// riskCoverage follows the risk as less and less sure answers are given. Its points are
// thresholds that one can set: equal confidences come in together.
func (c *calibration) riskCoverage(byTemplate bool) []report.RiskPoint {
	var out []report.RiskPoint
	var wrong clustered
	n, next := len(c.points), 1
	for i := range c.points {
		p := &c.points[i]
		wrong.add(p.cluster, one(!p.right))
		if i+1 < n && c.points[i+1].confidence == p.confidence || (i+1)*curvePoints < next*n {
			continue
		}
		risk := wrong.proportion(byTemplate)
		out = append(out, report.RiskPoint{Coverage: float64(i+1) / float64(n), Confidence: p.confidence, Risk: *risk.Value, Low: risk.Low, High: risk.High})
		next = (i+1)*curvePoints/n + 1
	}
	return out
}
