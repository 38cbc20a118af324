package source

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// Files are the files of a pack in memory, by their paths. It is an fs.FS.
type Files map[string][]byte

// Open opens a file, or a folder that a file is in.
func (f Files) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if data, ok := f[name]; ok {
		return &openFile{stat{path.Base(name), int64(len(data)), false}, bytes.NewReader(data)}, nil
	}
	if entries := f.entries(name); name == "." || len(entries) > 0 {
		return &openFolder{stat{path.Base(name), 0, true}, entries}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// entries lists what is in a folder, by name.
func (f Files) entries(dir string) (out []fs.DirEntry) {
	seen := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		below := name
		if dir != "." {
			var ok bool
			if below, ok = strings.CutPrefix(name, dir+"/"); !ok {
				continue
			}
		}
		first, _, folder := strings.Cut(below, "/")
		if !seen[first] {
			seen[first] = true
			size := int64(len(f[name]))
			if folder {
				size = 0
			}
			out = append(out, fs.FileInfoToDirEntry(stat{first, size, folder}))
		}
	}
	slices.SortFunc(out, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return out
}

type stat struct {
	name   string
	size   int64
	folder bool
}

func (s stat) Name() string { return s.name }
func (s stat) Size() int64  { return s.size }
func (s stat) Mode() fs.FileMode {
	if s.folder {
		return fs.ModeDir | 0o555
	}
	return 0o444
}
func (s stat) ModTime() time.Time { return time.Time{} }
func (s stat) IsDir() bool        { return s.folder }
func (s stat) Sys() any           { return nil }

type openFile struct {
	stat
	*bytes.Reader
}

func (o *openFile) Stat() (fs.FileInfo, error) { return o.stat, nil }
func (o *openFile) Size() int64                { return o.stat.size }
func (o *openFile) Close() error               { return nil }

type openFolder struct {
	stat
	rest []fs.DirEntry
}

func (o *openFolder) Stat() (fs.FileInfo, error) { return o.stat, nil }
func (o *openFolder) Close() error               { return nil }

func (o *openFolder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: o.name, Err: fs.ErrInvalid}
}

func (o *openFolder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 || n > len(o.rest) {
		if n > 0 && len(o.rest) == 0 {
			return nil, io.EOF
		}
		n = len(o.rest)
	}
	out := o.rest[:n]
	o.rest = o.rest[n:]
	return out, nil
}
