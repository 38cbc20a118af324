package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// sealName is the file of a folder that says what was written into it.
const sealName = "bundle.json"

// sealer is how the file tells itself from others of its name.
const sealer = "slmkit package"

// seal is what the file says.
type seal struct {
	By     string            `json:"written_by"`
	Format string            `json:"format"`
	Labels map[string]string `json:"labels"`
	Files  []sealed          `json:"files"` // all but the file itself
}

// sealed is a file as it was written.
type sealed struct {
	Name   string `json:"name"` // with slashes
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Seal writes the file bundle.json into a folder: its format, its labels, and all files with
// their sums. By it Inspect sees that the folder is whole, and Unchanged that nobody works in it.
func Seal(dir, format string, labels map[string]string) error {
	files, err := filesOf(dir)
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(seal{sealer, format, labels, files}, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, sealName), append(data, '\n'), 0o644)
}

// Unchanged fails unless a folder holds the files with which it was sealed, and no others.
func Unchanged(dir string) error {
	s, err := readSeal(dir)
	if err != nil {
		return err
	}
	if s == nil {
		return errors.New("has files that slmkit package did not write")
	}
	files, err := filesOf(dir)
	if err != nil {
		return err
	}
	return s.hold(files)
}

// readSeal returns the seal of a folder, nil if it has none.
func readSeal(dir string) (*seal, error) {
	data, err := os.ReadFile(filepath.Join(dir, sealName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := new(seal)
	if err := json.Unmarshal(data, s); err != nil || s.By != sealer {
		return nil, nil // another program's
	}
	return s, nil
}

// hold holds the files of a folder against its seal.
func (s *seal) hold(files []sealed) error {
	was := make(map[string]sealed, len(s.Files))
	for _, f := range s.Files {
		was[f.Name] = f
	}
	for _, f := range files {
		before, known := was[f.Name]
		switch {
		case !known:
			return fmt.Errorf("has %s, which slmkit package did not write", f.Name)
		case before != f:
			return fmt.Errorf("%s is not as slmkit package wrote it", f.Name)
		}
		delete(was, f.Name)
	}
	for _, f := range s.Files {
		if _, missing := was[f.Name]; missing {
			return fmt.Errorf("lacks %s, which slmkit package wrote", f.Name)
		}
	}
	return nil
}

// filesOf lists the files of a folder and of those in it, without its seal.
func filesOf(dir string) ([]sealed, error) {
	var out []sealed
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil || name == sealName {
			return err
		}
		f := sealed{Name: filepath.ToSlash(name)}
		if !d.Type().IsRegular() {
			return fmt.Errorf("has %s, which is not a file", f.Name)
		}
		f.Bytes, f.SHA256, err = sum(path)
		out = append(out, f)
		return err
	})
	slices.SortFunc(out, func(a, b sealed) int { return strings.Compare(a.Name, b.Name) })
	return out, err
}

// sum returns the size and the hash of a file.
func sum(path string) (int64, string, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	return n, hex.EncodeToString(h.Sum(nil)), err
}
