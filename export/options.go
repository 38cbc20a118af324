package export

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

// Formats lists what Create writes.
var Formats = []string{"hf", "parquet", "jsonl", "tsv", "openai"}

// Options say what Create writes.
type Options struct {
	Format string
	Meta   map[string]string // goes into the metadata of Parquet files
	Schema *action.Schema    // of chat messages: the tools. Format openai needs it
	Reply  string            // of chat messages: the answer to a prompt that asks for no action
	Card   Card              // of a Hugging Face folder
	Config Config            // of a Hugging Face folder; with a name it is one of several, and WriteCard is left to the caller
}

// Check returns why a path cannot be written in the format.
func (o *Options) Check(path string) error {
	switch {
	case !slices.Contains(Formats, o.Format):
		return fmt.Errorf("format %q is none of %s", o.Format, strings.Join(Formats, ", "))
	case o.Format == "hf" && (path == "-" || filepath.Ext(path) == ".parquet"):
		return fmt.Errorf("%s: format hf is a folder: name one", path)
	}
	return nil
}
