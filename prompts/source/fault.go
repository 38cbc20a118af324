package source

import (
	"fmt"
	"strings"
)

// A Fault is something wrong with a file, with its place. Col counts bytes from 1; it
// is 0 if the fault is the whole line's. Line is 0 if the fault is the whole file's.
type Fault struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`
	Col     int    `json:"col,omitempty"`
	Check   string `json:"check"` // what was checked, e.g. "undefined rule"
	Message string `json:"message"`
	Warning bool   `json:"warning,omitempty"` // worth a look, but the pack works
	Note    bool   `json:"note,omitempty"`    // of a warning: worth knowing, and nothing is wrong
}

func (f *Fault) Error() string {
	switch {
	case f.Line == 0:
		return f.File + ": " + f.Message
	case f.Col == 0:
		return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Col, f.Message)
}

// Faults is a list of faults. As an error it prints one fault a line.
type Faults []*Fault

func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Notes gathers the faults of files while they are read.
type Notes struct {
	Errors   Faults // errors
	Warnings Faults
}

// Add notes a fault.
func (n *Notes) Add(f *Fault) {
	if f.Warning {
		n.Warnings = append(n.Warnings, f)
	} else {
		n.Errors = append(n.Errors, f)
	}
}

// CompareFaults orders faults by file, line and column.
func CompareFaults(a, b *Fault) int {
	if c := strings.Compare(a.File, b.File); c != 0 {
		return c
	}
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return a.Col - b.Col
}
