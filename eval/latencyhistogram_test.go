package eval

import (
	"math"
	"slices"
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

func TestLatencyHistogram(t *testing.T) {
	for name, c := range map[string]struct {
		ms    []float64
		edges []float64 // the first and the last
		n     []int
	}{
		"one":           {[]float64{1}, []float64{1, 1.2589254117941673}, []int{1}},
		"an edge":       {[]float64{10, 10, 12.5, 12.6}, []float64{10, 15.848931924611133}, []int{3, 1}},
		"a gap":         {[]float64{1, 2}, []float64{1, 2.51188643150958}, []int{1, 0, 0, 1}},
		"none at all":   {[]float64{0, 0.0005}, []float64{0.001, 0.0012589254117941675}, []int{2}},
		"out of bounds": {[]float64{math.MaxFloat64, math.Inf(1)}, []float64{math.Pow(10, 7.9), 1e8}, []int{2}},
	} {
		h := latencyHistogram(c.ms)
		if !slices.Equal(h.N, c.n) || len(h.EdgesMS) != len(c.n)+1 || math.Abs(h.EdgesMS[0]/c.edges[0]-1) > 1e-9 || math.Abs(h.EdgesMS[len(c.n)]/c.edges[1]-1) > 1e-9 {
			t.Errorf("%s: %+v", name, h)
		}
	}
	if latencyHistogram(nil) != nil {
		t.Error("there is a histogram of nothing")
	}
}

// The histogram of a run has every latency, and the intervals of percentiles are order
// statistics.
func TestLatenciesOfARun(t *testing.T) {
	c := newTally()
	c.n = 1000
	for i := range 1000 {
		c.latencies = append(c.latencies, float64(1+(i*617)%1000)/10)
	}
	r := &report.Evaluation{Metrics: report.Metrics{}}
	c.addLatency(r)
	total := 0
	for _, n := range r.LatencyBins.N {
		total += n
	}
	if p := r.Metrics["batch_latency_p95_ms"]; total != 1000 || *p.Value != 95 || *p.Low != 93.6 || *p.High != 96.4 {
		t.Errorf("%d latencies; p95 %v, %v – %v", total, *p.Value, *p.Low, *p.High)
	}
}
