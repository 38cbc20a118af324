package export

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Formats lists what Create writes.
var Formats = []string{"hf", "parquet", "jsonl", "tsv", "openai", "trl", "trl-completion", "xlam", "bfcl", "rasa", "snips", "top", "massive", "labelstudio", "argilla", "csv"}

// NeedSchema lists the formats that write, or need to know, the actions of a schema.
var NeedSchema = []string{"openai", "trl", "trl-completion", "xlam", "bfcl", "rasa", "snips"}

// folders are the formats that are a folder in any case.
var folders = []string{"hf", "bfcl"}

// Options say what Create writes.
type Options struct {
	Format string
	Meta   map[string]string // goes into the metadata of Parquet files
	Schema *action.Schema    // the actions, for the formats of NeedSchema
	Reply  string            // of chat messages: the answer to a prompt that asks for no action
	Card   Card              // of a Hugging Face folder; the language is that of Snips and MASSIVE, too
	Config Config            // of a Hugging Face folder; with a name it is one of several, and WriteCard is left to the caller

	// LeftOut is told of each example that the format has no form for, and why. Where it
	// is nil, such an example is an error.
	LeftOut func(e *dataset.Example, why string)
}

// Check returns why a path cannot be written in the format.
func (o *Options) Check(path string) error {
	switch {
	case !slices.Contains(Formats, o.Format):
		return fmt.Errorf("format %q is none of %s", o.Format, strings.Join(Formats, ", "))
	case slices.Contains(folders, o.Format) && (path == "-" || slices.Contains([]string{".parquet", ".json", ".jsonl"}, filepath.Ext(path))):
		return fmt.Errorf("%s: format %s is a folder: name one", path, o.Format)
	}
	return nil
}
