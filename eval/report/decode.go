package report

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// The kinds of reports, as their JSON names them.
const (
	KindEval    = "eval"
	KindCompare = "compare"
	KindBench   = "bench"
	KindLeaks   = "leaks"
	KindTests   = "tests"
	KindTriage  = "triage"
	KindCheck   = "check"
)

// kinds makes an empty report of each kind.
var kinds = map[string]func() Report{
	KindEval:    func() Report { return new(Evaluation) },
	KindCompare: func() Report { return new(Comparison) },
	KindBench:   func() Report { return new(Bench) },
	KindLeaks:   func() Report { return new(Leaks) },
	KindTests:   func() Report { return new(Tests) },
	KindTriage:  func() Report { return new(Triage) },
	KindCheck:   func() Report { return new(Check) },
}

// shape are the fields by which reports are told apart.
type shape struct {
	SchemaVersion int             `json:"schema_version"`
	Kind          string          `json:"kind"`
	Precisions    json.RawMessage `json:"precisions"`
	Machine       json.RawMessage `json:"machine"`
	Pairs         json.RawMessage `json:"pairs"`
	Status        json.RawMessage `json:"status"`
	Rules         json.RawMessage `json:"rules"`
	Changes       json.RawMessage `json:"changes"`
}

// kind is the kind that the JSON names. A report that names no known kind, such
// as one of another tool, is told by its fields.
func (s *shape) kind() string {
	switch {
	case kinds[s.Kind] != nil:
		return s.Kind
	case s.Precisions != nil || s.Machine != nil:
		return KindBench
	case s.Pairs != nil:
		return KindLeaks
	case s.Changes != nil:
		return KindCompare
	}
	return KindEval
}

// Decode reads a report of any kind, or one that has nothing but "metrics", and holds it
// to the schema of its kind. Name is that of the file, for errors.
func Decode(data []byte, name string) (Report, error) {
	var s shape
	if err := json.Unmarshal(data, &s); err != nil {
		return nil, decodeError(data, name, err)
	}
	if s.Status != nil && s.Rules != nil {
		return nil, fmt.Errorf("%s: not a report: it is a verdict of slmkit gate: name what slmkit eval --json writes", name)
	}
	r := kinds[s.kind()]()
	if err := json.Unmarshal(data, r); err != nil {
		return nil, decodeError(data, name, err)
	}
	switch {
	case r.Headline() == nil:
		return nil, fmt.Errorf(`%s: not a report: it has no "metrics": write one with slmkit eval --json`, name)
	case s.SchemaVersion > SchemaVersion:
		return nil, fmt.Errorf("%s: schema_version %d is newer than this slmkit, which knows %d", name, s.SchemaVersion, SchemaVersion)
	}
	if err := checkValues(data, name, s.kind()); err != nil {
		return nil, err
	}
	if err := checkOutcomes(r); err != nil {
		return nil, fmt.Errorf("%s: not a report: %w", name, err)
	}
	r.Head().Name, r.Head().SHA256 = name, fmt.Sprintf("%x", sha256.Sum256(data))
	return r, nil
}

// checkValues holds a report to the schema of its kind. It says which value is wrong, with
// its line and its path.
func checkValues(data []byte, name, kind string) error {
	tree, err := parseTree(data)
	if err != nil {
		return decodeError(data, name, err)
	}
	if f := validate(&tree, schemaOf(kind)); f != nil {
		return fmt.Errorf("%s:%d: not a report: %s: write it again with slmkit %s --json", name, line(data, f.at), strings.TrimSpace(f.path+" "+f.why), kind)
	}
	return nil
}

func checkOutcomes(r Report) error {
	switch r := r.(type) {
	case *Evaluation:
		return cmp.Or(r.Outcomes.check(), r.checkShares())
	case *Triage:
		return r.Scores.check()
	case *Comparison:
		err := r.BaseOutcomes.check()
		for _, run := range r.Runs() {
			if run == nil {
				return errors.New("more_runs: a run is null")
			}
			err = cmp.Or(err, run.NewOutcomes.check())
		}
		return err
	}
	return nil
}

// decodeError says which file is no report, on which line, and what is there. The
// decoder's own words name Go's types, which say nothing to who has the file.
func decodeError(data []byte, name string, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax) && int(syntax.Offset) >= len(bytes.TrimSpace(data)):
		return fmt.Errorf("%s:%d: not a report: the JSON is cut off", name, line(data, syntax.Offset))
	case errors.As(err, &syntax):
		return fmt.Errorf("%s:%d: not a report: not JSON at byte %d", name, line(data, syntax.Offset), syntax.Offset)
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf("%s: not a report: a JSON %s where an object is wanted: write one with slmkit eval --json", name, kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf("%s: not a report: field %q cannot be a JSON %s: write one with slmkit eval --json", name, kind.Field, kind.Value)
	}
	return fmt.Errorf("%s: not a report: %w", name, err)
}

// line returns the number of the line of a byte, counted from 1.
func line(data []byte, at int64) int {
	return 1 + bytes.Count(data[:min(int(at), len(data))], []byte("\n"))
}
