package export

import (
	"io"
	"iter"

	"github.com/slmkit/slmkit/dataset"
)

// Open yields the examples of a file of a dataset, Parquet or JSON Lines by its
// name; "-" is stdin, as JSON Lines. A record that cannot be read, or is not
// valid, comes as a *dataset.LineError and the stream goes on; any other error
// ends it.
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

// OpenPrompts yields the prompts of a file: Parquet by its name, else JSON Lines
// with "text" and perhaps "id", or with lines set one prompt a line of text. A
// prompt without an id has the number of its record, from 1. A line of JSON that
// is not UTF-8 is a bad record; where its id is UTF-8 and only its text is not,
// the prompt that comes with the error has NotUTF8 set, so that a caller can
// answer it with the reason.
func OpenPrompts(path string, stdin io.Reader, lines bool) iter.Seq2[Prompt, error] {
	switch {
	case dataset.IsParquet(path):
		return ReadPrompts(path)
	case lines:
		return dataset.Open(path, stdin, linesOfText)
	}
	return dataset.Open(path, stdin, linesOfJSON)
}
