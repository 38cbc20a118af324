package export

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Formats lists what Create writes.
var Formats = []string{"hf", "parquet", "jsonl", "tsv", "openai"}

// A Sink takes examples. What it writes appears whole with Commit; after Close
// without Commit there is nothing.
type Sink interface {
	Write([]dataset.Example) error
	Commit() error
	Close() error
}

// Options say what Create writes.
type Options struct {
	Format string
	Meta   map[string]string // into the metadata of Parquet files
	Schema *action.Schema    // tools of chat messages; nil is an error for format openai
	Reply  string            // what the assistant says in a chat where no action is asked for
	Card   Card              // of a Hugging Face folder
	Config Config            // of a Hugging Face folder; with a name it is one of several, and WriteCard is left to the caller
}

// Create opens an output of a format. Format hf is a folder; for the others a
// path with a file name extension, a device or "-" is one file, and any other is
// a folder with a file for each split.
func Create(path string, stdout io.Writer, o Options) (Sink, error) {
	if err := o.Check(path); err != nil {
		return nil, err
	}
	ext := map[string]string{"openai": "jsonl", "hf": "parquet"}[o.Format]
	if ext == "" {
		ext = o.Format
	}
	switch {
	case o.Format == "hf":
		return newFolder(path, o, func(split dataset.Split) string {
			return filepath.Join(o.Config.dir(), hubSplit(split)+"-00000-of-00001.parquet")
		}), nil
	case isFolder(path):
		return newFolder(path, o, func(split dataset.Split) string { return string(split) + "." + ext }), nil
	}
	return createFile(path, stdout, o)
}

// Check reports whether a path can be written in the format.
func (o *Options) Check(path string) error {
	switch {
	case !slices.Contains(Formats, o.Format):
		return fmt.Errorf("format %q is none of %s", o.Format, strings.Join(Formats, ", "))
	case o.Format == "hf" && (path == "-" || filepath.Ext(path) == ".parquet"):
		return fmt.Errorf("%s: format hf is a folder: name one", path)
	}
	return nil
}

// isFolder reports whether an output is to be a folder: by its name, unless
// something else stands there.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	return path != "-" && filepath.Ext(path) == "" && (err != nil || info.IsDir())
}

// createFile opens one file.
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

// tsvSpaces makes spaces of what TSV has no way to write.
var tsvSpaces = strings.NewReplacer("\t", " ", "\n", " ", "\r", " ")

func appendTSV(b []byte, e *dataset.Example) ([]byte, error) {
	b = append(b, tsvSpaces.Replace(e.Text)...)
	b = append(b, '\t')
	return append(b, tsvSpaces.Replace(e.Target)...), nil
}

// Copy writes a stream to a sink, a thousand rows at a time, and returns how
// many rows each split had. It does not commit.
func Copy(to Sink, from iter.Seq2[dataset.Example, error]) (map[dataset.Split]int, error) {
	rows := map[dataset.Split]int{}
	buf := make([]dataset.Example, 0, 1000)
	for e, err := range from {
		if err != nil {
			return rows, err
		}
		rows[e.Split]++
		if buf = append(buf, e); len(buf) < cap(buf) {
			continue
		}
		if err := to.Write(buf); err != nil {
			return rows, err
		}
		buf = buf[:0]
	}
	return rows, to.Write(buf)
}
