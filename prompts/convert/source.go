package convert

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/sniff"
)

// maxFile is the largest file that is read, in bytes.
const maxFile = 256 << 20

// source is a file to read. One that was found in a folder or an archive may be
// passed over.
type source struct {
	path  string // of a file in an archive, ARCHIVE/PATH
	arg   string // the argument that named the file, or a folder or an archive of it
	found bool
	shelf *shelf

	parsed bool
	docs   []*yaml.Node
	err    error
}

// text returns the text of the file: UTF-8, with "\n" at the ends of its lines.
func (s *source) text() (string, error) { return s.shelf.text(s.path) }

// extension is the end of the file's name in lower case, with its dot.
func (s *source) extension() string { return strings.ToLower(filepath.Ext(s.path)) }

// documents returns the documents of a file of YAML, or the one of a file of JSON.
func (s *source) documents() ([]*yaml.Node, error) {
	if s.parsed {
		return s.docs, s.err
	}
	s.parsed = true
	text, err := s.text()
	switch {
	case err != nil:
		s.err = err
	case isJSON(text) || s.extension() == ".json":
		var root *yaml.Node
		if root, s.err = jsonDocument(s.path, text); s.err == nil {
			s.docs = []*yaml.Node{root}
		}
	default:
		s.docs, s.err = yamlDocuments(s.path, text)
	}
	return s.docs, s.err
}

// shelf reads files, those of archives too, each once.
type shelf struct {
	readFile func(path string) ([]byte, error)
	archives map[string]*archive
	texts    map[string]string
}

func newShelf(readFile func(string) ([]byte, error)) *shelf {
	if readFile == nil {
		readFile = os.ReadFile
	}
	return &shelf{readFile: readFile, archives: map[string]*archive{}, texts: map[string]string{}}
}

// text reads a text file: UTF-8, any line ends, with or without a mark.
func (s *shelf) text(path string) (string, error) {
	if text, ok := s.texts[path]; ok {
		return text, nil
	}
	data, err := s.read(path)
	if err != nil {
		return "", err
	}
	text, err := decoded(path, data)
	if err == nil {
		s.texts[path] = text
	}
	return text, err
}

// read reads a file, which may be in an archive.
func (s *shelf) read(path string) ([]byte, error) {
	if a, name := s.archiveOf(path); a != nil {
		return a.read(name)
	}
	data, err := s.readFile(path)
	if err == nil && len(data) > maxFile {
		err = fmt.Errorf("%s: %d bytes are more than %d", path, len(data), maxFile)
	}
	return data, err
}

// archiveOf returns the archive that a path lies in, and the path below it.
func (s *shelf) archiveOf(path string) (*archive, string) {
	for name, a := range s.archives {
		if below, ok := strings.CutPrefix(path, name+string(filepath.Separator)); ok {
			return a, filepath.ToSlash(below)
		}
	}
	return nil, ""
}

// decoded returns the text of a file's bytes.
func decoded(path string, data []byte) (string, error) {
	if err := sniff.Text(data[:min(len(data), sniff.Length)]); err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bad := invalid(data); bad >= 0 {
		return "", fail(place{path, 1 + bytes.Count(data[:bad], []byte("\n"))}, "not UTF-8: save the file as UTF-8")
	}
	s := strings.ReplaceAll(string(data), "\r\n", "\n")
	return strings.ReplaceAll(s, "\r", "\n"), nil
}

// invalid is the offset of the first byte that is not UTF-8, -1 where there is
// none.
func invalid(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// gather names the files behind arguments: a folder or an archive means the files
// in it, in the order of their names.
func (s *shelf) gather(args []string) ([]*source, error) {
	var out []*source
	for _, arg := range args {
		paths, err := s.below(arg)
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			out = append(out, &source{path: path, arg: arg, found: path != arg, shelf: s})
		}
	}
	return out, nil
}

// below returns the paths of the files in a folder or an archive, or that of the
// file itself.
func (s *shelf) below(arg string) ([]string, error) {
	if info, err := os.Stat(arg); err == nil && info.IsDir() {
		return inFolder(arg)
	}
	data, err := s.read(arg)
	if err != nil {
		return nil, err
	}
	if !isArchive(data) {
		text, err := decoded(arg, data) // kept: what comes from a pipe is read only once
		s.texts[arg] = text
		return []string{arg}, err
	}
	a, err := openArchive(arg, data)
	if err != nil {
		return nil, err
	}
	name := filepath.Clean(arg)
	s.archives[name] = a
	var out []string
	for _, file := range a.names {
		out = append(out, filepath.Join(name, filepath.FromSlash(file)))
	}
	return out, nil
}

// inFolder returns the paths of the files below a folder that a dialect may read.
func inFolder(folder string) (out []string, err error) {
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, path)
		}
		return err
	})
	return out, err
}

// of returns the files that are of a dialect by their names. A file that the user
// names is taken whatever its name.
func (d *Dialect) of(args []string, files []*source) ([]*source, error) {
	var out []*source
	taken := map[string]bool{}
	for _, f := range files {
		if !f.found || slices.Contains(d.extensions, f.extension()) {
			out = append(out, f)
			taken[f.arg] = true
		}
	}
	for _, arg := range args {
		if !taken[arg] {
			return nil, fmt.Errorf("%s: holds no file of %s", arg, strings.Join(d.extensions, " "))
		}
	}
	return out, nil
}

// included reads the file that a line of another names, relative to one of some
// folders. A file in an archive names only files of its archive.
func (im *Import) included(at place, name string, folders ...string) (path, text string, err error) {
	if name == "" {
		return "", "", fail(at, "no file is named")
	}
	inside, _ := im.shelf.archiveOf(at.file)
	for _, dir := range folders {
		path = filepath.FromSlash(name)
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		if a, _ := im.shelf.archiveOf(path); a != inside {
			err = &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
			continue
		}
		if text, err = im.shelf.text(path); !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) { // else it says file and line itself
		err = fail(at, "%s: %w", name, pathErr.Err)
	}
	return path, text, err
}
