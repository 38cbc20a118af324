package report

import (
	"fmt"
)

// SchemaVersion is the version of the JSON of reports. It changes when a field
// changes its meaning.
const SchemaVersion = 1

// Report is what one command measured: an *Evaluation, *Comparison, *Bench, *Leaks, *Tests,
// *Triage or *Check.
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
	SHA256        string `json:"-"` // of its content

	Blessed *Blessing `json:"blessed,omitempty"` // of a baseline
}

// Head returns the header itself.
func (h *Header) Head() *Header { return h }

// NewHeader returns the header of a new report of a kind.
func NewHeader(kind string) Header { return Header{SchemaVersion: SchemaVersion, Kind: kind} }

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
