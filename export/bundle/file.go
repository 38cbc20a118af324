package bundle

import (
	"archive/zip"
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"
)

// File is a file of a bundle. It has its data in memory, or at a path of this machine.
type File struct {
	Name       string // with slashes, relative to the root of the bundle
	Data       []byte
	Path       string // where Data is nil
	Executable bool
}

// Folder returns the files of a folder whose names are given, under a name in the bundle.
func Folder(dir, under string, names []string) []File {
	var out []File
	for _, name := range names {
		out = append(out, File{Name: path.Join(under, filepath.ToSlash(name)), Path: filepath.Join(dir, name)})
	}
	return out
}

// open opens the contents, and says how many bytes they have.
func (f *File) open() (io.ReadCloser, int64, error) {
	if f.Path == "" {
		return io.NopCloser(bytes.NewReader(f.Data)), int64(len(f.Data)), nil
	}
	r, err := os.Open(f.Path)
	if err != nil {
		return nil, 0, err
	}
	info, err := r.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s: is not a file", f.Path)
	}
	if err != nil {
		_ = r.Close()
		return nil, 0, err
	}
	return r, info.Size(), nil
}

// read returns the contents.
func (f *File) read() ([]byte, error) {
	if f.Path == "" {
		return f.Data, nil
	}
	var b bytes.Buffer
	err := f.copyTo(&b)
	return b.Bytes(), err
}

// mode is the permissions of the file: all may read it, whoever they are in a container.
func (f *File) mode() int64 {
	if f.Executable {
		return 0o755
	}
	return 0o644
}

// sorted returns files by their names.
func sorted(files []File) []File {
	out := slices.Clone(files)
	slices.SortFunc(out, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// copyTo writes the contents.
func (f *File) copyTo(w io.Writer) error {
	r, size, err := f.open()
	if err != nil {
		return err
	}
	defer r.Close()
	n, err := io.Copy(w, r)
	if err == nil && n != size {
		err = fmt.Errorf("%s: changed while it was read", f.Path)
	}
	return err
}

// WriteZip writes an archive. What it compresses was compressed by the same code on every
// machine, so the bytes are the same.
func WriteZip(w io.Writer, files []File) error {
	at, err := created()
	if err != nil {
		return err
	}
	if first := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC); at.Before(first) { // of zip's times
		at = first
	}
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) { return flate.NewWriter(out, 9) })
	for _, f := range sorted(files) {
		h := &zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: at}
		h.SetMode(os.FileMode(f.mode()))
		to, err := z.CreateHeader(h)
		if err != nil {
			return err
		}
		if err := f.copyTo(to); err != nil {
			return err
		}
	}
	return z.Close()
}

// Platform is what a program runs on, such as linux/arm64.
type Platform struct{ OS, Arch string }

func (p Platform) String() string { return p.OS + "/" + p.Arch }

// Static returns the platform of a program for Linux. It fails where the program needs
// libraries of the system, which an image from scratch does not have.
func Static(program string) (Platform, error) {
	f, err := elf.Open(program)
	if err != nil {
		return Platform{}, fmt.Errorf("%s: not a program for Linux: %w", program, err)
	}
	defer f.Close()
	arch, known := map[elf.Machine]string{elf.EM_X86_64: "amd64", elf.EM_AARCH64: "arm64"}[f.Machine]
	if !known {
		return Platform{}, fmt.Errorf("%s: a program for %v: x86-64 and 64-bit Arm are packaged", program, f.Machine)
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			return Platform{}, fmt.Errorf("%s: needs shared libraries, which an image from scratch does not have: take a static build (make static, or CGO_ENABLED=0)", program)
		}
	}
	return Platform{"linux", arch}, nil
}

// WriteFolder writes files into a folder.
func WriteFolder(dir string, files []File) error {
	for _, f := range sorted(files) {
		to := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			return err
		}
		w, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, os.FileMode(f.mode()))
		if err != nil {
			return err
		}
		if err := errors.Join(f.copyTo(w), w.Close()); err != nil {
			return err
		}
	}
	return nil
}
