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

// LineError is a fault of one record, with its place.
type LineError struct {
	File string
	Line int
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("%s:%d: %v", e.File, e.Line, e.Err) }
func (e *LineError) Unwrap() error { return e.Err }

// MaxLine is the longest JSON line that is read, in bytes.
const MaxLine = 64 << 20

// ReadLines yields the lines of r with their numbers, without line ends. A
// last line without a newline is a line. The slice is valid until the next one.
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

// Line is one line of a file.
type Line struct {
	Number int
	Bytes  []byte
	Ended  bool // by a newline; false only for the last line of a file
}

// record is what a JSONL file may hold.
type record interface{ Validate() error }

// ReadJSONL yields the records of r, one a line, each into a fresh value and
// validated. Empty lines are passed over. A record that cannot be read or is
// not valid comes as a *LineError together with what could be read of it.
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

// decode is json.Unmarshal, but for text that is not UTF-8, which that would
// change without a word: it is read, with U+FFFD in place of each such byte, and
// is an error.
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

// embedded is Go's name of a record within a record, which is none of the user's
// fields.
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

// Tolerate passes at most limit *LineErrors of a stream over, telling report
// of each; the one after that, and every other error, ends the stream.
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
