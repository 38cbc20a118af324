package prompts

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/pack"
)

//go:embed all:packs
var builtin embed.FS

// Open loads a built-in pack by its name, or a pack from a folder.
func Open(nameOrFolder string) (*Pack, error) {
	fsys, name, err := Find(nameOrFolder)
	if err != nil {
		return nil, err
	}
	if base := filepath.Base(name); base == "." || base == ".." { // a pack has the name of its folder
		if name, err = filepath.Abs(name); err != nil {
			return nil, err
		}
	}
	return Load(fsys, filepath.ToSlash(name))
}

// Find returns the files of a built-in pack or a folder, and the pack's name. A name
// without a slash, backslash or dot means the built-in pack if there is one.
func Find(nameOrFolder string) (fs.FS, string, error) {
	if !strings.ContainsAny(nameOrFolder, `/\.`) {
		if sub, err := fs.Sub(builtin, path.Join("packs", nameOrFolder)); err == nil {
			if _, err := fs.Stat(sub, "pack.yaml"); err == nil {
				return sub, nameOrFolder, nil
			}
		}
	}
	info, err := os.Stat(nameOrFolder)
	if err != nil || !info.IsDir() {
		names := Builtin()
		return nil, "", fmt.Errorf("%s: neither a folder nor a built-in pack (%s)%s", nameOrFolder,
			strings.Join(names, ", "), text.Suggest(nameOrFolder, names))
	}
	fsys := os.DirFS(nameOrFolder)
	if _, err := fs.Stat(fsys, "pack.yaml"); errors.Is(err, fs.ErrNotExist) {
		return nil, "", fmt.Errorf("%s: has no pack.yaml: a pack is a folder with pack.yaml, actions.yaml, rules, lexicons and templates", nameOrFolder)
	}
	return fsys, nameOrFolder, nil
}

// Builtin lists the names of the built-in packs.
func Builtin() []string {
	var names []string
	entries, _ := builtin.ReadDir("packs")
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// Load reads a pack from its files; fsys has pack.yaml at its root. Errors of the
// pack come all at once, as Faults, each with file, line and column.
func Load(fsys fs.FS, name string) (*Pack, error) {
	c, err := pack.Read(fsys, name)
	if err != nil {
		return nil, err
	}
	return &Pack{Name: c.Name, Version: c.Version, Description: c.Description, Language: c.Language, content: c}, nil
}

// PackFile returns the pack.yaml of a built-in pack or a folder.
func PackFile(nameOrFolder string) ([]byte, error) {
	fsys, _, err := Find(nameOrFolder)
	if err != nil {
		return nil, err
	}
	return fs.ReadFile(fsys, "pack.yaml")
}

// OpenSchema reads the actions of a built-in pack or a folder, and nothing else of it.
func OpenSchema(nameOrFolder string) (*action.Schema, error) {
	fsys, name, err := Find(nameOrFolder)
	if err != nil {
		return nil, err
	}
	return pack.ReadSchema(fsys, name)
}
