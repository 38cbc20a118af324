package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/calibration"
)

// An output is a file that is written at the end of a command.
type output struct {
	path  string
	write func(io.Writer) error
}

type outputs []output

// write writes all that have a path, and puts them in place together.
func (o outputs) write(a *app) error {
	var files []*dataset.File
	for _, out := range o {
		if out.path == "" {
			continue
		}
		f, err := dataset.Create(out.path, a.out)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := out.write(f); err != nil {
			return fmt.Errorf("%s: %w", out.path, err)
		}
		files = append(files, f)
	}
	for _, f := range files {
		if err := f.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// names lists the files, without stdout.
func (o outputs) names() string {
	var names []string
	for _, out := range o {
		if out.path != "" && out.path != "-" {
			names = append(names, out.path)
		}
	}
	return strings.Join(names, "  ")
}

// table returns the writer for the table that people read: stderr if one of the
// outputs goes to stdout.
func (o outputs) table(a *app) io.Writer {
	switch {
	case a.quiet:
		return io.Discard
	case slices.ContainsFunc(o, func(out output) bool { return out.path == "-" }):
		return a.err
	}
	return a.out
}

// keepApart refuses outputs that are inputs, or files of an input that is a folder, and
// one file for two outputs. A path of "" is none.
func keepApart(outs []string, inputs ...string) error {
	var files []string
	for _, in := range inputs {
		files = append(files, filesOf(in)...)
	}
	for i, out := range outs {
		if out == "" {
			continue
		}
		for _, in := range files {
			if in != "" && in != "-" && samePath(in, out) {
				return usageError("%s is an input: name another file for the output", out)
			}
		}
		for _, other := range outs[:i] {
			if other != "" && samePath(other, out) {
				return usageError("%s is named for two outputs: name a file for each", out)
			}
		}
	}
	return nil
}

// filesOf lists the files that are read where an input is named: those of a folder that
// is a dataset or a model.
func filesOf(input string) []string {
	if info, err := os.Stat(input); err != nil || !info.IsDir() {
		return []string{input}
	}
	files, _ := dataset.Files([]string{input}) // none in a folder that is no dataset
	files = append(files, inference.Sources(input)...)
	return append(files, calibration.Path(input), filepath.Join(input, "actions.json"))
}
