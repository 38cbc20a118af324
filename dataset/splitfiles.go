package dataset

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

var (
	// shard is a file of a split as Hugging Face datasets names them.
	shard = regexp.MustCompile(`^(train|dev|validation|test)-\d{5}-of-\d{5}\.(jsonl|parquet)$`)
	// part is a file of a table as Spark, Dask and DuckDB name them.
	part = regexp.MustCompile(`^(part|data)[-_.]?\d[^/]*\.(jsonl?|parquet)$`)
)

// splitFiles lists the files of the splits in dir, in the order of Splits.
func splitFiles(dir, format string) []string {
	var files []string
	for _, split := range Splits {
		names := []string{string(split)}
		if split == Dev {
			names = append(names, "validation")
		}
		for _, name := range names {
			if found := filesOf(dir, name, format); len(found) > 0 {
				files = append(files, found...)
				break
			}
		}
	}
	return files
}

// filesOf lists the files of one split: train.jsonl, the shards of a Hugging Face
// folder, or the parts in a folder of Spark, which may be a partition.
func filesOf(dir, split, format string) []string {
	path := filepath.Join(dir, split+"."+format)
	if exists(path) && !isFolder(path) {
		return []string{path}
	}
	for _, in := range []string{path, filepath.Join(dir, split), filepath.Join(dir, "split="+split)} {
		if found := parts(in); len(found) > 0 && IsParquet(found[0]) == (format == Parquet) {
			return found
		}
	}
	var files []string
	for _, name := range filesIn(dir) {
		if m := shard.FindStringSubmatch(name); m != nil && m[1] == split && m[2] == format {
			files = append(files, filepath.Join(dir, name))
		}
	}
	return files
}

// parts lists the files of a table that is a folder of them.
func parts(dir string) []string {
	var files []string
	for _, name := range filesIn(dir) {
		if part.MatchString(name) {
			files = append(files, filepath.Join(dir, name))
		}
	}
	return files
}

// filesIn lists the names of the files of a folder, in order. There are none in what is no folder.
func filesIn(dir string) []string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	var files []string
	for _, e := range entries {
		if !e.IsDir() {
			files = append(files, e.Name())
		}
	}
	slices.Sort(files)
	return files
}
