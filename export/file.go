package export

import (
	"errors"
	"fmt"
	"io"

	"github.com/slmkit/slmkit/dataset"
)

// createFile opens an output for the examples of one file; of format bfcl, for those
// of one folder.
func createFile(path string, stdout io.Writer, o Options) (Sink, error) {
	if o.Format == "bfcl" {
		return newBFCL(path, o.Schema)
	}
	head, line, err := newLines(o)
	if err != nil {
		return nil, err
	}
	groups, err := newGrouped(o)
	if err != nil {
		return nil, err
	}
	f, err := dataset.Create(path, stdout)
	switch {
	case err != nil:
		return nil, err
	case o.Format == "csv" || o.Format == "labelstudio" || o.Format == "argilla":
		return &reviewSink{File: f, o: o}, nil
	case groups != nil:
		return &groupSink{File: f, path: path, o: o, format: groups}, nil
	case line == nil:
		return newParquet(f, path, o.Meta), nil
	}
	if _, err := f.WriteString(head); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &lineSink{File: f, path: path, o: o, line: line}, nil
}

// lineFunc appends the line of an example, without its end, to b.
type lineFunc func(b []byte, e *dataset.Example) ([]byte, error)

// newLines returns what writes a format of one line for each example, and nil where
// the format has others.
func newLines(o Options) (head string, line lineFunc, err error) {
	switch o.Format {
	case "jsonl":
		return "", func(b []byte, e *dataset.Example) ([]byte, error) { return e.AppendJSON(b) }, nil
	case "tsv":
		return "text\ttarget\n", appendTSV, nil
	case "top":
		line, err = oneTurn(appendTOP, nil)
		return topHead, line, err
	case "openai":
		c, err := newChat(o.Schema, o.Reply)
		return "", c.append, err
	case "trl", "trl-completion":
		t, err := newTRL(o.Format, o.Schema, o.Reply)
		return "", t.append, err
	case "xlam":
		x, err := newXLAM(o.Schema)
		line, err = oneTurn(x.append, err)
		return "", line, err
	case "massive":
		m, err := newMassive(o.Card.Language)
		line, err = oneTurn(m.append, err)
		return "", line, err
	}
	return "", nil, nil
}

// newGrouped returns what writes a format that keeps the examples of an intent
// together, and nil for other formats.
func newGrouped(o Options) (grouped, error) {
	switch o.Format {
	case "rasa":
		return &rasa{o.Schema}, nil
	case "snips":
		return newSnips(o.Schema, o.Card.Language)
	}
	return nil, nil
}

// lineSink writes a line for each example.
type lineSink struct {
	*dataset.File
	path string
	o    Options
	line lineFunc
	buf  []byte
}

func (s *lineSink) Write(examples []dataset.Example) (err error) {
	for i := range examples {
		e := &examples[i]
		if s.buf, err = s.line(s.buf[:0], e); err != nil {
			if err = s.o.leaves(e, err); err != nil {
				return fmt.Errorf("%s: example %q: %w", s.path, e.ID, err)
			}
			continue
		}
		if _, err := s.File.Write(append(s.buf, '\n')); err != nil {
			return fmt.Errorf("%s: %w", s.path, err)
		}
	}
	return nil
}
