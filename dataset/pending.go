package dataset

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
)

// pending is a file that is written beside its place and renamed there once it is
// whole. Both names are in one folder, so that the rename is one step of the file
// system: readers find the old file or the new one.
type pending struct {
	*os.File        // nil after commit and drop
	path     string // its place
}

// newPending creates a file beside path. It gets the permissions of the file that
// it will replace, or those of a new file.
func newPending(path string) (*pending, error) {
	mode := fs.FileMode(0o666)
	old, err := os.Stat(path)
	if err == nil {
		mode = old.Mode().Perm()
	}
	dir, base := filepath.Split(path)
	for {
		name := dir + "." + base + strconv.FormatUint(rand.Uint64(), 36)
		f, openErr := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
		switch {
		case errors.Is(openErr, fs.ErrExist):
			continue
		case openErr != nil:
			return nil, openErr
		}
		p := &pending{File: f, path: path}
		if err == nil { // creation took the umask off
			if err := os.Chmod(name, old.Mode().Perm()); err != nil {
				return nil, errors.Join(err, p.drop())
			}
		}
		return p, nil
	}
}

// commit puts the file in its place. It reaches the disk before its name does: a
// machine that loses power keeps the old file or has the whole new one.
func (p *pending) commit() error {
	f := p.File
	p.File = nil
	err := errors.Join(f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), p.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// drop removes what was not committed.
func (p *pending) drop() error {
	if p.File == nil {
		return nil
	}
	f := p.File
	p.File = nil
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
