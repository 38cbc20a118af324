package report

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Outcomes are the outcomes of one run on every example, so that two runs can be
// compared pair by pair. The order of the examples is that of the hashes of their ids,
// and so is the same for all runs on a gold set.
type Outcomes struct {
	N        int               `json:"n"`
	IDs      string            `json:"ids"`      // hash of all ids
	Clusters Packed            `json:"clusters"` // of each example; one template makes the examples of a cluster
	Kinds    []string          `json:"kinds"`    // the parts that examples belong to, such as split=test, separated by PartSeparator
	Kind     Packed            `json:"kind"`     // of each example, an index of Kinds
	Metrics  map[string]Packed `json:"metrics"`  // OutcomeNo, OutcomeYes or OutcomeNone of each example
}

// Outcomes of an example by a metric. An example without an outcome does not count, such
// as one without gold arguments by exact match.
const (
	OutcomeNo   = 0
	OutcomeYes  = 1
	OutcomeNone = 2
)

// PartSeparator separates the parts of a kind.
const PartSeparator = "\n"

// Part reports whether examples of a kind belong to a part, such as op=typo.
func (o *Outcomes) Part(kind int, part string) bool {
	for p := range strings.SplitSeq(o.Kinds[kind], PartSeparator) {
		if p == part {
			return true
		}
	}
	return false
}

// Packed are small numbers. In JSON they are a string: base64 of DEFLATE (RFC 1951) of
// unsigned varints.
type Packed []int

// MarshalText packs the numbers.
func (p Packed) MarshalText() ([]byte, error) {
	var raw []byte
	for _, v := range p {
		raw = binary.AppendUvarint(raw, uint64(v))
	}
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return base64.StdEncoding.AppendEncode(nil, b.Bytes()), nil
}

// UnmarshalText unpacks numbers. They must be below 2³¹.
func (p *Packed) UnmarshalText(b []byte) error {
	packed, err := base64.StdEncoding.AppendDecode(nil, b)
	if err != nil {
		return fmt.Errorf("outcomes: %w", err)
	}
	raw, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), maxPacked))
	if err != nil {
		return fmt.Errorf("outcomes: %w", err)
	}
	*p = Packed{}
	for len(raw) > 0 {
		v, n := binary.Uvarint(raw)
		if n <= 0 || v > 1<<31-1 {
			return errors.New("outcomes: a number is cut off or too large")
		}
		*p, raw = append(*p, int(v)), raw[n:]
	}
	return nil
}

// maxPacked bounds what a small damaged file can unpack to: 10⁸ examples.
const maxPacked = 1 << 29

// check reports the first fault in outcomes that were read from a file.
func (o *Outcomes) check() error {
	if o == nil {
		return nil
	}
	fits := func(p Packed, below int) bool {
		for _, v := range p {
			if v >= below {
				return false
			}
		}
		return len(p) == o.N
	}
	if !fits(o.Clusters, 1<<31) || !fits(o.Kind, len(o.Kinds)) {
		return fmt.Errorf("outcomes: there are not %d clusters and kinds", o.N)
	}
	for name, p := range o.Metrics {
		if !fits(p, OutcomeNone+1) {
			return fmt.Errorf("outcomes: %s is not %d outcomes", name, o.N)
		}
	}
	return nil
}
