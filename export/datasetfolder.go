package export

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// DatasetFolder writes the folder of a dataset: the file of each split in each
// format, the action schema and the manifest. All of it is put in place by
// Commit.
type DatasetFolder struct {
	dir     dataset.Folder
	formats []string
	meta    map[string]string
	splits  map[dataset.Split]*splitFiles
}

// splitFiles are the files of one split; one of them is nil where its format is
// not written.
type splitFiles struct {
	lines *dataset.File
	table *ParquetWriter
}

// CreateDatasetFolder begins the folder of a dataset in some of dataset.Formats.
// meta goes into the metadata of Parquet files.
func CreateDatasetFolder(dir string, formats []string, meta map[string]string) (*DatasetFolder, error) {
	for _, f := range formats {
		if !slices.Contains(dataset.Formats, f) {
			return nil, fmt.Errorf("format %q is none of %s", f, strings.Join(dataset.Formats, ", "))
		}
	}
	return &DatasetFolder{dir: dataset.Folder(dir), formats: formats, meta: meta, splits: map[dataset.Split]*splitFiles{}}, nil
}

// Begin creates the files of a split, which a split without rows has as well.
func (d *DatasetFolder) Begin(split dataset.Split) (err error) {
	s := &splitFiles{}
	d.splits[split] = s
	for _, f := range d.formats {
		path := d.dir.File(split, f)
		if f == dataset.JSONL {
			s.lines, err = dataset.Create(path, io.Discard)
		} else {
			s.table, err = CreateParquet(path, d.meta)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// Write adds rows to a split that has been begun. lines are the same rows as JSON
// Lines, which a generator has already.
func (d *DatasetFolder) Write(split dataset.Split, rows []dataset.Example, lines []byte) error {
	s := d.splits[split]
	if s == nil {
		return fmt.Errorf("%s: split %q has not been begun", d.dir, split)
	}
	if s.lines != nil {
		if _, err := s.lines.Write(lines); err != nil {
			return fmt.Errorf("%s: %w", d.dir, err)
		}
	}
	if s.table != nil {
		if err := s.table.Write(rows); err != nil {
			return fmt.Errorf("%s: %w", d.dir, err)
		}
	}
	return nil
}

// Commit puts the files in place, and the action schema, a tool list, and the
// manifest beside them.
func (d *DatasetFolder) Commit(tools []byte, m dataset.Manifest) error {
	for _, split := range dataset.Splits {
		s := d.splits[split]
		if s == nil {
			continue
		}
		if s.lines != nil {
			if err := s.lines.Commit(); err != nil {
				return err
			}
		}
		if s.table != nil {
			if err := s.table.Commit(); err != nil {
				return err
			}
		}
	}
	return d.dir.Describe(tools, m)
}

// Close drops what was not committed; after Commit it does nothing.
func (d *DatasetFolder) Close() error {
	var errs []error
	for _, s := range d.splits {
		if s.lines != nil {
			errs = append(errs, s.lines.Close())
		}
		if s.table != nil {
			errs = append(errs, s.table.Close())
		}
	}
	return errors.Join(errs...)
}
