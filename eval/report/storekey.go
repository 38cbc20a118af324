package report

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
)

// StoreKey names the file that holds the baseline of a report in a folder of baselines,
// without ".json". Reports whose numbers can be compared have the same one: scores have
// that of their signature, times that of their machine and prompts. It is "" for a report
// that does not say what its numbers depend on, and for one that is no baseline.
func StoreKey(r Report) string {
	b := r.Basis()
	switch r.(type) {
	case *Evaluation:
		if b.Signature != nil {
			return "eval-" + shortHash(b.Signature)
		}
	case *Bench:
		if b.Machine != nil && b.Workload != nil {
			return "bench-" + shortHash([]any{b.Machine, b.Workload, b.Signature})
		}
	}
	return ""
}

// shortHash is a hash of what is written as JSON.
func shortHash(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // unreachable: a basis has strings and finite numbers
	}
	return fmt.Sprintf("%x", sha256.Sum256(data))[:16]
}
