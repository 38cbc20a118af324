package report

import (
	"fmt"
)

// SchemaVersion is the version of the JSON of reports. It changes when a field
// changes its meaning.
const SchemaVersion = 1

// Report is what one command measured: an *Evaluation, *Comparison, *Bench or
// *Leaks.
type Report interface {
	// Head returns the header, which every kind has.
	Head() *Header
	// Headline returns the metrics of the whole.
	Headline() Metrics
	// Find returns the metric that a selector picks out. It returns nil where
	// the report does not have the metric; choices then lists the values that
	// the last key of the selector could have had, if this report knows the key.
	Find(metric string, where Selector) (m *Metric, choices []string)
	// Basis says what the numbers depend on.
	Basis() Basis
}

// Header begins every report.
type Header struct {
	SchemaVersion int    `json:"schema_version"`
	Kind          string `json:"kind,omitempty"`
	Tool          string `json:"tool,omitempty"`
	Name          string `json:"-"` // of the file that the report was read from
}

// Head returns the header itself.
func (h *Header) Head() *Header { return h }

// NewHeader returns the header of a new report of a kind.
func NewHeader(kind string) Header { return Header{SchemaVersion: SchemaVersion, Kind: kind} }

// Basis is what the numbers of a report depend on: numbers are compared only
// where it is the same.
type Basis struct {
	Gold    *GoldInfo // of scores
	Machine *Machine  // of times
}

// Selector picks a part out of what a report measured: all pairs must match.
type Selector []Pair

// Pair is one key=value of a selector, such as intent=pay_bill.
type Pair struct{ Key, Value string }

// Get returns the value of a key, "" where the selector does not have it.
func (s Selector) Get(key string) string {
	for _, p := range s {
		if p.Key == key {
			return p.Value
		}
	}
	return ""
}

// find returns a metric of the whole, nil where it has no value.
func (ms Metrics) find(name string) *Metric {
	if m, ok := ms[name]; ok && m.Value != nil {
		return &m
	}
	return nil
}

// part returns a metric of a part that a selector has found, nil where it was
// not measured.
func (ms Metrics) part(name string) *Metric {
	if m, ok := ms[name]; ok {
		return &m
	}
	return nil
}

// FileInfo names a file.
type FileInfo struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256,omitempty"`
}

// GoldInfo names a gold set. The fingerprint does not depend on the order or
// the format of its records.
type GoldInfo struct {
	FileInfo
	Fingerprint string `json:"fingerprint"`
	N           int    `json:"n"`
	Templates   int    `json:"templates"`
}

// RunName names a run and its file.
type RunName struct {
	Label string `json:"label"`
	FileInfo
}

// MismatchError says that two reports cannot be compared. Line is that of a
// rule, 0 where there is none.
type MismatchError struct {
	File string
	Line int
	Why  string
}

func (e *MismatchError) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Why
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Why)
}
