package export

import (
	"io"
	"os"
	"path/filepath"

	"github.com/slmkit/slmkit/dataset"
)

// Create opens an output at path in the format that o names. Format hf writes a
// folder. For the others, a path with a file name extension, a device, or "-" for
// stdout is one file, and any other path is a folder with a file for each split.
func Create(path string, stdout io.Writer, o Options) (Sink, error) {
	if err := o.Check(path); err != nil {
		return nil, err
	}
	ext := map[string]string{"openai": "jsonl", "hf": "parquet"}[o.Format]
	if ext == "" {
		ext = o.Format
	}
	switch {
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
