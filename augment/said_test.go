package augment

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// writes is an operation that writes one text for every prompt without slots.
func writes(to string, phase Phase) Op {
	return Op{Name: "writes", Contract: Keeps, Phase: phase, Do: Func(func(ed *Edit, _ *rand.Rand) bool { return ed.Replace(0, len(ed.Text()), to) })}
}

// TestLeftOut: a copy that says what a row says is left out, and the reason counted.
func TestLeftOut(t *testing.T) {
	rows := func(marked ...string) (out []dataset.Example) {
		for _, m := range marked {
			out = append(out, mark(t, m))
		}
		return out
	}
	// Rows of the same words that ask for another call.
	other := mark(t, "the [recipient=third] prompt")
	for _, c := range []struct {
		name string
		in   []dataset.Example
		op   Op
		more Options
		want Reason // of the copy of the second row; "" where it stays
	}{
		{"its example", rows("the first prompt", "the second prompt"), writes("The second, prompt!", Words), Options{}, SameParent},
		{"case and marks, for a test of them", rows("the first prompt", "the second prompt"), writes("The second, prompt!", Marks), Options{}, ""},
		{"case and marks, by an option", rows("the first prompt", "the second prompt"), writes("The second, prompt!", Words), Options{Exact: true}, ""},
		{"nothing", rows("the first prompt", "the second prompt"), writes("the second prompt", Words), Options{}, Unchanged},
		{"an earlier row", rows("the first prompt", "the second prompt"), writes("the first prompt", Words), Options{}, SameBefore},
		{"a later row", rows("the first prompt", "the second prompt", "the third prompt"), writes("the third prompt", Words), Options{}, SameAfter},
		{"a later row, but for its marks", rows("the first prompt", "the second prompt", "The “third” prompt…"), writes("the third prompt", Words), Options{}, SameAfter},
		{"another call", append(rows("the first prompt", "the second prompt"), other), writes("the third prompt", Words), Options{}, Conflict},
		{"another call, in a test of marks", append(rows("the first prompt", "the second prompt"), other), writes("the third prompt.", Marks), Options{}, Conflict},
		{"other data", rows("the first prompt", "the second prompt"), writes("the third prompt", Words), Options{Against: slicesOf(rows("the third prompt"))}, SameOther},
	} {
		for i := range c.in {
			if i != 1 {
				c.in[i].Split = dataset.Test
			}
		}
		o := c.more
		o.Schema, o.Ops = schema(t), []Op{c.op}
		var stats Stats
		rows := 0
		for _, err := range Run(slicesOf(c.in), o, &stats) {
			if err != nil {
				t.Fatal(err)
			}
			rows++
		}
		if want := len(c.in) + stats.Copies; rows != want || (c.want == "") != (stats.Copies == 1) || c.want != "" && stats.LeftOut[c.want] != 1 {
			t.Errorf("%s: %d rows, %+v, want %q", c.name, rows, stats, c.want)
		}
	}
}

// TestCopiesOfCopies: two copies that say the same are one.
func TestCopiesOfCopies(t *testing.T) {
	in := []dataset.Example{mark(t, "the first prompt"), mark(t, "the second prompt"), mark(t, "[recipient=the] third prompt")}
	op := Op{Name: "writes", Contract: Keeps, Phase: Words, Do: Func(func(ed *Edit, _ *rand.Rand) bool {
		at := strings.Index(string(ed.Text()), " ")
		return ed.Replace(at, len(ed.Text()), " other prompt")
	})}
	var stats Stats
	for _, err := range Run(slicesOf(in), Options{Schema: schema(t), Ops: []Op{op}, Workers: 2}, &stats) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if stats.Copies != 1 || stats.LeftOut[SameBefore] != 1 || stats.LeftOut[Conflict] != 1 {
		t.Errorf("%+v", stats)
	}
}
