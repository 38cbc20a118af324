package dataset

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Names of the files beside the examples in the folder of a dataset.
const (
	ActionsFile  = "actions.json"  // the action schema, an OpenAI-style tool list
	ManifestFile = "manifest.json" // a Manifest
)

// The formats that examples are read in, which are the extensions of their files
// as well.
const (
	JSONL   = "jsonl"
	Parquet = "parquet"
)

// Formats lists the formats. Where a folder has a dataset in several, the first is
// read.
var Formats = []string{JSONL, Parquet}

// readable are the extensions of a split's file in the order in which they are looked
// for. Pandas and datasets name JSON, of lines or of a list, train.json.
var readable = append(slices.Clip(Formats), "json")

// Folder is the path of a folder that holds one dataset: a file for each split,
// train.jsonl or train.parquet, and beside them actions.json and manifest.json. The
// files of a Hugging Face folder are data/train-00000-of-00001.parquet and so on.
// Where Spark wrote it, a split is a folder of files.
type Folder string

// hubData is the folder of the files in a Hugging Face folder.
const hubData = "data"

// FolderOf returns the folder of the dataset that path names: path itself where it
// is a folder of a dataset, else the folder that the file of a split lies in.
func FolderOf(path string) Folder {
	dir := filepath.Dir(path)
	switch {
	case isFolder(path) && len(parts(path)) == 0:
		return Folder(path)
	case filepath.Base(dir) == hubData && shard.MatchString(filepath.Base(path)):
		return Folder(filepath.Dir(dir))
	}
	return Folder(dir)
}

// File is the path of a split's file in a format.
func (f Folder) File(split Split, format string) string {
	return filepath.Join(string(f), string(split)+"."+format)
}

// Actions is the path of the action schema. The file need not exist.
func (f Folder) Actions() string { return filepath.Join(string(f), ActionsFile) }

// Manifest is the path of the manifest. The file need not exist.
func (f Folder) Manifest() string { return filepath.Join(string(f), ManifestFile) }

// ErrNoDataset is what errors.Is finds in the error for a folder that holds no
// dataset.
var ErrNoDataset = errors.New("has no train, dev or test file of .jsonl or .parquet")

// Files lists the files of the splits that the folder has, in the order of
// Splits, all in one format. It returns an ErrNoDataset where there are none.
func (f Folder) Files() ([]string, error) {
	for _, dir := range []string{string(f), filepath.Join(string(f), hubData)} {
		for _, format := range readable {
			if files := splitFiles(dir, format); len(files) > 0 {
				return files, nil
			}
		}
	}
	if files := parts(string(f)); len(files) > 0 {
		return files, nil
	}
	if in, err := f.Folders(); err == nil && len(in) > 0 {
		names := make([]string, len(in))
		for i, dir := range in {
			names[i] = string(dir)
		}
		return nil, fmt.Errorf("%s: %w, but folders that have: name one of %s", string(f), ErrNoDataset, strings.Join(names, ", "))
	}
	return nil, fmt.Errorf("%s: %w: run slmkit generate PACK -o %s", string(f), ErrNoDataset, string(f))
}

// Folders lists the folders in this one that hold a dataset each, by name.
func (f Folder) Folders() ([]Folder, error) {
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return nil, err
	}
	var out []Folder
	for _, e := range entries {
		in := Folder(filepath.Join(string(f), e.Name()))
		if _, err := in.Files(); err == nil {
			out = append(out, in)
		}
	}
	return out, nil
}

// Files lists the files behind paths: those of a folder's splits for a folder,
// and any other path, "-" among them, as it is.
func Files(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		if path == "-" || !isFolder(path) {
			files = append(files, path)
			continue
		}
		found, err := Folder(path).Files()
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	return files, nil
}

// IsParquet reports whether a file is read as Parquet, which its name says.
func IsParquet(path string) bool { return strings.HasSuffix(path, "."+Parquet) }

// SplitOf returns the split that a file is named after: train.jsonl,
// validation.jsonl, test-00000-of-00001.parquet, or train.parquet/part-00000.parquet.
// It is "" for any other name.
func SplitOf(path string) Split {
	if part.MatchString(filepath.Base(path)) {
		path = strings.TrimPrefix(filepath.Base(filepath.Dir(path)), "split=")
	}
	name := strings.ToLower(filepath.Base(path))
	for _, n := range []struct {
		prefix string
		split  Split
	}{{"train", Train}, {"dev", Dev}, {"valid", Dev}, {"test", Test}} {
		if strings.HasPrefix(name, n.prefix) {
			return n.split
		}
	}
	return ""
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
