package augment

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slmkit/slmkit/dataset"
)

// twoEach gives two copies of every other example.
func twoEach(_ context.Context, examples <-chan dataset.Example, give func(*Copy) error) error {
	n := 0
	for e := range examples {
		if n++; n%2 == 0 {
			continue
		}
		for _, before := range []string{"so, ", "well then, "} {
			if err := give(&Copy{ID: e.ID, Text: before + e.Text, Slots: e.Slots}); err != nil {
				return err
			}
		}
	}
	return nil
}

// Copies from outside are behind their examples, the same for any number of workers and for
// any number of examples that wait.
func TestOutside(t *testing.T) {
	g := readGenerated(t)[0]
	var first []string
	for _, c := range []struct{ workers, window int }{{1, 1 << 10}, {4, 1 << 10}, {4, 32}} {
		p := &Plan{Operations: []Weight{{"greeting", 1}, {"outside", 2}}}
		var stats Stats
		var got []string
		parent := ""
		rows := Run(rowsOf(g.examples[:200]...), Options{Seed: 3, Copies: 2, Plan: p, Schema: g.schema, Language: English, Workers: c.workers, window: c.window,
			Splits: dataset.Splits, Outside: []Outside{{Name: "outside", Contract: Keeps, Make: twoEach}}}, &stats)
		for e, err := range rows {
			if err != nil {
				t.Fatal(err)
			}
			if e.Origin == nil || e.Origin.Parent == "" {
				parent = e.ID
			} else if e.Origin.Parent != parent {
				t.Errorf("a copy of %s behind %s", e.Origin.Parent, parent)
			}
			got = append(got, e.ID+e.Text+fmt.Sprint(e.Slots))
		}
		if stats.Applied["outside"] < 100 || stats.Applied["greeting"] == 0 {
			t.Errorf("%v", stats.Applied)
		}
		if first == nil {
			first = got
		}
		if !slices.Equal(first, got) {
			t.Errorf("%d workers, %d rows kept: other rows", c.workers, c.window)
		}
	}
}

// A fault outside ends the stream with an error.
func TestOutsideFails(t *testing.T) {
	g := readGenerated(t)[0]
	give := func(ids ...string) func(context.Context, <-chan dataset.Example, func(*Copy) error) error {
		return func(_ context.Context, examples <-chan dataset.Example, give func(*Copy) error) error {
			for range examples {
			}
			for _, id := range ids {
				if err := give(&Copy{ID: id, Text: "hello"}); err != nil {
					return err
				}
			}
			return nil
		}
	}
	hangs := func(ctx context.Context, _ <-chan dataset.Example, _ func(*Copy) error) error {
		<-ctx.Done()
		return context.Cause(ctx)
	}
	ids := []string{g.examples[0].ID, g.examples[1].ID}
	for _, c := range []struct {
		make func(context.Context, <-chan dataset.Example, func(*Copy) error) error
		want string
	}{
		{give("nobody"), `a copy of "nobody", which is none`},
		{give(ids[1], ids[0]), "in the order of the examples"},
		{func(context.Context, <-chan dataset.Example, func(*Copy) error) error { return errors.New("no") }, "no"},
		{func(context.Context, <-chan dataset.Example, func(*Copy) error) error { return nil }, "ended before"},
		{hangs, "nothing for 50ms"},
	} {
		var last error
		var stats Stats
		for _, err := range Run(rowsOf(g.examples[:20]...), Options{Schema: g.schema, Ops: []Op{}, Splits: dataset.Splits, Outside: []Outside{{Name: "outside", Contract: Keeps, Make: c.make, Wait: 50 * time.Millisecond}}}, &stats) {
			last = err
		}
		if last == nil || !strings.Contains(last.Error(), c.want) {
			t.Errorf("%v, want %s", last, c.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var stats Stats
	for _, err := range Run(rowsOf(g.examples[:20]...), Options{Context: ctx, Schema: g.schema, Ops: []Op{}, Splits: dataset.Splits, Outside: []Outside{{Name: "outside", Make: hangs}}}, &stats) {
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

// The slots of a copy move to their words, if they are there once.
func TestMovedSlots(t *testing.T) {
	e := dataset.Example{Text: "send mom $50", Slots: []dataset.Slot{{Name: "to", Value: "mom", Start: 5, End: 8}}}
	for _, c := range []struct {
		copy Copy
		want string
	}{
		{Copy{Text: "$50 for mom"}, "mom 8:11"},
		{Copy{Text: "Mom gets $50"}, "Mom 0:3"},
		{Copy{Text: "Mom gets $50", Slots: e.Slots}, "Mom 0:3"},
		{Copy{Text: "in a moment $50"}, ""},
		{Copy{Text: "mom, $50 to mom"}, ""},
		{Copy{Text: "mom, $50 to mom", Slots: []dataset.Slot{{Name: "to", Value: "mom", Start: 12, End: 15}}}, "mom 12:15"},
		{Copy{Text: "$50 to mum", Slots: []dataset.Slot{{Name: "to", Value: "mum"}}}, "mum 7:10"},
	} {
		slots, err := movedSlots(&e, &c.copy)
		got := ""
		if err == nil {
			got = fmt.Sprintf("%s %d:%d", slots[0].Value, slots[0].Start, slots[0].End)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.copy.Text, got, c.want)
		}
	}
}
