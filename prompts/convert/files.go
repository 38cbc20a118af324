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
)

// maxFile is the largest file that is read, in bytes.
const maxFile = 256 << 20

// file reads a text file: UTF-8, any line ends, with or without a mark.
func (im *Import) file(path string) (string, error) {
	data, err := im.opts.ReadFile(path)
	if err != nil {
		return "", err
	}
	if len(data) > maxFile {
		return "", fmt.Errorf("%s: %d bytes are more than %d", path, len(data), maxFile)
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

// input is a file to read. One that was found in a folder may be passed over.
type input struct {
	path  string
	found bool
}

// inputs names the files behind arguments: a folder means the files below
// it with one of the extensions, in the order of their names.
func inputs(args []string, extensions ...string) ([]input, error) {
	var out []input
	for _, arg := range args {
		info, err := os.Stat(arg)
		if err != nil || !info.IsDir() {
			out = append(out, input{path: arg}) // what is wrong shows when it is read
			continue
		}
		before := len(out)
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && slices.Contains(extensions, strings.ToLower(filepath.Ext(path))) {
				out = append(out, input{path, true})
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(out) == before {
			return nil, fmt.Errorf("%s: holds no file of %s", arg, strings.Join(extensions, " "))
		}
	}
	return out, nil
}

// included reads the file that a line of another names, relative to it.
func (im *Import) included(at place, name string, folders ...string) (path, text string, err error) {
	if name == "" {
		return "", "", fail(at, "no file is named")
	}
	for _, dir := range folders {
		path = filepath.FromSlash(name)
		if !filepath.IsAbs(path) {
			path = filepath.Join(dir, path)
		}
		text, err = im.file(path)
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) { // else it says file and line itself
		err = fail(at, "%s: %v", name, pathErr.Err)
	}
	return path, text, err
}

// nothing says what is missing where no intent was found.
var nothing = map[string]string{
	"chatito":  "no intent: %[name] begins one; name the file that imports this one",
	"chatette": "no intent: %[name] begins one; name the file that includes this one",
	"rasa":     "no training examples: they belong under nlu: as - intent: with examples:",
	"snips":    "no intent: a YAML document with type: intent, or intents in JSON, is wanted",
}
