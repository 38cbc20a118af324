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
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset/sniff"
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
		br, err := newReader(r, name)
		if err != nil {
			yield(Line{}, err)
			return
		}
		for line, err := range lines(br, name) {
			if !yield(line, err) {
				return
			}
		}
	}
}

// newReader returns a reader of text. It fails where the file begins with something
// else.
func newReader(r io.Reader, name string) (*bufio.Reader, error) {
	br := bufio.NewReaderSize(r, 64<<10)
	_, _ = br.Peek(1) // fills the buffer with what there is; an error comes again with the first line
	head, _ := br.Peek(min(br.Buffered(), sniff.Length))
	if err := sniff.Text(head); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return br, nil
}

func lines(br *bufio.Reader, name string) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
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
			if line := withoutEnd(chunk); ended || len(line) > 0 {
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

// withoutEnd cuts the end of a line off.
func withoutEnd(line []byte) []byte {
	n := len(line)
	for n > 0 && (line[n-1] == '\n' || line[n-1] == '\r') {
		n--
	}
	return line[:n]
}

// Line is one line of a file. Number counts from 1.
type Line struct {
	Number int
	Bytes  []byte
	Ended  bool // a newline followed; false only for the last line of a file
}

func (l Line) empty() bool {
	return len(l.Bytes) == 0 || l.Bytes[0] != '{' && len(bytes.TrimSpace(l.Bytes)) == 0
}

// Record is what a record of a file is read into. Its UnmarshalJSON says how, and
// Members lists the names of the members that it looks at, or AllMembers among them.
type Record interface {
	json.Unmarshaler
	Validate() error
	Members() []string
}

// AllMembers in a list of members says that a record looks at all of them.
const AllMembers = "*"

type record[T any] interface {
	*T
	Record
}

// ReadJSONL yields the records of r, one for each line that is not empty, or one for
// each element where r holds a JSON array. Each is a value of its own, whose strings may
// be parts of one string: to keep one of them alone, clone it. A record that
// cannot be read, or that its Validate refuses, comes as a *LineError together with
// what could be read of it. name is the file's name for errors. Where r is a regular
// file or memory, ReadJSONL reads ahead and decodes on all cores.
func ReadJSONL[T any, P record[T]](r io.Reader, name string) iter.Seq2[T, error] {
	if neverWaits(r) {
		return Records[T, P](texts(r, name), name)
	}
	return serial[T, P](texts(r, name), name)
}

// texts yields the JSON of each record.
func texts(r io.Reader, name string) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		br, err := newReader(r, name)
		if err != nil {
			yield(Line{}, err)
			return
		}
		read := lines
		if beginsArray(br) {
			read = elements
		}
		read(br, name)(yield)
	}
}

// Decode reads a record from JSON, and validates it.
func Decode(text []byte, to Record) error { return decode(Line{Bytes: text, Ended: true}, to) }

// decode refuses text that is not UTF-8, in which encoding/json would put U+FFFD in
// the place of each such byte without a word. It does so too, so that a caller can
// show the record.
func decode(line Line, to Record) error {
	var err error
	if validJSON(line.Bytes) {
		err = to.UnmarshalJSON(line.Bytes)
	} else {
		err = json.Unmarshal(line.Bytes, &json.RawMessage{}) // says where
	}
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
	return to.Validate()
}

func describeJSON(line Line, err error) error {
	var syntax *json.SyntaxError
	switch {
	case !line.Ended && errors.As(err, &syntax) && syntax.Offset >= int64(len(line.Bytes)):
		return fmt.Errorf("record is cut off after %d bytes: the file is truncated", len(line.Bytes))
	case string(bytes.TrimSpace(line.Bytes)) == "{":
		return errors.New("not JSON Lines, but an object of several lines, such as a report: write one record a line, as jq -c does")
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON at byte %d: %v", syntax.Offset, err)
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
