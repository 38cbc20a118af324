package export

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/parquet-go/parquet-go"

	"github.com/slmkit/slmkit/dataset"
)

// ReadParquet yields the examples of a Parquet file with the columns of
// dataset.Columns. Only id and text are required. ReadParquet validates each
// example; a bad row comes as a *dataset.LineError with the row's number, from 1.
func ReadParquet(path string) iter.Seq2[dataset.Example, error] {
	return func(yield func(dataset.Example, error) bool) {
		f, p, err := openParquet(path)
		if err != nil {
			yield(dataset.Example{}, err)
			return
		}
		defer f.Close()
		for _, column := range []string{"id", "text"} {
			if _, ok := p.Schema().Lookup(column); !ok {
				yield(dataset.Example{}, fmt.Errorf("%s: no column %q: not a file of examples", path, column))
				return
			}
		}
		_, origins := p.Schema().Lookup("origin", "pack")
		rows, err := newReader(path, p)
		if err != nil {
			yield(dataset.Example{}, err)
			return
		}
		buf := make([]row, 1024)
		for number := 0; ; {
			n, err := rows(buf)
			for i := range buf[:n] {
				number++
				if !origins {
					buf[i].Origin = nil // the library fills in a column that is not there
				}
				e, bad := buf[i].example()
				if bad != nil {
					bad = &dataset.LineError{File: path, Line: number, Err: bad}
				}
				if !yield(e, bad) {
					return
				}
				buf[i] = row{} // the next read must not write into what was handed out
			}
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(dataset.Example{}, err)
				return
			}
		}
	}
}

// newReader returns a function that reads rows. A panic of the library is an
// error.
func newReader(path string, p *parquet.File) (read func([]row) (int, error), err error) {
	defer func() {
		if r := recover(); r != nil {
			err = broken(path, r)
		}
	}()
	reader := parquet.NewGenericReader[row](p)
	return func(buf []row) (n int, err error) {
		defer func() {
			if r := recover(); r != nil {
				n, err = 0, broken(path, r)
			}
		}()
		n, err = reader.Read(buf)
		if err != nil && !errors.Is(err, io.EOF) {
			err = broken(path, err)
		}
		return n, err
	}, nil
}
