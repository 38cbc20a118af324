package dataset

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
)

// Partial is an output of lines that a later run can finish. Lines go to
// PATH.partial, which becomes PATH when it is whole. PATH.partial.run.json says how
// they were made, so that only a run of the same kind goes on where another was cut
// off.
type Partial struct {
	path string
	file *os.File
	w    *bufio.Writer
	ends []int64 // offset in bytes after each line that an earlier run left
	done bool
}

// ErrOtherRun is what errors.Is finds in the error of OpenPartial for lines that a
// run of another kind left.
var ErrOtherRun = errors.New("was left by another run")

// OpenPartial opens PATH.partial, to read the lines that an earlier run left and to
// write the rest. Lines that a run of another kind left are an ErrOtherRun; with
// fresh set they are dropped. While a Partial is open, no other process can open
// one at the same path.
func OpenPartial(path string, info RunInfo, fresh bool) (*Partial, error) {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // a link stays, what it names is replaced
	}
	if s, err := os.Stat(path); err == nil && s.IsDir() {
		return nil, fmt.Errorf("%s: is a folder: name a file in it", path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	p := &Partial{path: path}
	_, err := os.Stat(p.Path())
	left := err == nil
	if p.file, err = os.OpenFile(p.Path(), os.O_RDWR|os.O_CREATE, 0o666); err != nil {
		return nil, err
	}
	if err := p.begin(info, left, fresh); err != nil {
		p.file.Close()
		return nil, err
	}
	p.w = bufio.NewWriterSize(p.file, 256<<10)
	return p, nil
}

// begin finds the lines that an earlier run left, or empties the file.
func (p *Partial) begin(info RunInfo, left, fresh bool) error {
	if taken(p.file) {
		return fmt.Errorf("%s: another run is writing it: wait for that, or name another output", p.Path())
	}
	keep := false
	if left {
		err := p.sameRun(info)
		if err != nil && !fresh {
			return err
		}
		keep = err == nil
	}
	if !keep {
		if err := p.file.Truncate(0); err != nil {
			return err
		}
	}
	if err := p.scan(); err != nil {
		return fmt.Errorf("%s: %w", p.Path(), err)
	}
	return WriteJSON(p.infoPath(), info)
}

// Path is the file that holds the lines until the output is whole.
func (p *Partial) Path() string     { return p.path + ".partial" }
func (p *Partial) infoPath() string { return p.Path() + ".run.json" }

// sameRun fails where a run unlike info left the lines.
func (p *Partial) sameRun(info RunInfo) error {
	var was RunInfo
	b, err := os.ReadFile(p.infoPath())
	if err == nil {
		err = json.Unmarshal(b, &was)
	}
	if err != nil {
		return fmt.Errorf("%s: %w: %s does not say which (%v)", p.Path(), ErrOtherRun, filepath.Base(p.infoPath()), err)
	}
	if diff := was.differs(info); diff != "" {
		return fmt.Errorf("%s: %w (%s)", p.Path(), ErrOtherRun, diff)
	}
	return nil
}

// differs names the first field in which two runs differ, of those that can change
// what they write. The number of threads cannot.
func (r RunInfo) differs(o RunInfo) string {
	r.Threads, o.Threads = 0, 0
	a, b := reflect.ValueOf(r), reflect.ValueOf(o)
	for i := range a.NumField() {
		if !reflect.DeepEqual(a.Field(i).Interface(), b.Field(i).Interface()) {
			name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("json"), ",")
			return fmt.Sprintf("%s %v, now %v", name, deref(a.Field(i)), deref(b.Field(i)))
		}
	}
	return ""
}

// deref is the value that a field holds or points to.
func deref(v reflect.Value) any {
	if v.Kind() != reflect.Pointer {
		return v
	}
	if v.IsNil() {
		return "none"
	}
	return v.Elem()
}

// scan finds the whole lines. The beginning of one more does not count.
func (p *Partial) scan() error {
	r := bufio.NewReaderSize(p.file, 256<<10)
	at := int64(0)
	for {
		line, err := r.ReadSlice('\n')
		at += int64(len(line))
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		default:
			p.ends = append(p.ends, at)
		}
	}
}

// Lines is the number of lines that an earlier run left.
func (p *Partial) Lines() int { return len(p.ends) }

// Line reads line i, from 0, of those that an earlier run left, without its end.
func (p *Partial) Line(i int) ([]byte, error) {
	from := int64(0)
	if i > 0 {
		from = p.ends[i-1]
	}
	b := make([]byte, p.ends[i]-from)
	if _, err := p.file.ReadAt(b, from); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b, "\n"), nil
}

// Keep drops all lines but the first n. Write goes on after them.
func (p *Partial) Keep(n int) error {
	at := int64(0)
	if n > 0 {
		at = p.ends[n-1]
	}
	p.ends = p.ends[:n]
	if err := p.file.Truncate(at); err != nil {
		return err
	}
	_, err := p.file.Seek(at, io.SeekStart)
	return err
}

// Write appends to the lines that Keep kept. Call Keep first.
func (p *Partial) Write(b []byte) (int, error) { return p.w.Write(b) }

// Flush hands what was written to the system, which keeps it when this process
// dies.
func (p *Partial) Flush() error { return p.w.Flush() }

// Commit makes the lines the output: PATH.partial becomes PATH.
func (p *Partial) Commit() error {
	if err := errors.Join(p.w.Flush(), p.file.Sync(), p.file.Close()); err != nil {
		return fmt.Errorf("%s: %w", p.Path(), err)
	}
	p.done = true
	if err := os.Rename(p.Path(), p.path); err != nil {
		return err
	}
	return os.Remove(p.infoPath())
}

// Close leaves the lines for a later run, and leaves nothing where there are none.
// After Commit it does nothing.
func (p *Partial) Close() error {
	if p.done {
		return nil
	}
	err := p.w.Flush()
	if info, statErr := p.file.Stat(); statErr == nil && info.Size() == 0 {
		err = errors.Join(err, os.Remove(p.Path()), os.Remove(p.infoPath()))
	}
	return errors.Join(err, p.file.Close())
}
