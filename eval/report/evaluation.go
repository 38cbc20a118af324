package report

import (
	"maps"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// Evaluation is the report of eval: the scores of one run. A report of another
// tool that has nothing but metrics is one, too.
type Evaluation struct {
	Header
	Gold        *GoldInfo         `json:"gold,omitempty"`
	Signature   *Signature        `json:"signature,omitempty"` // what scores depend on
	Predictions *FileInfo         `json:"predictions,omitempty"`
	Schema      *FileInfo         `json:"actions,omitempty"`
	Run         *dataset.RunInfo  `json:"run,omitempty"` // how the predictions were made
	Level       float64           `json:"level,omitempty"`
	Seed        uint64            `json:"seed"`
	Metrics     Metrics           `json:"metrics"`
	Warnings    []string          `json:"warnings,omitempty"`
	Statuses    map[Status]int    `json:"statuses,omitempty"`
	Intents     []Label           `json:"intents,omitempty"`
	Untested    []string          `json:"untested_actions,omitempty"` // in the schema, not in gold
	Spurious    []string          `json:"spurious_actions,omitempty"` // in predictions, not in gold
	Slots       []Label           `json:"slots,omitempty"`
	Confusions  []Confusion       `json:"confusions,omitempty"`     // the matrix, row by row
	LeftOut     int               `json:"multi_call,omitempty"`     // prompts with several calls, which are not in the matrix
	Kinds       []KindCount       `json:"error_kinds,omitempty"`    // the most frequent first
	Slices      map[string]Metric `json:"slices,omitempty"`         // exact match of a part, by "key=value"
	Columns     []Column          `json:"columns,omitempty"`        // the parts of the examples by each column
	WorstSlices *WorstSlices      `json:"worst_slices,omitempty"`   // the parts that are surely worse than the rest
	Seen        *Seen             `json:"seen,omitempty"`           // against examples that training had nothing like
	Robustness  *Robustness       `json:"robustness,omitempty"`     // augmented examples against their originals
	Detectable  *Detectable       `json:"detectable,omitempty"`     // the least change that the examples can show
	Calibration *Calibration      `json:"calibration,omitempty"`    // where predictions have a confidence
	Abstention  *Abstention       `json:"abstention,omitempty"`     // where a threshold was asked for
	Latencies   []float64         `json:"latency_cdf_ms,omitempty"` // 101 quantiles, for the picture
	Costs       *Costs            `json:"costs,omitempty"`          // where there is a table of costs
	LatencyBins *LatencyBins      `json:"latency_bins,omitempty"`   // the same, counted
	Failures    []Failure         `json:"errors,omitempty"`         // some of what is not correct
	Outcomes    *Outcomes         `json:"outcomes,omitempty"`       // of every example, for paired tests
}

// Label is the score of one action or parameter.
type Label struct {
	Name      string   `json:"name"`
	Support   int      `json:"support"`   // in gold
	Predicted int      `json:"predicted"` // in the predictions
	Correct   int      `json:"correct"`
	Right     *int     `json:"right,omitempty"` // of an action: calls in gold that are answered by an equal one
	Precision Metric   `json:"precision"`
	Recall    Metric   `json:"recall"`
	F1        Metric   `json:"f1"`
	Wrong     []string `json:"wrong,omitempty"` // a parameter's most frequent wrong values
}

// Confusion is a cell of the confusion matrix.
type Confusion struct {
	Want string   `json:"want"`
	Got  string   `json:"got"` // an action, UnknownLabel or InvalidLabel
	N    int      `json:"n"`
	IDs  []string `json:"ids,omitempty"` // some of them
}

// Columns of the confusion matrix for answers that are no action of the schema.
const (
	UnknownLabel = "__unknown__"
	InvalidLabel = "__invalid__"
)

// KindCount counts the errors of one kind.
type KindCount struct {
	Kind string   `json:"kind"`
	N    int      `json:"n"`
	IDs  []string `json:"ids"`
}

// Failure is one example that is not answered correctly.
type Failure struct {
	ID         string   `json:"id"`
	Text       string   `json:"text"`
	Intent     string   `json:"intent"`
	Want       string   `json:"want"`
	Got        string   `json:"got"`
	Status     Status   `json:"status"`
	Kinds      []string `json:"kinds"`
	Detail     string   `json:"detail"`
	Split      string   `json:"split,omitempty"`
	Template   string   `json:"template,omitempty"`
	Confidence *float64 `json:"confidence,omitempty"`
	Blamed     []string `json:"blamed,omitempty"` // of several calls, the actions that are not answered right
	Cost       float64  `json:"cost,omitempty"`   // by the table of costs, where there is one
}

// Answer is what the model answered, in words where it answered nothing.
func (f *Failure) Answer() string {
	switch {
	case f.Got != "":
		return f.Got
	case f.Status == Failed:
		return "no answer"
	}
	return "an empty output"
}

// Kind is the gravest error, "" where none is named.
func (f *Failure) Kind() string {
	if len(f.Kinds) == 0 {
		return ""
	}
	return f.Kinds[0]
}

// Headline returns the metrics of the run.
func (e *Evaluation) Headline() Metrics { return e.Metrics }

// Basis is the gold set, how it is scored, and where the predictions were made.
func (e *Evaluation) Basis() Basis {
	b := Basis{Gold: e.Gold, Signature: e.Signature}
	if e.Gold != nil {
		b.Workload = &Workload{Prompts: e.Gold.Fingerprint, N: e.Gold.N}
	}
	if run := e.Run; run != nil && run.CPU != "" {
		b.Machine = &Machine{CPU: run.CPU, Threads: run.Threads, Runtime: run.Runtime}
		if b.Workload != nil {
			b.Workload.Batch = run.Batch
		}
	}
	return b
}

// Find takes one of the selectors intent and slot, or a column of the report.
func (e *Evaluation) Find(metric string, where Selector) (*Metric, []string) {
	switch {
	case len(where) == 0:
		return e.Metrics.find(metric), nil
	case len(where) > 1:
		return nil, nil
	case where.Get("intent") != "" && !slices.Contains(partMetrics, metric):
		return findLabel(e.Intents, metric, where.Get("intent"))
	case where.Get("slot") != "":
		return findLabel(e.Slots, metric, where.Get("slot"))
	case where.Get("risk") != "":
		return e.atRisk(where.Get("risk"))
	}
	s := where[0]
	if metric == "exact_match_drop" || metric == "invariance" {
		return e.Robustness.findOp(metric, s.Value)
	}
	if m, choices, known := e.findPart(metric, s); known {
		return m, choices
	}
	if m, ok := e.Slices[s.Key+"="+s.Value]; ok {
		return &m, nil
	}
	var values []string
	for _, name := range slices.Sorted(maps.Keys(e.Slices)) {
		if key, value, _ := strings.Cut(name, "="); key == s.Key {
			values = append(values, value)
		}
	}
	return nil, values
}

func findLabel(labels []Label, metric, name string) (*Metric, []string) {
	var names []string
	for i := range labels {
		l := &labels[i]
		if l.Name != name {
			names = append(names, l.Name)
			continue
		}
		switch metric {
		case "precision":
			return &l.Precision, nil
		case "recall":
			return &l.Recall, nil
		case "f1", "slot_f1":
			return &l.F1, nil
		}
		return nil, nil
	}
	return nil, names
}
