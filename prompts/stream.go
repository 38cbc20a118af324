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

// Chunks makes the rows of a split, on as many cores as workers says. The rows
// and their order do not depend on it. A chunk is valid until the next one.
func (s *Set) Chunks(ctx context.Context, split dataset.Split, workers int) iter.Seq2[Chunk, error] {
	rows := &s.splits[splitIndex(split)]
	total := rows.len()
	return func(yield func(Chunk, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		type made struct {
			chunk Chunk
			err   error
		}
		lanes := make([]chan made, max(1, workers))
		for i := range lanes {
			lanes[i] = make(chan made, 2)
			go func() { // lane i makes chunks i, i+workers, …
				defer close(lanes[i])
				w := walker{weights: s.weights}
				for at := i * chunkRows; at < total; at += len(lanes) * chunkRows {
					c, err := s.chunk(&w, split, at, min(at+chunkRows, total))
					select {
					case lanes[i] <- made{c, err}:
					case <-ctx.Done():
						return
					}
				}
			}()
		}
		for n := range (total + chunkRows - 1) / chunkRows {
			m, ok := <-lanes[n%len(lanes)]
			if !ok {
				m.err = ctx.Err()
			}
			if !yield(m.chunk, m.err) || m.err != nil {
				return
			}
		}
	}
}

func (s *Set) chunk(w *walker, split dataset.Split, from, to int) (Chunk, error) {
	rows := &s.splits[splitIndex(split)]
	c := Chunk{Examples: make([]dataset.Example, 0, to-from), JSONL: make([]byte, 0, 512*(to-from))}
	for at := from; at < to; at++ {
		src, candidate := rows.row(at)
		if !src.walk(w, candidate) {
			return c, fmt.Errorf("%s: candidate %d cannot be made again", src.t.Place(), candidate)
		}
		e, err := s.Pack.example(w, s.Pack.reference(src.t, candidate))
		if err != nil {
			return c, err
		}
		e.Split = split
		c.Examples = append(c.Examples, e)
		if c.JSONL, err = e.AppendJSON(c.JSONL); err != nil {
			return c, err
		}
		c.JSONL = append(c.JSONL, '\n')
	}
	return c, nil
}

// derivation writes down the choices that the walker made: the template's key
// and a digit each, in base 36, those of more than one character in brackets.
func derivation(w *walker) string {
	b := append(make([]byte, 0, len(w.t.Key)+1+2*len(w.out)), w.t.Key...)
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
	return string(b)
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
	return p.example(w, ref)
}
