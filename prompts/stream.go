package prompts

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/slmkit/slmkit/dataset"
)

func runes(s string) int { return utf8.RuneCountInString(s) }

// Chunk is some rows of a split, in order, as records and as JSON Lines.
type Chunk struct {
	Examples []dataset.Example
	JSONL    []byte
}

// chunkRows is how many rows one worker makes at a time.
const chunkRows = 512

// batch is a chunk with all that it consists of, to be used again.
type batch struct {
	Chunk
	maker *maker
	err   error
}

// ahead is how many chunks wait for the reader, for each worker. Two more are
// being made and being read.
const ahead = 2

// Chunks makes the rows of a split, on as many cores as workers says. The rows
// and their order do not depend on it. A chunk, with everything in its records
// but the strings, is valid until the next one.
func (s *Set) Chunks(ctx context.Context, split dataset.Split, workers int) iter.Seq2[Chunk, error] {
	total := s.Len(split)
	return func(yield func(Chunk, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		lanes := make([]chan *batch, max(1, workers))
		for i := range lanes {
			lanes[i] = make(chan *batch, ahead)
			go func() { // lane i makes chunks i, i+workers, …
				defer close(lanes[i])
				w, known := walker{weights: s.weights}, meanings{}
				var ring [ahead + 2]*batch
				for n := i; n*chunkRows < total; n += len(lanes) {
					m := ring[n/len(lanes)%len(ring)]
					if m == nil {
						m = &batch{maker: newMaker(s.Pack, known), Chunk: Chunk{JSONL: make([]byte, 0, 700*chunkRows)}}
						ring[n/len(lanes)%len(ring)] = m
					}
					m.err = s.fill(m, &w, split, n*chunkRows)
					select {
					case lanes[i] <- m:
					case <-ctx.Done():
						return
					}
				}
			}()
		}
		for n := range (total + chunkRows - 1) / chunkRows {
			m, ok := <-lanes[n%len(lanes)]
			if !ok {
				m = &batch{err: ctx.Err()}
			}
			if !yield(m.Chunk, m.err) || m.err != nil {
				return
			}
		}
	}
}

// fill makes the chunk that begins with a row.
func (s *Set) fill(m *batch, w *walker, split dataset.Split, from int) error {
	rows := &s.splits[splitIndex(split)]
	m.maker.reset()
	m.Examples, m.JSONL = m.Examples[:0], m.JSONL[:0]
	for at := from; at < min(from+chunkRows, rows.len()); at++ {
		src, candidate := rows.row(at)
		if !src.walk(w, candidate) {
			return fmt.Errorf("%s: candidate %d cannot be made again", src.t.Place(), candidate)
		}
		e, err := m.maker.example(w, s.Pack.reference(src.t, candidate))
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

// appendDerivation writes down the choices that the walker made: the template's
// key and a digit each, in base 36, those of more than one character in brackets.
func appendDerivation(b []byte, w *walker) []byte {
	b = append(b, w.t.Key...)
	b = append(b, ':')
	for _, d := range w.out {
		if d < 36 {
			b = strconv.AppendUint(b, d, 36)
			continue
		}
		b = append(b, '(')
		b = strconv.AppendUint(b, d, 36)
		b = append(b, ')')
	}
	return b
}

func parseDerivation(s string) (key string, out []uint64, err error) {
	key, rest, ok := strings.Cut(s, ":")
	if !ok {
		return "", nil, fmt.Errorf("derivation %q has no template key", s)
	}
	for len(rest) > 0 {
		digit := rest[:1]
		if rest[0] == '(' {
			if digit, rest, ok = strings.Cut(rest[1:], ")"); !ok {
				return "", nil, fmt.Errorf("derivation %q: a bracket is open", s)
			}
		} else {
			rest = rest[1:]
		}
		d, err := strconv.ParseUint(digit, 36, 64)
		if err != nil {
			return "", nil, fmt.Errorf("derivation %q: %q is no digit", s, digit)
		}
		out = append(out, d)
	}
	return key, out, nil
}

// Replay makes a row again from its origin and reference date.
func (p *Pack) Replay(derivation string, ref time.Time) (dataset.Example, error) {
	return p.replay(&walker{}, derivation, ref)
}

func (p *Pack) replay(w *walker, derivation string, ref time.Time) (dataset.Example, error) {
	key, digits, err := parseDerivation(derivation)
	if err != nil {
		return dataset.Example{}, err
	}
	t := p.byKey[key]
	if t == nil {
		return dataset.Example{}, fmt.Errorf("pack %s has no template %s: was it edited?", p.ID(), key)
	}
	if !w.replay(t, digits) {
		return dataset.Example{}, fmt.Errorf("%s: derivation %q does not fit the template: was a rule or lexicon edited?", t.Place(), derivation)
	}
	return newMaker(p, meanings{}).example(w, ref)
}
