package export

import (
	"errors"
	"fmt"
	"io"

	"github.com/slmkit/slmkit/dataset"
)

// createFile opens an output of one file.
func createFile(path string, stdout io.Writer, o Options) (Sink, error) {
	var line func([]byte, *dataset.Example) ([]byte, error)
	head := ""
	switch o.Format {
	case "jsonl":
		line = func(b []byte, e *dataset.Example) ([]byte, error) { return e.AppendJSON(b) }
	case "tsv":
		line, head = appendTSV, "text\ttarget\n"
	case "openai":
		c, err := newChat(o.Schema, o.Reply)
		if err != nil {
			return nil, err
		}
		line = c.append
	}
	f, err := dataset.Create(path, stdout)
	if err != nil {
		return nil, err
	}
	if line == nil {
		return newParquet(f, path, o.Meta), nil
	}
	if _, err := f.WriteString(head); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &lineSink{File: f, path: path, line: line}, nil
}

// lineSink writes a line for each example.
type lineSink struct {
	*dataset.File
	path string
	line func([]byte, *dataset.Example) ([]byte, error)
	buf  []byte
}

func (s *lineSink) Write(examples []dataset.Example) (err error) {
	for i := range examples {
		if s.buf, err = s.line(s.buf[:0], &examples[i]); err != nil {
			return fmt.Errorf("%s: example %q: %w", s.path, examples[i].ID, err)
		}
		if _, err := s.File.Write(append(s.buf, '\n')); err != nil {
			return fmt.Errorf("%s: %w", s.path, err)
		}
	}
	return nil
}
