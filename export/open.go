package export

import (
	"io"
	"iter"
	"os"
)

// fromFile opens a file for as long as the stream is read; "-" is stdin.
func fromFile[T any](path string, stdin io.Reader, read func(io.Reader, string) iter.Seq2[T, error]) iter.Seq2[T, error] {
	if path == "-" {
		return read(stdin, "stdin")
	}
	return func(yield func(T, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			var zero T
			yield(zero, err)
			return
		}
		defer f.Close()
		read(f, path)(yield)
	}
}
