package dataset

import (
	"bytes"
	"encoding/json"
	"testing"
)

// FuzzUnvalidated: a program may hand any example to any function, whether or not
// Validate has seen it. None of them panics, and none changes it.
func FuzzUnvalidated(f *testing.F) {
	for _, seed := range []string{
		`{}`,
		`{"split":"nope","text":"\ud800","slots":[{"start":-1,"end":9,"call":-7}],"origin":{"ops":null,"parent":"a"}}`,
		`{"id":"a","call":{"arguments":{"x":[{"y":null}]}},"calls":[{},{}],"reference_date":"2025-02-30"}`,
		`{"id":"a","text":"hi","slots":[{"name":"n","start":2,"end":1},{"start":1,"end":4000000000}]}`,
		`{"id":"a","text":"hi","history":[{"role":"x","text":"\ud800","call":{"arguments":{"a":[1]}}},{"role":"bot","output":"f()"},"a",null]}`,
		good,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var e Example
		if json.Unmarshal(data, &e) != nil {
			return
		}
		before, err := e.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		_, _, _, _, _ = e.Intent(), e.Reference(), e.Fingerprint(), e.Validate(), e.Input()
		d := NewDiffer()
		if err := d.Old("f", &e); err != nil {
			t.Fatal(err)
		}
		copied := e.Clone()
		if err := d.New("g", &copied); err != nil {
			t.Fatal(err)
		}
		if all, each := d.Differences(); d.Same != 1 || len(each) > 0 || all.any() {
			t.Errorf("an example differs from its clone: %+v", all)
		}
		if after, err := e.AppendJSON(nil); err != nil || !bytes.Equal(before, after) {
			t.Errorf("%s\nbecame\n%s (%v)", before, after, err)
		}
	})
}
