package export

import (
	"io"
	"iter"

	"github.com/slmkit/slmkit/dataset"
)

// Open yields the examples of a dataset file. The name tells Parquet from JSON
// Lines; "-" reads JSON Lines from stdin. An unreadable or invalid record comes as
// a *dataset.LineError, and the stream goes on. Any other error ends the stream.
func Open(path string, stdin io.Reader) iter.Seq2[dataset.Example, error] {
	if dataset.IsParquet(path) {
		return ReadParquet(path)
	}
	return dataset.Open(path, stdin, dataset.ReadJSONL[dataset.Example])
}

// OpenAll yields the examples of files one after the other.
func OpenAll(files []string, stdin io.Reader) iter.Seq2[dataset.Example, error] {
	return func(yield func(dataset.Example, error) bool) {
		for _, path := range files {
			for e, err := range Open(path, stdin) {
				if !yield(e, err) {
					return
				}
			}
		}
	}
}

// OpenPrompts yields the prompts of a file. The name tells Parquet from JSON Lines
// with "text" and an optional "id". With lines set, each line of text is one
// prompt. A prompt without an id gets the number of its record, from 1. A line of
// JSON that is not UTF-8 is a bad record. If only its text is not UTF-8, the error
// comes with a prompt that has NotUTF8 set, so that a caller can report the reason
// under the prompt's id.
func OpenPrompts(path string, stdin io.Reader, lines bool) iter.Seq2[Prompt, error] {
	switch {
	case dataset.IsParquet(path):
		return ReadPrompts(path)
	case lines:
		return dataset.Open(path, stdin, linesOfText)
	}
	return dataset.Open(path, stdin, linesOfJSON)
}
