package export

import (
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
		rows, err := newRows(path, p, P(&none).Members())
		if err != nil {
			yield(none, err)
			return
		}
		defer rows.close()
		for number := 1; ; number++ {
			line, err := rows.next()
			if errors.Is(err, io.EOF) {
				return
			}
			var v T
			if err != nil {
				yield(v, err)
				return
			}
			if err = dataset.Decode(line, P(&v)); err != nil {
				err = &dataset.LineError{File: path, Line: number, Err: err}
			}
			if !yield(v, err) {
				return
			}
		}
	}
}

// rows reads the rows of a file, one row group after the other.
type rows struct {
	path    string
	groups  []parquet.RowGroup
	left    int64 // rows of the open row group
	columns []*node
	line    []byte
}

// newRows finds the columns with some names. It fails if the file has no column
// "text" or "id" though a record needs one of them.
func newRows(path string, p *parquet.File, names []string) (r *rows, err error) {
	defer recovered(path, &err)
	r = &rows{path: path, groups: p.RowGroups()}
	var other []string
	for _, c := range p.Root().Columns() {
		if slices.Contains(names, strings.ToLower(c.Name())) {
			r.columns = append(r.columns, newNode(c))
		} else {
			other = append(other, c.Name())
		}
	}
	has := func(name string) bool {
		return slices.ContainsFunc(r.columns, func(n *node) bool { return strings.EqualFold(n.name, name) })
	}
	if !has("text") && !has("output") && !has("call") && !has("calls") {
		return nil, fmt.Errorf("%s: no column \"text\": name the column of prompts so: the columns are %s", path, strings.Join(append(other, known(r.columns)...), ", "))
	}
	return r, nil
}

func known(columns []*node) []string {
	var names []string
	for _, n := range columns {
		names = append(names, n.name)
	}
	return names
}

// next returns the next row as JSON, which is valid until the row after it is read.
func (r *rows) next() (line []byte, err error) {
	defer recovered(r.path, &err)
	for r.left == 0 {
		if len(r.groups) == 0 {
			return nil, io.EOF
		}
		r.close()
		group := r.groups[0]
		r.groups = r.groups[1:]
		if r.left = group.NumRows(); r.left == 0 {
			continue // some writers close an empty file with an empty row group, whose pages do not exist
		}
		chunks := group.ColumnChunks()
		for _, c := range r.columns {
			c.eachLeaf(func(v *values) { v.open(chunks[v.index]) })
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

func (r *rows) close() {
	for _, c := range r.columns {
		c.eachLeaf((*values).close)
	}
}
