package prompts

import (
	"context"
	"fmt"
	"iter"
	"sync"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// A Chunk is some rows of a split, in order, as records and as JSON Lines.
type Chunk struct {
	Examples []dataset.Example
	JSONL    []byte // the same rows, a line each
}

// Examples yields the rows of a split, in order. The caller may keep each example.
// The loop yields an error if the set does not have the split, or if ctx ends.
// ReusedChunks is faster for millions of rows.
func (s *Set) Examples(ctx context.Context, split dataset.Split) iter.Seq2[dataset.Example, error] {
	return func(yield func(dataset.Example, error) bool) {
		b := s.newBatch(grammar.Values{})
		w := grammar.Walker{Weights: s.weights}
		for from := 0; from < s.Len(split); from += chunkRows {
			err := ctx.Err()
			if err == nil {
				err = s.fill(b, &w, split, from)
			}
			if err != nil {
				yield(dataset.Example{}, err)
				return
			}
			for i := range b.Examples {
				if !yield(b.Examples[i].Clone(), nil) {
					return
				}
			}
		}
		if splitIndex(split) < 0 {
			yield(dataset.Example{}, noSplit(split))
		}
	}
}

// ReusedChunks yields the rows of a split in chunks that share their memory. The
// loop's next step overwrites the chunk and everything in its records except
// strings, so copy what must last with Example.Clone, or use Examples. The given
// number of worker goroutines makes the rows; all of them have ended when the loop
// has. Rows and their order do not depend on the number of workers. The loop
// yields an error if the set does not have the split, or if ctx ends.
func (s *Set) ReusedChunks(ctx context.Context, split dataset.Split, workers int) iter.Seq2[Chunk, error] {
	return func(yield func(Chunk, error) bool) {
		if splitIndex(split) < 0 {
			yield(Chunk{}, noSplit(split))
			return
		}
		var running sync.WaitGroup
		defer running.Wait()
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		lanes := make([]chan *batch, max(1, workers))
		for i := range lanes {
			lanes[i] = make(chan *batch, ahead)
			running.Go(func() { s.fillLane(ctx, lanes[i], split, i, len(lanes)) })
		}
		for n := range (s.Len(split) + chunkRows - 1) / chunkRows {
			b, ok := <-lanes[n%len(lanes)]
			if !ok {
				b = &batch{err: ctx.Err()}
			}
			if !yield(b.Chunk, b.err) || b.err != nil {
				return
			}
		}
	}
}

// batch is a chunk with the memory that its records lie in, to be used again.
type batch struct {
	Chunk
	maker *maker
	err   error
}

func (s *Set) newBatch(known grammar.Values) *batch {
	return &batch{maker: newMaker(s.Pack, known), Chunk: Chunk{JSONL: make([]byte, 0, 700*chunkRows)}}
}

// ahead is the number of finished chunks of each lane that wait for the reader.
// Each lane holds two more: the chunk in the making and the chunk being read.
const ahead = 2

// fillLane makes every step-th chunk of a split, from the first on, until ctx
// ends.
func (s *Set) fillLane(ctx context.Context, to chan<- *batch, split dataset.Split, first, step int) {
	defer close(to)
	w, known := grammar.Walker{Weights: s.weights}, grammar.Values{}
	var ring [ahead + 2]*batch
	for n := first; n*chunkRows < s.Len(split); n += step {
		b := ring[n/step%len(ring)]
		if b == nil {
			b = s.newBatch(known)
			ring[n/step%len(ring)] = b
		}
		b.err = s.fill(b, &w, split, n*chunkRows)
		select {
		case to <- b:
		case <-ctx.Done():
			return
		}
	}
}

// fill makes the chunk that begins with a row.
func (s *Set) fill(m *batch, w *grammar.Walker, split dataset.Split, from int) error {
	rows := &s.splits[splitIndex(split)]
	m.maker.reset()
	m.Examples, m.JSONL = m.Examples[:0], m.JSONL[:0]
	for at := from; at < min(from+chunkRows, rows.len()); at++ {
		t, src, candidate := rows.row(at)
		if !src.Walk(w, candidate) {
			return fmt.Errorf("%s: candidate %d cannot be made again", t.Place(), candidate)
		}
		e, err := m.maker.example(t, w, s.Pack.content.Calendar.Of(src.Template, candidate))
		if err != nil {
			return err
		}
		e.Split = split
		m.Examples = append(m.Examples, e)
		if m.JSONL, err = e.AppendJSON(m.JSONL); err != nil {
			return err
		}
		m.JSONL = append(m.JSONL, '\n')
	}
	return nil
}
