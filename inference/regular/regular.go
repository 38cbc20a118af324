// Package regular reads the files of a model, which must be regular files. A
// folder that was downloaded may hold anything: a link to an endless device, a
// pipe that nobody writes to, a file that is larger than memory. The package checks
// this before it opens a file.
//
// It imports nothing of slmkit. Its errors name the file and its kind.
package regular

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Size returns the size of a regular file in bytes. It follows links.
func Size(path string) (int64, error) {
	info, err := Stat(path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Stat describes a regular file, and fails for anything else. It follows links.
func Stat(path string) (fs.FileInfo, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	return info, check(path, info)
}

func check(path string, info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return fmt.Errorf("%s: not a regular file, but a folder", path)
	default:
		return fmt.Errorf("%s: not a regular file, but a device, a pipe or a socket (%s)", path, mode.Type())
	}
}

// Open opens a regular file and returns its size in bytes.
func Open(path string) (*os.File, int64, error) {
	if _, err := Stat(path); err != nil { // to open a pipe waits for its writer
		return nil, 0, err
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err == nil {
		err = check(path, info)
	}
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

// Read reads a regular file of most bytes at most.
func Read(path string, most int64) ([]byte, error) {
	f, size, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if size > most {
		return nil, fmt.Errorf("%s: its %d bytes are more than the %d that such a file may have", path, size, most)
	}
	data := make([]byte, size)
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, fmt.Errorf("%s: became shorter while it was read: %w", path, err)
	}
	return data, nil
}
