package main

import (
	"errors"
	"fmt"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/export"
)

// outcomesFile is a file of what became of each example, which is written while they are
// scored.
type outcomesFile struct {
	*dataset.File
	export.Table
}

// createOutcomes opens the file of --outcomes, nil where there is none, and has the
// outcomes of an evaluation written to it.
func createOutcomes(a *app, path string, o *eval.Options) (*outcomesFile, error) {
	if path == "" {
		return nil, nil
	}
	f, err := dataset.Create(path, a.out)
	if err != nil {
		return nil, err
	}
	columns := []export.TableColumn{{Name: "id"}, {Name: "text"}, {Name: "split"}, {Name: "template"}, {Name: "intent"}, {Name: "want"}, {Name: "got"}, {Name: "status"},
		{Name: "kinds", Type: export.TextsColumn}, {Name: "detail"}, {Name: "confidence", Type: export.NumberColumn}, {Name: "latency_ms", Type: export.NumberColumn}}
	for _, name := range eval.OutcomeMetrics() {
		columns = append(columns, export.TableColumn{Name: name, Type: export.TruthColumn})
	}
	t, err := export.NewTable(f, path, columns)
	if err != nil {
		_ = f.Close()
		if errors.Is(err, export.ErrTableFormat) {
			return nil, usageError("--outcomes %w", err)
		}
		return nil, err
	}
	out, others := &outcomesFile{File: f, Table: t}, o.Each
	o.Each = func(s eval.Scored) error {
		if others != nil {
			if err := others(s); err != nil {
				return err
			}
		}
		if err := out.add(&s); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return nil
	}
	return out, nil
}

// add writes the row of an example.
func (o *outcomesFile) add(s *eval.Scored) error {
	x := s.Outcome()
	row := []any{x.ID, x.Text, x.Split, x.Template, x.Intent, x.Want, x.Got, string(x.Status), x.Kinds, x.Detail, x.Confidence, x.LatencyMS}
	for _, m := range x.Metrics {
		row = append(row, m)
	}
	return o.Table.Write(row)
}

// finish writes the end of the file.
func (o *outcomesFile) finish() error {
	if o == nil {
		return nil
	}
	return o.Table.Close()
}

// commit puts the file in place.
func (o *outcomesFile) commit() error {
	if o == nil {
		return nil
	}
	return o.File.Commit()
}

// discard removes what is left of the file, which is nothing after commit.
func (o *outcomesFile) discard() {
	if o != nil {
		_ = o.File.Close()
	}
}
