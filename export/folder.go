package export

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/slmkit/slmkit/dataset"
)

// folder writes each split to a file of its own. Commit puts all files in place,
// and the card of a Hugging Face folder or of JSON Lines last. A folder that is one of
// several configurations has no card of its own.
type folder struct {
	dir    string
	o      Options
	file   func(dataset.Split) string // path of a split's file
	splits map[dataset.Split]Sink
	rows   map[dataset.Split]int
}

func newFolder(dir string, o Options, file func(dataset.Split) string) *folder {
	return &folder{dir: dir, o: o, file: file, splits: map[dataset.Split]Sink{}, rows: map[dataset.Split]int{}}
}

// Write hands each run of examples of one split to the file of that split.
func (f *folder) Write(examples []dataset.Example) error {
	for from, to := 0, 0; from < len(examples); from = to {
		split := examples[from].Split
		for to = from; to < len(examples) && examples[to].Split == split; to++ {
		}
		s, err := f.split(split, examples[from].ID)
		if err != nil {
			return err
		}
		if err := s.Write(examples[from:to]); err != nil {
			return err
		}
		f.rows[split] += to - from
	}
	return nil
}

func (f *folder) split(split dataset.Split, id string) (Sink, error) {
	if s := f.splits[split]; s != nil {
		return s, nil
	}
	if split == "" {
		return nil, fmt.Errorf("%s: example %q has no split: name one file to write, such as %s.jsonl", f.dir, id, f.dir)
	}
	o := f.o
	if o.Format == "hf" {
		o.Format = "parquet"
	}
	s, err := createFile(f.file(split), io.Discard, o)
	if err != nil {
		return nil, err
	}
	f.splits[split] = s
	return s, nil
}

func (f *folder) Commit() error {
	for _, split := range dataset.Splits {
		if s := f.splits[split]; s != nil {
			if err := s.Commit(); err != nil {
				return err
			}
		}
	}
	switch {
	case f.o.Format == "hf" && f.o.Config.Name == "":
	case f.o.Format == "jsonl" && !f.hasCard():
		f.o.Config.Lines = true
	default:
		return nil
	}
	f.o.Config.Rows = f.rows
	return WriteCard(f.dir, f.o.Card, []Config{f.o.Config})
}

// hasCard reports whether the folder has a README.md, which may be about more than
// the data.
func (f *folder) hasCard() bool {
	_, err := os.Stat(filepath.Join(f.dir, "README.md"))
	return err == nil
}

func (f *folder) Close() error {
	var errs []error
	for _, s := range f.splits {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}
