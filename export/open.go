package export

import (
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
)

// record is a type that a file can hold.
type record[T any] interface {
	*T
	dataset.Record
}

// OpenRecords yields the records of a file: Parquet, which its name or its first
// bytes tell, or else JSON Lines or a JSON array, but no table (.csv, .tsv); "-" is
// stdin, which is not Parquet.
// An unreadable or invalid record comes as a *dataset.LineError, and the stream goes
// on. Any other error ends the stream.
func OpenRecords[T any, P record[T]](path string, stdin io.Reader) iter.Seq2[T, error] {
	if isParquet(path) {
		return readParquet[T, P](path)
	}
	if ext := strings.ToLower(filepath.Ext(path)); ext == ".csv" || ext == ".tsv" {
		return func(yield func(T, error) bool) {
			var none T
			if _, err := os.Stat(path); err != nil {
				yield(none, err)
				return
			}
			yield(none, fmt.Errorf(`%s: is a table, not JSON Lines or Parquet: pandas writes them with to_json("FILE.jsonl", orient="records", lines=True)`, path))
		}
	}
	return dataset.Open(path, stdin, dataset.ReadJSONL[T, P])
}

// Open yields the examples of a dataset file, as OpenRecords does.
func Open(path string, stdin io.Reader) iter.Seq2[dataset.Example, error] {
	return OpenRecords[dataset.Example](path, stdin)
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

// OpenPrompts yields the prompts of a file of records with "text" and an optional
// "id", which OpenRecords opens. With lines set, each line of text is one prompt. A
// prompt without an id gets the number of its record, from 1. A record that is not
// UTF-8 is a bad record. If only its text is not UTF-8, the error comes with a prompt
// that has NotUTF8 set, so that a caller can report the reason under the prompt's id.
func OpenPrompts(path string, stdin io.Reader, lines bool) iter.Seq2[dataset.Prompt, error] {
	seq := OpenRecords[dataset.Prompt](path, stdin)
	if lines {
		seq = dataset.Open(path, stdin, linesOfText)
	}
	return dataset.Numbered(seq, func(p *dataset.Prompt) *string { return &p.ID })
}

// linesOfText yields a prompt for each line of text.
func linesOfText(r io.Reader, name string) iter.Seq2[dataset.Prompt, error] {
	return func(yield func(dataset.Prompt, error) bool) {
		for line, err := range dataset.ReadLines(r, name) {
			p := dataset.Prompt{Text: string(line.Bytes), NotUTF8: !utf8.Valid(line.Bytes)}
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}
