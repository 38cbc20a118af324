package eval

import (
	"github.com/slmkit/slmkit/dataset"
)

// SchemaVersion is the version of the JSON of reports. It changes when a field
// changes its meaning.
const SchemaVersion = 1

// Report is what eval or bench says. A report of other tools may have nothing
// but metrics.
type Report struct {
	SchemaVersion int               `json:"schema_version"`
	Kind          string            `json:"kind,omitempty"` // eval, bench, compare or leaks
	Tool          string            `json:"tool,omitempty"`
	Gold          *GoldInfo         `json:"gold,omitempty"`
	Predictions   *FileInfo         `json:"predictions,omitempty"`
	Schema        *FileInfo         `json:"actions,omitempty"`
	Run           *dataset.RunInfo  `json:"run,omitempty"` // of the predictions
	Level         float64           `json:"level,omitempty"`
	Seed          uint64            `json:"seed"`
	Metrics       Metrics           `json:"metrics"`
	Warnings      []string          `json:"warnings,omitempty"`
	Statuses      map[Status]int    `json:"statuses,omitempty"`
	Intents       []Label           `json:"intents,omitempty"`
	Untested      []string          `json:"untested_actions,omitempty"` // in the schema, not in gold
	Slots         []Label           `json:"slots,omitempty"`
	Confusions    []Confusion       `json:"confusions,omitempty"`     // the matrix, row by row
	LeftOut       int               `json:"multi_call,omitempty"`     // prompts with several calls, which are not in the matrix
	Kinds         []KindCount       `json:"error_kinds,omitempty"`    // the most frequent first
	Slices        map[string]Metric `json:"slices,omitempty"`         // exact match where … by "key=value"
	Calibration   *Calibration      `json:"calibration,omitempty"`    // where predictions have a confidence
	Latencies     []float64         `json:"latency_cdf_ms,omitempty"` // 101 quantiles, for the picture
	Failures      []Failure         `json:"errors,omitempty"`         // some of what is not correct
	Precisions    []Precision       `json:"precisions,omitempty"`     // of a benchmark
	Machine       *Machine          `json:"machine,omitempty"`        // of a benchmark
	Pairs         []SplitPair       `json:"pairs,omitempty"`          // of a leak report
	Name          string            `json:"-"`                        // of the file it was read from
	Beside        []*Report         `json:"-"`                        // that pages show beside it
}

// SplitPair is what the rows of the second split of a pair, such as
// "train/test", share with the first.
type SplitPair struct {
	Pair    string  `json:"pair"`
	Metrics Metrics `json:"metrics"`
}

// GoldInfo names a gold set. The fingerprint does not depend on the order or
// the format of its records.
type GoldInfo struct {
	FileInfo
	Fingerprint string `json:"fingerprint"`
	N           int    `json:"n"`
	Templates   int    `json:"templates"`
}

// FileInfo names a file.
type FileInfo struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256,omitempty"`
}

// Label is the score of one action or parameter.
type Label struct {
	Name      string   `json:"name"`
	Support   int      `json:"support"`   // in gold
	Predicted int      `json:"predicted"` // in the predictions
	Correct   int      `json:"correct"`
	Precision Metric   `json:"precision"`
	Recall    Metric   `json:"recall"`
	F1        Metric   `json:"f1"`
	Wrong     []string `json:"wrong,omitempty"` // of a parameter: the most frequent wrong values
}

// Confusion is a cell of the confusion matrix.
type Confusion struct {
	Want string   `json:"want"`
	Got  string   `json:"got"` // an action, __unknown__ or __invalid__
	N    int      `json:"n"`
	IDs  []string `json:"ids,omitempty"` // some of them
}

// KindCount counts the errors of one kind.
type KindCount struct {
	Kind string   `json:"kind"`
	N    int      `json:"n"`
	IDs  []string `json:"ids"`
}

// Precision is what a benchmark measured of one precision of a model.
type Precision struct {
	Name      string  `json:"precision"`
	ModelHash string  `json:"model_hash"`
	Metrics   Metrics `json:"metrics"`
	Batches   []Batch `json:"batches"`
}

// Batch is the throughput at one batch size.
type Batch struct {
	Size       int    `json:"batch"`
	Throughput Metric `json:"prompts_per_s"`
}

// Machine is what times depend on. Times of two machines are not compared.
type Machine struct {
	CPU     string `json:"cpu"`
	Threads int    `json:"threads"`
	OS      string `json:"os"`
	Runtime string `json:"runtime"`
}
