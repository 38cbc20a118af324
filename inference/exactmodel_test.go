package inference

import (
	"slices"
	"strings"
	"testing"
)

func TestExactTry(t *testing.T) {
	for _, c := range []struct{ match, precision string }{{"*_quantized.onnx", "int8"}, {"*_uint8.onnx", "uint8"}} {
		var want []answer
		for _, a := range readOracle(t, variants+"/greedy.jsonl") {
			if a.Precision == strings.Trim(strings.TrimSuffix(c.match, ".onnx"), "*_") {
				want = append(want, a)
			}
		}
		m := open(t, variant(t, c.match), Options{Precision: c.precision, Threads: 1, Runtime: Native})
		t.Log(m.Runtime, m.Load)
		bad := 0
		for i, o := range collect(t, m.Generate(t.Context(), slices.Values(texts(want)), Generation{MaxNewTokens: 64})) {
			if !slices.Equal(o.Tokens, want[i].Tokens) {
				bad++
			}
		}
		t.Log(c.match, bad, "of", len(want))
	}
}
