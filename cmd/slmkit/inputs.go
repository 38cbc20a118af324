package main

import (
	"iter"
	"os"
	"path/filepath"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/export"
)

// datasetFiles names the files behind arguments: a folder stands for its train,
// dev and test files, JSON Lines rather than Parquet where it has both.
func datasetFiles(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		if info, err := os.Stat(arg); arg == "-" || err != nil || !info.IsDir() {
			files = append(files, arg)
			continue
		}
		found := 0
		for _, ext := range []string{".jsonl", ".parquet"} {
			for _, split := range dataset.Splits {
				path := filepath.Join(arg, string(split)+ext)
				if _, err := os.Stat(path); err == nil {
					files = append(files, path)
					found++
				}
			}
			if found > 0 {
				break
			}
		}
		if found == 0 {
			return nil, usageError("%s: has no train, dev or test file of .jsonl or .parquet: run slmkit generate PACK -o %s", arg, arg)
		}
	}
	return files, nil
}

// datasetFolder is the folder that the data lies in, for what stands beside it.
func datasetFolder(arg string) string {
	if info, err := os.Stat(arg); err == nil && info.IsDir() {
		return arg
	}
	return filepath.Dir(arg)
}

// overwrites refuses an output that is the input: there would be none to go back to.
func overwrites(in, out string) error {
	from, err1 := os.Stat(in)
	to, err2 := os.Stat(out)
	if in != "-" && out != "-" && err1 == nil && err2 == nil && from.Mode().IsRegular() && os.SameFile(from, to) {
		return usageError("-o %s is the input: name another file", out)
	}
	return nil
}

// openPrompts yields the prompts to answer. One that is not UTF-8 is among them,
// rather than a bad record, with its text as a file of predictions has it: U+FFFD in
// place of each byte that is none of a character.
func (a *app) openPrompts(path string, lines bool) iter.Seq2[export.Prompt, error] {
	return func(yield func(export.Prompt, error) bool) {
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

// openAll yields the examples of files one after the other.
func (a *app) openAll(files []string) iter.Seq2[dataset.Example, error] {
	return func(yield func(dataset.Example, error) bool) {
		for _, path := range files {
			for e, err := range export.Open(path, a.in) {
				if !yield(e, err) {
					return
				}
			}
		}
	}
}
