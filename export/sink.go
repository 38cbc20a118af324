package export

import (
	"iter"

	"github.com/slmkit/slmkit/dataset"
)

// Sink is an output for examples. Commit puts it in place whole; Close without
// Commit leaves nothing.
type Sink interface {
	Write([]dataset.Example) error
	Commit() error
	Close() error
}

// Copy writes a stream to a sink, a thousand rows at a time, and returns the number
// of rows in each split. It does not commit. It stops at the first error of the
// stream.
func Copy(to Sink, from iter.Seq2[dataset.Example, error]) (map[dataset.Split]int, error) {
	rows := map[dataset.Split]int{}
	buf := make([]dataset.Example, 0, 1000)
	for e, err := range from {
		if err != nil {
			return rows, err
		}
		rows[e.Split]++
		if buf = append(buf, e); len(buf) < cap(buf) {
			continue
		}
		if err := to.Write(buf); err != nil {
			return rows, err
		}
		buf = buf[:0]
	}
	return rows, to.Write(buf)
}
