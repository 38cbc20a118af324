package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/slmkit/slmkit/dataset"
)

// fingerprint identifies a gold set: the sum of its records' hashes, which does
// not depend on their order.
type fingerprint uint64

// printer computes the fingerprints of records, in a buffer that it uses again.
type printer struct{ text []byte }

func (p *printer) of(g *Gold) fingerprint {
	p.text = append(append(p.text[:0], g.ID...), 0)
	p.text = append(append(p.text, g.Text...), 0)
	p.text = appendWant(p.text, g.Want())
	h := fnv.New64a()
	_, _ = h.Write(p.text) // a hash takes everything
	return fingerprint(dataset.KeyHash(h.Sum64(), ""))
}

// addSkipped tells apart gold of which other numbers of records were passed over.
func (f *fingerprint) addSkipped(n int) { *f += fingerprint(n) }

func (f fingerprint) String() string { return fmt.Sprintf("%016x", uint64(f)) }

// appendWant appends what encoding/json makes of calls, whose keys it sorts. AppendCalls
// makes the same some ten times as fast, but for the characters that HTML uses and for a
// call whose arguments are nil.
func appendWant(to []byte, calls []dataset.Call) []byte {
	noArguments := func(c dataset.Call) bool { return c.Arguments == nil }
	if !slices.ContainsFunc(calls, noArguments) {
		if b, err := dataset.AppendCalls(to, calls); err == nil && !bytes.ContainsAny(b[len(to):], "<>&") {
			return b
		}
	}
	b, err := json.Marshal(calls)
	if err != nil {
		return append(to, err.Error()...) // a NaN, which no file can hold
	}
	return append(to, b...)
}
