package regular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Foreign says what content is that lies in the place of another file: nothing at
// all, a pointer of Git LFS, a web page. It returns nil for everything else. head is
// the beginning of the file, 64 bytes of it if there are as many.
func Foreign(head []byte) error {
	lower := bytes.ToLower(bytes.TrimSpace(head[:min(64, len(head))]))
	switch {
	case len(head) == 0:
		return errors.New("it is empty")
	case bytes.HasPrefix(head, []byte("version https://git-lfs")):
		return errors.New("it is a Git LFS pointer: fetch the file itself with git lfs pull")
	case bytes.HasPrefix(lower, []byte("<!doctype html")), bytes.HasPrefix(lower, []byte("<html")):
		return fmt.Errorf("starts with %s: was it downloaded without Git LFS?", FirstBytes(head, 15))
	}
	return nil
}

// ForeignFile is Foreign for the file at a path. It returns nil for a file that cannot
// be read.
func ForeignFile(path string) error {
	f, size, err := Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	head := make([]byte, min(64, size))
	if _, err := io.ReadFull(f, head); err != nil {
		return nil
	}
	return Foreign(head)
}

// FirstBytes quotes the first n bytes of b.
func FirstBytes(b []byte, n int) string { return strconv.QuoteToASCII(string(b[:min(n, len(b))])) }
