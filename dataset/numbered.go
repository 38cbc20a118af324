package dataset

import (
	"iter"
	"strconv"
)

// Numbered gives records without an id their number in the stream, counted from 1. id
// points to the id of a record.
func Numbered[T any](seq iter.Seq2[T, error], id func(*T) *string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		n := 0
		for record, err := range seq {
			n++
			if id := id(&record); *id == "" {
				*id = strconv.Itoa(n)
			}
			if !yield(record, err) {
				return
			}
		}
	}
}
