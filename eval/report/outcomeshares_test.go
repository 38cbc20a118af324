package report

import (
	"fmt"
	"strings"
	"testing"
)

// A metric that does not agree with the outcomes of the examples has been changed by hand.
func TestChangedMetricsAreRefused(t *testing.T) {
	pack := func(p Packed) string {
		b, err := p.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	text := func(value float64, n int, skipped int) string {
		return fmt.Sprintf(`{"kind":"eval","metrics":{"exact_match":{"value":%v,"n":%d},"skipped":{"value":%d,"n":4}},
			"outcomes":{"n":4,"ids":"x","clusters":%q,"kinds":["split=test"],"kind":%q,"metrics":{"exact_match":%q}}}`,
			value, n, skipped, pack(Packed{0, 0, 0, 0}), pack(Packed{0, 0, 0, 0}), pack(Packed{1, 1, 0, 2}))
	}
	for _, c := range []struct {
		text string
		want string
	}{
		{text(2.0/3, 3, 0), ""},
		{text(0.9, 3, 0), "metrics.exact_match is 0.9 of 3"},
		{text(2.0/3, 300, 0), "metrics.exact_match is 0.6666666666666666 of 300"},
		{text(0.5, 4, 1), ""}, // a bad record of gold counts as wrong
	} {
		_, err := Decode([]byte(c.text), "r.json")
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n%v, want %q", c.text, err, c.want)
		}
	}
}
