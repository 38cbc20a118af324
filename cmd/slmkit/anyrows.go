package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/check"
	"github.com/slmkit/slmkit/export"
	"github.com/slmkit/slmkit/prompts/convert"
)

// foreignFiles lists the files of any dataset behind arguments. A folder is that of a
// dataset, or has a file for each split in another format, or is one file of a tool.
func foreignFiles(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		found, err := dataset.Files([]string{arg})
		if errors.Is(err, dataset.ErrNoDataset) {
			found, err = foreignFolder(arg, err)
		}
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	return files, nil
}

// foreignFolder lists the files of splits in a folder that has no dataset of ours, or the
// folder itself, which another tool's reader takes as one.
func foreignFolder(dir string, why error) ([]string, error) {
	for _, in := range []string{dir, filepath.Join(dir, "data")} {
		entries, _ := os.ReadDir(in)
		var files []string
		for _, e := range entries {
			ext := strings.ToLower(filepath.Ext(e.Name()))
			if !e.IsDir() && dataset.SplitOf(e.Name()) != "" && slices.Contains([]string{".csv", ".tsv", ".json", ".jsonl", ".parquet"}, ext) {
				files = append(files, filepath.Join(in, e.Name()))
			}
		}
		if len(files) > 0 {
			slices.SortStableFunc(files, func(a, b string) int {
				return slices.Index(dataset.Splits, dataset.SplitOf(a)) - slices.Index(dataset.Splits, dataset.SplitOf(b))
			})
			return files, nil
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) == 0 {
		return nil, &exitError{exitUsage, why}
	}
	return []string{dir}, nil
}

// eachForeign calls do with each row of any dataset, in the split that the row names or
// else its file, and bad with the error of each record that cannot be read. An error that
// bad does not take ends it. from is the format of all files, "" to recognize each. It
// returns the formats of other tools that were read.
func (a *app) eachForeign(ctx context.Context, files []string, from string, do func(check.Row) error, bad func(error) error) (formats []string, err error) {
	for _, file := range files {
		format, rows, err := a.otherTool(file, from)
		switch {
		case err != nil:
			return formats, err
		case rows != nil:
			if !slices.Contains(formats, format) {
				formats = append(formats, format)
			}
			err = eachConverted(ctx, file, rows, do, bad)
		default:
			err = a.eachRecord(ctx, file, do, bad)
		}
		if err != nil {
			return formats, err
		}
	}
	return formats, nil
}

func (a *app) eachRecord(ctx context.Context, file string, do func(check.Row) error, bad func(error) error) error {
	split := dataset.SplitOf(file)
	for f, err := range export.OpenRecords[dataset.Foreign](file, a.in) {
		if err == nil {
			if f.Split == "" {
				f.Split = split
			}
			e := f.Example
			err = do(check.Row{File: file, Line: f.Line, Example: &e})
		} else {
			err = bad(err)
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func eachConverted(ctx context.Context, file string, rows []convert.Row, do func(check.Row) error, bad func(error) error) error {
	for i := range rows {
		r := &rows[i]
		err := r.Err
		if err != nil {
			err = bad(&dataset.LineError{File: r.File, Line: r.Line, Err: err})
		} else {
			if r.Example.Split == "" {
				if r.Example.Split = dataset.SplitOf(r.File); r.Example.Split == "" {
					r.Example.Split = dataset.SplitOf(file)
				}
			}
			err = do(check.Row{File: r.File, Line: r.Line, Example: &r.Example})
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fromUsage describes the flag that names the format of another tool's files.
const fromUsage = "format of the files, as slmkit import names it (default: recognized)"

// otherTool reads a file or folder that is of another tool, in the format from, where it is
// named. rows is nil for one of records.
func (a *app) otherTool(file, from string) (format string, rows []convert.Row, err error) {
	info, err := os.Stat(file)
	if file == "-" || err == nil && !info.IsDir() && !info.Mode().IsRegular() {
		return "", nil, nil
	}
	if err != nil {
		return "", nil, err
	}
	ext := strings.ToLower(filepath.Ext(file))
	mayBe := from == "" && (slices.Contains([]string{".json", ".jsonl", ".parquet", ""}, ext) || !slices.Contains(convert.Extensions(), ext))
	if !info.IsDir() && mayBe && (ext == ".parquet" || a.hasRecords(file)) {
		return "", nil, nil
	}
	rows, d, err := convert.ReadRows([]string{file}, convert.Options{From: from, ReadFile: a.readFile})
	if err != nil && !info.IsDir() && mayBe {
		return "", nil, nil // what is wrong with its records says more
	}
	if err != nil {
		return "", nil, &exitError{exitUsage, fmt.Errorf("%w", err)}
	}
	return d.Name, rows, nil
}

// hasRecords reports whether one of the first records of a file can be read.
func (a *app) hasRecords(file string) bool {
	n := 0
	for f, err := range export.OpenRecords[dataset.Foreign](file, nil) {
		if err == nil && (f.Text != "" || f.ID != "" || f.Intent() != "") {
			return true
		}
		if n++; n == 20 {
			break
		}
	}
	return false
}

// isTable reports whether a file is a table, which has no records.
func isTable(file string) bool {
	ext := strings.ToLower(filepath.Ext(file))
	return ext == ".csv" || ext == ".tsv"
}
