package pack

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/source"
)

// Read reads and compiles a pack. Its errors come all at once, as source.Faults, each
// with file, line and column.
func Read(fsys fs.FS, name string) (*Content, error) {
	files, err := walk(fsys)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return readFiles(files, name)
}

// ReadText is Read for the texts of a pack's files by their names.
func ReadText(texts map[string]string, name string) (*Content, error) {
	var files []packFile
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		files = append(files, packFile{name, []byte(texts[name])})
	}
	return readFiles(files, name)
}

// readFiles reads the files of a pack, which are in lexical order.
func readFiles(files []packFile, name string) (*Content, error) {
	l := newLoader(name)
	if err := l.order(files); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for _, f := range files {
		l.read(f)
	}
	l.readLibraries()
	if l.content.Schema != nil {
		l.compileAll()
		l.compileTests()
	}
	l.hashLibraries()
	l.content.ID = l.content.Name + "@" + l.content.Hash[:8]
	if l.content.Schema == nil && len(l.Errors) == 0 {
		l.Add(&source.Fault{File: "actions.yaml", Check: "actions", Message: "is missing or empty: list the actions and their parameters, such as opening_hours: {description: Say when the shop is open.}"})
	}
	if len(l.content.Templates) == 0 && len(l.Errors) == 0 {
		l.Add(&source.Fault{File: "templates", Check: "templates", Message: "no template: write templates/ACTION.yaml"})
	}
	if len(l.Errors) > 0 {
		slices.SortStableFunc(l.Errors, source.CompareFaults)
		return nil, l.Errors
	}
	l.content.Warnings = l.Warnings
	l.content.index()
	return l.content, nil
}

// walk reads the pack's YAML, CSV and JSON files in lexical order.
func walk(fsys fs.FS) ([]packFile, error) {
	var files []packFile
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && name != "." {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if slices.Contains(beside, name) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if ext := path.Ext(name); d.IsDir() || ext != ".yaml" && ext != ".yml" && ext != ".csv" && name != "actions.json" {
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		files = append(files, packFile{name, data})
		return err
	})
	return files, err
}

// order hashes the files of a pack and sorts them: pack.yaml and actions come first, then
// lexicons, rules and templates.
func (l *loader) order(files []packFile) error {
	h := sha256.New()
	for _, f := range files {
		fmt.Fprintf(h, "%s\x00%d\x00", f.name, len(f.data))
		h.Write(f.data)
	}
	l.content.Hash = hex.EncodeToString(h.Sum(nil))
	slices.SortStableFunc(files, func(a, b packFile) int { return rank(a.name) - rank(b.name) })
	if len(files) == 0 || files[0].name != "pack.yaml" {
		return errors.New("has no pack.yaml")
	}
	return nil
}

// beside are what lies in the folder of a pack and is not of it: the chain of commands, its
// outputs and the gate.
var beside = []string{"slmkit.yaml", "gate.yaml", "build"}

func rank(name string) int {
	order := []string{"pack.yaml", "actions.", "lexicons/", "rules/", "templates/"}
	return slices.IndexFunc(append(order, ""), func(p string) bool { return strings.HasPrefix(name, p) })
}

func (l *loader) read(f packFile) {
	if strings.HasPrefix(f.name, "actions.") {
		l.content.Actions = f.name
	}
	if f.name == "actions.json" {
		l.readTools(f)
		return
	}
	dir, _, _ := strings.Cut(f.name, "/")
	if path.Ext(f.name) == ".csv" {
		if dir == "lexicons" {
			l.readTable(f)
		} else {
			l.Add(&source.Fault{File: f.name, Check: "files", Message: "is not read: put it in lexicons/"})
		}
		return
	}
	docs := l.Documents(f.name, f.data)
	if f.name == "pack.yaml" && len(docs) == 0 && len(l.Errors) == 0 {
		l.Add(&source.Fault{File: f.name, Check: "reference date", Message: missingReference})
	}
	for i, d := range docs {
		switch {
		case path.Ext(f.name) != ".yaml":
			l.Add(&source.Fault{File: f.name, Check: "files", Message: "is not read: name it " + strings.TrimSuffix(f.name, ".yml") + ".yaml"})
		case f.name == "pack.yaml" && i == 0:
			l.readPack(d)
		case f.name == "actions.yaml" && i == 0:
			l.readActions(d)
		case dir == "lexicons":
			l.readLexicons(d)
		case dir == "rules":
			l.readRules(d, d.Root, l.content.rules)
		case dir == "templates":
			l.readTemplates(d)
		case dir == "tests":
			l.readTestFile(d)
		default:
			l.Add(&source.Fault{File: f.name, Line: d.Root.Line, Check: "files",
				Message: "is not read: files of a pack are pack.yaml, actions.yaml, rules/*.yaml, lexicons/*.yaml, lexicons/*.csv, templates/*.yaml and tests/*.yaml"})
		}
	}
}

// readTools reads actions.json.
func (l *loader) readTools(f packFile) {
	schema, err := action.Parse(f.data, f.name)
	if err != nil {
		fault := &source.Fault{File: f.name, Check: "actions", Message: strings.TrimPrefix(err.Error(), f.name+": ")}
		var line *dataset.LineError
		if errors.As(err, &line) {
			fault.Line, fault.Message = line.Line, line.Err.Error()
		}
		l.Add(fault)
		return
	}
	l.content.Schema = schema
	l.setLocale()
	for _, note := range schema.Notes {
		l.Add(&source.Fault{File: f.name, Check: "actions", Message: note, Warning: true})
	}
}

// ReadSchema reads the actions of a pack, the locale of their values, and nothing else of it.
func ReadSchema(fsys fs.FS, name string) (*action.Schema, error) {
	l := newLoader(name)
	for _, name := range []string{"pack.yaml", "actions.json", "actions.yaml"} {
		data, err := fs.ReadFile(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if l.read(packFile{name, data}); name == "pack.yaml" {
			l.Errors = nil // what else is wrong with the pack is not asked
		}
	}
	switch {
	case len(l.Errors) > 0:
		return nil, l.Errors
	case l.content.Schema == nil:
		return nil, fmt.Errorf("%s: has no actions.yaml", name)
	}
	return l.content.Schema, nil
}
