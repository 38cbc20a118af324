package dataset

import (
	"bytes"
	"fmt"
	"testing"
)

// BenchmarkReadJSONL reads examples as generate writes them.
func BenchmarkReadJSONL(b *testing.B) {
	var in []byte
	const rows = 1000
	for i := range rows {
		e := valid()
		e.Text += fmt.Sprint(" ", i)
		e.ID = e.Fingerprint()
		in, _ = e.AppendJSON(in)
		in = append(in, '\n')
	}
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range ReadJSONL[Example](bytes.NewReader(in), "f") {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkReadJSONLPredictions reads answers as infer writes them.
func BenchmarkReadJSONLPredictions(b *testing.B) {
	line := []byte(`{"id":"ex_5f0cdeadbeef","text":"show my savings for march","output":"get_statement(account=savings, period=\"march\")",` +
		`"tokens":[129,12,44,1523,16,3,9,88,201,7],"call":{"name":"get_statement","arguments":{"account":"savings","period":"2025-03"}},"confidence":0.98}` + "\n")
	in := bytes.Repeat(line, 1000)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range ReadJSONL[Prediction](bytes.NewReader(in), "f") {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
