package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/export"
)

// datasetFiles lists the files behind arguments; a folder without a dataset is a
// fault of the command line.
func datasetFiles(args []string) ([]string, error) {
	files, err := dataset.Files(args)
	if errors.Is(err, dataset.ErrNoDataset) {
		return nil, &exitError{exitUsage, err}
	}
	return files, err
}

// overwrites refuses an output that is the input, because nobody could go back to
// it.
func overwrites(in, out string) error {
	if same, _ := sameFile(in, out); same && in != "-" && out != "-" {
		return usageError("-o %s is the input: name another file", out)
	}
	return nil
}

// sameFile reports whether two paths name one regular file. It cannot be known where one
// of them is not there.
func sameFile(a, b string) (same, known bool) {
	from, err1 := os.Stat(a)
	to, err2 := os.Stat(b)
	known = err1 == nil && err2 == nil
	return known && from.Mode().IsRegular() && os.SameFile(from, to), known
}

// samePath reports whether two paths name one file, which need not exist.
func samePath(a, b string) bool {
	same, known := sameFile(a, b)
	return same || !known && a != "" && b != "" && filepath.Clean(a) == filepath.Clean(b)
}

// openPrompts yields the prompts to answer. A prompt that is not UTF-8 is one of them
// and no bad record. Its text is what a file of predictions has: U+FFFD in place of
// each byte that is part of no character.
func (a *app) openPrompts(path string, lines bool) iter.Seq2[dataset.Prompt, error] {
	return func(yield func(dataset.Prompt, error) bool) {
		for p, err := range export.OpenPrompts(path, a.in, lines) {
			if p.NotUTF8 {
				p.Text, err = string([]rune(p.Text)), nil
			}
			if !yield(p, err) {
				return
			}
		}
	}
}

// eachRow calls do with each row of a folder or file, in the split that the row
// names, or else the file.
func (a *app) eachRow(ctx context.Context, path string, do func(string, *dataset.Example) error) error {
	files, err := datasetFiles([]string{path})
	if err != nil {
		return err
	}
	for _, file := range files {
		for e, err := range export.Open(file, a.in) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				return err
			}
			if e.Split == "" {
				e.Split = dataset.SplitOf(file)
			}
			if err := do(file, &e); err != nil {
				return fmt.Errorf("%s: example %s: %w", file, e.ID, err)
			}
		}
	}
	return nil
}

// untilDone ends a stream when the run is interrupted.
func untilDone[T any](ctx context.Context, seq iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for v, err := range seq {
			if err == nil {
				err = ctx.Err()
			}
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}
