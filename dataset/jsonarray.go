package dataset

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
)

// beginsArray reports whether the first character of a file, after white space and a
// byte order mark, opens a JSON array. It looks no further than what is buffered.
func beginsArray(br *bufio.Reader) bool {
	head, _ := br.Peek(br.Buffered())
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	return len(head) > 0 && head[0] == '['
}

// elements yields the elements of a JSON array, each with the line that it begins
// on.
func elements(br *bufio.Reader, name string) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		if head, _ := br.Peek(3); string(head) == "\ufeff" {
			_, _ = br.Discard(3)
		}
		counted := &lineCounter{r: br}
		dec := json.NewDecoder(counted)
		fail := func(err error) { yield(Line{}, arrayError(name, counted, dec.InputOffset(), err)) }
		if _, err := dec.Token(); err != nil {
			fail(err)
			return
		}
		for dec.More() {
			var element json.RawMessage
			if err := dec.Decode(&element); err != nil {
				fail(err)
				return
			}
			line := Line{Number: counted.line(dec.InputOffset() - int64(len(element))), Bytes: element, Ended: true}
			if !yield(line, nil) {
				return
			}
		}
		if _, err := dec.Token(); err != nil {
			fail(err)
			return
		}
		if _, err := dec.Token(); err == nil {
			fail(errors.New("there is more after the end of the array"))
		} else if err != io.EOF {
			fail(err)
		}
	}
}

func arrayError(name string, counted *lineCounter, at int64, err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		err = errors.New("the array has no end: the file is truncated")
	case errors.As(err, &syntax):
		at, err = syntax.Offset, fmt.Errorf("not JSON: %v", err)
	}
	return fmt.Errorf("%s:%d: %w", name, counted.line(at), err)
}

// lineCounter says on which line a byte of what was read is.
type lineCounter struct {
	r      io.Reader
	read   int64
	ends   []int64 // where lines end that line has not passed
	passed int
}

func (c *lineCounter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	for i, ch := range b[:n] {
		if ch == '\n' {
			c.ends = append(c.ends, c.read+int64(i))
		}
	}
	c.read += int64(n)
	return n, err
}

// line returns the number of the line that a byte is on, from 1. It never goes back.
func (c *lineCounter) line(at int64) int {
	n, _ := slices.BinarySearch(c.ends, at)
	c.ends = c.ends[n:]
	c.passed += n
	return c.passed + 1
}
