package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval/risk"
	"github.com/slmkit/slmkit/prompts"
)

// costsName is the table of costs beside an action schema.
const costsName = "costs.yaml"

// findCosts finds what mistakes cost: the table that --costs names, the one beside the
// action schema, or that of the pack which the schema is from. It also says where the
// table was found. The table is nil where there is none.
func findCosts(named, schemaAt string, schema *action.Schema) (t *risk.Table, where string, err error) {
	switch {
	case named != "":
		t, where, err = readCosts(named, schema)
		if err == nil && t == nil {
			err = usageError("%s has no costs: slmkit schema costs says what they look like", where)
		}
	case schemaAt == "":
		return nil, "", nil
	case exists(schemaAt) && isFile(filepath.Join(folderOf(schemaAt), costsName)):
		t, where, err = readCosts(filepath.Join(folderOf(schemaAt), costsName), schema)
	case filepath.Ext(schemaAt) == ".json":
		return nil, "", nil
	default:
		t, where, err = readCosts(schemaAt, schema)
	}
	var coded *exitError
	if err != nil && !errors.As(err, &coded) {
		err = &exitError{exitUsage, err}
	}
	return t, where, err
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// folderOf is the folder of a file, and a folder itself.
func folderOf(path string) string {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return path
	}
	return filepath.Dir(path)
}

// readCosts reads a table of costs, or that of a pack or its pack.yaml.
func readCosts(name string, schema *action.Schema) (*risk.Table, string, error) {
	base := filepath.Base(name)
	if isFile(name) && base != "pack.yaml" && base != "actions.yaml" {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, name, err
		}
		t, err := risk.Parse(data, name, schema)
		return t, name, err
	}
	if isFile(name) {
		name = filepath.Dir(name)
	} else if filepath.Ext(name) != "" && folderOf(name) != name {
		return nil, name, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	data, err := prompts.PackFile(name)
	if err != nil {
		return nil, name, err
	}
	where := filepath.Join(name, "pack.yaml")
	t, err := risk.ParsePack(data, where, schema)
	return t, where, err
}

// lintCosts is the fault of a pack's table of costs, nil where there is none.
func lintCosts(pack string, schema *action.Schema) prompts.Faults {
	data, err := prompts.PackFile(pack)
	if err == nil {
		_, err = risk.ParsePack(data, "pack.yaml", schema)
	}
	if err == nil {
		return nil
	}
	f := &prompts.Fault{File: "pack.yaml", Check: "costs", Message: err.Error()}
	var at *dataset.LineError
	if errors.As(err, &at) {
		f.Line, f.Message = at.Line, at.Err.Error()
	}
	return prompts.Faults{f}
}

// passCosts writes the costs of a pack beside a dataset that is made of it.
func passCosts(pack, to string) error {
	data, err := prompts.PackFile(pack)
	if err != nil {
		return err
	}
	costs, err := risk.OfPack(data)
	if err != nil || costs == nil {
		return err
	}
	return dataset.WriteFile(filepath.Join(to, costsName), costs)
}
