package dataset

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"regexp"
	"unicode/utf8"
)

// LineError says what is wrong with one record and where it is. The number of a
// line, or of a row in a Parquet file, counts from 1.
type LineError struct {
	File string
	Line int
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err) }
func (e *LineError) Unwrap() error { return e.Err }

// MaxLine is the length in bytes of the longest line that ReadLines reads.
const MaxLine = 64 << 20

// ReadLines yields the lines of r without their ends. A last line without a newline
// is a line as well; a byte order mark at the start is left out. The bytes of a line
// are valid until the next one. name is the file's name for errors.
func ReadLines(r io.Reader, name string) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		br := bufio.NewReaderSize(r, 64<<10)
		var long []byte
		for n := 1; ; n++ {
			long = long[:0]
			chunk, err := br.ReadSlice('\n')
			for errors.Is(err, bufio.ErrBufferFull) {
				if long = append(long, chunk...); len(long) > MaxLine {
					yield(Line{}, fmt.Errorf("%s:%d: line is longer than %d MB: is this a JSONL file?", name, n, MaxLine>>20))
					return
				}
				chunk, err = br.ReadSlice('\n')
			}
			if len(long) > 0 {
				long = append(long, chunk...)
				chunk = long
			}
			if err != nil && err != io.EOF {
				var path *fs.PathError
				if errors.As(err, &path) { // it names the file
					yield(Line{}, err)
				} else {
					yield(Line{}, fmt.Errorf("%s:%d: %w", name, n, err))
				}
				return
			}
			ended := len(chunk) > 0 && chunk[len(chunk)-1] == '\n'
			if n == 1 {
				chunk = bytes.TrimPrefix(chunk, []byte("\ufeff"))
			}
			if line := bytes.TrimRight(chunk, "\r\n"); ended || len(line) > 0 {
				if !yield(Line{Number: n, Bytes: line, Ended: ended}, nil) {
					return
				}
			}
			if err == io.EOF {
				return
			}
		}
	}
}

// Line is one line of a file. Number counts from 1.
type Line struct {
	Number int
	Bytes  []byte
	Ended  bool // a newline followed; false only for the last line of a file
}

// record is a type that a JSON Lines file can hold.
type record interface{ Validate() error }

// ReadJSONL yields the records of r, one for each line that is not empty, each a
// value of its own. A record that cannot be read, or that its Validate refuses,
// comes as a *LineError together with what could be read of it. name is the file's
// name for errors.
func ReadJSONL[T any, P interface {
	*T
	record
}](r io.Reader, name string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for line, err := range ReadLines(r, name) {
			var v T
			if err != nil {
				yield(v, err)
				return
			}
			if len(bytes.TrimSpace(line.Bytes)) == 0 {
				continue
			}
			if err := decode(line, &v); err != nil {
				if !yield(v, &LineError{name, line.Number, err}) {
					return
				}
				continue
			}
			if err := P(&v).Validate(); err != nil {
				if !yield(v, &LineError{name, line.Number, err}) {
					return
				}
				continue
			}
			if !yield(v, nil) {
				return
			}
		}
	}
}

// decode is json.Unmarshal, except that text which is not UTF-8 is an error.
// Unmarshal would put U+FFFD in the place of each such byte without a word; decode
// does so too, so that a caller can show the record.
func decode(line Line, v any) error {
	err := json.Unmarshal(line.Bytes, v)
	if !utf8.Valid(line.Bytes) {
		at := 0
		for r, n := rune(0), 0; r != utf8.RuneError || n > 1; at += n {
			r, n = utf8.DecodeRune(line.Bytes[at:])
		}
		return fmt.Errorf("not UTF-8 at byte %d: save the file as UTF-8", at)
	}
	if err != nil {
		return describeJSON(line, err)
	}
	return nil
}

// embedded matches Go's names of records within records, which no field of the
// file has.
var embedded = regexp.MustCompile(`^([A-Z]\w*\.)+`)

func describeJSON(line Line, err error) error {
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case !line.Ended && errors.As(err, &syntax) && syntax.Offset >= int64(len(line.Bytes)):
		return fmt.Errorf("record is cut off after %d bytes: the file is truncated", len(line.Bytes))
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON at byte %d: %v", syntax.Offset, err)
	case errors.As(err, &typ) && typ.Field == "":
		return fmt.Errorf("a JSON %s where a record is wanted", typ.Value)
	case errors.As(err, &typ):
		return fmt.Errorf("field %q: a JSON %s where %s is wanted", embedded.ReplaceAllString(typ.Field, ""), typ.Value, typ.Type)
	}
	return err
}

// Tolerate returns the records of a stream and hands at most limit of its
// *LineErrors to report instead. The next one, and any other error, ends the
// stream.
func Tolerate[T any](seq iter.Seq2[T, error], limit int, report func(error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		bad := 0
		for v, err := range seq {
			var line *LineError
			if errors.As(err, &line) && bad < limit {
				bad++
				report(err)
				continue
			}
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}
