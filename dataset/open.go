package dataset

import (
	"fmt"
	"io"
	"iter"
	"os"
)

// Open returns the stream that read makes of a file. The file is opened when the
// stream is read and closed when the stream ends; "-" is stdin, which errors name
// "stdin". What the stream yields is up to read: ReadJSONL and ReadLines are such
// functions.
func Open[T any](path string, stdin io.Reader, read func(r io.Reader, name string) iter.Seq2[T, error]) iter.Seq2[T, error] {
	if path == "-" {
		return read(stdin, "stdin")
	}
	return func(yield func(T, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			var none T
			yield(none, err)
			return
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			var none T
			yield(none, fmt.Errorf("%s: is a folder: name a file in it", path))
			return
		}
		read(f, path)(yield)
	}
}
