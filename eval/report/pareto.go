package report

// ParetoRow is a precision among the others by accuracy, latency and size.
type ParetoRow struct {
	Precision   string `json:"precision"`
	Accuracy    Metric `json:"exact_match"`
	Latency     Metric `json:"latency_p95_ms"`
	Size        Metric `json:"size_mb"`
	Beaten      string `json:"beaten_by,omitempty"` // a precision that is no worse in any of the three and better in one
	Recommended bool   `json:"recommended,omitempty"`
	Why         string `json:"why,omitempty"` // of the recommended one
}
