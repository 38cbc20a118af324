package export

import (
	"errors"
	"io"
	"strconv"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// values reads the values of a leaf, one after the other.
type values struct {
	column *parquet.Column
	index  int // of the column in a row group
	truths *truths
	write  func([]byte, parquet.Value) []byte
	pages  parquet.Pages
	page   parquet.Page
	reader parquet.ValueReader
	buf    []parquet.Value
	at, n  int // the values of buf that are still to be read
}

// short is the error of a value that should be there.
func short(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("a column ends before the others")
	}
	return err
}

func newValues(c *parquet.Column) *values {
	return &values{column: c, index: c.Index(), write: writerOf(c.Type())}
}

// open begins with the values of a row group.
func (v *values) open(chunk parquet.ColumnChunk, from io.ReaderAt, about *format.ColumnMetaData) {
	v.close()
	v.pages = chunk.Pages()
	if v.truths = nil; v.column.Type().Kind() == parquet.Boolean {
		v.truths = openTruths(from, about, v.column.Compression())
	}
	if v.buf == nil {
		v.buf = make([]parquet.Value, 256)
	}
}

func (v *values) close() {
	v.drop()
	if v.pages != nil {
		_ = v.pages.Close() // it was read only
		v.pages = nil
	}
}

// drop gives up the page at hand.
func (v *values) drop() {
	if v.page != nil {
		parquet.Release(v.page)
	}
	v.page, v.reader, v.at, v.n = nil, nil, 0, 0
}

// peek returns the next value, and io.EOF at the end of the row group.
func (v *values) peek() (parquet.Value, error) {
	for v.at == v.n {
		if v.reader == nil {
			v.drop()
			page, err := v.pages.ReadPage()
			if err != nil {
				return parquet.Value{}, err
			}
			v.page, v.reader = page, page.Values()
		}
		n, err := v.reader.ReadValues(v.buf)
		v.at, v.n = 0, n
		switch {
		case errors.Is(err, io.EOF):
			v.reader = nil
		case err != nil:
			return parquet.Value{}, err
		case n == 0:
			return parquet.Value{}, io.ErrNoProgress
		}
	}
	return v.buf[v.at], nil
}

// definition is the definition level of the next value.
func (v *values) definition() (int, error) {
	next, err := v.peek()
	return next.DefinitionLevel(), short(err)
}

// another reports whether the next value is of the same row and begins another
// element at a repetition level.
func (v *values) another(repetition int) (bool, error) {
	next, err := v.peek()
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	return err == nil && next.RepetitionLevel() == repetition, err
}

// append writes the next value as JSON.
func (v *values) append(b []byte) ([]byte, error) {
	next, err := v.peek()
	if err != nil {
		return b, short(err)
	}
	v.at++
	if next.IsNull() {
		return append(b, "null"...), nil
	}
	if v.truths != nil {
		bit, err := v.truths.next()
		return strconv.AppendBool(b, bit), short(err)
	}
	return v.write(b, next), nil
}

func (v *values) skip() error {
	if _, err := v.peek(); err != nil {
		return short(err)
	}
	v.at++
	return nil
}
