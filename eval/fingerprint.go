package eval

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"

	"github.com/slmkit/slmkit/dataset"
)

// fingerprint identifies a gold set: the sum of its records' hashes, which does
// not depend on their order.
type fingerprint uint64

func (f *fingerprint) add(g *Gold) {
	h := fnv.New64a()
	want, err := json.Marshal(g.Want()) // keys are sorted
	if err != nil {
		want = []byte(err.Error()) // a NaN, which no file can hold
	}
	_, _ = io.WriteString(h, g.ID+"\x00"+g.Text+"\x00") // a hash takes everything
	_, _ = h.Write(want)
	*f += fingerprint(dataset.KeyHash(h.Sum64(), ""))
}

func (f fingerprint) String() string { return fmt.Sprintf("%016x", uint64(f)) }
