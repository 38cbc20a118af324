package exact

import (
	"math"
	"testing"

	"github.com/slmkit/slmkit/inference/ort"
)

// TestConstants: a tensor has the bytes that its dimensions say, or is an error.
func TestConstants(t *testing.T) {
	for _, c := range []struct {
		ort.Constant
		ok bool
	}{
		{ort.Constant{Type: ort.Float32, Dims: []int64{2, 1}, Data: make([]byte, 8)}, true},
		{ort.Constant{Type: ort.Float32, Data: make([]byte, 4)}, true},
		{ort.Constant{Type: ort.Int8, Dims: []int64{1, 8, 0, 64}}, true},
		{ort.Constant{Type: ort.Float32, Dims: []int64{2}, Data: make([]byte, 4)}, false},
		{ort.Constant{Type: ort.Int64, Dims: []int64{1}, Data: make([]byte, 16)}, false},
		{ort.Constant{Type: ort.Bool, Dims: []int64{-1}}, false},
		{ort.Constant{Type: ort.Uint8, Dims: []int64{math.MaxInt64, 2}, Data: make([]byte, 2)}, false},
		{ort.Constant{Type: ort.Float16, Dims: []int64{1}, Data: make([]byte, 2)}, false},
	} {
		_, err := Compile(&ort.Program{Constants: map[string]ort.Constant{"c": c.Constant}})
		if (err == nil) != c.ok {
			t.Errorf("type %d, dimensions %v, %d bytes: %v", c.Type, c.Dims, len(c.Data), err)
		}
	}
}
