package report

import (
	"fmt"
	"strconv"
)

// ParetoRow is a way to run a model, among the others that a benchmark tried: a precision
// with a number of threads and of prompts at a time. All numbers of a row come from the
// same executions.
type ParetoRow struct {
	Precision   string  `json:"precision"`       // Name of one of Bench.Precisions
	Batch       int     `json:"batch,omitempty"` // prompts at a time on each core; 0: one caller, one prompt at a time
	Accuracy    Metric  `json:"exact_match"`
	Latency     Metric  `json:"latency_p95_ms"` // with Batch from the start of a prompt's batch to its answer
	Throughput  Metric  `json:"prompts_per_s"`
	Size        Metric  `json:"size_mb"`
	Memory      Metric  `json:"peak_memory_mb"`              // of the process, whatever its batches
	Change      *Metric `json:"exact_match_delta,omitempty"` // against the first row, paired; none in the first
	Broken      *Metric `json:"regressions,omitempty"`       // prompts that the first row answers right and this one wrong
	Fixed       *Metric `json:"fixes,omitempty"`             // prompts that the first row answers wrong and this one right
	Beaten      string  `json:"beaten_by,omitempty"`         // label of a row that is no worse in anything and better in something
	Recommended bool    `json:"recommended,omitempty"`
	Why         string  `json:"why,omitempty"` // of the recommended one
}

// Label names the row, such as int8 or "int8, batch 8".
func (r *ParetoRow) Label() string {
	if r.Batch == 0 {
		return r.Precision
	}
	return r.Precision + ", batch " + strconv.Itoa(r.Batch)
}

// Recommendation says in one line which way to run the model is recommended, and why, ""
// where none is.
func (b *Bench) Recommendation() string {
	for i := range b.Pareto {
		if r := &b.Pareto[i]; r.Recommended {
			return fmt.Sprintf("%s is recommended: %s", r.Label(), r.Why)
		}
	}
	return ""
}
