package export

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/slmkit/slmkit/dataset"
)

// extensions are those of the files of each format, but for those that have no files
// of their own.
var extensions = map[string]string{"parquet": "parquet", "jsonl": "jsonl", "tsv": "tsv", "openai": "jsonl", "trl": "jsonl", "trl-completion": "jsonl",
	"xlam": "jsonl", "rasa": "yml", "snips": "json", "top": "tsv", "massive": "jsonl",
	"labelstudio": "json", "argilla": "json", "csv": "csv"}

// Create opens an output at path in the format that o names. Formats hf and bfcl
// write a folder. For the others, a path with a file name extension, a device, or "-" for
// stdout is one file, and any other path is a folder with a file for each split.
func Create(path string, stdout io.Writer, o Options) (Sink, error) {
	if err := o.Check(path); err != nil {
		return nil, err
	}
	if o.Schema == nil && slices.Contains(NeedSchema, o.Format) {
		return nil, fmt.Errorf("format %s needs the actions: name the action schema with --actions", o.Format)
	}
	ext := extensions[o.Format]
	switch {
	case o.Format == "bfcl":
		return newFolder(path, o, func(split dataset.Split) string { return filepath.Join(path, string(split)) }), nil
	case o.Format == "hf":
		return newFolder(path, o, func(split dataset.Split) string {
			return filepath.Join(path, o.Config.dir(), hubSplit(split)+"-00000-of-00001.parquet")
		}), nil
	case isFolder(path):
		return newFolder(path, o, func(split dataset.Split) string { return dataset.Folder(path).File(split, ext) }), nil
	}
	return createFile(path, stdout, o)
}

// isFolder reports whether Create writes a folder at path. The form of the name
// decides, unless a file exists there already.
func isFolder(path string) bool {
	info, err := os.Stat(path)
	return path != "-" && filepath.Ext(path) == "" && (err != nil || info.IsDir())
}
