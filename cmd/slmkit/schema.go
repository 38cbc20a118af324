package main

import (
	"os"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts"
)

// loadSchema reads --actions: a tool list or a pack.
func loadSchema(name string) (*action.Schema, error) {
	if info, err := os.Stat(name); err == nil && !info.IsDir() {
		s, err := action.Load(name)
		if err != nil {
			return nil, &exitError{exitUsage, err}
		}
		return s, nil
	}
	s, err := prompts.OpenSchema(name)
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	return s, nil
}

// findSchema finds the action schema for records that lie beside path: what
// --actions names, actions.json in the same folder, or a built-in pack that
// has all the actions of the calls. It also says where it was found; the
// schema is nil where there is none.
func findSchema(named, path string, calls []dataset.Call) (s *action.Schema, where string, err error) {
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
	for _, name := range prompts.Builtin() {
		s, err := prompts.OpenSchema(name)
		if err != nil {
			return nil, "", err
		}
		if s.Owns(calls) {
			return s, name, nil
		}
	}
	return nil, "", nil
}
