package dataset

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"strings"
)

// Accompany puts the action schema and the manifest of a dataset beside one that a
// command made of it, so that the next command finds them there. rows are those that
// the command wrote, by split. If other data lies there, its schema stays, and
// Accompany returns its path.
func (f Folder) Accompany(to Folder, command string, rows map[Split]int) (other string, err error) {
	if from, err := os.Stat(string(f)); err != nil {
		return "", err
	} else if in, err := os.Stat(string(to)); err == nil && os.SameFile(from, in) {
		return "", nil
	}
	made, err := f.ReadManifest()
	if err != nil {
		return "", err
	}
	there, err := to.ReadManifest()
	if err != nil {
		return "", err
	}
	if other, err := f.copyActions(to, packName(made.Pack) != "" && packName(made.Pack) == packName(there.Pack)); other != "" || err != nil {
		return other, err
	}
	if made.Tool == "" {
		return "", nil
	}
	made.Rows = map[string]int{}
	if made.Pack == there.Pack {
		maps.Copy(made.Rows, there.Rows) // of splits that were written before
	}
	for split, n := range rows {
		made.Rows[string(split)] = n
	}
	made.Command += "; " + command
	return "", WriteJSON(to.Manifest(), made)
}

// copyActions copies the action schema, and returns the path of another one that it
// may not replace.
func (f Folder) copyActions(to Folder, replace bool) (other string, err error) {
	tools, err := os.ReadFile(f.Actions())
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	there, err := os.ReadFile(to.Actions())
	switch {
	case err == nil && bytes.Equal(there, tools):
		return "", nil
	case err == nil && !replace:
		return to.Actions(), nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return "", err
	}
	return "", WriteFile(to.Actions(), tools)
}

// packName is a pack without its hash.
func packName(pack string) string {
	name, _, _ := strings.Cut(pack, "@")
	return name
}
