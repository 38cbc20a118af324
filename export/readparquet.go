package export

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/parquet-go/parquet-go"

	"github.com/slmkit/slmkit/dataset"
)

// readParquet yields the records of a Parquet file. Each row is read as the line of
// JSON that it would be, so a record means the same in any container and whatever
// wrote it. Only the columns that the record knows are read. A bad row comes as a
// *dataset.LineError with the row's number, from 1.
func readParquet[T any, P record[T]](path string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		f, p, err := openParquet(path)
		if err != nil {
			yield(none, err)
			return
		}
		defer f.Close()
		rows, err := newRows(path, f, p, P(&none))
		if err != nil {
			yield(none, err)
			return
		}
		defer rows.close()
		dataset.Records[T, P](rows.lines(), path)(yield)
	}
}

// rows reads the rows of a file, one row group after the other.
type rows struct {
	path    string
	from    io.ReaderAt
	file    *parquet.File
	group   int   // the next row group
	left    int64 // rows of the open row group
	columns []*node
	line    []byte
}

// newRows finds the columns that a record knows. Where it needs others, the record
// itself says which.
func newRows(path string, from io.ReaderAt, p *parquet.File, record dataset.Record) (r *rows, err error) {
	defer recovered(path, &err)
	r = &rows{path: path, from: from, file: p}
	needed := needs(record.Members())
	missing, line, names := true, []byte{'{'}, []string{}
	for _, c := range p.Root().Columns() {
		names = append(names, c.Name())
		switch name := strings.ToLower(c.Name()); {
		case slices.Contains(record.Members(), name), slices.Contains(record.Members(), dataset.AllMembers):
			r.columns = append(r.columns, newNode(c))
			missing = missing && !slices.Contains(needed, name)
		default: // not read, but its name may tell what it is
			line = append(appendText(line, c.Name()), ":true,"...)
		}
	}
	if missing {
		err := dataset.Decode(append(bytes.TrimSuffix(line, []byte{','}), '}'), record)
		return nil, fmt.Errorf("%s: %w; the columns are %s", path, err, strings.Join(names, ", "))
	}
	return r, nil
}

// needs lists the members of which a record must have one.
func needs(members []string) []string {
	if slices.Contains(members, "output") {
		return []string{"output", "call", "calls", "error"}
	}
	return []string{"text"}
}

// lines yields the rows as lines of JSON. The bytes of a line are valid until the next
// one.
func (r *rows) lines() iter.Seq2[dataset.Line, error] {
	return func(yield func(dataset.Line, error) bool) {
		for number := 1; ; number++ {
			line, err := r.next()
			if errors.Is(err, io.EOF) || !yield(dataset.Line{Number: number, Bytes: line, Ended: true}, err) || err != nil {
				return
			}
		}
	}
}

// next returns the next row as JSON, which is valid until the row after it is read.
func (r *rows) next() (line []byte, err error) {
	defer recovered(r.path, &err)
	for r.left == 0 {
		if r.group == len(r.file.RowGroups()) {
			return nil, io.EOF
		}
		if err := r.openGroup(); err != nil {
			return nil, err
		}
	}
	r.left--
	b := append(r.line[:0], '{')
	for i, c := range r.columns {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, c.name), ':')
		if b, err = c.append(b); err != nil {
			return nil, broken(r.path, err)
		}
	}
	r.line = append(b, '}')
	return r.line, nil
}

// openGroup begins with the next row group. Some writers close an empty file with an
// empty group, whose pages do not exist.
func (r *rows) openGroup() error {
	r.close()
	group, about := r.file.RowGroups()[r.group], r.file.Metadata().RowGroups[r.group]
	r.group++
	if r.left = group.NumRows(); r.left == 0 {
		return nil
	}
	chunks := group.ColumnChunks()
	for _, c := range r.columns {
		c.eachLeaf(func(v *values) { v.open(chunks[v.index], r.from, &about.Columns[v.index].MetaData) })
	}
	return nil
}

func (r *rows) close() {
	for _, c := range r.columns {
		c.eachLeaf((*values).close)
	}
}
