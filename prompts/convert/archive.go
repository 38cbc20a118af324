package convert

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// Limits of an archive: how many files it holds, and how many bytes they have in
// all once they are unpacked. A file of it has at most maxFile.
const (
	maxArchiveFiles = 100_000
	maxArchiveBytes = 1 << 30
)

// archive is a zip file whose files are unpacked as they are read.
type archive struct {
	name  string
	names []string // of its files, sorted
	files map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

// isArchive reports whether data begins as a zip file does.
func isArchive(data []byte) bool {
	return bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("PK\x05\x06"))
}

// openArchive lists the files of a zip file. It refuses names that lead out of the
// archive.
func openArchive(name string, data []byte) (*archive, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%s: not a zip file that can be read: %w", name, err)
	}
	if len(r.File) > maxArchiveFiles {
		return nil, fmt.Errorf("%s: holds %d files, more than %d", name, len(r.File), maxArchiveFiles)
	}
	a := &archive{name: name, files: map[string]*zip.File{}, left: maxArchiveBytes}
	for _, f := range r.File {
		path := strings.ReplaceAll(f.Name, `\`, "/") // which some programs of Windows write
		if strings.HasSuffix(path, "/") || strings.HasPrefix(path, "__MACOSX/") {
			continue
		}
		switch {
		case !fs.ValidPath(path):
			return nil, fmt.Errorf("%s: the name %q leads out of the archive: unpack it, look at it, and name the folder", name, f.Name)
		case a.files[path] != nil:
			return nil, fmt.Errorf("%s: holds two files of the name %q", name, path)
		case f.Flags&1 != 0:
			return nil, fmt.Errorf("%s: %q needs a password: unpack the archive and name the folder", name, path)
		}
		a.files[path] = f
		a.names = append(a.names, path)
	}
	slices.Sort(a.names)
	return a, nil
}

// read unpacks a file.
func (a *archive) read(name string) ([]byte, error) {
	f := a.files[name]
	if f == nil {
		return nil, &fs.PathError{Op: "open", Path: a.name + "/" + name, Err: fs.ErrNotExist}
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s/%s: %w", a.name, name, err)
	}
	defer r.Close()
	limit := min(maxFile, a.left)
	data, err := io.ReadAll(io.LimitReader(r, limit+1)) // what the archive says of the size is not trusted
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s/%s: %w", a.name, name, err)
	case int64(len(data)) > limit:
		return nil, fmt.Errorf("%s/%s: unpacked, it is larger than %d bytes", a.name, name, limit)
	}
	a.left -= int64(len(data))
	return data, nil
}
