package export

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestRuns: values as the Parquet format encodes them, 1 for true.
func TestRuns(t *testing.T) {
	yes, no := true, false
	for _, c := range []struct {
		name  string
		bytes []byte
		n     int
		want  []bool // nil for an error
	}{
		{"none", nil, 0, []bool{}},
		{"run of three", []byte{2, 0, 0, 0, 3 << 1, 1}, 3, []bool{yes, yes, yes}},
		{"two runs", []byte{4, 0, 0, 0, 2 << 1, 1, 1 << 1, 0}, 3, []bool{yes, yes, no}},
		{"packed", []byte{2, 0, 0, 0, 1<<1 | 1, 0b101}, 4, []bool{yes, no, yes, no}},
		{"run, then packed", []byte{4, 0, 0, 0, 1 << 1, 1, 1<<1 | 1, 0b10}, 3, []bool{yes, no, yes}},
		{"longer than the page", []byte{3, 0, 0, 0, 0xc8, 1, 1}, 2, []bool{yes, yes}},
		{"no length", []byte{1}, 1, nil},
		{"no run", []byte{0, 0, 0, 0}, 1, nil},
		{"no value", []byte{1, 0, 0, 0, 2}, 1, nil},
		{"too few", []byte{2, 0, 0, 0, 1 << 1, 1}, 2, nil},
		{"packed without bits", []byte{1, 0, 0, 0, 3}, 1, nil},
		{"endless", []byte{0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}, 1, nil},
	} {
		got, err := runs(c.bytes, c.n)
		if (err != nil) != (c.want == nil) {
			t.Errorf("%s: %v, %v", c.name, got, err)
		} else if diff := cmp.Diff(c.want, got); err == nil && diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}
