package report

// LatencyBins counts latencies in bins. EdgesMS are their ends in milliseconds, one
// more than bins, each 10^(1/10) times the one before. The first bin has what is shorter
// than all bins, and the last one what is longer.
type LatencyBins struct {
	EdgesMS []float64 `json:"edges_ms"`
	N       []int     `json:"counts"`
}
