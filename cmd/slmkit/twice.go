package main

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/export"
)

// twiceRead is an input of examples that is read more than once.
type twiceRead struct {
	path  string
	spool *os.File // what stdin had; nil for a file
}

// twice makes an input that can be read more than once: stdin goes into a temporary file.
func (a *app) twice(ctx context.Context, path string) (*twiceRead, error) {
	if path != "-" {
		return &twiceRead{path: path}, nil
	}
	f, err := os.CreateTemp("", "slmkit-*")
	if err != nil {
		return nil, err
	}
	t := &twiceRead{path, f}
	if _, err := io.Copy(f, &endingReader{ctx, a.in}); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// examples yields the examples from the first one on.
func (t *twiceRead) examples() iter.Seq2[dataset.Example, error] {
	if t.spool == nil {
		return export.Open(t.path, nil)
	}
	return func(yield func(dataset.Example, error) bool) {
		if _, err := t.spool.Seek(0, io.SeekStart); err != nil {
			yield(dataset.Example{}, err)
			return
		}
		export.Open("-", t.spool)(yield)
	}
}

// Close removes the temporary file.
func (t *twiceRead) Close() error {
	if t.spool == nil {
		return nil
	}
	return errors.Join(t.spool.Close(), os.Remove(t.spool.Name()))
}

// endingReader is a reader that ends with its context.
type endingReader struct {
	ctx context.Context
	io.Reader
}

// Read reads, or returns the error of the context.
func (r *endingReader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(b)
}
