package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/prompts"
)

// loadSchema reads --actions: a tool list, a folder with one, a pack, or the
// actions.yaml of one.
func loadSchema(name string) (*action.Schema, error) {
	s, err := readSchema(name)
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	return s, nil
}

func readSchema(name string) (*action.Schema, error) {
	info, err := os.Stat(name)
	switch base := filepath.Base(name); {
	case err == nil && info.IsDir() && !isFile(filepath.Join(name, "pack.yaml")) && isFile(dataset.Folder(name).Actions()):
		return action.Load(dataset.Folder(name).Actions())
	case err != nil && filepath.Ext(name) != "":
		return nil, err // a file is meant, and packs have no dot in their names
	case err != nil || info.IsDir():
		return prompts.OpenSchema(name)
	case base == "actions.yaml" || base == "pack.yaml":
		return prompts.OpenSchema(filepath.Dir(name))
	}
	return action.Load(name)
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

// noteSchema says what a schema says that slmkit does not follow.
func (a *app) noteSchema(s *action.Schema, name string) {
	if s == nil || a.quiet {
		return
	}
	for _, note := range s.Notes {
		a.warn("%s: %s", name, note)
	}
}

// findSchema finds the action schema of rows that lie at path: what --actions names,
// actions.json beside the rows, or the built-in pack that the rows say they are from.
// It also says where the schema was found. The schema is nil where there is none.
func (a *app) findSchema(named, path string, rows iter.Seq2[*dataset.Example, error]) (s *action.Schema, where string, err error) {
	s, where, err = locateSchema(named, path, rows)
	a.noteSchema(s, where)
	return s, where, err
}

func locateSchema(named, path string, rows iter.Seq2[*dataset.Example, error]) (s *action.Schema, where string, err error) {
	if named != "" {
		s, err = loadSchema(named)
		return s, named, err
	}
	if path != "-" {
		beside := dataset.FolderOf(path).Actions()
		if _, err := os.Stat(beside); err == nil {
			s, err = loadSchema(beside)
			return s, beside, err
		}
	}
	for e, _ := range rows { // one that cannot be read may say its pack
		if e.Origin == nil || e.Origin.Pack == "" {
			continue
		}
		pack, _, _ := strings.Cut(e.Origin.Pack, "@")
		if !slices.Contains(prompts.Builtin(), pack) {
			break
		}
		s, err := prompts.OpenSchema(pack)
		if err != nil || !s.Owns(e.Want()) { // a pack of one's own may have the name
			return nil, "", err
		}
		return s, pack, nil
	}
	return nil, "", nil
}

// noSchema is the error of a command that cannot do without a schema.
func noSchema(path string) error {
	return usageError("no action schema for %s: name a tool list or pack with --actions, or put actions.json beside the data", path)
}

// firstRows yields the first rows of files, good and bad, to find their schema. What
// it reads of stdin is read again by who comes next.
func (a *app) firstRows(files []string) iter.Seq2[*dataset.Example, error] {
	return func(yield func(*dataset.Example, error) bool) {
		for _, file := range files {
			if info, err := os.Stat(file); err == nil && !info.Mode().IsRegular() {
				continue // a pipe is read once
			}
			var seen bytes.Buffer
			n, more, stdin := 0, true, a.in
			for e, err := range export.Open(file, io.TeeReader(stdin, &seen)) {
				if n++; n > schemaExamples {
					break
				}
				if more = yield(&e, err); !more {
					break
				}
			}
			if a.in = io.MultiReader(&seen, stdin); !more {
				return
			}
		}
	}
}

// unreadable returns why no row of files can be read, nil where one can. It is a
// graver fault than that their schema is not known.
func (a *app) unreadable(files []string) (first error) {
	for _, err := range a.firstRows(files) {
		if err == nil {
			return nil
		}
		first = cmp.Or(first, err)
	}
	return cmp.Or(first, fmt.Errorf("%s: no examples", strings.Join(files, " ")))
}

// schemaExamples is how many examples are looked at to find the schema.
const schemaExamples = 1000

// accompany puts the action schema and the manifest that lie beside the input of a
// command beside its output. There is nothing to do for pipes and devices.
func (a *app) accompany(in, out, command string, rows map[dataset.Split]int) error {
	info, err := os.Stat(out)
	if in == "-" || out == "-" || err != nil || !info.Mode().IsRegular() && !info.IsDir() {
		return nil
	}
	from := dataset.FolderOf(in)
	other, err := from.Accompany(dataset.FolderOf(out), command, rows)
	if err == nil && other != "" {
		a.warn("slmkit: %s is another schema than %s: name that with --actions where %s is read", other, from.Actions(), out)
	}
	return err
}
