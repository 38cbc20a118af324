package eval

import (
	"math/rand/v2"
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

// BenchmarkConfidences scores a million confidences of 10,000 templates.
func BenchmarkConfidences(b *testing.B) {
	rng := rand.New(rand.NewPCG(18, 10))
	var made calibration
	for i := range 1_000_000 {
		p := 1 - rng.Float64()*rng.Float64()
		made.add(p, rng.Float64() < p, int32(i%10_000))
	}
	b.ReportAllocs()
	for b.Loop() {
		c := calibration{append([]point(nil), made.points...)}
		if _, _, err := c.report(b.Context(), &Options{Seed: 1, MaxRisk: 0.02}, true, len(c.points), report.Metrics{}); err != nil {
			b.Fatal(err)
		}
	}
}
