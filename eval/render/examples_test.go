package render

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

// Of more examples than a page holds it has the wrong ones first, and a sample of the rest
// that does not depend on their order.
func TestExamplesSample(t *testing.T) {
	var all []report.Example
	for i := range 1000 {
		e := report.Example{ID: fmt.Sprint("ex_", i), Key: uint64(i) * 0x9e3779b97f4a7c15, Status: report.Correct}
		if i%100 == 7 {
			e.Status, e.Kinds = report.Wrong, []string{report.KindValue}
		}
		all = append(all, e)
	}
	held := func() []string {
		x := &Examples{limit: 50}
		for _, e := range all {
			x.Add(e)
		}
		c := x.columns(x.limit, nil)
		if c.Total != 1000 || c.Wrong != 10 || len(c.IDs) != 50 {
			t.Fatalf("%d examples of %d, %d wrong", len(c.IDs), c.Total, c.Wrong)
		}
		for i := range 10 {
			if id := fmt.Sprint("ex_", 100*i+7); !slices.Contains(c.IDs, id) {
				t.Errorf("the wrong answer %s is not there", id)
			}
		}
		return c.IDs
	}
	first := held()
	slices.Reverse(all)
	if again := held(); !slices.Equal(first, again) {
		t.Errorf("the sample depends on the order:\n%q\n%q", first, again)
	}
}

// A page stays small whatever the prompts are like.
func TestExamplesFit(t *testing.T) {
	x := NewExamples()
	noise := rand.New(rand.NewPCG(1, 2))
	for i := range 12_000 {
		words := make([]byte, 960)
		for k := range words {
			words[k] = '0' + byte(noise.IntN(64))
		}
		x.Add(report.Example{ID: fmt.Sprint(i), Key: noise.Uint64(), Text: string(words), Status: report.Correct})
	}
	c, packed, err := x.pack(nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(packed) > 9_300_000 || len(packed) < 6_000_000 || len(c.IDs) == 12_000 || c.Total != 12_000 {
		t.Errorf("%d of %d examples in %d bytes", len(c.IDs), c.Total, len(packed))
	}
}

func TestClip(t *testing.T) {
	if got := clip(strings.Repeat("é", maxOutput)); len(got) > maxOutput+len("…") || !strings.HasSuffix(got, "é…") {
		t.Errorf("%d bytes, %q", len(got), got[len(got)-6:])
	}
}

func TestRoundNumbers(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{0, 1, "[0 0.2 0.4 0.6 0.8 1]"}, {0, 97, "[0 20 40 60 80]"}, {0.86, 0.88, "[0.86 0.865 0.87 0.875 0.88]"}, {3, 3, "[]"},
	} {
		var got []string
		for _, v := range roundNumbers(c.low, c.high, 5) {
			got = append(got, numberLabel(v))
		}
		if s := fmt.Sprint(got); s != c.want {
			t.Errorf("%v to %v: %s, want %s", c.low, c.high, s, c.want)
		}
	}
}

// Every kind of error is explained.
func TestKindMeanings(t *testing.T) {
	for _, kind := range report.Kinds {
		if kindMeanings[kind] == "" {
			t.Errorf("the page does not say what %s is", kind)
		}
	}
}
