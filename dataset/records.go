package dataset

import (
	"bytes"
	"io"
	"iter"
	"os"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/inorder"
)

// batchBytes is how much text a core decodes at a time.
const batchBytes = 256 << 10

// Records decodes the JSON of records on all cores and yields the records in the order
// of their texts: what ReadJSONL says of its records holds for them. Records reads some
// hundred kilobytes of texts before it yields the first record. name is the file's name
// for errors.
func Records[T any, P record[T]](texts iter.Seq2[Line, error], name string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var spare []*batch[T]
		q := inorder.New(func(b *batch[T]) { decodeBatch[T, P](b, name) }, func(b *batch[T]) bool {
			more := b.yield(yield)
			b.reset()
			spare = append(spare, b)
			return more
		})
		defer q.Stop()
		b := &batch[T]{}
		for line, err := range texts {
			if b.add(line, err); len(b.text) < batchBytes {
				continue
			}
			long := len(b.text) >= 2*batchBytes // few of such a size are in memory
			if !q.Put(b) || long && !q.Flush() {
				return
			}
			if b = nil; len(spare) > 0 {
				b, spare = spare[len(spare)-1], spare[:len(spare)-1]
			} else {
				b = &batch[T]{}
			}
		}
		_ = q.Put(b) && q.Flush()
	}
}

// serial decodes one record when it is asked for, and reads no text ahead.
func serial[T any, P record[T]](texts iter.Seq2[Line, error], name string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for line, err := range texts {
			var v T
			if err != nil {
				yield(v, err)
				return
			}
			if line.empty() {
				continue
			}
			if err := decodeLine(line, P(&v), name); !yield(v, err) {
				return
			}
		}
	}
}

// decodeLine reads a record. Its error is a *LineError.
func decodeLine(line Line, to Record, name string) error {
	if placed, ok := to.(interface{ SetLine(n int) }); ok {
		placed.SetLine(line.Number)
	}
	if err := decode(line, to); err != nil {
		return &LineError{name, line.Number, err}
	}
	return nil
}

// neverWaits reports whether reading r waits for nobody, so that texts may be read
// before somebody asks for their records. It is false for a pipe and a terminal.
func neverWaits(r io.Reader) bool {
	switch r := r.(type) {
	case *bytes.Reader, *strings.Reader, *bytes.Buffer:
		return true
	case *os.File:
		info, err := r.Stat()
		return err == nil && info.Mode().IsRegular()
	}
	return false
}

// batch holds the texts of successive records, and then what was read of them.
type batch[T any] struct {
	text    []byte
	lines   []textSpan
	records []decoded[T]
	end     error // what ended the texts, nil where there may be more
}

// textSpan is a Line whose bytes are part of a batch.
type textSpan struct {
	number, from, to int
	ended            bool
}

type decoded[T any] struct {
	value T
	err   error
}

func (b *batch[T]) add(line Line, err error) {
	if err != nil {
		b.end = err
		return
	}
	from := len(b.text)
	b.text = append(b.text, line.Bytes...)
	b.lines = append(b.lines, textSpan{line.Number, from, len(b.text), line.Ended})
}

// decodeBatch reads the records of a batch as serial does.
func decodeBatch[T any, P record[T]](b *batch[T], name string) {
	b.records = slices.Grow(b.records, len(b.lines))
	for _, l := range b.lines {
		if line := (Line{l.number, b.text[l.from:l.to], l.ended}); !line.empty() {
			b.records = append(b.records, decoded[T]{})
			r := &b.records[len(b.records)-1]
			r.err = decodeLine(line, P(&r.value), name)
		}
	}
}

// yield hands on the records, then the error that ended the texts. It reports whether
// more is wanted.
func (b *batch[T]) yield(yield func(T, error) bool) bool {
	for i := range b.records {
		if r := &b.records[i]; !yield(r.value, r.err) {
			return false
		}
	}
	if b.end != nil {
		var none T
		yield(none, b.end)
	}
	return b.end == nil
}

// reset empties a batch for other texts. It forgets the records, which others own now.
func (b *batch[T]) reset() {
	clear(b.records)
	b.text, b.lines, b.records = b.text[:0], b.lines[:0], b.records[:0]
}
