package t5

import (
	"encoding/binary"
	"math"
	"testing"
)

// A recording has each value once that New reads, in parts that do not overlap and that
// begin where vectors of 16 bytes may be read.
func TestRecord(t *testing.T) {
	for _, bits := range []int{8, 32} {
		c := Config{Bits: bits, Size: 64, Heads: 2, HeadSize: 32, FF: 64, Vocabulary: 90, Far: 8, EncoderLayers: 1, DecoderLayers: 2, OwnHead: true, Epsilon: 1e-6, Scale: 1}
		r, err := Record(c, noise{c})
		if err != nil {
			t.Fatal(err)
		}
		matrices, end := 0, 0
		for _, s := range r.Steps {
			if s.Do == "matrix" {
				matrices++
				continue
			}
			if s.At%16 != 0 || s.Scale%16 != 0 || s.At < end {
				t.Errorf("%d bits: step %+v reads what another does, or from a place that is not a multiple of 16", bits, s)
			}
			if end = s.At + s.Bytes; s.Scale > 0 {
				end = s.Scale + 4*s.N
			}
		}
		if want := 6*3 - 2 + 3; matrices != want { // an encoder's layer has no cross attention
			t.Errorf("%d bits: %d matrices, want %d", bits, matrices, want)
		}
		if end != len(r.Data) {
			t.Errorf("%d bits: the data has %d bytes, of which %d are read", bits, len(r.Data), end)
		}
		norm := noise{c}
		want, err := norm.Read("encoder", "encoder.block.0.layer.0.layer_norm.weight")
		if err != nil {
			t.Fatal(err)
		}
		first := r.Steps[0]
		if got := math.Float32frombits(binary.LittleEndian.Uint32(r.Data[first.At:])); first.Do != "vector" || got != want.Floats[0] {
			t.Errorf("%d bits: the first step %+v has %v, want the first norm, %v", bits, first, got, want.Floats[0])
		}
	}
}
