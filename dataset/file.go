package dataset

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// File is an output that appears whole or not at all. It is written beside its
// place, and Commit moves it there. Close without Commit leaves the file that was
// there before.
type File struct {
	*bufio.Writer
	path    string
	pending *pending // nil where there is nothing to rename: stdout, a device, a pipe
	direct  *os.File
}

// Create opens an output at path, where "-" is stdout, and makes the folders that
// are missing. A symbolic link stays, and the file that it names is replaced. A
// device or a pipe is written directly.
func Create(path string, stdout io.Writer) (*File, error) {
	if path == "-" {
		return &File{Writer: bufio.NewWriterSize(stdout, 256<<10), path: path}, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // a link stays, what it names is replaced
	}
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("%s: is a folder: name a file in it", path)
	case err == nil && !info.Mode().IsRegular():
		f, err := os.OpenFile(path, os.O_WRONLY, 0) // renaming over /dev/null would break the machine
		if err != nil {
			return nil, err
		}
		return &File{Writer: bufio.NewWriterSize(f, 256<<10), path: path, direct: f}, nil
	}
	p, err := newPending(path)
	if err != nil {
		return nil, err
	}
	return &File{Writer: bufio.NewWriterSize(p, 256<<10), path: path, pending: p}, nil
}

// Commit writes what is buffered and puts the file in its place.
func (f *File) Commit() error {
	if err := f.Flush(); err != nil {
		return fmt.Errorf("%s: %w", f.path, err)
	}
	switch {
	case f.direct != nil:
		return f.Close()
	case f.pending == nil:
		return nil
	}
	if err := f.pending.commit(); err != nil {
		return fmt.Errorf("%s: %w", f.path, err)
	}
	return nil
}

// Close drops a file that was not committed. After Commit it does nothing.
func (f *File) Close() error {
	switch {
	case f.direct != nil:
		d := f.direct
		f.direct = nil
		return d.Close()
	case f.pending == nil:
		return nil
	}
	return f.pending.drop()
}

// WriteFile makes data the contents of the file at path, as Create and Commit do.
func WriteFile(path string, data []byte) error {
	f, err := Create(path, io.Discard)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(data); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return f.Commit()
}

// WriteJSON is WriteFile of v as indented JSON.
func WriteJSON(path string, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return WriteFile(path, append(b, '\n'))
}

// HashFile returns the SHA-256 of a file in hex.
func HashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
